"""What reviews agreed: who does it until when, and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from anxin.management.reviews import permissions
from anxin.management.reviews.models import ReviewMeasure
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague, find_own_employee
from anxin.platform.actor import Actor
from anxin.platform.queries import query

JOINED = ("repair_order__vehicle", "responsible", "done_by")


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """What was agreed; ``number`` and ``plate`` are the order's, empty for the store as a whole.

    ``has_left``: whoever was to do it is on the staff no more. ``may_finish`` and ``may_give`` are by the actor.
    """

    id: int
    store_id: int
    review_id: int
    number: str
    plate: str
    vin: str
    words: str
    responsible_id: int
    responsible: str
    has_left: bool
    due_on: date
    is_late: bool
    done: str
    done_by: str
    done_at: datetime | None
    version: int
    may_finish: bool
    may_give: bool


@query(permissions.SUGGEST)
def get_measure(actor: Actor, measure_id: int, at: datetime) -> MeasureRow:
    """One measure, for whoever carries it out or may see reviews.

    :raises NotFound: unknown, out of scope, or somebody else's
    """
    own = find_own_employee(actor)
    mine = Q(responsible_id=own.id) if own else Q(pk__in=[])
    rows = ReviewMeasure.objects.visible_to(actor, permissions.SUGGEST)
    rows = rows.filter(Q(store_id__in=sorted(actor.stores_for(permissions.SEE_REVIEWS))) | mine)
    found = rows.select_related(*JOINED).one(pk=measure_id)
    return _row(actor, found, own, store_info(found.store_id).clock.day(at))


def measure_rows(actor: Actor, rows: Any, own: Colleague | None, today: date) -> tuple[MeasureRow, ...]:
    """Measures that the caller has fetched in scope, in the order in which they were agreed."""
    found: Iterable[ReviewMeasure] = rows.select_related(*JOINED).order_by("pk")
    return tuple(_row(actor, one, own, today) for one in found)


def _row(actor: Actor, one: ReviewMeasure, own: Colleague | None, today: date) -> MeasureRow:
    order, is_open, leads = one.repair_order, one.done_at is None, actor.may(permissions.REVIEW, one.store_id)
    is_own = own is not None and own.store_id == one.store_id and (own.id == one.responsible_id or leads)
    return MeasureRow(
        one.pk,
        one.store_id,
        one.review_id,
        order.number if order else "",
        (order.vehicle.plate or "") if order else "",
        (order.vehicle.vin or "") if order else "",
        one.words,
        one.responsible_id,
        one.responsible.name,
        one.responsible.left_on is not None,
        one.due_on,
        is_open and one.due_on < today,
        one.done,
        one.done_by.name if one.done_by else "",
        one.done_at,
        one.version,
        is_open and is_own,
        is_open and leads,
    )
