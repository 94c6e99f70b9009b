"""Endpoints of questions to the workshop's technical experts (R-RC10)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write
from anxin.visit.repair_orders import commands, queries

router = Router(tags=["repair orders"])
NO_NUL = r"^[^\x00]*$"


class TechnicalQuestionIn(Body):
    """A question about a car."""

    store_id: Id
    vehicle_id: Id
    question: Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]


class ExpertWordsIn(Body):
    """The answer, or why the question is taken back."""

    words: Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]


@with_fields_of(commands.KeptQuestion)
class KeptQuestionOut(Schema):
    """A question after a step."""


class TechnicalQuestionOut(Schema):
    """A question; ``outcome`` is empty while it is open."""

    id: int
    vehicle_id: int
    question: str
    asked_by_name: str
    asked_at: datetime
    outcome: str
    words: str
    closed_by_name: str
    closed_at: datetime | None


@router.post("/support/ask", response={201: KeptQuestionOut}, operation_id="ask_technical_support")
def ask_technical_support(request: HttpRequest, payload: TechnicalQuestionIn) -> HttpResponse:
    """Ask the workshop's expert; nobody signs until it is answered or taken back."""
    given = payload.model_dump()
    return write(
        request,
        KeptQuestionOut,
        lambda at: commands.ask_technical_support(actor=actor_of(request), at=at, **given),
        status=201,
    )


@router.get("/support/cars/{vehicle_id}", response=list[TechnicalQuestionOut], operation_id="list_technical_questions")
def list_technical_questions(request: HttpRequest, vehicle_id: Id) -> Any:
    """The last questions about a car."""
    return read(request, lambda: queries.list_technical_questions(actor_of(request), vehicle_id))


@router.get("/support/questions/{question_id}", response=TechnicalQuestionOut, operation_id="get_technical_question")
def get_technical_question(request: HttpRequest, question_id: Id) -> Any:
    """One question."""
    return read(request, lambda: queries.get_technical_question(actor_of(request), question_id))


@router.post("/support/{question_id}/answer", response=KeptQuestionOut, operation_id="answer_technical_question")
def answer_technical_question(request: HttpRequest, question_id: Id, payload: ExpertWordsIn) -> HttpResponse:
    """The expert answers."""
    return write(
        request,
        KeptQuestionOut,
        lambda at: commands.answer_technical_question(
            actor=actor_of(request), question_id=question_id, answer=payload.words, at=at
        ),
    )


@router.post("/support/{question_id}/withdraw", response=KeptQuestionOut, operation_id="withdraw_technical_question")
def withdraw_technical_question(request: HttpRequest, question_id: Id, payload: ExpertWordsIn) -> HttpResponse:
    """Take a question back."""
    return write(
        request,
        KeptQuestionOut,
        lambda at: commands.withdraw_technical_question(
            actor=actor_of(request), question_id=question_id, reason=payload.words, at=at
        ),
    )
