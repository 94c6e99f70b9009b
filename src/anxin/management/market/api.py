"""Endpoints of the market notes."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.management.market import commands, queries
from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write
from anxin.platform.ui.lists import Order, Window

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
NO_NUL = r"^[^\x00]*$"
Asked = Annotated[str, Query(max_length=80, pattern=NO_NUL)]
Kind = Literal["competitor", "local", "feedback"]
NEWEST = 100

router = Router(tags=["market"])


class MarketNoteIn(Body):
    """What was heard; no names, phones or plates of customers."""

    kind: Kind
    about: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]
    words: Annotated[str, Field(min_length=1, max_length=1000, pattern=NO_NUL)]
    seen_on: Day
    source: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


class MarketAnswerIn(Body):
    """What follows from it."""

    answer: Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]


@with_fields_of(commands.KeptNote)
class KeptMarketNoteOut(Schema):
    """A note after a step."""


@with_fields_of(queries.NoteRow)
class MarketNoteOut(Schema):
    """A note; ``seen_on`` is the store's day, ``answer`` empty until somebody answered."""


@router.post("/stores/{store_id}/notes", response={201: KeptMarketNoteOut}, operation_id="note_market")
def note_market(request: HttpRequest, store_id: Id, payload: MarketNoteIn) -> HttpResponse:
    """Note what a competitor does, how the trade around goes, or what customers say."""
    given = commands.NewNote(**payload.model_dump())
    return write(
        request,
        KeptMarketNoteOut,
        lambda at: commands.note_market(actor=actor_of(request), store_id=store_id, note=given, at=at),
        status=201,
    )


@router.get("/stores/{store_id}/notes", response=list[MarketNoteOut], operation_id="page_market_notes")
def page_market_notes(
    request: HttpRequest, store_id: Id, text: Asked = "", kind: Kind | None = None, is_open: bool = False
) -> Any:
    """Notes of a store, the newest 100."""
    asked = queries.NoteFilter(text=text, kind=(kind,) if kind else (), is_open=is_open)
    window = Window(limit=NEWEST)
    return read(request, lambda: queries.page_market_notes(actor_of(request), store_id, asked, Order(), window).rows)


@router.get("/notes/{note_id}", response=MarketNoteOut, operation_id="get_market_note")
def get_market_note(request: HttpRequest, note_id: Id) -> Any:
    """One note."""
    return read(request, lambda: queries.get_market_note(actor_of(request), note_id))


@router.post("/notes/{note_id}/answer", response=KeptMarketNoteOut, operation_id="answer_market_note")
def answer_market_note(request: HttpRequest, note_id: Id, payload: MarketAnswerIn) -> HttpResponse:
    """Say what follows from a note; it stays as it is from then on."""
    given = payload.model_dump()
    return write(
        request,
        KeptMarketNoteOut,
        lambda at: commands.answer_market_note(actor=actor_of(request), note_id=note_id, at=at, **given),
    )
