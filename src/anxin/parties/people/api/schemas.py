"""What the endpoints of staff take and answer."""

from datetime import date, time
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.parties.people import commands, queries
from anxin.parties.people.commands.attendance import ClockedShift
from anxin.platform.api import Body, Id, with_fields_of

StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31))]
Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]
# The database cannot keep NUL characters.
NO_NUL = r"^[^\x00]*$"
Number = Annotated[str, Field(min_length=1, max_length=20, pattern=NO_NUL)]
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=NO_NUL)]
Word = Annotated[str, Field(max_length=20, pattern=NO_NUL)]
PhoneText = Annotated[str, Field(max_length=24, pattern=NO_NUL)]
Certificate = Annotated[str, Field(max_length=60, pattern=NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
Remark = Annotated[str, Field(max_length=120, pattern=NO_NUL)]
Absent = Literal["sick", "personal", "unexcused", "annual", "training"]


class EmployeeIn(Body):
    """What is entered about an employee; posts are role codes."""

    number: Number
    name: Name
    post: Code
    joined_on: Day
    extra_posts: Annotated[list[Code], Field(max_length=10)] = []
    trade: Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")] = ""
    level: Word = ""
    phone: PhoneText = ""
    user_id: Id | None = None
    deputy_id: Id | None = None
    mentor_id: Id | None = None
    team_id: Id | None = None
    is_trainee: bool = False
    is_full_time: bool = True

    def details(self) -> commands.EmployeeDetails:
        """The command's form of it."""
        return commands.EmployeeDetails(**{**self.dict(), "extra_posts": tuple(self.extra_posts)})


class HireIn(EmployeeIn):
    """A new employee of a store."""

    store_id: StoreId


class ColleagueIn(HireIn):
    """A new employee who signs in; without ``username`` with the staff number. ``user_id`` must be null."""

    user_id: None = None
    username: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    skills: Annotated[list[Code], Field(max_length=10)] = []


class LeaveIn(Body):
    """The last day."""

    left_on: Day


class SkillIn(Body):
    """A skill; ``valid_to`` null does not run out."""

    code: Code
    certificate: Certificate = ""
    valid_to: Day | None = None
    trained_on: Day | None = None


class SubstituteIn(Body):
    """Who stands in for whom, both days included."""

    employee_id: Id
    substitute_id: Id
    starts_on: Day
    ends_on: Day
    reason: Remark = ""


class AbsenceIn(Body):
    """Days away, both included."""

    employee_id: Id
    kind: Absent
    starts_on: Day
    ends_on: Day
    reason: Remark = ""


class DutyIn(Body):
    """A cell of the roster; without hours a rest day."""

    employee_id: Id
    day: Day
    starts_at: time | None = None
    ends_at: time | None = None


class RosterIn(Body):
    """Cells to write."""

    store_id: StoreId
    duties: Annotated[list[DutyIn], Field(max_length=5000)]


class CorrectShiftIn(Body):
    """The right times of a shift, or of one that nobody clocked."""

    shift_id: Id | None = None
    clocked_in_at: AwareDatetime
    clocked_out_at: AwareDatetime
    reason: Reason


@with_fields_of(commands.SavedEmployee)
class SavedEmployeeOut(Schema):
    """The employee after a command."""


@with_fields_of(commands.AddedColleague)
class ColleagueOut(Schema):
    """The new colleague; the one-time password is answered this once."""


class EmployeeOut(Schema):
    """An employee in a list; ``skills`` are valid on the day asked for."""

    id: int
    store_id: int
    number: str
    name: str
    post: str
    extra_posts: list[str]
    trade: str
    level: str
    user_id: int | None
    deputy_id: int | None
    team_id: int | None
    is_trainee: bool
    joined_on: date | None
    left_on: date | None
    skills: list[str]


class SubstituteOut(Schema):
    """A substitution."""

    id: int
    employee_id: int
    substitute_id: int


class AbsenceOut(Schema):
    """An absence."""

    id: int
    employee_id: int


class RosterOut(Schema):
    """How many cells were written."""

    days: int


@with_fields_of(ClockedShift)
class ShiftOut(Schema):
    """A shift; ``clocked_out_at`` null is running."""


@with_fields_of(queries.DutyRow)
class DutyOut(Schema):
    """Who is on duty; without hours the store's opening hours hold."""
