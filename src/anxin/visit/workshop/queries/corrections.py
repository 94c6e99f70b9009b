"""What was set right afterwards, for whoever answers for the hours: clocks, added stretches, shares, shifts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from anxin.parties.org.queries import names_by_key, store_info
from anxin.parties.people.queries import ShiftRow, list_shifts, names_of
from anxin.platform.actor import Actor
from anxin.platform.clock import StoreClock
from anxin.platform.queries import query
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import ClockCorrection, IndirectCorrection, ShareChange


@dataclass(frozen=True, slots=True)
class CorrectedTime:
    """A recorded act on the hours of somebody: what it said, what it says, why, when and by whom.

    ``at`` is None of a shift, which keeps its last reason only.
    """

    at: datetime | None
    day: date
    kind: str
    technician_name: str
    number: str
    title: str
    before: str
    after: str
    reason: str
    by: str


@query(permissions.FIGURES)
def list_corrections(actor: Actor, store_id: int, first: date, last: date) -> list[CorrectedTime]:
    """Corrections made in a store from a day to a day, the newest first.

    :raises Denied: not in this store
    """
    actor.require(permissions.FIGURES, store_id)
    local = store_info(store_id).clock
    made = {"at__gte": local.bounds(first)[0], "at__lt": local.bounds(last)[1], "store_id": store_id}
    clocks = list(
        ClockCorrection.objects.visible_to(actor, permissions.FIGURES)
        .filter(**made)
        .select_related("clock__technician", "clock__job", "clock__repair_order")
    )
    shares = list(
        ShareChange.objects.visible_to(actor, permissions.FIGURES).filter(**made).select_related("job", "repair_order")
    )
    others = list(
        IndirectCorrection.objects.visible_to(actor, permissions.FIGURES).filter(**made).select_related("technician")
    )
    people = names_by_key(actor, {one.actor_key for made_by in (clocks, shares, others) for one in made_by})
    technicians = names_of(actor, {int(key) for one in shares for key in (*one.before, *one.after)})
    shifts = [shift for shift in list_shifts(actor, store_id, first, last) if shift.corrected_reason]
    found = [
        *(_of_clock(one, local, people) for one in clocks),
        *(_of_indirect(one, local, people) for one in others),
        *(_of_shares(one, local, people, technicians) for one in shares),
        *(_of_shift(one, local) for one in shifts),
    ]
    return sorted(found, key=lambda one: (one.day, one.at is not None, one.at), reverse=True)


def _of_clock(one: ClockCorrection, local: StoreClock, people: Mapping[str, str]) -> CorrectedTime:
    clock = one.clock
    return CorrectedTime(
        one.at,
        local.day(one.at),
        _("更正工时") if one.started_before else _("补记工时"),
        clock.technician.name,
        clock.repair_order.number,
        clock.job.title,
        _span(local, one.started_before, one.ended_before),
        _span(local, one.started_after, one.ended_after),
        one.reason,
        people.get(one.actor_key, ""),
    )


def _of_indirect(one: IndirectCorrection, local: StoreClock, people: Mapping[str, str]) -> CorrectedTime:
    return CorrectedTime(
        one.at,
        local.day(one.at),
        _("更正其他时间"),
        one.technician.name,
        "",
        str(one.get_activity_display()),
        _span(local, one.started_before, one.ended_before),
        _span(local, one.started_after, one.ended_after),
        one.reason,
        people.get(one.actor_key, ""),
    )


def _of_shares(
    one: ShareChange, local: StoreClock, people: Mapping[str, str], technicians: Mapping[int, str]
) -> CorrectedTime:
    return CorrectedTime(
        one.at,
        local.day(one.at),
        _("调整比例"),
        "、".join(technicians.get(int(key), "") for key in one.after),
        one.repair_order.number,
        one.job.title,
        _shares(one.before, technicians),
        _shares(one.after, technicians),
        one.reason,
        people.get(one.actor_key, ""),
    )


def _of_shift(shift: ShiftRow, local: StoreClock) -> CorrectedTime:
    span = _span(local, shift.clocked_in_at, shift.clocked_out_at)
    about = (shift.employee_name, "", "", "", span, shift.corrected_reason, "")
    return CorrectedTime(None, shift.worked_on, _("更正考勤"), *about)


def _span(local: StoreClock, since: datetime | None, until: datetime | None) -> str:
    shown = [f"{local.local(at):%m-%d %H:%M}" if at else "" for at in (since, until)]
    return " – ".join(shown) if since else ""


def _shares(given: Mapping[str, int], names: Mapping[int, str]) -> str:
    return "、".join(f"{names.get(int(key), '')} {percent}%" for key, percent in given.items())
