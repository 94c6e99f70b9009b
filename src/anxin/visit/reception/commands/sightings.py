"""What a gate or camera saw of a car: it came, was greeted, stands in a bay, left (R-RC04, R-RC05, M05.01)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.plates import normalise_plate
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.commands.sending_off import note_departure
from anxin.visit.reception.lifecycle import DELIVERED, HERE
from anxin.visit.reception.models import PlateSighting, Reception

FIELDS = {"arrived": "seen_at", "greeted": "greeted_at", "in_bay": "in_bay_at"}
LEFT = "left"
AHEAD, BEHIND = timedelta(minutes=5), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptSighting:
    """A sighting; without ``reception_number`` it is kept until the car is received. ``is_repeated``: known before."""

    id: int
    plate: str
    kind: str
    seen_at: datetime
    reception_number: str
    is_repeated: bool


@command(permissions.REPORT_PLATE, rule="R-RC04")
def report_plate(
    *, actor: Actor, store_id: int, key: str, plate: str, kind: str, seen_at: datetime, at: datetime
) -> KeptSighting:
    """A device saw a plate; the same ``key`` again changes nothing and is answered with what it was (R-RC04, R-RC05).

    A delivered car that a gate sees leave has left then (R-DL09).

    Of a car that is here the earliest moment of each kind counts, since it last left and no longer before it was received
    than the store says; any other sighting waits for its reception.

    :raises Denied: no permission in this store
    :raises Invalid: no key, plate or kind, or a moment ahead of the clock or more than a day ago
    :raises Conflict: the key came before with another plate, kind or moment
    """
    actor.require(permissions.REPORT_PLATE, store_id)
    said, name = normalise_plate(plate), key.strip()
    if not 0 < len(name) <= 80:
        raise Invalid(_("请给每次识别一个编号，最多 80 个字。"), field="key")
    if not 0 < len(said) <= 12:
        raise Invalid(_("请给出识别到的车牌，最多 12 个字。"), field="plate")
    if kind not in (*FIELDS, LEFT):
        raise Invalid(_("请给出种类：arrived、greeted、in_bay 或 left。"), field="kind")
    if not at - BEHIND <= seen_at <= at + AHEAD:
        raise Invalid(_("请核对设备时钟：识别时间不能早于一天前，也不能晚于现在。"), field="seen_at")
    take_turn(f"reception.sighting.{store_id}.{said}")
    rows = PlateSighting.objects.visible_to(actor, permissions.REPORT_PLATE).filter(store_id=store_id)
    known = rows.select_related("reception").filter(key=name).first()
    if known is not None:
        if (known.plate, known.kind, known.seen_at) != (said, kind, seen_at):
            raise Conflict(_("这个编号已用于另一次识别，请换一个编号。"), field="key")
        return _kept(known, is_repeated=True)
    row = PlateSighting(store_id=store_id, key=name, plate=said, kind=kind, seen_at=seen_at)
    row.reception = (_gone if kind == LEFT else _here)(actor, store_id, said, seen_at)
    row.save(force_insert=True)
    if row.reception is not None and kind == LEFT:
        note_departure(store_id, row.reception.pk, seen_at)
    elif row.reception is not None:
        _note(row.reception, [row])
    audit.note(DocumentRef("reception.platesighting", row.pk), store_id, kind=kind)
    return _kept(row)


def claim_sightings(actor: Actor, row: Reception, plate: str, at: datetime) -> None:
    """What was seen of the car before it was received belongs to this visit."""
    if not plate:
        return
    take_turn(f"reception.sighting.{row.store_id}.{plate}")
    rows = PlateSighting.objects.visible_to(actor, permissions.RECEIVE).filter(store_id=row.store_id, plate=plate)
    waiting = list(rows.filter(reception=None, kind__in=FIELDS, seen_at__range=(_opened(row), at + AHEAD)))
    # Most cars pass no gate: only of those that did is it asked when they last left.
    since = _since(actor, permissions.RECEIVE, row) if waiting else at
    found = [one for one in waiting if one.seen_at >= since]
    if found:
        rows.filter(pk__in=[one.pk for one in found]).update(reception=row)
        _note(row, found)


def _here(actor: Actor, store_id: int, plate: str, seen_at: datetime) -> Reception | None:
    rows = Reception.objects.visible_to(actor, permissions.REPORT_PLATE).locked()
    found: Reception | None = rows.filter(store_id=store_id, vehicle__plate=plate, state__in=HERE).first()
    return found if found is not None and seen_at >= _since(actor, permissions.REPORT_PLATE, found) else None


def _gone(actor: Actor, store_id: int, plate: str, seen_at: datetime) -> Reception | None:
    """The visit that was handed over last before a gate saw the car; one that is not handed over yet is on a test drive."""
    rows = Reception.objects.visible_to(actor, permissions.REPORT_PLATE).filter(store_id=store_id, vehicle__plate=plate)
    found: Reception | None = rows.filter(ended_at__range=(seen_at - BEHIND, seen_at)).order_by("-ended_at").first()
    return found if found is not None and found.state == DELIVERED else None


def _opened(row: Reception) -> datetime:
    return row.arrived_at - timedelta(minutes=value(parameters.SIGHTING_MINUTES, row.store_id, row.arrived_at))


def _since(actor: Actor, permission: str, row: Reception) -> datetime:
    """From when on a sighting can be of this visit: a device may report late what it saw of an earlier one."""
    earlier = Reception.objects.visible_to(actor, permission).filter(store_id=row.store_id, vehicle_id=row.vehicle_id)
    left = earlier.exclude(pk=row.pk).aggregate(last=Max("ended_at"))["last"]
    return _opened(row) if left is None else max(_opened(row), left)


def _note(reception: Reception, sightings: list[PlateSighting]) -> None:
    for one in sightings:
        field = FIELDS[one.kind]
        before = getattr(reception, field)
        setattr(reception, field, one.seen_at if before is None else min(before, one.seen_at))
    reception.save(update_fields=[*FIELDS.values()])


def _kept(row: PlateSighting, *, is_repeated: bool = False) -> KeptSighting:
    number = row.reception.number if row.reception else ""
    return KeptSighting(row.pk, row.plate, row.kind, row.seen_at, number, is_repeated)
