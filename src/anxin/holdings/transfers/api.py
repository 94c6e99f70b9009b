"""Endpoints of transfers between stores; ``store_id`` says as which of the two stores somebody looks."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.holdings.transfers import commands, queries
from anxin.platform import clock
from anxin.platform.api import (
    Body,
    Id,
    Page,
    Yuan,
    actor_of,
    expected_version,
    page_of,
    read,
    window_of,
    with_fields_of,
    write,
)
from anxin.platform.references import DocumentRef

router = Router(tags=["transfers"])
NO_NUL = r"^[^\x00]*$"
Quantity = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
Words = Annotated[str, Field(max_length=120, pattern=NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]


class TransferPurposeIn(Body):
    """The document that parts are wanted for; the other store does not see it."""

    kind: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z_]+\.[a-z]+$")]
    id: Id
    line: Id | None = None
    demand_id: Id | None = None


class TransferIn(Body):
    """What a store asks of another; the same key asks once."""

    store_id: StoreId
    from_store_id: StoreId
    article_id: Id
    quantity: Quantity
    purpose: TransferPurposeIn | None = None
    needed_at: AwareDatetime | None = None
    note: Words = ""
    key: Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL)]


class TransferAgreedIn(Body):
    """How much is given, and when it arrives."""

    quantity: Quantity
    expected_at: AwareDatetime
    answer: Words = ""


class TransferReasonIn(Body):
    """Why."""

    reason: Reason


class TransferQuantityIn(Body):
    """How much."""

    quantity: Quantity


class TransferBackIn(Body):
    """How much came back, and why."""

    quantity: Quantity
    reason: Reason


class TransferMissingIn(Body):
    """How much did not come, whether the asker bears it, and what happened."""

    quantity: Quantity
    is_ours: bool
    words: Reason


class TransferInvoiceIn(Body):
    """The number of the invoice between two companies."""

    number: Annotated[str, Field(min_length=1, max_length=40, pattern=NO_NUL)]


@with_fields_of(commands.SavedTransfer)
class SavedTransferOut(Schema):
    """A transfer after a step."""


class TransferOut(Schema):
    """A transfer as the asking store or the lending one sees it; amounts without tax but for ``tax``."""

    id: int
    version: int
    number: str
    is_in: bool
    other_store_id: int
    other_store: str
    article_id: int
    article_number: str
    article_name: str
    unit: str
    state: str
    asked: Decimal
    needed_at: datetime | None
    note: str
    asked_at: datetime
    agreed: Decimal
    expected_at: datetime | None
    answer: str
    sent: Decimal
    sent_at: datetime | None
    received: Decimal
    returned: Decimal
    lost: Decimal
    lost_ours: Decimal
    missing: Decimal
    is_missing_ours: bool
    words: str
    on_the_way: Decimal
    on_the_way_value: Yuan
    is_sale: bool
    is_tax_deductible: bool
    net: Yuan
    tax: Yuan
    cost: Yuan
    invoice_number: str
    done_at: datetime | None


@with_fields_of(queries.FreeElsewhere)
class FreeElsewhereOut(Schema):
    """What another store can give of an article."""


@with_fields_of(queries.OnTheWay)
class OnTheWayOut(Schema):
    """Goods that have left one shelf and not reached the other."""


class TransferQuery(Schema):
    """Filter and cursor of a store's transfers."""

    store_id: StoreId
    text: Annotated[str, Field(max_length=80, pattern=NO_NUL)] = ""
    side: Literal["", "in", "out"] = ""
    state: Annotated[str, Field(max_length=12, pattern=NO_NUL)] = ""
    cursor: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


@router.get("", response=Page[TransferOut])
def page_transfers(request: HttpRequest, wanted: Query[TransferQuery]) -> Any:
    """A store's transfers, the newest first."""
    window = window_of(wanted.cursor)
    asked = queries.TransferFilter(wanted.text, wanted.side, (wanted.state,) if wanted.state else ())
    found = read(request, lambda: queries.page_transfers(actor_of(request), wanted.store_id, asked, window=window))
    return page_of(found, window)


@router.get("/elsewhere", response=list[FreeElsewhereOut])
def free_elsewhere(request: HttpRequest, store_id: StoreId, article_id: Id, quantity: Quantity = Decimal(1)) -> Any:
    """Stores that can give some of an article; first those that have all of it."""
    wanted, now = {article_id: quantity}, clock.now()
    return read(request, lambda: queries.free_elsewhere(actor_of(request), store_id, wanted, now))


