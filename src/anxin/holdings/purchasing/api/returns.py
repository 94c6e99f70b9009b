"""Endpoints of what goes back to suppliers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.holdings.purchasing import commands, queries
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write

NO_NUL = r"^[^\x00]*$"
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]

router = Router(tags=["purchasing"])


class SupplierReturnIn(Body):
    """What goes back of a receipt's line, why, and the credit expected without tax; the same key books once."""

    receipt_line_id: Id
    quantity: Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
    reason: Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
    credit_expected: Yuan
    key: Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL)]


class SupplierCreditIn(Body):
    """What the supplier credited, without tax, and when."""

    credited: Yuan
    credited_on: Day


class UndoReturnIn(Body):
    """What was entered wrongly."""

    reason: Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]


@with_fields_of(commands.KeptReturn)
class KeptReturnOut(Schema):
    """A return after a step."""


@with_fields_of(queries.ReturnRow)
class SupplierReturnOut(Schema):
    """A part of a receipt that went back; credits are without tax."""


@router.post("", response={201: KeptReturnOut}, operation_id="send_back")
def send_back(request: HttpRequest, payload: SupplierReturnIn) -> HttpResponse:
    """Send a part of what came back to its supplier."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "receipt_line_id": payload.receipt_line_id,
        "quantity": payload.quantity,
        "reason": payload.reason,
        "credit_expected": payload.credit_expected,
        "key": payload.key,
    }
    return write(request, KeptReturnOut, lambda at: commands.send_back(**said, at=at), status=201)


@router.get("", response=list[SupplierReturnOut], operation_id="list_returns")
def list_returns(request: HttpRequest, receipt_id: Id) -> Any:
    """What went back of a receipt."""
    return read(request, lambda: queries.list_returns(actor_of(request), receipt_id))


@router.post("/{return_id}/credit", response=KeptReturnOut, operation_id="note_credit")
def note_credit(request: HttpRequest, return_id: Id, payload: SupplierCreditIn) -> HttpResponse:
    """The supplier credited a return; If-Match is its version."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "return_id": return_id,
        "credited": payload.credited,
        "credited_on": payload.credited_on,
        "version": expected_version(request),
    }
    return write(request, KeptReturnOut, lambda at: commands.note_credit(**said, at=at))


@router.post("/{return_id}/undo", response=KeptReturnOut, operation_id="undo_return")
def undo_return(request: HttpRequest, return_id: Id, payload: UndoReturnIn) -> HttpResponse:
    """A return was entered wrongly: it never left; If-Match is its version."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "return_id": return_id,
        "reason": payload.reason,
        "version": expected_version(request),
    }
    return write(request, KeptReturnOut, lambda at: commands.undo_return(**said, at=at))
