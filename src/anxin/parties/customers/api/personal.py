"""Endpoints of what a person may ask for, and of the registers of lent files and answered data requests."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.parties.customers import commands, queries
from anxin.parties.customers.api.personal_schemas import (
    AdvisorIn,
    DataExtractOut,
    DataRequestIn,
    DataRequestOut,
    EndPartyIn,
    ErasedCustomer,
    EraseIn,
    LoanIn,
    LoanKept,
    LoanListQuery,
    LoanOut,
    PersonalDataOut,
    RegisterQuery,
    RevealedPhone,
    RevealIn,
)
from anxin.parties.customers.api.schemas import CustomerKept, PartyKept
from anxin.platform.api import Id, Page, actor_of, read, write
from anxin.platform.ui.lists import RowPage, Window

router = Router(tags=["customers"])


@router.post("/customers/{customer_id}/reveal-phone", response={200: RevealedPhone})
def reveal_phone(request: HttpRequest, customer_id: Id, payload: RevealIn) -> HttpResponse:
    """The full phone numbers for a reason of the list; who looked and why is logged."""

    def reveal(at: datetime) -> commands.RevealedPhone:
        return commands.reveal_phone(actor=actor_of(request), customer_id=customer_id, reason=payload.reason, at=at)

    return write(request, RevealedPhone, reveal, keeps_answer=False)


@router.post("/customers/{customer_id}/copy", response={200: PersonalDataOut})
def copy_personal_data(request: HttpRequest, customer_id: Id) -> HttpResponse:
    """Everything that is kept about one person, for that person; logged."""
    return write(
        request,
        PersonalDataOut,
        lambda at: commands.copy_personal_data(actor=actor_of(request), customer_id=customer_id, at=at),
        keeps_answer=False,
    )


@router.post("/customers/{customer_id}/erase", response={200: ErasedCustomer})
def erase_customer(request: HttpRequest, customer_id: Id, payload: EraseIn) -> HttpResponse:
    """Blank whatever is personal, for good; ``is_confirmed`` must be true."""

    def erase(at: datetime) -> dict[str, int]:
        commands.erase_customer(actor=actor_of(request), customer_id=customer_id, is_confirmed=payload.is_confirmed, at=at)
        return {"customer_id": customer_id}

    return write(request, ErasedCustomer, erase)


@router.put("/customers/{customer_id}/advisor", response={200: CustomerKept})
def assign_advisor(request: HttpRequest, customer_id: Id, payload: AdvisorIn) -> HttpResponse:
    """Give a customer the store's dedicated advisor; null takes the advisor away."""
    given = {"customer_id": customer_id, **payload.dict()}
    return write(request, CustomerKept, lambda at: commands.assign_advisor(actor=actor_of(request), at=at, **given))


@router.post("/parties/{party_id}/end", response={200: PartyKept})
def end_party(request: HttpRequest, party_id: Id, payload: EndPartyIn) -> HttpResponse:
    """End a customer's role at a vehicle, today unless a day is given."""
    given = {"party_id": party_id, **payload.dict()}
    return write(request, PartyKept, lambda at: commands.end_party(actor=actor_of(request), at=at, **given))


@router.get("/loans", response={200: Page[LoanOut]})
def list_loans(request: HttpRequest, wanted: Query[LoanListQuery]) -> Any:
    """Lent files of a store, the newest first; ``only_out`` leaves out what is back."""
    actor, window = actor_of(request), Window(wanted.offset, wanted.limit)
    given = {"only_out": wanted.only_out}
    return page_of(read(request, lambda: queries.list_loans(actor, wanted.store_id, window, **given)), window)


@router.post("/loans", response={201: LoanKept})
def lend_file(request: HttpRequest, payload: LoanIn) -> HttpResponse:
    """Lend a customer file to a colleague for a purpose until a day."""
    given = payload.dict()
    return write(request, LoanKept, lambda at: commands.lend_file(actor=actor_of(request), at=at, **given), status=201)


@router.post("/loans/{loan_id}/return", response={200: LoanKept})
def return_file(request: HttpRequest, loan_id: Id) -> HttpResponse:
    """Take a lent file back."""
    return write(request, LoanKept, lambda at: commands.return_file(actor=actor_of(request), loan_id=loan_id, at=at))


@router.get("/data-requests", response={200: Page[DataRequestOut]})
def list_data_requests(request: HttpRequest, wanted: Query[RegisterQuery]) -> Any:
    """Answered data requests of a store, the newest first."""
    window = Window(wanted.offset, wanted.limit)
    return page_of(read(request, lambda: queries.list_data_requests(actor_of(request), wanted.store_id, window)), window)


@router.post("/data-requests", response={201: DataExtractOut})
def answer_data_request(request: HttpRequest, payload: DataRequestIn) -> HttpResponse:
    """Hand a department the fewest fields of the store's customers; logged."""
    given = payload.dict()
    return write(
        request,
        DataExtractOut,
        lambda at: commands.answer_data_request(actor=actor_of(request), at=at, **given),
        status=201,
        keeps_answer=False,
    )


def page_of(found: RowPage[Any], window: Window) -> dict[str, Any]:
    """A page of rows, with where the next one begins."""
    following = window.offset + window.limit
    return {"items": list(found.rows), "next": str(following) if following < found.total else None}
