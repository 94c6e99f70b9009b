"""Endpoints for the money of an order before its settlement, and for taking the settlement back."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.visit.billing import commands, queries
from anxin.visit.billing.api.schemas import Code, Why
from anxin.visit.repair_orders.api.schemas import Payer
from anxin.visit.repair_orders.commands import CorrectedLine

router = Router(tags=["billing"])


class UnlockIn(Body):
    """Why the settlement is taken back."""

    reason: Why


@with_fields_of(commands.UnlockedOrder)
class UnlockedOut(Schema):
    """The order, open to changes again."""


class UndoneOut(Schema):
    """A settlement that was taken back."""

    number: str
    total: Yuan
    settled_at: datetime
    undone_at: datetime
    undone_by: str
    reason: str


class CorrectedLineIn(Body):
    """What an item of a delivered order is to be; what is left out stays."""

    item_id: Id
    payer: Payer | None = None
    amount: Yuan | None = None


class BillCorrectionIn(Body):
    """Lines to be set right, and why."""

    lines: Annotated[list[CorrectedLineIn], Field(min_length=1, max_length=200)]
    reason: Why


class CorrectedOut(Schema):
    """The settlement that was taken back, what had been paid on it, and the number and sum of the new one."""

    undone: str
    freed: Yuan
    number: str
    total: Yuan


@router.post("/repair-orders/{number}/correct", response={201: CorrectedOut}, operation_id="correct_bill")
def correct_bill(request: HttpRequest, number: Code, payload: BillCorrectionIn) -> HttpResponse:
    """Set payers and amounts of a delivered order right: its bills are taken back and made anew."""
    lines = [CorrectedLine(one.item_id, one.payer, one.amount) for one in payload.lines]

    def run(at: datetime) -> dict[str, object]:
        done = commands.correct_bill(actor=actor_of(request), number=number, lines=lines, reason=payload.reason, at=at)
        return {"undone": done.undone, "freed": done.freed, "number": done.settled.number, "total": done.settled.total}

    return write(request, CorrectedOut, run, status=201)


@router.post("/repair-orders/{number}/unlock", response={201: UnlockedOut}, operation_id="unlock_order")
def unlock_order(request: HttpRequest, number: Code, payload: UnlockIn) -> HttpResponse:
    """Take the settlement of an order back; what was paid waits for the next one."""
    return write(
        request,
        UnlockedOut,
        lambda at: commands.unlock_order(actor=actor_of(request), number=number, reason=payload.reason, at=at),
        status=201,
    )


@router.get("/repair-orders/{number}/undone", response=list[UndoneOut], operation_id="list_undone_settlements")
def list_undone_settlements(request: HttpRequest, number: Code) -> object:
    """Settlements of an order that were taken back."""
    return read(request, lambda: queries.list_undone_settlements(actor_of(request), number))


@with_fields_of(commands.AskedFree)
class AskedFreeOut(Schema):
    """Whether leave was asked for."""


@router.post("/repair-orders/{number}/ask-free-express", response=AskedFreeOut, operation_id="ask_free_express")
def ask_free_express(request: HttpRequest, number: Code) -> HttpResponse:
    """Ask for the customer's part of a late express order to be free; the program does it at the inspection."""
    return write(
        request,
        AskedFreeOut,
        lambda at: commands.ask_free_express(actor=actor_of(request), number=number, at=at),
    )
