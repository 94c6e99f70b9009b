"""Shapes of the promise on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, with_fields_of
from anxin.visit.promises import commands, queries
from anxin.visit.repair_orders import queries as orders

NO_NUL = r"^[^\x00]*$"
Words = Annotated[str, Field(max_length=300, pattern=NO_NUL)]
Code = Annotated[str, Field(max_length=40, pattern=NO_NUL)]


class TellIn(Body):
    """What the customer was told, and how."""

    promised_at: datetime
    how: Literal["call", "message", "visit"]
    words: Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class DelayIn(Body):
    """Until when a job takes, and why."""

    until: datetime
    reason: Annotated[str, Field(max_length=8, pattern=NO_NUL)]
    words: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


class NoteIn(Body):
    """A word to the other side of the house."""

    words: Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]


class ShareProgressIn(Body):
    """Whether the customer gets a message, if he has got none yet."""

    by_message: bool = True


class TalkQuery(Schema):
    """Which lines; ``before`` is ``older_before`` of the page before."""

    before: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class OutcomeQuery(Schema):
    """A store and the days of the promises."""

    store_id: Id
    since: date
    until: date


@with_fields_of(commands.ToldCustomer)
class ToldCustomerOut(Schema):
    """What was told; ``was_in_time`` before the old promise had passed."""


@with_fields_of(commands.SaidDelay)
class SaidDelayOut(Schema):
    """What a technician said of a job."""


@with_fields_of(commands.KeptNote)
class KeptNoteOut(Schema):
    """A note after it was written."""


@with_fields_of(commands.ReadNotes)
class ReadNotesOut(Schema):
    """How many words were read."""


@with_fields_of(commands.SharedProgress)
class SharedProgressOut(Schema):
    """The link; ``path`` is a secret of the customer's."""


@with_fields_of(commands.EndedProgress)
class EndedProgressOut(Schema):
    """Whether a live link was ended."""


@with_fields_of(queries.ProgressLinkView)
class ProgressLinkOut(Schema):
    """The live link of an order."""


@with_fields_of(queries.ExpectedOrder)
class ExpectedOrderOut(Schema):
    """What is expected of an order; ``new_promise_at`` is null where the promise can be kept."""


class ExpectedCarOut(Schema):
    """A car in the shop with what is expected of it and what its customer heard last."""

    number: str
    plate: str
    state: str
    lane: str
    promised_at: datetime | None
    expected_at: datetime | None
    level: str
    reason: str
    reason_label: str
    is_open: bool
    new_promise_at: datetime | None
    told_at: datetime | None
    told_how: str
    told_by: str


@with_fields_of(queries.ExpectedChange)
class ExpectedChangeOut(Schema):
    """How what was expected moved, why, and what made the house look."""


@with_fields_of(queries.TellingRow)
class TellingOut(Schema):
    """What a customer was told."""


@with_fields_of(queries.TalkLine)
class TalkLineOut(Schema):
    """A line of the talk between workshop and front desk."""


class TalkOut(Schema):
    """A page of the talk; ``older_before`` is asked for as ``before``, null after the last page."""

    lines: list[TalkLineOut]
    older_before: datetime | None


@with_fields_of(queries.UnreadNote)
class UnreadNoteOut(Schema):
    """A word that waits for a side of the house."""


@with_fields_of(orders.KeptRow)
class KeptOrderOut(Schema):
    """An order with its promise and when it was ready."""


class PromiseOutcomeOut(Schema):
    """How the promise of an order ended."""

    order: KeptOrderOut
    outcome: str
    outcome_label: str
    told_at: datetime | None
    told_by: str
    told_how: str


class ExpressDelayOut(Schema):
    """Minutes beyond an express limit, and whose they are."""

    reason: str
    label: str
    minutes: int


class ExpressOutcomeOut(Schema):
    """An express order against its limit."""

    repair_order_id: int
    begun_at: datetime
    limit_at: datetime
    due_at: datetime
    finished_at: datetime | None
    is_late: bool
    late_minutes: int
    delays: list[ExpressDelayOut]


class ReleasedFindingOut(Schema):
    """What was found, as the customer was shown it."""

    cause: str
    urgency_label: str
    photo_keys: list[str]
    decision: str
