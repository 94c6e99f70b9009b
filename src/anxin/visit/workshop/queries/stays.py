"""The car's ledger: every minute of its stay with a name, from the arrival to the departure (M07.17).

The instants of reception and settlement are those that the order and its bills keep; a walk-around or a hand-over has no
stretch of its own here, because reception stands beside the workshop and not below it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info, system_actor
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.billing.queries import list_paid_at
from anxin.visit.repair_orders.queries import Stay, list_stays
from anxin.visit.workshop import permissions, tiling
from anxin.visit.workshop.models import Assignment, IndirectTime, Inspection, JobClock, Waiting
from anxin.visit.workshop.reasons import WaitReason
from anxin.visit.workshop.tiling import Mark, Span, Tile

LABELS = {
    tiling.RECEIVED: _("接待开单"),
    tiling.SIGNATURE: _("等客户签字"),
    tiling.DISPATCH: _("等派工"),
    tiling.TECHNICIAN: _("等技师开工"),
    tiling.REWORK: _("等返修"),
    tiling.WORKING: _("施工"),
    tiling.REWORKING: _("返修施工"),
    tiling.INSPECTION: _("等质检"),
    tiling.WASH: _("待洗车/洗车"),
    tiling.SETTLEMENT: _("等结算"),
    tiling.PAYMENT: _("等付款"),
    tiling.PICK_UP: _("等客户取车"),
    tiling.CLOSED: _("非营业时间"),
    **{str(code): label for code, label in WaitReason.choices},
}
WORK = (tiling.WORKING, tiling.REWORKING)
OTHER = frozenset(str(code) for code in IndirectTime.Activity.values) - {str(WaitReason.OTHER), str(WaitReason.BREAK)}


@dataclass(frozen=True, slots=True)
class StayTile:
    """A named piece of a stay or of a technician's day; ``detail`` says who worked, or on what."""

    since: datetime
    until: datetime
    name: str
    label: str
    detail: str
    minutes: int

    @property
    def kind(self) -> str:
        """What the strip colours: work, closed, other (on no car) or wait."""
        if self.name in WORK:
            return "work"
        return "closed" if self.name == tiling.CLOSED else "other" if self.name in OTHER else "wait"


@dataclass(frozen=True, slots=True)
class CarLedger:
    """A car's stay without a gap; while the car is here, up to now. ``sums`` are (label, minutes) by name, most first."""

    stay: Stay
    ends_at: datetime
    tiles: tuple[StayTile, ...]
    sums: tuple[tuple[str, int], ...]

    @property
    def minutes(self) -> int:
        """Whole minutes of the stay: what the tiles sum to."""
        return sum(one.minutes for one in self.tiles)

    def minutes_of(self, *names: str) -> int:
        """Minutes under some names."""
        return sum(one.minutes for one in self.tiles if one.name in names)

    @property
    def worked_minutes(self) -> int:
        """Minutes in which somebody worked on the car."""
        return self.minutes_of(*WORK)

    @property
    def waited_minutes(self) -> int:
        """Minutes in which the store was open and nobody worked on the car."""
        return self.minutes - self.worked_minutes - self.minutes_of(tiling.CLOSED)


@query(permissions.SEE)
def find_car_ledger(actor: Actor, store_id: int, repair_order_id: int, now: datetime) -> CarLedger | None:
    """The ledger of one order's car; None when it is not visible."""
    stays = list_stays(actor, store_id, ids=[repair_order_id])
    return next(iter(ledgers_of(actor, store_id, stays, now)), None)


def ledgers_of(actor: Actor, store_id: int, stays: Sequence[Stay], now: datetime) -> list[CarLedger]:
    """Ledgers of stays of one store inside a query that read them in scope. Six statements."""
    facts = _Facts(actor, stays)
    return [_ledger(store_id, stay, facts, now) for stay in stays]


def closed_spans(store_id: int, begins: datetime, ends: datetime) -> list[Span]:
    """When the store was closed between two instants."""
    calendar, local = calendar_of(store_id), store_info(store_id).clock
    opened = []
    day, last = calendar.local_date(begins), calendar.local_date(ends)
    while day <= last:
        for opens, closes in calendar.hours_on(day):
            until = local.at(day, closes) if closes > opens else local.at(day + timedelta(days=1), closes)
            opened.append(Span(local.at(day, opens), until, ""))
        day += timedelta(days=1)
    return [Span(since, until, tiling.CLOSED) for since, until in tiling.gaps(begins, ends, opened)]


