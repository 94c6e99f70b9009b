"""Bookings whose cars did not come, and why (R-AP14): the basis of the obstacles of K-N01 to K-N03."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, When

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.appointments import permissions
from anxin.visit.appointments.lifecycle import NO_SHOW
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.queries.bookings import MOST_ROWS, AppointmentRow, joined, row_of
from anxin.visit.appointments.queries.figures import require_span


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many cars did not come for a reason."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class NoShows:
    """Bookings that were not kept: all, those without a reason yet, by reason, and the rows, unexplained ones first."""

    count: int
    unexplained: int
    reasons: tuple[ReasonCount, ...]
    rows: tuple[AppointmentRow, ...]


@query(permissions.SEE)
def list_no_shows(actor: Actor, store_id: int, since: date, until: date) -> NoShows:
    """Bookings of a span of days, both included, whose cars did not come, with how many for each reason.

    :raises Invalid: days that are no span, or one of more than a year
    """
    require_span(since, until)
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, state=NO_SHOW, wanted_on__range=(since, until)
    )
    found = dict(rows.order_by().values_list("no_show_reason").annotate(count=Count("pk")))
    labels = Appointment.NoShowReason.choices
    reasons = tuple(ReasonCount(code, str(label), found[code]) for code, label in labels if code in found)
    shown = joined(rows).order_by(Case(When(no_show_reason="", then=0), default=1), "-wanted_at", "pk")[:MOST_ROWS]
    return NoShows(sum(found.values()), found.get("", 0), reasons, tuple(row_of(one) for one in shown))


@query(permissions.SEE)
def count_unexplained(actor: Actor, store_id: int, since: date) -> int:
    """No-shows since a day whose reason nobody has noted yet."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE)
    return int(rows.filter(store_id=store_id, state=NO_SHOW, wanted_on__gte=since, no_show_reason="").count())
