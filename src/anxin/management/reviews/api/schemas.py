"""What goes over the wire about suggestions."""

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.management.reviews import commands, queries
from anxin.platform.api import Body, Id, with_fields_of

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
NO_NUL = r"^[^\x00]*$"
Number = Annotated[str, Field(max_length=30, pattern=NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]
MaybeReason = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
Department = Literal[
    "front_desk", "workshop", "technical", "parts", "finance", "customer_relations", "insurance", "sales", "management"
]


class SuggestionIn(Body):
    """What is suggested; ``about`` names the figure, the order's number, or cites the customer, of ``order``."""

    words: Annotated[str, Field(min_length=1, max_length=1000, pattern=NO_NUL)]
    department: Department
    about_kind: Literal["", "figure", "order", "voice"] = ""
    about: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    order: Annotated[str, Field(max_length=30, pattern=NO_NUL)] = ""


class SuggestionGivenIn(Body):
    """To whom a suggestion worth carrying out is given, and until when."""

    responsible_id: Id
    due_on: Day
    reason: MaybeReason = ""


class SuggestionMovedIn(Body):
    """To whom it goes instead, and why."""

    responsible_id: Id
    due_on: Day
    reason: Reason


class SuggestionReasonIn(Body):
    """Why."""

    reason: Reason


class SuggestionDoneIn(Body):
    """What was carried out."""

    done: Reason


class SuggestionConfirmedIn(Body):
    """What was carried out; left out, what was reported holds."""

    done: MaybeReason = ""


@with_fields_of(commands.KeptSuggestion)
class KeptSuggestionOut(Schema):
    """A suggestion after a step."""


@with_fields_of(queries.SuggestionRow)
class SuggestionOut(Schema):
    """A suggestion."""


@with_fields_of(queries.SuggestionStepRow)
class SuggestionStepOut(Schema):
    """One step of a suggestion."""


class SuggestionViewOut(Schema):
    """A suggestion with its history."""

    row: SuggestionOut
    steps: list[SuggestionStepOut]
    is_own: bool
    is_given: bool


@with_fields_of(queries.DepartmentRate)
class DepartmentRateOut(Schema):
    """Suggestions of a department worth carrying out, and those of them confirmed as done."""
