"""What the endpoints of quality take and give."""

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.platform.api import Body, Id, with_fields_of
from anxin.visit.quality import commands, queries

Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Note = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Origin = Literal["internal", "external"]
Cause = Literal["workmanship", "omitted", "diagnosis", "part", "damage", "unclear_order", "other"]
Responsible = Literal["technician", "head", "advisor", "supplier", "other"]
By = Literal["cause", "trade", "person", "team"]


@with_fields_of(queries.ReworkRow)
class ReworkOut(Schema):
    """A rework case."""


@with_fields_of(commands.KeptCase)
class KeptCaseOut(Schema):
    """A case after a step."""


class ReportIn(Body):
    """What the customer says is still wrong, and with which job."""

    job_id: Id
    words: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class JudgeIn(Body):
    """Cause, responsibility and measure."""

    cause: Cause
    responsible: Responsible
    person_id: Id | None = None
    supplier: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    measure: Note
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class WithdrawReworkIn(Body):
    """Why a case is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class PersonOut(Schema):
    """A colleague."""

    id: int
    name: str
    post_label: str


class ProposalOut(Schema):
    """Whom the house's rule names."""

    responsible: str
    label: str
    people: list[PersonOut]


class ConductListQuery(Schema):
    """Which cases; ``after`` is the id of the last one of the page before."""

    after: Annotated[int, Field(ge=0, lt=2**63)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ReworkListQuery(Schema):
    """Which cases; ``after`` is the id of the last one of the page before."""

    origin: Origin | Literal[""] = ""
    state: Literal["", "REPORTED", "OPEN", "REPAIRED", "CLOSED", "VOID"] = ""
    cause: Cause | Literal[""] = ""
    responsible: Responsible | Literal[""] = ""
    first: date | None = None
    last: date | None = None
    text: Code = ""
    after: Annotated[int, Field(ge=0, lt=2**63)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class FiguresOut(Schema):
    """Sums and rates of some days."""

    delivered: int
    inspected: int
    passed_first: int
    untrained: int
    internal: int
    external: int
    reworked: int
    wrong_diagnoses: int
    minutes: int
    amount: str
    due: int
    missed: int
    pass_rate: float | None
    internal_rate: float | None
    external_rate: float | None
    first_time_fix: float | None
    diagnosis_accuracy: float | None
    missed_rate: float | None

    @staticmethod
    def resolve_amount(row: queries.QualityFigures) -> str:
        """Yuan with two decimals."""
        return str(row.amount).replace(",", "")


@with_fields_of(queries.ReworkSum)
class ReworkSumOut(Schema):
    """Cases of one cause, trade, person or team."""


@with_fields_of(queries.StepRow)
class ProcessStepOut(Schema):
    """A step of the process."""


class ComplianceOut(Schema):
    """An order with its steps."""

    number: str
    plate: str
    advisor_id: int
    advisor_name: str
    delivered_on: date | None
    score: float | None
    steps: list[ProcessStepOut]


@with_fields_of(queries.TrainingRow)
class TrainingOut(Schema):
    """Somebody on a post that asks for a certificate."""


class BodyPaintHeadIn(Body):
    """Who heads body and paint; None is nobody."""

    person_id: Id | None


@with_fields_of(commands.NamedHead)
class BodyPaintHeadOut(Schema):
    """Who heads body and paint."""


class TracedArrivalOut(Schema):
    """How and when what was fitted came in."""

    came_on: date
    way: str
    supplier: str
    batch: str
    note: str


@with_fields_of(queries.TracedPart, {"arrivals": list[TracedArrivalOut]})
class TracedPartOut(Schema):
    """A part with its origin, arrivals and guarantee."""


class GuaranteedOut(Schema):
    """Earlier work that is still guaranteed."""

    item_id: int
    name: str
    job_id: int
    job_title: str
    number: str
    ends_on: date | None
    ends_km: int | None


class TracedOrderOut(Schema):
    """An order's parts, and earlier work of the car that is still guaranteed."""

    number: str
    plate: str
    parts: list[TracedPartOut]
    earlier: list[GuaranteedOut]


@with_fields_of(queries.DueMaintenance)
class DueOut(Schema):
    """What was due and what nobody did or asked about."""


@with_fields_of(queries.ConductRow)
class ConductOut(Schema):
    """A case of negligence."""


@with_fields_of(commands.KeptConduct)
class KeptConductOut(Schema):
    """A case after a step."""


class RaiseIn(Body):
    """What is raised against whom."""

    person_id: Id
    kind: Literal["negligence", "disobedience"]
    words: Words
    rework_id: Id | None = None


class SaidIn(Body):
    """A statement or an appeal."""

    words: Words


class WeightIn(Body):
    """A graded decision: 0 is no fault, 1 the lightest grade of the store."""

    weight: Annotated[int, Field(ge=0, le=50)]
    words: Words
