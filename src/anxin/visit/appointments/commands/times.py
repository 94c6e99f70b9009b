"""The time of a booking: inside the opening hours, and held in the book of half hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.resources.capacity.queries import first_offers
from anxin.visit.appointments import parameters
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.queries import needs_of, parts_arrive_at

KIND = "appointments.appointment"
MOST_OFFERS = 3


class SlotFull(Invalid):
    """The time cannot be kept; ``offers`` are up to three that can, ``next_free`` is the first of them, from the opening of
    the wished day on."""

    code = "slot_full"
    default_rule = "R-AP06"

    def __init__(self, message: Any, offers: tuple[capacity.Offer, ...]) -> None:
        self.offers = offers
        times = [offer.starts_at.isoformat() for offer in offers]
        super().__init__(message, field="wanted_at", offers=times, **({"next_free": times[0]} if times else {}))


class StoreClosed(Invalid):
    """Outside the opening hours."""

    code = "store_closed"
    default_rule = "M04.02"


def require_time(store_id: int, wanted_at: datetime, at: datetime) -> None:
    """Take the store's turn in the book and refuse a time at which nobody could come.

    :raises Invalid: past, or too far ahead
    :raises StoreClosed: outside the opening hours; says the next opening
    """
    clock.require_plausible(wanted_at=wanted_at)
    if wanted_at <= at:
        raise Invalid(_("预约时间要晚于现在，请改时间。"), field="wanted_at")
    most = value(parameters.DAYS_AHEAD, store_id, store_info(store_id).clock.day(at))
    if wanted_at - at > timedelta(days=most):
        raise Invalid(_("最多提前 %(days)s 天预约，请改早些。") % {"days": most}, field="wanted_at", rule="M04.01")
    calendar = calendar_of(store_id)
    if not calendar.is_open(wanted_at):
        opening = shown(calendar.next_opening(wanted_at), store_info(store_id).clock.zone)
        raise StoreClosed(_("那时不营业，最早可约 %(time)s。") % {"time": opening}, field="wanted_at")
    capacity.take_book_turn(store_id)


def hold_for(actor: Actor, row: Appointment, *, at: datetime) -> None:
    """Hold the reception, the advisor and the hours of a booking (M04.02, R-AP06).

    :raises SlotFull: it cannot be kept; offers what can
    """
    needs = needs_of(
        actor,
        row.store_id,
        kind=row.kind,
        package_code=row.package_code,
        advisor_id=row.advisor_id,
        on=row.wanted_on,
    )
    document = DocumentRef(KIND, row.pk)
    arrive_at = parts_arrive_at(actor, row.store_id, row.package_code, at, document)
    try:
        capacity.hold_time(
            actor=actor,
            store_id=row.store_id,
            document=document,
            needs=replace(needs, not_before=arrive_at),
            starts_at=row.wanted_at,
            at=at,
        )
    except capacity.NoRoom as full:
        if arrive_at is not None and arrive_at > row.wanted_at:
            raise _too_early(row.store_id, arrive_at, full.offers) from None
        days = store_info(row.store_id).clock
        # A half hour that begins this moment cannot be booked any more.
        opening = max(at + timedelta.resolution, days.bounds(row.wanted_on)[0])
        earlier = first_offers(actor, row.store_id, replace(needs, not_before=arrive_at), opening, 1)
        kept = [offer for offer in earlier if offer.starts_at < row.wanted_at]
        raise _full(row.store_id, (*kept, *full.offers)[:MOST_OFFERS]) from None


def give_back(actor: Actor, row: Appointment, *, at: datetime) -> None:
    """Give back what a booking holds."""
    capacity.release_holds(actor=actor, store_id=row.store_id, document=DocumentRef(KIND, row.pk), at=at)


def hand_over(actor: Actor, row: Appointment, visit: DocumentRef, *, at: datetime) -> None:
    """What the booking holds is held for the visit that came of it."""
    capacity.hand_over_holds(
        actor=actor, store_id=row.store_id, from_document=DocumentRef(KIND, row.pk), to_document=visit, at=at
    )


def _full(store_id: int, offers: tuple[capacity.Offer, ...]) -> SlotFull:
    if not offers:
        return SlotFull(_("这个时间排不下，两周内也排不下，请与车间商量。"), offers)
    zone = store_info(store_id).clock.zone
    return SlotFull(_("这个时间排不下，当天起最早可约 %(time)s。") % {"time": shown(offers[0].starts_at, zone)}, offers)


def _too_early(store_id: int, arrive_at: datetime, offers: tuple[capacity.Offer, ...]) -> SlotFull:
    zone = store_info(store_id).clock.zone
    named = {"arrives": shown(arrive_at, zone)}
    if not offers:
        return SlotFull(_("套餐的配件 %(arrives)s 才到，之后两周内排不下，请与车间商量。") % named, offers)
    named["time"] = shown(offers[0].starts_at, zone)
    return SlotFull(_("套餐的配件 %(arrives)s 才到，到货后最早可约 %(time)s。") % named, offers)


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """A time as refusals and titles say it."""
    return moment.astimezone(zone).strftime("%m-%d %H:%M")
