"""The half hours of a day, what a booking asks of them, and the times that can be offered."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.resources.capacity.parameters import CARS_PER_SLOT
from anxin.resources.capacity.queries import LoadRow, Needs, Offer, Work, first_offers, list_loads, slot_of
from anxin.resources.catalog.queries import package_hours
from anxin.visit.appointments import parameters, permissions, rules
from anxin.visit.appointments.lifecycle import TAKES_A_SLOT
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.queries.bookings import EARLIEST, LATEST
from anxin.visit.appointments.queries.part_needs import parts_arrive_at

MINUTES_OF_KIND = {
    "maintenance": {"mechanical": parameters.MAINTENANCE_MINUTES},
    "repair": {"mechanical": parameters.REPAIR_MINUTES},
    "body_paint": {"body": parameters.BODY_MINUTES, "paint": parameters.PAINT_MINUTES},
    "other": {"mechanical": parameters.OTHER_MINUTES},
}


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A half hour of a day: cars booked and allowed, how full the shop is, and each trade in percent (R-AP11)."""

    starts_at: datetime
    booked: int
    limit: int
    load_percent: int = 0
    is_off_peak: bool = False
    by_trade: tuple[tuple[str, int], ...] = ()

    @property
    def is_full(self) -> bool:
        """No car more: as many as are allowed, or no hour of the shop is left."""
        return self.booked >= self.limit or self.load_percent >= 100


@query(permissions.SEE)
def list_slots(actor: Actor, store_id: int, day: date) -> list[SlotRow]:
    """The half hours of a day in which the store is open, with what is booked into them."""
    actor.require(permissions.SEE, store_id)
    if not EARLIEST < day < LATEST:
        raise Invalid(_("没有这一天，请重选日期。"), field="day", rule="M04.02")
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, wanted_on=day, state__in=TAKES_A_SLOT
    )
    booked = Counter(slot_of(each) for each in rows.values_list("wanted_at", flat=True))
    limit = value(CARS_PER_SLOT, store_id, day)
    loads = list_loads(actor, store_id, store_info(store_id).clock.bounds(day)[0])
    return [slot_row(one, booked[one.starts_at], limit) for one in loads]


def slot_row(load: LoadRow, booked: int, limit: int) -> SlotRow:
    """A half hour with its cars."""
    return SlotRow(load.starts_at, booked, limit, load.load_percent, load.is_off_peak, load.by_trade)


@query(permissions.SEE)
def list_offers(
    actor: Actor,
    store_id: int,
    not_before: datetime,
    *,
    kind: str = "maintenance",
    package_code: str = "",
    advisor_id: int | None = None,
) -> list[Offer]:
    """Up to three times of the next two weeks that can be kept for a booking, the off-peak one among them (R-AP06, R-AP11).

    :raises Invalid: no such kind, or a time that no calendar has
    """
    actor.require(permissions.SEE, store_id)
    clock.require_plausible(not_before=not_before)
    if kind not in MINUTES_OF_KIND:
        raise Invalid(_("请选择预约类型。"), field="kind", rule="M04.02")
    on = store_info(store_id).clock.day(not_before)
    needs = needs_of(actor, store_id, kind=kind, package_code=package_code, advisor_id=advisor_id, on=on)
    arrive_at = parts_arrive_at(actor, store_id, package_code, not_before)
    return first_offers(actor, store_id, replace(needs, not_before=arrive_at), not_before)


def needs_of(actor: Actor, store_id: int, *, kind: str, package_code: str, advisor_id: int | None, on: date) -> Needs:
    """What a booking asks of the book: a place at the reception, its advisor, the hours of its package or its kind."""
    minutes = {trade: value(limit, store_id, on) for trade, limit in MINUTES_OF_KIND[kind].items()}
    hours = package_hours(actor, store_id, package_code) if package_code else None
    work = tuple(Work(trade, needed) for trade, needed in rules.booked_work(minutes, hours))
    return Needs(work, takes_reception=True, advisor_id=advisor_id)
