"""What the board's endpoints take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ninja import Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, with_fields_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.api.schemas import JobRowOut

Kind = Literal["bay", "technician", "trade", "advisor"]


class CardOut(Schema):
    """A job on the board; ``state`` is done, late, wait, risk, run or plan."""

    job_id: int
    number: str
    plate: str
    title: str
    technician_ids: list[int]
    bay_id: int | None
    starts_at: datetime
    ends_at: datetime
    promised_at: datetime | None
    state: str
    late_minutes: int
    left_minutes: int
    express_due_at: datetime | None
    stand: int
    reasons: list[str]
    waiting_label: str
    waiting_since: datetime | None
    is_running: bool


class HourOut(Schema):
    """An hour with its minutes planned and on duty."""

    starts_at: datetime
    planned_minutes: int
    available_minutes: int


@with_fields_of(queries.Stop)
class StopOut(Schema):
    """A job that waits."""


class BoardOut(Schema):
    """A store's day: cards, capacity by the hour, what stopped."""

    day: date
    cards: list[CardOut]
    hours: list[HourOut]
    stopped: list[StopOut]
    late: int
    risk: int
    available_hours: Decimal
    planned_hours: Decimal
    left_hours: Decimal
    left_high_voltage_hours: Decimal
    passed_hours: Decimal
    booked_hours: Decimal


class WishIn(Body):
    """Where a job goes: from when on, in which bay, with whom; what is left out is chosen."""

    starts_at: AwareDatetime
    bay_id: Id | None = None
    technician_id: Id | None = None
    seen: int | None = None

    def wish(self, job_id: int) -> commands.Wish:
        """The command's form of it."""
        return commands.Wish(job_id, self.starts_at, self.bay_id, self.technician_id, self.seen)


@with_fields_of(queries.Problem)
class ProblemOut(Schema):
    """What a placing would do that nobody wants."""


class PreviewOut(Schema):
    """A placing before it is saved."""

    stand: int
    starts_at: datetime
    ends_at: datetime
    technician_ids: list[int]
    bay_id: int | None
    reasons: list[str]
    reason: str
    problems: list[ProblemOut]
    better_at: datetime | None
    is_possible: bool


class PickOut(Schema):
    """A proposed place."""

    technician_id: int
    bay_id: int
    starts_at: datetime
    ends_at: datetime
    late_minutes: int
    reasons: list[str]


class ProposedOut(Schema):
    """A job with its proposed place and the reason in words."""

    job: JobRowOut
    pick: PickOut
    reason: str


class NotPlacedOut(Schema):
    """A job without a place: why, and what would help."""

    job: JobRowOut
    cause: str
    words: str


class PlacingsOut(Schema):
    """Places for the jobs that nobody has."""

    day: date
    placed: list[ProposedOut]
    left: list[NotPlacedOut]


class PlaceWaitingIn(Body):
    """The day, and the jobs; without them all that wait."""

    day: date
    job_ids: list[Id] | None = None
    seen: str | None = None


class PlacedOut(Schema):
    """What was placed, and what still waits."""

    placed: list[ProposedOut]
    left: PlacingsOut


class LaneShareOut(Schema):
    """An express lane on a day: its technicians and cars of all, and what the store wants."""

    kind: str
    technicians: int
    all_technicians: int
    cars: int
    all_cars: int
    most_technicians_percent: int
    least_cars_percent: int


class TurnoverOut(Schema):
    """What a bay, a technician, a trade or an advisor got through."""

    kind: str
    id: int
    name: str
    cars: int
    jobs: int
    days: int
    clocked_minutes: int
    available_minutes: int
