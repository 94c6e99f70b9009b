"""Endpoints of the promise: what is expected, who was told what, the talk about a car, the customer's link."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.platform import clock
from anxin.platform.api import Id, actor_of, expected_version, read, write
from anxin.visit.promises import commands, queries
from anxin.visit.promises.api import schemas
from anxin.visit.promises.api.schemas import Code
from anxin.visit.repair_orders import queries as orders

router = Router(tags=["promises"])


@router.get("/cars", response=list[schemas.ExpectedCarOut], operation_id="list_expected")
def list_expected(request: HttpRequest, store_id: Id) -> Any:
    """Cars in a store's shop with what is expected of each (R-WS16)."""

    def rows() -> list[dict[str, Any]]:
        found = queries.list_expected(actor_of(request), store_id, clock.now()).values()
        return [_car(one) for one in found]

    return read(request, rows)


@router.get("/outcomes", response=list[schemas.PromiseOutcomeOut], operation_id="list_outcomes")
def list_outcomes(request: HttpRequest, wanted: Query[schemas.OutcomeQuery]) -> Any:
    """How the promises of a period ended (R-WS04, R-WS09)."""
    given = wanted.model_dump()
    return read(request, lambda: queries.list_outcomes(actor_of(request), at=clock.now(), **given))


@router.get("/unread", response=list[schemas.UnreadNoteOut], operation_id="list_unread")
def list_unread(request: HttpRequest, store_id: Id, side: Literal["desk", "workshop"]) -> Any:
    """Words that a side of the house has not read."""
    return read(request, lambda: queries.list_unread(actor_of(request), store_id, side))


@router.get("/orders/{number}/expected", response=schemas.ExpectedOrderOut | None, operation_id="find_expected")
def find_expected(request: HttpRequest, number: Code) -> Any:
    """What is expected of an order; null once it is ready."""
    return read(request, lambda: queries.find_expected(actor_of(request), number, clock.now()))


@router.get("/orders/{number}/history", response=list[schemas.ExpectedChangeOut], operation_id="list_expectation_changes")
def list_expectation_changes(request: HttpRequest, number: Code) -> Any:
    """How what was expected of an order moved."""
    actor = actor_of(request)
    return read(request, lambda: queries.list_expectation_changes(actor, orders.get_order_head(actor, number).id))


@router.get("/orders/{number}/tellings", response=list[schemas.TellingOut], operation_id="list_tellings")
def list_tellings(request: HttpRequest, number: Code) -> Any:
    """What the customer of an order was told."""
    actor = actor_of(request)
    return read(request, lambda: queries.list_tellings(actor, orders.get_order_head(actor, number).id))


@router.get("/orders/{number}/talk", response=schemas.TalkOut, operation_id="list_talk")
def list_talk(request: HttpRequest, number: Code, wanted: Query[schemas.TalkQuery]) -> Any:
    """What was said about an order between workshop and front desk, the newest first (R-WS18)."""
    return read(request, lambda: queries.list_talk(actor_of(request), number, **wanted.model_dump()))


@router.get("/orders/{number}/express", response=schemas.ExpressOutcomeOut | None, operation_id="express_outcome")
def express_outcome(request: HttpRequest, number: Code) -> Any:
    """How an express order stands against its limit; null for other orders (R-WS13)."""
    return read(request, lambda: orders.express_outcome(actor_of(request), number, clock.now()))


@router.get(
    "/orders/{number}/released-findings", response=list[schemas.ReleasedFindingOut], operation_id="list_released_findings"
)
def list_released_findings(request: HttpRequest, number: Code) -> Any:
    """Findings that the customer was shown."""
    actor = actor_of(request)
    return read(request, lambda: orders.list_released_findings(actor, orders.get_order_head(actor, number).id))


