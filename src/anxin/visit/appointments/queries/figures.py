"""Figures of the bookings that were due in a span of days (R-AP05, R-AP10, R-AP13, M04.07, M04.13)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.queries import query
from anxin.visit.appointments import permissions
from anxin.visit.appointments.lifecycle import ARRIVED, CANCELLED, NO_SHOW
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.queries.bookings import EARLIEST, LATEST

LONGEST_SPAN_DAYS = 366


@dataclass(frozen=True, slots=True)
class BookedBy:
    """How many bookings a colleague took, and how many of them at the counter, where the customer stood."""

    name: str
    count: int
    at_counter: int


@dataclass(frozen=True, slots=True)
class DueBookings:
    """Bookings due in a span of days and not called off: who came, how punctually, who did not; and who took them."""

    due: int
    arrived: int
    early: int
    punctual: int
    late: int
    missed: int
    booked_by: tuple[BookedBy, ...]

    @property
    def punctual_share(self) -> Decimal | None:
        """Punctual ÷ arrived."""
        return Decimal(self.punctual) / self.arrived if self.arrived else None

    @property
    def missed_share(self) -> Decimal | None:
        """Missed ÷ due."""
        return Decimal(self.missed) / self.due if self.due else None


@query(permissions.SEE)
def figures_of_due_bookings(actor: Actor, store_id: int, since: date, until: date) -> DueBookings:
    """Bookings that were due in a span of days, both included.

    :raises Invalid: days that are no span, or one of more than a year
    """
    require_span(since, until)
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, wanted_on__range=(since, until))
    counts = rows.aggregate(
        due=Count("pk", filter=~Q(state=CANCELLED)),
        arrived=Count("pk", filter=Q(state=ARRIVED)),
        missed=Count("pk", filter=Q(state=NO_SHOW)),
        **{name: Count("pk", filter=Q(state=ARRIVED, punctuality=name)) for name in Appointment.Punctuality.values},
    )
    taken = (
        rows.filter(~Q(state=CANCELLED), booked_by__isnull=False)
        .order_by()
        .values_list("booked_by__name")
        .annotate(count=Count("pk"))
    )
    people = taken.annotate(at_counter=Count("pk", filter=Q(channel=Appointment.Channel.COUNTER)))
    return DueBookings(**counts, booked_by=tuple(BookedBy(*row) for row in people.order_by("-count", "booked_by__name")))


def require_span(since: date, until: date) -> None:
    """:raises Invalid: days that are no span, or one of more than a year"""
    if not EARLIEST < since <= until < LATEST or (until - since).days > LONGEST_SPAN_DAYS:
        raise Invalid(_("请填起止日期，最长 %(days)s 天。") % {"days": LONGEST_SPAN_DAYS}, field="until", rule="M04.07")
