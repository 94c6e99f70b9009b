"""Reviews of repair orders: the list, one with its orders, causes counted and measures, and what the last one agreed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import permissions
from anxin.management.reviews.lifecycle import REVIEW
from anxin.management.reviews.models import OrderReview, ReviewedOrder, ReviewMeasure
from anxin.management.reviews.queries.measures import MeasureRow, measure_rows
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.text import clean_text
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews."""

    text: str = filter_field(_("参加的人或结论"), default="")
    unfinished: bool = filter_field(_("只看有措施没完成的"), default=False)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review as lists show it; ``open_measures`` of ``measures`` are not done."""

    id: int
    store_id: int
    first: date
    last: date
    held_on: date
    people: str
    state: str
    state_label: str
    conclusion: str
    opened_by: str
    closed_by: str
    closed_at: datetime | None
    orders: int
    measures: int
    open_measures: int
    version: int
    url: str = ""

    @property
    def days(self) -> str:
        """The days whose orders were looked at."""
        return f"{self.first:%Y-%m-%d} – {self.last:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class ReviewedOrderRow:
    """An order of a review: why it is in it, minutes of stay and delay, the causes that were found and by whom."""

    id: int
    number: str
    plate: str
    vin: str
    model_name: str
    advisor: str
    why: tuple[str, ...]
    why_labels: tuple[str, ...]
    minutes_here: int | None
    minutes_late: int | None
    causes: tuple[str, ...]
    cause_labels: tuple[str, ...]
    words: str
    noted_by: str
    noted_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class CauseCount:
    """A cause, and of how many orders it is one."""

    cause: str
    label: str
    orders: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review whole; ``earlier`` are the measures of the review before it, and what of older ones is not done."""

    row: ReviewRow
    orders: tuple[ReviewedOrderRow, ...]
    causes: tuple[CauseCount, ...]
    measures: tuple[MeasureRow, ...]
    earlier: tuple[MeasureRow, ...]


@query(permissions.SEE_REVIEWS)
def page_reviews(
    actor: Actor, store_id: int, asked: ReviewFilter, window: Window, *, url: Callable[[int], str] = lambda _id: ""
) -> RowPage[ReviewRow]:
    """Reviews of a store, the newest first."""
    rows = _joined(actor).filter(store_id=store_id)
    for term in clean_text(asked.text).split():
        rows = rows.filter(Q(people__icontains=term) | Q(conclusion__icontains=term))
    if asked.unfinished:
        rows = rows.filter(counted_open__gt=0)
    found = rows.order_by("-held_on", "-pk")[window.offset : window.offset + window.limit]
    return RowPage([_row(one, url(one.pk)) for one in found], rows.count())


@query(permissions.SEE_REVIEWS)
def get_review(actor: Actor, review_id: int, at: datetime) -> ReviewView:
    """One review with its orders and measures.

    :raises NotFound: unknown or out of scope
    """
    found = _joined(actor).one(pk=review_id)
    orders = ReviewedOrder.objects.visible_to(actor, permissions.SEE_REVIEWS).filter(review=found).order_by("pk")
    seen = tuple(_order(one) for one in orders.select_related("repair_order__vehicle", "repair_order__advisor", "noted_by"))
    counted = Counter(code for one in seen for code in one.causes)
    own = find_own_employee(actor)
    measures = ReviewMeasure.objects.visible_to(actor, permissions.SEE_REVIEWS).filter(store_id=found.store_id)
    older = OrderReview.objects.visible_to(actor, permissions.SEE_REVIEWS).filter(store_id=found.store_id, pk__lt=found.pk)
    last = older.order_by("-pk").values_list("pk", flat=True).first()
    before = measures.filter(Q(review_id=last) | Q(review_id__lt=found.pk, done_at=None))
    today = store_info(found.store_id).clock.day(at)
    return ReviewView(
        _row(found),
        seen,
        tuple(CauseCount(code, str(ReviewedOrder.Cause(code).label), times) for code, times in counted.most_common()),
        measure_rows(actor, measures.filter(review=found), own, today),
        measure_rows(actor, before, own, today),
    )


def _joined(actor: Actor) -> Any:
    rows = OrderReview.objects.visible_to(actor, permissions.SEE_REVIEWS).select_related("opened_by", "closed_by")
    return rows.annotate(
        counted_orders=Count("orders", distinct=True),
        counted_measures=Count("measures", distinct=True),
        counted_open=Count("measures", filter=Q(measures__done_at=None), distinct=True),
    )


def _row(one: Any, url: str = "") -> ReviewRow:
    return ReviewRow(
        id=one.pk,
        store_id=one.store_id,
        first=one.first,
        last=one.last,
        held_on=one.held_on,
        people=one.people,
        state=one.state,
        state_label=str(REVIEW.labels[one.state]),
        conclusion=one.conclusion,
        opened_by=one.opened_by.name,
        closed_by=one.closed_by.name if one.closed_by else "",
        closed_at=one.closed_at,
        orders=one.counted_orders,
        measures=one.counted_measures,
        open_measures=one.counted_open,
        version=one.version,
        url=url,
    )


def _order(one: ReviewedOrder) -> ReviewedOrderRow:
    order = one.repair_order
    return ReviewedOrderRow(
        one.pk,
        order.number,
        order.vehicle.plate or "",
        order.vehicle.vin or "",
        order.vehicle.model_name,
        order.advisor.name,
        tuple(one.why),
        tuple(str(ReviewedOrder.Why(code).label) for code in one.why),
        one.minutes_here,
        one.minutes_late,
        tuple(one.causes),
        tuple(str(ReviewedOrder.Cause(code).label) for code in one.causes),
        one.words,
        one.noted_by.name if one.noted_by else "",
        one.noted_at,
        one.version,
    )
