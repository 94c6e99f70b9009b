"""Endpoints around the hand-over: ratings, farewells, the sample check, what to mind after a service."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from anxin.platform import clock
from anxin.platform.api import Id, actor_of, expected_version, read, write
from anxin.visit.appointments.api.schemas import SpanQuery
from anxin.visit.reception import commands, queries
from anxin.visit.reception.api import delivery_schemas as shapes
from anxin.visit.repair_orders.api.schemas import Number

router = Router(tags=["reception"])


class StoreQuery(Schema):
    """A store."""

    store_id: Id


@router.get("/ratings", response=list[shapes.RatedOrderOut], operation_id="list_ratings")
def list_ratings(request: HttpRequest, wanted: Query[SpanQuery]) -> Any:
    """Settled orders of some days with their ratings: the control list of who did not rate (R-DL07)."""
    return read(request, lambda: queries.list_ratings(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.get("/ratings/figures", response=list[shapes.RatingFiguresOut], operation_id="rating_figures")
def rating_figures(request: HttpRequest, wanted: Query[SpanQuery]) -> Any:
    """Ratings of each advisor, and of all at the end, with what was missed and what that costs him (R-DL07)."""
    actor = actor_of(request)
    return read(
        request,
        lambda: queries.rating_figures(queries.list_ratings(actor, wanted.store_id, wanted.since, wanted.until)),
    )


@router.get("/send-offs", response=shapes.SendOffFiguresOut, operation_id="send_off_figures")
def send_off_figures(request: HttpRequest, wanted: Query[SpanQuery]) -> Any:
    """How the cars of some days left (R-DL08, R-DL09)."""
    return read(request, lambda: queries.send_off_figures(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.get("/samples", response=list[shapes.SampleOut], operation_id="list_samples")
def list_samples(request: HttpRequest, wanted: Query[SpanQuery]) -> Any:
    """Deliveries drawn on some days with what the checks showed (R-DL10)."""
    return read(request, lambda: queries.list_samples(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.post("/samples", response={201: shapes.SampleKeptOut}, operation_id="draw_sample")
def draw_sample(request: HttpRequest, payload: shapes.DrawIn) -> HttpResponse:
    """Draw one of today's deliveries."""
    return write(
        request,
        shapes.SampleKeptOut,
        lambda at: commands.draw_sample(actor=actor_of(request), store_id=payload.store_id, at=at),
        status=201,
    )


@router.post("/samples/{sample_id}/check", response=shapes.SampleKeptOut, operation_id="check_delivery")
def check_delivery(request: HttpRequest, sample_id: Id, payload: shapes.SampleCheckIn) -> HttpResponse:
    """Keep what the check of a drawn delivery showed; If-Match is the sample's version."""
    return write(
        request,
        shapes.SampleKeptOut,
        lambda at: commands.check_delivery(
            actor=actor_of(request), sample_id=sample_id, version=expected_version(request), at=at, **payload.model_dump()
        ),
    )


@router.get("/precautions", response=list[shapes.PrecautionOut], operation_id="list_precautions")
def list_precautions(request: HttpRequest, wanted: Query[StoreQuery]) -> Any:
    """What to mind after each service, as a store words it (R-DL01)."""
    return read(request, lambda: queries.list_precautions(actor_of(request), wanted.store_id))


@router.put("/precautions", response=shapes.WordedOut, operation_id="word_precaution")
def word_precaution(request: HttpRequest, payload: shapes.WordIn) -> HttpResponse:
    """Word what to mind after a service; If-Match is the version of the words."""
    return write(
        request,
        shapes.WordedOut,
        lambda at: commands.word_precaution(
            actor=actor_of(request), version=expected_version(request), at=at, **payload.model_dump()
        ),
    )


@router.post("/{number}/rating", response={201: shapes.RatingOut}, operation_id="rate_service")
def rate_service(request: HttpRequest, number: Number, payload: shapes.ServiceRatingIn) -> HttpResponse:
    """Keep what the customer tapped on the store's device."""

    def rate(at: datetime) -> commands.KeptRating:
        wish = commands.RatingWish(payload.level, payload.words)
        return commands.rate_service(actor=actor_of(request), number=number, wish=wish, at=at)

    return write(request, shapes.RatingOut, rate, status=201)


@router.get("/{number}/rating/link", response=shapes.RatingLinkOut | None, operation_id="find_rating_link")
def find_rating_link(request: HttpRequest, number: Number) -> Any:
    """The customer's own link to rate, and how it stands; null before there was one."""
    return read(request, lambda: queries.find_rating_link(actor_of(request), number, clock.now()))


@router.post("/{number}/rating/link", response=shapes.SharedRatingOut, operation_id="share_rating")
def share_rating(request: HttpRequest, number: Number) -> HttpResponse:
    """Give the link by which the customer rates on his own phone. The answer is not kept for a key."""
    return write(
        request,
        shapes.SharedRatingOut,
        lambda at: commands.share_rating(actor=actor_of(request), number=number, at=at),
        keeps_answer=False,
    )


@router.delete("/{number}/rating/link", response=shapes.EndedRatingOut, operation_id="revoke_rating")
def revoke_rating(request: HttpRequest, number: Number) -> HttpResponse:
    """Take the link back."""
    return write(
        request,
        shapes.EndedRatingOut,
        lambda at: commands.revoke_rating(actor=actor_of(request), number=number, at=at),
    )


@router.post("/{number}/rating/coached", response=shapes.RatingOut, operation_id="mark_coached")
def mark_coached(request: HttpRequest, number: Number, payload: shapes.CoachedIn) -> HttpResponse:
    """Somebody steered the rating: it is not scored."""
    return write(
        request,
        shapes.RatingOut,
        lambda at: commands.mark_coached(actor=actor_of(request), number=number, words=payload.words, at=at),
    )


@router.delete("/{number}/rating/coached", response=shapes.RatingOut, operation_id="unmark_coached")
def unmark_coached(request: HttpRequest, number: Number) -> HttpResponse:
    """Score the rating again that staff had marked as steered."""
    return write(
        request,
        shapes.RatingOut,
        lambda at: commands.unmark_coached(actor=actor_of(request), number=number, at=at),
    )


@router.post("/{number}/see-off", response=shapes.SendOffOut, operation_id="see_off")
def see_off(request: HttpRequest, number: Number) -> HttpResponse:
    """Somebody escorted the delivered car to the gate."""
    return write(request, shapes.SendOffOut, lambda at: commands.see_off(actor=actor_of(request), number=number, at=at))
