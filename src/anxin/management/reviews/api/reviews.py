"""Endpoints of reviews of repair orders."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.management.reviews import commands, queries
from anxin.management.reviews.api.schemas import NO_NUL, Day, MaybeReason, Number, Reason
from anxin.platform import clock
from anxin.platform.api import Body, Id, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.ui.lists import Window

router = Router(tags=["reviews"])
NEWEST = 100
Cause = Literal[
    "approval",
    "parts",
    "bay",
    "tool",
    "expert",
    "people",
    "unclear_order",
    "estimate",
    "workmanship",
    "omitted",
    "diagnosis",
    "part",
    "customer",
    "other",
]


class OrderReviewIn(Body):
    """Orders of the days from ``first`` to ``last``: of delivery, or on which it was recorded that they came back."""

    first: Day
    last: Day
    held_on: Day
    people: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""


class ReviewedOrderIn(Body):
    """The number of an order to look at."""

    number: Number


class ReviewedCausesIn(Body):
    """Why an order took long or came back."""

    causes: Annotated[list[Cause], Field(max_length=14)]
    words: MaybeReason = ""


class ReviewMeasureIn(Body):
    """What is done about it, by whom, until when; about an order of the review or the store as a whole."""

    words: Reason
    responsible_id: Id
    due_on: Day
    reviewed_id: Id | None = None


class ReviewMeasureGivenIn(Body):
    """To whom it goes instead, and until when."""

    responsible_id: Id
    due_on: Day


class ReviewMeasureDoneIn(Body):
    """What was done."""

    done: Reason


class ReviewConclusionIn(Body):
    """What was learnt."""

    conclusion: Annotated[str, Field(min_length=1, max_length=1000, pattern=NO_NUL)]


@with_fields_of(commands.KeptReview)
class KeptReviewOut(Schema):
    """A review after a step."""


@with_fields_of(commands.KeptMeasure)
class KeptMeasureOut(Schema):
    """A measure after a step."""


@with_fields_of(queries.ReviewRow)
class OrderReviewOut(Schema):
    """A review."""


@with_fields_of(queries.ReviewedOrderRow)
class ReviewedOrderOut(Schema):
    """An order of a review with the causes found; minutes of the stay and of the delay."""


@with_fields_of(queries.MeasureRow)
class ReviewMeasureOut(Schema):
    """What was agreed, and what was done."""


@with_fields_of(queries.CauseCount)
class CauseCountOut(Schema):
    """A cause, and of how many orders it is one."""


class OrderReviewViewOut(Schema):
    """A review whole; ``earlier`` is what the one before agreed, and what of older ones is not done."""

    row: OrderReviewOut
    orders: list[ReviewedOrderOut]
    causes: list[CauseCountOut]
    measures: list[ReviewMeasureOut]
    earlier: list[ReviewMeasureOut]


@router.post("/stores/{store_id}/order-reviews", response={201: KeptReviewOut}, operation_id="open_review")
def open_review(request: HttpRequest, store_id: Id, payload: OrderReviewIn) -> HttpResponse:
    """Begin a review; the orders worth another look are proposed."""
    given = commands.NewReview(**payload.model_dump())
    return write(
        request,
        KeptReviewOut,
        lambda at: commands.open_review(actor=actor_of(request), store_id=store_id, review=given, at=at),
        status=201,
    )


@router.get("/stores/{store_id}/order-reviews", response=list[OrderReviewOut], operation_id="page_reviews")
def page_reviews(request: HttpRequest, store_id: Id) -> Any:
    """Reviews of a store, the newest 100."""
    return read(
        request, lambda: queries.page_reviews(actor_of(request), store_id, queries.ReviewFilter(), Window(limit=NEWEST)).rows
    )


@router.get("/order-reviews/{review_id}", response=OrderReviewViewOut, operation_id="get_review")
def get_review(request: HttpRequest, review_id: Id) -> Any:
    """One review with its orders, causes counted and measures."""
    return read(request, lambda: queries.get_review(actor_of(request), review_id, clock.now()))


@router.post("/order-reviews/{review_id}/orders", response=KeptReviewOut, operation_id="add_reviewed_order")
def add_reviewed_order(request: HttpRequest, review_id: Id, payload: ReviewedOrderIn) -> HttpResponse:
    """Look at one more order."""
    given: dict[str, Any] = {"review_id": review_id, "number": payload.number}
    return write(request, KeptReviewOut, lambda at: commands.add_reviewed_order(actor=actor_of(request), at=at, **given))


@router.post(
    "/order-reviews/{review_id}/orders/{reviewed_id}/drop", response=KeptReviewOut, operation_id="drop_reviewed_order"
)
def drop_reviewed_order(request: HttpRequest, review_id: Id, reviewed_id: Id) -> HttpResponse:
    """Take an order out."""
    given: dict[str, Any] = {"review_id": review_id, "reviewed_id": reviewed_id}
    return write(request, KeptReviewOut, lambda at: commands.drop_reviewed_order(actor=actor_of(request), at=at, **given))


@router.post("/order-reviews/{review_id}/orders/{reviewed_id}/causes", response=KeptReviewOut, operation_id="note_causes")
def note_causes(request: HttpRequest, review_id: Id, reviewed_id: Id, payload: ReviewedCausesIn) -> HttpResponse:
    """Say why an order took long or came back; ``If-Match`` is the version of the order in the review."""
    given: dict[str, Any] = {"review_id": review_id, "reviewed_id": reviewed_id, **payload.model_dump()}
    given["version"] = expected_version(request)
    return write(request, KeptReviewOut, lambda at: commands.note_causes(actor=actor_of(request), at=at, **given))


@router.post("/order-reviews/{review_id}/measures", response={201: KeptMeasureOut}, operation_id="agree_measure")
def agree_measure(request: HttpRequest, review_id: Id, payload: ReviewMeasureIn) -> HttpResponse:
    """Agree what is done about it."""
    given: dict[str, Any] = {"review_id": review_id, **payload.model_dump()}
    return write(
        request, KeptMeasureOut, lambda at: commands.agree_measure(actor=actor_of(request), at=at, **given), status=201
    )


@router.post("/order-reviews/{review_id}/close", response=KeptReviewOut, operation_id="close_review")
def close_review(request: HttpRequest, review_id: Id, payload: ReviewConclusionIn) -> HttpResponse:
    """Close it; it stays as it is."""
    given: dict[str, Any] = {"review_id": review_id, "conclusion": payload.conclusion, "version": expected_version(request)}
    return write(request, KeptReviewOut, lambda at: commands.close_review(actor=actor_of(request), at=at, **given))


@router.get("/review-measures/{measure_id}", response=ReviewMeasureOut, operation_id="get_measure")
def get_measure(request: HttpRequest, measure_id: Id) -> Any:
    """One measure."""
    return read(request, lambda: queries.get_measure(actor_of(request), measure_id, clock.now()))


@router.post("/review-measures/{measure_id}/give", response=KeptMeasureOut, operation_id="give_measure")
def give_measure(request: HttpRequest, measure_id: Id, payload: ReviewMeasureGivenIn) -> HttpResponse:
    """Give a measure that is not done to somebody else, or until another day."""
    given: dict[str, Any] = {"measure_id": measure_id, **payload.model_dump(), "version": expected_version(request)}
    return write(request, KeptMeasureOut, lambda at: commands.give_measure(actor=actor_of(request), at=at, **given))


@router.post("/review-measures/{measure_id}/finish", response=KeptMeasureOut, operation_id="finish_measure")
def finish_measure(request: HttpRequest, measure_id: Id, payload: ReviewMeasureDoneIn) -> HttpResponse:
    """Say what was done about a measure."""
    given: dict[str, Any] = {"measure_id": measure_id, "done": payload.done}
    return write(request, KeptMeasureOut, lambda at: commands.finish_measure(actor=actor_of(request), at=at, **given))
