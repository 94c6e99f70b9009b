"""What the endpoints of personal data and of the registers take and give."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema

from anxin.parties.customers import commands, queries
from anxin.parties.customers.api.schemas import Long, Short, StoreId
from anxin.platform.api import Body, Id, with_fields_of


class RevealIn(Body):
    """Why the whole number is needed: visit, follow_up, complaint, reminder, check or emergency."""

    reason: Short


@with_fields_of(commands.RevealedPhone)
class RevealedPhone(Schema):
    """The whole numbers, for the person who asked."""


class EraseIn(Body):
    is_confirmed: bool


class ErasedCustomer(Schema):
    customer_id: int


@with_fields_of(commands.PersonalDataCopy)
class PersonalDataOut(Schema):
    """Everything that is kept about one person."""


class AdvisorIn(Body):
    store_id: StoreId
    advisor_user_id: Id | None


class EndPartyIn(Body):
    """``valid_to`` is the day on which the role ends: today unless given."""

    store_id: StoreId
    valid_to: date | None = None


class RegisterQuery(Schema):
    """Which store's register; ``offset`` is the ``next`` of the page before."""

    store_id: StoreId
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class LoanListQuery(RegisterQuery):
    only_out: bool = False


class LoanIn(Body):
    store_id: StoreId
    customer_id: Id
    borrower_user_id: Id
    purpose: Long
    due_on: date


class LoanKept(Schema):
    loan_id: int
    customer_id: int


@with_fields_of(queries.LoanRow)
class LoanOut(Schema):
    """A lent file; ``returned_at`` null while it is out."""


class DataRequestIn(Body):
    """``fields`` of kind, salutation, trade, source, created_on, name, masked_phone; ``trade`` narrows the customers."""

    store_id: StoreId
    department: Short
    purpose: Long
    fields: Annotated[list[Short], Field(max_length=20)]
    trade: Short = ""


class DataExtractOut(Schema):
    """``total`` customers were asked for; ``rows`` are the first 2,000 of them by name."""

    request_id: int
    fields: list[str]
    total: int
    rows: list[list[Any]]


class DataRequestOut(Schema):
    id: int
    department: str
    purpose: str
    fields: list[str]
    row_count: int
    answered_by: str
    answered_at: datetime
