"""What customers were given at reception, and what a visit may still be given (R-RC22, R-AP09, FORM-19)."""

from dataclasses import dataclass
from datetime import date, datetime

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.appointments.parameters import GIFT
from anxin.visit.appointments.queries import require_span
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.models import GiftIssue, Reception

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class GiftRow:
    """A gift that was given: which, to whom, when, worth what."""

    reception_number: str
    customer_id: int
    customer_name: str
    kind: str
    kind_label: str
    gift: str
    value: Money | None
    given_on: date


@dataclass(frozen=True, slots=True)
class GiftState:
    """A gift of this visit: ``given_at`` None may still be given."""

    kind: str
    kind_label: str
    gift: str
    given_at: datetime | None


@query(permissions.SEE)
def list_gifts(actor: Actor, store_id: int, since: date, until: date) -> list[GiftRow]:
    """The register of gifts (FORM-19) of some days, both included, the newest first.

    :raises Invalid: days that are no span, or one of more than a year
    """
    require_span(since, until)
    rows = GiftIssue.objects.visible_to(actor, permissions.SEE).select_related("reception__customer")
    found = rows.filter(store_id=store_id, given_on__range=(since, until)).order_by("-given_at", "-pk")[:MOST_ROWS]
    return [
        GiftRow(
            one.reception.number,
            one.reception.customer_id,
            one.reception.customer.name,
            one.kind,
            one.get_kind_display(),
            one.gift,
            one.value,
            one.given_on,
        )
        for one in found
    ]


@query(permissions.SEE)
def gifts_of_reception(actor: Actor, number: str, at: datetime) -> list[GiftState]:
    """The gifts that a visit has had or may have; none where the store gives none.

    :raises NotFound: unknown or out of scope
    """
    row: Reception = Reception.objects.visible_to(actor, permissions.SEE).one(number=number)
    given = {one.kind: one for one in GiftIssue.objects.visible_to(actor, permissions.SEE).filter(reception=row)}
    day = store_info(row.store_id).clock.day(at)
    offered = {
        GiftIssue.Kind.BOOKING: value(GIFT, row.store_id, day) if row.appointment_id is not None else "",
        GiftIssue.Kind.ENTRY: value(parameters.ENTRY_GIFT, row.store_id, day) if row.repair_order_id is not None else "",
    }
    return [
        GiftState(kind.value, str(kind.label), given[kind].gift if kind in given else gift, at_of(given.get(kind)))
        for kind, gift in offered.items()
        if gift or kind in given
    ]


def at_of(given: GiftIssue | None) -> datetime | None:
    """When it was given."""
    return given.given_at if given else None
