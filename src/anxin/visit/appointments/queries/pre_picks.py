"""The pre-pick list of a day: parts of booked packages, what is free, short or laid ready (R-PT07, M04.08)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from anxin.holdings.parts.permissions import ASK
from anxin.holdings.parts.queries import list_availability
from anxin.parties.org.queries import calendar_of, store_info
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import CalendarNeverOpens
from anxin.platform.queries import query
from anxin.resources.catalog.queries import find_articles, package_names, package_parts
from anxin.visit.appointments import permissions, rules
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.queries.bookings import MOST_ROWS, AppointmentRow, joined, row_of
from anxin.visit.appointments.queries.part_needs import waits_for_parts


@dataclass(frozen=True, slots=True)
class PickLine:
    """An article of a booking; ``free`` is on hand and promised to nobody who signed, for all bookings of the list."""

    article_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    free: Decimal
    shortage: Decimal
    expected_at: datetime | None


@dataclass(frozen=True, slots=True)
class PrePick:
    """A booking with the parts of its package; ``ready_at`` is when the parts desk laid them ready."""

    row: AppointmentRow
    lines: tuple[PickLine, ...]
    ready_at: datetime | None

    @property
    def is_short(self) -> bool:
        """A part is missing and not laid ready."""
        return self.ready_at is None and any(line.shortage for line in self.lines)

    @property
    def expected_at(self) -> datetime | None:
        """When the last missing part comes; None when nothing is missing, or nobody knows."""
        times = [line.expected_at for line in self.lines if line.shortage]
        return max((at for at in times if at), default=None) if self.is_short and all(times) else None


def pick_day(store_id: int, at: datetime) -> date:
    """The day for which parts are laid ready: the next one on which the store opens."""
    local = store_info(store_id).clock
    tomorrow = local.day(at) + timedelta(days=1)
    try:
        return local.day(calendar_of(store_id).next_opening(local.at(tomorrow, time())))
    except CalendarNeverOpens:
        return tomorrow


@query(permissions.SEE)
def list_pre_picks(actor: Actor, store_id: int, day: date, at: datetime) -> list[PrePick]:
    """Bookings of a day whose package has parts, by time; the free stock goes to the earlier car."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(waits_for_parts(), store_id=store_id, wanted_on=day)
    found = list(joined(rows.exclude(package_code="")).order_by("wanted_at", "pk")[:MOST_ROWS])
    parts = package_parts(actor, store_id, {one.package_code for one in found})
    names = package_names(actor, store_id, parts)
    bookings = [one for one in found if parts.get(one.package_code)]
    open_wants = [
        (article_id, quantity)
        for one in bookings
        if one.parts_ready_at is None
        for article_id, quantity in parts[one.package_code].items()
    ]
    totals: dict[int, Decimal] = {}
    for article_id, quantity in open_wants:
        totals[article_id] = totals.get(article_id, Decimal(0)) + quantity
    stock = list_availability(actor, store_id, totals, at) if actor.may(ASK, store_id) else {}
    missing = iter(rules.allot(open_wants, {article_id: one.free for article_id, one in stock.items()}) if stock else ())
    articles = find_articles(actor, {article_id for one in bookings for article_id in parts[one.package_code]})
    picks = []
    for one in bookings:
        lines = []
        for article_id, quantity in parts[one.package_code].items():
            known = stock.get(article_id) if one.parts_ready_at is None else None
            short = next(missing) if known else Decimal(0)
            article = articles[article_id]
            free, coming = (known.free, known.expected_at) if known else (Decimal(0), None)
            lines.append(
                PickLine(
                    article_id, article.number, article.name, article.unit, quantity, free, short, coming if short else None
                )
            )
        picks.append(PrePick(row_of(one, names), tuple(lines), one.parts_ready_at))
    return picks