@router.get("/on-the-way", response=OnTheWayOut)
def goods_on_the_way(request: HttpRequest, store_id: StoreId) -> Any:
    """What comes to a store and what it has sent, with its value."""
    return read(request, lambda: queries.goods_on_the_way(actor_of(request), store_id))


@router.get("/{transfer_id}", response=TransferOut)
def get_transfer(request: HttpRequest, transfer_id: Id, store_id: StoreId) -> Any:
    """One transfer as a store sees it."""
    return read(request, lambda: queries.get_transfer(actor_of(request), store_id, transfer_id))


@router.post("", response={201: SavedTransferOut})
def ask_transfer(request: HttpRequest, payload: TransferIn) -> HttpResponse:
    """Ask another store of the group for parts."""
    said = payload.dict()
    purpose = said.pop("purpose") or {}
    if purpose:
        said |= {
            "document": DocumentRef(purpose["kind"], purpose["id"]),
            "document_line": purpose["line"],
            "demand_id": purpose["demand_id"],
        }
    act = lambda at: commands.ask_transfer(actor=actor_of(request), at=at, **said)  # noqa: E731
    return write(request, SavedTransferOut, act, status=201)


@router.post("/{transfer_id}/agree", response=SavedTransferOut)
def agree_transfer(request: HttpRequest, transfer_id: Id, payload: TransferAgreedIn) -> HttpResponse:
    """Say how much is given and when it comes; If-Match is the transfer's version."""
    return _step(request, transfer_id, payload, commands.agree_transfer)


@router.post("/{transfer_id}/refuse", response=SavedTransferOut)
def refuse_transfer(request: HttpRequest, transfer_id: Id, payload: TransferReasonIn) -> HttpResponse:
    """Say that nothing is given, and why."""
    return _step(request, transfer_id, payload, commands.refuse_transfer)


@router.post("/{transfer_id}/withdraw", response=SavedTransferOut)
def withdraw_transfer(request: HttpRequest, transfer_id: Id, payload: TransferReasonIn) -> HttpResponse:
    """The asker wants it no longer."""
    return _step(request, transfer_id, payload, commands.withdraw_transfer)


@router.post("/{transfer_id}/send", response=SavedTransferOut)
def send_transfer(request: HttpRequest, transfer_id: Id, payload: TransferQuantityIn) -> HttpResponse:
    """Take the parts off the lender's shelf."""
    return _step(request, transfer_id, payload, commands.send_transfer)


@router.post("/{transfer_id}/receive", response=SavedTransferOut)
def receive_transfer(request: HttpRequest, transfer_id: Id, payload: TransferQuantityIn) -> HttpResponse:
    """Put what arrived on the asker's shelf."""
    return _step(request, transfer_id, payload, commands.receive_transfer)


@router.post("/{transfer_id}/take-back", response=SavedTransferOut)
def take_back_transfer(request: HttpRequest, transfer_id: Id, payload: TransferBackIn) -> HttpResponse:
    """What was on the way is on the lender's shelf again."""
    return _step(request, transfer_id, payload, commands.take_back_transfer)


@router.post("/{transfer_id}/tell-difference", response=SavedTransferOut)
def tell_difference(request: HttpRequest, transfer_id: Id, payload: TransferMissingIn) -> HttpResponse:
    """Say how much did not come."""
    return _step(request, transfer_id, payload, commands.tell_difference)


@router.post("/{transfer_id}/write-off", response=SavedTransferOut)
def write_off_difference(request: HttpRequest, transfer_id: Id) -> HttpResponse:
    """Settle what is missing as lost."""
    return _step(request, transfer_id, None, commands.write_off_difference)


@router.post("/{transfer_id}/invoice", response=SavedTransferOut)
def note_transfer_invoice(request: HttpRequest, transfer_id: Id, payload: TransferInvoiceIn) -> HttpResponse:
    """Write down the invoice between two companies."""
    return _step(request, transfer_id, payload, commands.note_transfer_invoice)


def _step(request: HttpRequest, transfer_id: int, payload: Body | None, command: Callable[..., Any]) -> HttpResponse:
    said = {**(payload.dict() if payload else {}), "transfer_id": transfer_id, "version": expected_version(request)}
    return write(request, SavedTransferOut, lambda at: command(actor=actor_of(request), at=at, **said))
