"""Endpoints of reviews."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.management.reviews import commands, queries
from anxin.management.reviews.api.reviews import router as order_reviews
from anxin.management.reviews.api.schemas import (
    Day,
    DepartmentRateOut,
    KeptSuggestionOut,
    Number,
    SuggestionConfirmedIn,
    SuggestionDoneIn,
    SuggestionGivenIn,
    SuggestionIn,
    SuggestionMovedIn,
    SuggestionOut,
    SuggestionReasonIn,
    SuggestionViewOut,
)
from anxin.platform import clock
from anxin.platform.api import Body, Id, actor_of, expected_version, read, write
from anxin.platform.ui.lists import Order, Window

Asked = Annotated[str, Query(max_length=80, pattern=r"^[^\x00]*$")]

router = Router(tags=["reviews"])
router.add_router("", order_reviews)
NEWEST = 100
ONE = "/suggestions/{number}"


@router.post("/stores/{store_id}/suggestions", response={201: KeptSuggestionOut}, operation_id="enter_suggestion")
def enter_suggestion(request: HttpRequest, store_id: Id, payload: SuggestionIn) -> HttpResponse:
    """Suggest something to the manager of a department."""
    given = commands.NewSuggestion(**payload.model_dump())
    return write(
        request,
        KeptSuggestionOut,
        lambda at: commands.enter_suggestion(actor=actor_of(request), store_id=store_id, suggestion=given, at=at),
        status=201,
    )


@router.get("/stores/{store_id}/suggestions", response=list[SuggestionOut], operation_id="page_suggestions")
def page_suggestions(
    request: HttpRequest, store_id: Id, text: Asked = "", state: Asked = "", department: Asked = "", mine: bool = False
) -> Any:
    """Suggestions that the actor may see, open ones first, the newest 100."""
    states = (state,) if state else ()
    asked = queries.SuggestionFilter(text=text, state=states, department=department, mine=mine)
    window = Window(limit=NEWEST)
    return read(
        request,
        lambda: queries.page_suggestions(actor_of(request), store_id, asked, Order(), window, clock.now()).rows,
    )


@router.get("/stores/{store_id}/suggestions/rates", response=list[DepartmentRateOut], operation_id="list_department_rates")
def list_department_rates(
    request: HttpRequest, store_id: Id, judged_from: Day | None = None, judged_to: Day | None = None
) -> Any:
    """Of each department the suggestions worth carrying out, and those of them done, judged between the days."""
    asked = queries.SuggestionFilter(judged_from=judged_from, judged_to=judged_to)
    return read(request, lambda: queries.list_department_rates(actor_of(request), store_id, asked))


@router.get(ONE, response=SuggestionViewOut, operation_id="get_suggestion")
def get_suggestion(request: HttpRequest, number: Number) -> Any:
    """One suggestion with its history."""
    return read(request, lambda: queries.get_suggestion(actor_of(request), number, clock.now()))


@router.post(f"{ONE}/accept", response=KeptSuggestionOut, operation_id="accept_suggestion")
def accept_suggestion(request: HttpRequest, number: Number, payload: SuggestionGivenIn) -> HttpResponse:
    """Judge it worth carrying out, and give it to somebody until a day."""
    return _write(request, number, payload, commands.accept_suggestion)


@router.post(f"{ONE}/decline", response=KeptSuggestionOut, operation_id="decline_suggestion")
def decline_suggestion(request: HttpRequest, number: Number, payload: SuggestionReasonIn) -> HttpResponse:
    """Judge it not worth carrying out."""
    return _write(request, number, payload, commands.decline_suggestion)


@router.post(f"{ONE}/give", response=KeptSuggestionOut, operation_id="give_suggestion")
def give_suggestion(request: HttpRequest, number: Number, payload: SuggestionMovedIn) -> HttpResponse:
    """Give it to somebody else, or until another day."""
    return _write(request, number, payload, commands.give_suggestion)


@router.post(f"{ONE}/report", response=KeptSuggestionOut, operation_id="report_suggestion_done")
def report_suggestion_done(request: HttpRequest, number: Number, payload: SuggestionDoneIn) -> HttpResponse:
    """Say what was carried out."""
    return _write(request, number, payload, commands.report_suggestion_done)


@router.post(f"{ONE}/confirm", response=KeptSuggestionOut, operation_id="confirm_suggestion")
def confirm_suggestion(request: HttpRequest, number: Number, payload: SuggestionConfirmedIn) -> HttpResponse:
    """Confirm that it is carried out."""
    return _write(request, number, payload, commands.confirm_suggestion)


@router.post(f"{ONE}/return", response=KeptSuggestionOut, operation_id="return_suggestion")
def return_suggestion(request: HttpRequest, number: Number, payload: SuggestionReasonIn) -> HttpResponse:
    """Send a reported one back."""
    return _write(request, number, payload, commands.return_suggestion)


@router.post(f"{ONE}/drop", response=KeptSuggestionOut, operation_id="drop_suggestion")
def drop_suggestion(request: HttpRequest, number: Number, payload: SuggestionReasonIn) -> HttpResponse:
    """Give it up."""
    return _write(request, number, payload, commands.drop_suggestion)


def _write(request: HttpRequest, number: str, payload: Body, command: Callable[..., Any]) -> HttpResponse:
    given = {**payload.model_dump(), "number": number, "version": expected_version(request)}
    return write(request, KeptSuggestionOut, lambda at: command(actor=actor_of(request), at=at, **given))
