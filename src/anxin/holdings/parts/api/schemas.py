"""What the endpoints of the parts stock take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.holdings.parts import commands, queries
from anxin.platform.api import Body, Id, Yuan, with_fields_of

NO_NUL = r"^[^\x00]*$"
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=3)]
Counted = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=3)]
Key = Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL)]
Words = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
Cursor = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class ReceiptLineIn(Body):
    """What comes in; unit cost without tax."""

    article_id: Id
    quantity: Quantity
    unit_cost: Yuan


class CountedLineIn(Body):
    """What was counted."""

    article_id: Id
    counted: Counted


class ReceiptIn(Body):
    """Goods received; the same key books once."""

    store_id: StoreId
    lines: Annotated[list[ReceiptLineIn], Field(max_length=500)]
    reason: Literal["purchase", "opening", "other_receipt"] = "purchase"
    key: Key


class CountIn(Body):
    """What was counted, and why."""

    store_id: StoreId
    lines: Annotated[list[CountedLineIn], Field(max_length=500)]
    note: Words
    key: Key


class ArrivalIn(Body):
    """When an article that is short comes; without a time, words say why nobody knows."""

    store_id: StoreId
    expected_at: AwareDatetime | None = None
    words: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class StockReversalIn(Body):
    """Why an entry is undone."""

    note: Words


@with_fields_of(commands.PostedLine)
class PostedLineOut(Schema):
    """A booked entry: signed quantity and cost without tax, and what is on hand after it."""


class PriceIn(Body):
    """What a receipt cost in all without tax, what stood there before, and why."""

    cost: Yuan
    seen: Yuan
    note: Words


@with_fields_of(commands.PricedReceipt)
class PricedReceiptOut(Schema):
    """How the cost changed of what lies on the shelf, and of what went out since."""


class PostedOut(Schema):
    """Booked lines; ``replayed`` when the key had been booked before."""

    lines: list[PostedLineOut]
    replayed: bool


class ReversedOut(Schema):
    """The new entry."""

    entry_id: int
    article_id: int
    on_hand: Decimal


@with_fields_of(queries.StockRow)
class StockOut(Schema):
    """An article on hand; value and unit cost without tax, price with tax."""


class StockDocumentOut(Schema):
    """The document of a movement or of a need."""

    kind: str
    id: int


class EntryOut(Schema):
    """One movement; ``cost_now`` is its cost with all corrections, and a correction names what it corrects."""

    id: int
    at: datetime
    reason: str
    quantity: Decimal
    unit_cost: Yuan
    cost: Yuan
    cost_now: Yuan
    on_hand_after: Decimal
    document: StockDocumentOut | None
    document_line: int | None
    note: str
    reverses_id: int | None
    corrects_id: int | None


@with_fields_of(commands.ToldArrival)
class ToldArrivalOut(Schema):
    """The answer as it stands."""


@with_fields_of(queries.Arrival)
class ArrivalOut(Schema):
    """What the parts desk said last; without a time nobody knows."""


class AvailabilityOut(Schema):
    """What a store can give of an article to one who wants so much; ``promised`` is what others' signed lines hold."""

    article_id: int
    wanted: Decimal
    on_hand: Decimal
    promised: Decimal
    free: Decimal
    shortage: Decimal
    arrival: ArrivalOut | None
    is_known: bool


class PartNeedOut(Schema):
    """What a line of a document still wants."""

    document: StockDocumentOut
    quantity: Decimal
    is_firm: bool
    needed_at: datetime | None
    words: str


class ShortArticleOut(Schema):
    """An article of which documents want more than is on hand."""

    article_id: int
    number: str
    name: str
    unit: str
    on_hand: Decimal
    shortage: Decimal
    needs: list[PartNeedOut]
    arrival: ArrivalOut | None
    is_overdue: bool


class StockQuery(Schema):
    """Filter and cursor of the stock list."""

    store_id: StoreId
    text: Annotated[str, Field(max_length=100, pattern=NO_NUL)] = ""
    on_hand: Literal["", "some", "none", "negative", "below", "under"] = ""
    age: Literal["", "slow", "overdue"] = ""
    bin: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    part_class: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    is_accessory: bool | None = None
    is_genuine: bool | None = None
    unmoved_since: Day | None = None
    cursor: Cursor = ""


class EntryQuery(Schema):
    """Filter and cursor of an article's entries."""

    store_id: StoreId
    reason: Literal["", "opening", "purchase", "other_receipt", "issue", "return", "count", "reversal", "revaluation"] = ""
    since: Day | None = None
    until: Day | None = None
    cursor: Cursor = ""


class SendBackIn(Body):
    """How much of a receipt goes back to its supplier, and why; the same key books once."""

    store_id: StoreId
    quantity: Quantity
    note: Words
    key: Key


class DemandIn(Body):
    """What somebody asks for at the counter: an article, or in words what no catalogue has. The same key posts once."""

    store_id: StoreId
    article_id: Id | None = None
    words: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    quantity: Quantity
    key: Key


class AnswerIn(Body):
    """How a demand is met that the shelf could not meet, or that it is lost, with the reason."""

    how: Literal["transfer", "emergency", "order", "substitute", "lost", "shelf"]
    expected_at: AwareDatetime | None = None
    words: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


@with_fields_of(commands.PostedDemand)
class PostedDemandOut(Schema):
    """A demand as it was posted, with what of it lay on the shelf."""


@with_fields_of(commands.AnsweredDemand)
class AnsweredDemandOut(Schema):
    """The answer as it stands."""


class DemandAnswerOut(Schema):
    """What the parts desk chose, and the order or transfer that brings it."""

    how: str
    expected_at: datetime | None
    words: str
    by: StockDocumentOut | None
    at: datetime


class DemandOut(Schema):
    """A demand that stands, what of it was there at once, and the newest answer."""

    id: int
    article_id: int | None
    number: str
    name: str
    unit: str
    quantity: Decimal
    free: Decimal
    is_available: bool
    document: StockDocumentOut | None
    document_line: int | None
    at: datetime
    answer: DemandAnswerOut | None


class DemandQuery(Schema):
    """Filter and cursor of the list of demands."""

    store_id: StoreId
    outcome: Literal["", "there", "short", "open", "transfer", "emergency", "order", "substitute", "lost", "shelf"] = ""
    since: date | None = None
    until: date | None = None
    cursor: Cursor = ""
