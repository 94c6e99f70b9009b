"""What goes over the wire about difficult cases."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, with_fields_of
from anxin.visit.technical import commands, queries

NO_NUL = r"^[^\x00]*$"
Code = Annotated[str, Field(max_length=40, pattern=NO_NUL)]
Words = Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]
MoreWords = Annotated[str, Field(min_length=1, max_length=1000, pattern=NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]
MaybeWords = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
Codes = Annotated[str, Field(max_length=100, pattern=NO_NUL)]
Keys = Annotated[list[Annotated[str, Field(max_length=40, pattern=NO_NUL)]], Field(max_length=20)]
SystemCode = Literal[
    "engine",
    "transmission",
    "chassis",
    "brakes",
    "steering",
    "electrical",
    "air_conditioning",
    "body",
    "new_energy",
    "other",
]


class HelpIn(Body):
    """A call for help; photos are uploaded before."""

    words: Words
    kind: Literal["difficult", "unfinished"] = "difficult"
    fault_codes: Codes = ""
    ready_at: AwareDatetime | None = None
    is_major: bool = False
    plan: MaybeWords = ""
    photo_keys: Keys = Field(default_factory=list)


class CaseStepIn(Body):
    """A step of the process."""

    words: MoreWords
    photo_keys: Keys = Field(default_factory=list)


class LeadIn(Body):
    """Who leads, and who joins."""

    owner_id: Id | None = None
    member_ids: Annotated[list[Id], Field(max_length=50)] = Field(default_factory=list)


class GroupPlanIn(Body):
    """The plan on which the group votes."""

    plan: Words


class VoteIn(Body):
    """A vote with its reason on the plan of a round."""

    round: Annotated[int, Field(ge=1, le=10_000)]
    is_yes: bool
    reason: Reason


class CaseReasonIn(Body):
    """Why."""

    reason: Reason


class CloseCaseIn(Body):
    """How a case ended."""

    system: SystemCode
    cause: Words
    solution: Words
    is_solved: bool = True
    fault_codes: Codes = ""


class ConsultIn(Body):
    """What is asked of experts outside."""

    question: MoreWords
    photo_keys: Keys = Field(default_factory=list)


class ConsultResultIn(Body):
    """What came of asking."""

    result: Words


class ExpertIn(Body):
    """Who gets a link."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=NO_NUL)]
    organisation: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]


class ConsultAnswerIn(Body):
    """A word in the thread."""

    words: MoreWords


@with_fields_of(commands.KeptCase)
class HelpCaseOut(Schema):
    """A case after a step."""


@with_fields_of(commands.ClosedCase)
class ClosedCaseOut(Schema):
    """A closed case with its entry in the library and the task of the training."""


@with_fields_of(commands.KeptConsult)
class KeptConsultOut(Schema):
    """A question to experts after a step."""


@with_fields_of(commands.MadeLink)
class ExpertLinkOut(Schema):
    """A link; its path shows the secret this once."""


class RevokedOut(Schema):
    """The link that was ended."""

    id: int


@with_fields_of(queries.CaseRow)
class CaseOut(Schema):
    """A case."""


@with_fields_of(queries.EntryRow)
class CaseStepOut(Schema):
    """A step of the process."""


@with_fields_of(queries.BallotRow)
class BallotOut(Schema):
    """A vote; ``is_yes`` null is still to come."""


class CaseViewOut(Schema):
    """A case whole."""

    row: CaseOut
    complaint: str
    members: list[str]
    entries: list[CaseStepOut]
    ballots: list[BallotOut]
    library_entry_id: int | None


@with_fields_of(queries.LibraryRow)
class LibraryOut(Schema):
    """A problem of the library."""


@with_fields_of(queries.ConsultRow)
class ConsultRowOut(Schema):
    """A question in the list of the group's experts."""


class ConsultLineOut(Schema):
    """A word in the thread."""

    author: str
    organisation: str
    words: str
    at: datetime


class ConsultOut(Schema):
    """A masked question with its thread."""

    id: int
    store_name: str
    model_name: str
    fault_codes: str
    question: str
    asked_at: datetime
    answers: list[ConsultLineOut]