class _Facts:
    """What the workshop and the cashier know of some orders, by order."""

    def __init__(self, actor: Actor, stays: Sequence[Stay]) -> None:
        ids, settled = [one.id for one in stays], [one.id for one in stays if one.settled_at]

        def rows(model: Any, *columns: str) -> Any:
            return (
                model.objects.visible_to(actor, permissions.SEE)
                .filter(repair_order__in=ids)
                .values_list("repair_order_id", *columns)
            )

        self.work: dict[int, list[Span]] = defaultdict(list)
        self.begun: dict[int, dict[int, datetime]] = defaultdict(dict)
        clocked = rows(JobClock, "job_id", "started_at", "ended_at", "technician__name")
        for order_id, job_id, since, until, name in clocked:
            self.work[order_id].append(Span(since, until, tiling.WORKING, name))
            self.begun[order_id][job_id] = min(since, self.begun[order_id].get(job_id, since))
        self.waits: dict[int, list[Span]] = defaultdict(list)
        for order_id, since, until, reason in rows(Waiting, "since", "until", "reason"):
            self.waits[order_id].append(Span(since, until, reason))
        self.given: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
        self.placed: dict[int, list[tuple[int, datetime, datetime | None]]] = defaultdict(list)
        for order_id, job_id, since, until in rows(Assignment, "job_id", "assigned_at", "released_at"):
            self.given[order_id].append((since, until))
            self.placed[order_id].append((job_id, since, until))
        self.checks: dict[int, list[tuple[datetime, str, bool]]] = defaultdict(list)
        for order_id, at, level, passed in rows(Inspection, "at", "level", "passed").order_by("at"):
            self.checks[order_id].append((at, level, passed))
        # Whoever may see the order may know when it was paid; sums are not read.
        self.paid = list_paid_at(system_actor("workshop"), settled) if settled else {}


def _ledger(store_id: int, stay: Stay, facts: _Facts, now: datetime) -> CarLedger:
    ends = max(stay.left_at or now, stay.arrived_at)
    tiles = tiling.stay_tiles(
        stay.arrived_at,
        ends,
        _marks(stay, facts),
        work=facts.work[stay.id],
        waits=facts.waits[stay.id],
        closed=closed_spans(store_id, stay.arrived_at, ends),
        washes=_washes(stay, facts) if stay.wants_wash else (),
    )
    sums = sorted(tiling.minutes_by_name(tiles).items(), key=lambda one: -one[1])
    return CarLedger(
        stay,
        ends,
        tuple(_tile(one) for one in tiles),
        tuple((str(LABELS[name]), minutes) for name, minutes in sums),
    )


def _tile(one: Tile) -> StayTile:
    return StayTile(one.since, one.until, one.name, str(LABELS[one.name]), one.detail, one.minutes)


def _marks(stay: Stay, facts: _Facts) -> list[Mark]:
    marks = [Mark(stay.opened_at, "opened")]
    marks += [Mark(at, "signed_more" if place else "signed") for place, at in enumerate(stay.signed_at)]
    given = facts.given[stay.id]
    marks += [Mark(since, "assigned") for since, _until in given]
    marks += [
        Mark(at, "unassigned")
        for _since, at in given
        if at is not None and not any(since <= at and (until is None or until > at) for since, until in given)
    ]
    marks += [Mark(one.since, "begun") for one in facts.work[stay.id]]
    marks += _inspected(facts.checks[stay.id])
    marks += _done_before(stay, facts)
    marks += [Mark(stay.work_finished_at, "finished")] if stay.work_finished_at else []
    marks += [Mark(stay.settled_at, "settled")] if stay.settled_at else []
    marks += [Mark(facts.paid[stay.id], "paid")] if stay.id in facts.paid else []
    return marks


def _done_before(stay: Stay, facts: _Facts) -> list[Mark]:
    """The end of the work before each later yes: the order forgets it, because the yes brings it back to work.

    A job that somebody worked on, that waited, or that was given to somebody and not begun, was not done by then.
    """
    marks = []
    busy = [*facts.work[stay.id], *facts.waits[stay.id]]
    for at in stay.signed_at[1:]:
        checked = [when for when, level, _passed in facts.checks[stay.id] if level == Inspection.Level.SELF and when <= at]
        done = max(checked, default=None)
        if done is None or any(one.since < at and (one.until is None or one.until > done) for one in busy):
            continue
        begun = facts.begun[stay.id]
        given = [job for job, since, until in facts.placed[stay.id] if since <= done and (until is None or until > done)]
        if all(job in begun and begun[job] <= done for job in given):
            marks.append(Mark(done, "finished"))
    return marks


def _washes(stay: Stay, facts: _Facts) -> list[Span]:
    """When the car was with the wash: its looks, and whatever brought it back to work, end it."""
    level = Inspection.Level
    looks = [(at, (kind, is_passed)) for at, kind, is_passed in facts.checks[stay.id]]
    passed = [at for at, look in looks if look == (level.GENERAL, True)]
    clean = [at for at, look in looks if look in ((level.WASH, True), (level.FINAL, True))]
    back = [at for at, look in looks if look in ((level.GENERAL, False), (level.FINAL, False))]
    begun = [one.since for one in facts.work[stay.id]]
    return tiling.wash_spans(passed, [*clean, *back, *stay.signed_at[1:], *begun, *passed], stay.settled_at)


def _inspected(checks: Sequence[tuple[datetime, str, bool]]) -> list[Mark]:
    """The verdicts, and before each of them the end of the work: the last self-inspection."""
    marks, finished = [], None
    for at, level, passed in checks:
        if level == Inspection.Level.SELF:
            finished = at
        if level not in (Inspection.Level.GENERAL, Inspection.Level.FINAL):
            continue
        marks += [Mark(finished, "finished")] if finished else []
        if not passed or level == Inspection.Level.GENERAL:
            marks.append(Mark(at, "passed" if passed else "failed"))
    return marks
