"""What the workshop's endpoints take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, with_fields_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import Correction, Seen

Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Note = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Reason = Literal[
    "approval", "parts", "bay", "tool", "unclear_order", "expert", "other_car", "break", "end_of_shift", "other"
]


class StepOut(Schema):
    """An order after a step."""

    id: int
    number: str
    state: str
    version: int


class ShareIn(Body):
    """A technician with a share in percent; leave the percents out for equal shares."""

    technician_id: Id
    percent: Annotated[int, Field(ge=1, le=100)] | None = None


class PlanIn(Body):
    """Who does the job, from when, until when (by default the sold hours) and in which bay.

    ``seen`` is the job's ``stand`` on the board, 0 for nobody: with another one the plan is refused (``placing_changed``).
    """

    technicians: Annotated[list[ShareIn], Field(min_length=1, max_length=8)]
    planned_from: AwareDatetime
    planned_to: AwareDatetime | None = None
    bay_id: Id | None = None
    seen: Annotated[int, Field(ge=0)] | None = None

    def wished(self) -> commands.Plan:
        """The command's form of it."""
        shares = [commands.Share(one.technician_id, one.percent) for one in self.technicians]
        return commands.Plan(shares, self.planned_from, self.planned_to, self.bay_id, seen=self.seen)


class DispatchedOut(StepOut):
    """A job on the board."""

    job_id: int
    technician_ids: list[int]
    bay_id: int | None
    planned_from: datetime | None
    planned_to: datetime | None


@with_fields_of(queries.CorrectionRow)
class ClockCorrectionOut(Schema):
    """What a clock said before it was set right."""


class ClockOut(Schema):
    """A stretch of the job clock."""

    id: int
    job_id: int
    technician_id: int
    technician_name: str
    started_at: datetime
    ended_at: datetime | None
    corrections: list[ClockCorrectionOut]


class ClockOnIn(Body):
    """For whom the clock starts; by default the caller."""

    technician_id: Id | None = None


class PauseIn(ClockOnIn):
    """Why the clock stops."""

    reason: Reason
    note: Note = ""


class ClockedOut(StepOut):
    """A job whose clock moved."""

    job_id: int
    job_state: str
    clock_id: int
    technician_id: int
    started_at: datetime
    ended_at: datetime | None


class AskPartIn(Body):
    """Which part is needed."""

    words: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class AskedOut(Schema):
    """The parts counter's task."""

    number: str
    job_id: int
    task_id: int


class StretchIn(Body):
    """From when to when somebody worked, and why the clock does not say so."""

    started_at: AwareDatetime
    ended_at: AwareDatetime
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]

    is_confirmed: bool = False

    def stretch(self) -> Correction:
        """The command's form of it."""
        return Correction(self.started_at, self.ended_at, self.reason, self.is_confirmed)


class CorrectionIn(StretchIn):
    """What the clock should say, why, and what it said when it was read."""

    seen_from: AwareDatetime
    seen_until: AwareDatetime

    def seen(self) -> Seen:
        """The command's form of it."""
        return Seen(self.seen_from, self.seen_until)


class JobRowOut(Schema):
    """A job that the workshop may work on."""

    job_id: int
    title: str
    complaint: str
    state: str
    number: str
    order_state: str
    plate: str
    model_name: str
    promised_at: datetime | None
    hours: Decimal
    skills: list[str]
    is_high_voltage: bool


class BlockOut(Schema):
    """A reserved span."""

    starts_at: datetime
    ends_at: datetime
    job_id: int | None
    title: str
    number: str
    plate: str
    promised_at: datetime | None
    order_state: str
    job_state: str


class BayOut(Schema):
    """A bay with its day; ``standing_number`` and its plate name the car whose begun job is there now."""

    id: int
    code: str
    kind: str
    is_high_voltage: bool
    blocks: list[BlockOut]
    standing_number: str
    standing_plate: str


class TechnicianOut(Schema):
    """A technician with the day and the load; ``shift`` is planned from and to, null off duty or in the store's hours."""

    id: int
    name: str
    skills: list[str]
    is_on_duty: bool
    blocks: list[BlockOut]
    hours: Decimal
    running_job_id: int | None
    running_since: datetime | None
    running_plate: str
    shift: tuple[datetime, datetime] | None


class DayPlanOut(Schema):
    """The day of a store."""

    day: date
    bays: list[BayOut]
    technicians: list[TechnicianOut]


class AgreedOut(Schema):
    """What the customer agreed to beside the work; ``old_parts``: boot, elsewhere or leave."""

    old_parts: str
    wants_wash: bool


class LinePhotoOut(Schema):
    """A photo of what an inspection found wrong."""

    key: str
    url: str
    thumb_url: str


class MyJobOut(Schema):
    """A job of a technician."""

    job: JobRowOut
    share_percent: int
    bay: str
    planned_from: datetime | None
    planned_to: datetime | None
    allowed_minutes: int
    used_minutes: int
    running_since: datetime | None
    waiting_label: str
    waiting_since: datetime | None
    waiting_reason: str
    sent_back: str
    sent_back_photos: list[LinePhotoOut]
    agreed: AgreedOut | None


class TechnicianDayOut(Schema):
    """What a technician has to do; ``elsewhere`` is the time on no car that runs."""

    jobs: list[MyJobOut]
    clocked_minutes: int
    sold_minutes: int
    elsewhere: str
    elsewhere_since: datetime | None


class WriteCauseIn(Body):
    """Cause and correction as far as they are known; empty blanks them."""

    cause: Words = ""
    correction: Words = ""


class WrittenOut(StepOut):
    """The order and its job after the words were kept."""

    job_id: int
    job_state: str
