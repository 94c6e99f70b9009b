"""Bookings whose hours are gone since they were made: the desk is told, once, with the times that are free (R-AP06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import done_subjects, open_subjects
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import CalendarNeverOpens
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.queries import list_first_offers
from anxin.visit.appointments import parameters, permissions
from anxin.visit.appointments.commands.times import KIND, shown
from anxin.visit.appointments.commands.withdrawal import withdraw_replan
from anxin.visit.appointments.lifecycle import BOOKED
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.queries import find_endangered, list_pre_picks, needs_of, parts_arrive_at

MOST_OFFERS = 2
AHEAD = timedelta(days=14)
"""As far as the book is read."""
AT_ONCE = 20
"""Bookings of one transaction: it locks them, and plans each."""


@dataclass(frozen=True, slots=True)
class ToldBookings:
    """How many bookings the desk was told of, and how many it need not call about any more."""

    told: int
    settled: int


@command(permissions.BOOK, rule="R-AP06")
def tell_endangered(*, actor: Actor, store_id: int, at: datetime) -> ToldBookings:
    """Put a task into the queue for each booking of the next two weeks that cannot be kept since it was made.

    Somebody is away, a bay is out of use, the store is closed, or the parts of its package come later. One task for a
    booking while it stands; taken back once the booking fits again, was moved or ended. Only a few at once, the next to
    come first: call it again until it has none left.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.BOOK, store_id)
    own = Actor.system("appointments", [store_id])
    expected = Appointment.objects.visible_to(actor, permissions.BOOK).filter(store_id=store_id, state=BOOKED)
    late = _late_parts(own, expected, at)
    over = expected.filter(pk__in={*late, *find_endangered(actor, store_id, at)}, wanted_at__gt=at)
    agreed = {row.pk: row.agreed_at for row in over.order_by("wanted_at", "pk")}
    told = _not_told(own, store_id, agreed)[:AT_ONCE]
    # Two runs at once meet at the bookings; the second then sees the tasks of the first.
    rows = list(over.filter(pk__in=told).locked().order_by("pk"))
    known = open_subjects(own, store_id, parameters.REPLAN_TASK, among=told)
    rows = [row for row in rows if row.pk not in known]
    for row, free in zip(rows, _free_times(own, store_id, rows, at), strict=True):
        _tell(own, row, late.get(row.pk), free, at)
    settled = sorted(open_subjects(own, store_id, parameters.REPLAN_TASK, besides=agreed))[:AT_ONCE]
    for number in settled:
        withdraw_replan(store_id, number, at=at)
    if not rows and not settled:
        audit.note(None, store_id, endangered=len(agreed))
    return ToldBookings(len(rows), len(settled))


def _not_told(actor: Actor, store_id: int, agreed: Mapping[int, datetime]) -> list[int]:
    """Of bookings, with when their time was agreed, those of which nobody was told yet for this time.

    What somebody settled as it stands is not asked again: the shop makes room, or the customer waits.
    """
    known = open_subjects(actor, store_id, parameters.REPLAN_TASK, among=agreed)
    accepted = done_subjects(actor, store_id, parameters.REPLAN_TASK, agreed)
    return [pk for pk, at in agreed.items() if pk not in known and (pk not in accepted or accepted[pk] < at)]


def _late_parts(actor: Actor, expected: QuerySet[Appointment], at: datetime) -> dict[int, datetime]:
    """By booking with a package whose parts come only after the car, when they come; where nobody knows, none."""
    soon = expected.filter(wanted_at__gt=at, wanted_at__lte=at + AHEAD).exclude(package_code="")
    days = soon.order_by("store_id", "wanted_on").values_list("store_id", "wanted_on").distinct()
    picks = [pick for store_id, day in days for pick in list_pre_picks(actor, store_id, day, at)]
    return {
        pick.row.id: pick.expected_at
        for pick in picks
        if pick.is_short and pick.expected_at is not None and pick.expected_at > pick.row.wanted_at
    }


def _tell(actor: Actor, row: Appointment, arrives_at: datetime | None, free_times: Sequence[str], at: datetime) -> None:
    store = store_info(row.store_id)
    day = store.clock.day(at)
    calendar = calendar_of(row.store_id)
    try:
        due_at = value(parameters.REPLAN_DUE, row.store_id, day).due(calendar, at)
    except CalendarNeverOpens:
        due_at = row.wanted_at
    free = "、".join(free_times) or _("两周内没有")
    said = {"time": shown(row.wanted_at, store.clock.zone), "number": row.number, "free": free}
    words = _("人手或工位不够，请客户改期：%(time)s · %(number)s，可约 %(free)s")
    if arrives_at is not None:
        words = _("配件 %(arrives)s 才到，请客户改期：%(time)s · %(number)s，可约 %(free)s")
        said["arrives"] = shown(arrives_at, store.clock.zone)
    create_task(
        actor=actor,
        store_id=row.store_id,
        kind=parameters.REPLAN_TASK,
        subject=DocumentRef(KIND, row.pk),
        title=str(words % said),
        due_at=min(due_at, row.wanted_at),
        post=value(parameters.REPLAN_POST, row.store_id, day),
        at=at,
    )


def _free_times(actor: Actor, store_id: int, rows: Sequence[Appointment], at: datetime) -> list[list[str]]:
    """Of each booking the times that are free from the opening of its wished day on."""
    asks = []
    days = store_info(store_id).clock
    for row in rows:
        needs = needs_of(
            actor,
            store_id,
            kind=row.kind,
            package_code=row.package_code,
            advisor_id=row.advisor_id,
            on=row.wanted_on,
        )
        arrive_at = parts_arrive_at(actor, store_id, row.package_code, at, DocumentRef(KIND, row.pk))
        # A half hour that begins this moment cannot be booked any more.
        opening = max(at + timedelta.resolution, days.bounds(row.wanted_on)[0])
        asks.append((replace(needs, not_before=arrive_at), opening))
    found = list_first_offers(actor, store_id, asks, MOST_OFFERS)
    return [[shown(offer.starts_at, days.zone) for offer in offers] for offers in found]