@router.post("/orders/{number}/tell", response={201: schemas.ToldCustomerOut}, operation_id="tell_customer")
def tell_customer(request: HttpRequest, number: Code, payload: schemas.TellIn) -> HttpResponse:
    """The customer was told a new time, with explanation and apology (R-WS04)."""
    given, version = payload.model_dump(), expected_version(request)
    return write(
        request,
        schemas.ToldCustomerOut,
        lambda at: commands.tell_customer(actor=actor_of(request), number=number, at=at, version=version, **given),
        status=201,
    )


@router.post("/orders/{number}/jobs/{job_id}/delay", response={201: schemas.SaidDelayOut}, operation_id="say_delay")
def say_delay(request: HttpRequest, number: Code, job_id: Id, payload: schemas.DelayIn) -> HttpResponse:
    """Until when a job takes, as its technician says (R-WS02)."""
    given = payload.model_dump()
    return write(
        request,
        schemas.SaidDelayOut,
        lambda at: commands.say_delay(actor=actor_of(request), number=number, job_id=job_id, at=at, **given),
        status=201,
    )


@router.post("/orders/{number}/ask", response={201: schemas.KeptNoteOut}, operation_id="ask_progress")
def ask_progress(request: HttpRequest, number: Code) -> HttpResponse:
    """Ask the workshop how far a car is (R-WS03)."""
    return write(
        request,
        schemas.KeptNoteOut,
        lambda at: commands.ask_progress(actor=actor_of(request), number=number, at=at),
        status=201,
    )


@router.post("/orders/{number}/notes", response={201: schemas.KeptNoteOut}, operation_id="write_note")
def write_note(request: HttpRequest, number: Code, payload: schemas.NoteIn) -> HttpResponse:
    """Write a word to the other side of the house (R-WS18)."""
    return write(
        request,
        schemas.KeptNoteOut,
        lambda at: commands.write_note(actor=actor_of(request), number=number, words=payload.words, at=at),
        status=201,
    )


@router.post("/orders/{number}/notes/read", response=schemas.ReadNotesOut, operation_id="read_notes")
def read_notes(request: HttpRequest, number: Code) -> HttpResponse:
    """The words of the other side were read."""
    return write(
        request,
        schemas.ReadNotesOut,
        lambda at: commands.read_notes(actor=actor_of(request), number=number, at=at),
    )


@router.get("/orders/{number}/progress-link", response=schemas.ProgressLinkOut | None, operation_id="find_progress_link")
def find_progress_link(request: HttpRequest, number: Code) -> Any:
    """The live link by which the customer follows the visit."""
    return read(request, lambda: queries.find_progress_link(actor_of(request), number, clock.now()))


@router.post("/orders/{number}/progress-link", response=schemas.SharedProgressOut, operation_id="share_progress")
def share_progress(request: HttpRequest, number: Code, payload: schemas.ShareProgressIn) -> HttpResponse:
    """Give the link by which the customer follows the visit, and send it once. The answer is not kept for a key."""
    by_message = payload.by_message
    return write(
        request,
        schemas.SharedProgressOut,
        lambda at: commands.share_progress(actor=actor_of(request), number=number, by_message=by_message, at=at),
        keeps_answer=False,
    )


@router.delete("/orders/{number}/progress-link", response=schemas.EndedProgressOut, operation_id="revoke_progress")
def revoke_progress(request: HttpRequest, number: Code) -> HttpResponse:
    """Take the link back."""
    return write(
        request,
        schemas.EndedProgressOut,
        lambda at: commands.revoke_progress(actor=actor_of(request), number=number, at=at),
    )


def _car(one: queries.ExpectedCar) -> dict[str, Any]:
    clock_of, car = one.clock, one.car
    return {
        **{name: getattr(car, name) for name in ("number", "plate", "state", "lane", "promised_at")},
        "expected_at": clock_of.expected_at,
        "level": clock_of.level,
        **{name: getattr(one, name) for name in ("reason", "reason_label", "is_open", "new_promise_at")},
        **{name: getattr(one, name) for name in ("told_at", "told_how", "told_by")},
    }
