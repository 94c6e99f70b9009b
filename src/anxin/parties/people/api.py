"""Endpoints of staff."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import AwareDatetime

from anxin.parties.people import commands, queries
from anxin.platform.api import Body, Id, actor_of, expected_version, read, write

router = Router(tags=["people"])

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
    is_trainee: bool = False
    is_full_time: bool = True

    def details(self) -> commands.EmployeeDetails:
        """The command's form of it."""
        return commands.EmployeeDetails(**{**self.dict(), "extra_posts": tuple(self.extra_posts)})


class HireIn(EmployeeIn):
    """A new employee of a store."""

    store_id: StoreId


class LeaveIn(Body):
    """The last day."""

    left_on: Day


class SkillIn(Body):
    """A skill; ``valid_to`` null does not run out."""

    code: Code
    certificate: Certificate = ""
    valid_to: Day | None = None


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


class SavedEmployeeOut(Schema):
    """The employee after a command."""

    id: int
    store_id: int
    number: str
    version: int


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


class ShiftOut(Schema):
    """A shift; ``clocked_out_at`` null is running."""

    id: int
    employee_id: int
    clocked_in_at: datetime
    clocked_out_at: datetime | None


class DutyOut(Schema):
    """Who is on duty; without hours the store's opening hours hold."""

    employee_id: int
    name: str
    post: str
    starts_at: time | None
    ends_at: time | None


@router.get("/employees", response={200: list[EmployeeOut]})
def list_employees(request: HttpRequest, store_id: StoreId, post: str = "", on: Day | None = None) -> Any:
    """Staff of a store, by name."""
    posts = [post] if post else None
    return read(request, lambda: queries.list_employees(actor_of(request), store_id, posts, on))


@router.get("/duty", response={200: list[DutyOut]})
def list_duty(request: HttpRequest, store_id: StoreId, day: Day) -> Any:
    """Who is on duty in a store on a day."""
    return read(request, lambda: queries.list_duty(actor_of(request), store_id, day))


@router.post("/employees", response={201: SavedEmployeeOut})
def hire_employee(request: HttpRequest, payload: HireIn) -> HttpResponse:
    """Take an employee on."""
    details = commands.EmployeeDetails(**{**payload.dict(exclude={"store_id"}), "extra_posts": tuple(payload.extra_posts)})
    given: dict[str, Any] = {"actor": actor_of(request), "store_id": payload.store_id, "details": details}
    return write(request, SavedEmployeeOut, lambda at: commands.hire_employee(at=at, **given), status=201)


@router.put("/employees/{employee_id}", response={200: SavedEmployeeOut})
def change_employee(request: HttpRequest, employee_id: Id, payload: EmployeeIn) -> HttpResponse:
    """Change what is known of an employee; send the version as If-Match."""
    given: dict[str, Any] = {**_of(request, employee_id), "details": payload.details(), "version": expected_version(request)}
    return write(request, SavedEmployeeOut, lambda at: commands.change_employee(at=at, **given))


@router.post("/employees/{employee_id}/leave", response={200: SavedEmployeeOut})
def leave_employee(request: HttpRequest, employee_id: Id, payload: LeaveIn) -> HttpResponse:
    """Record that an employee has left; the user can no longer sign in."""
    given: dict[str, Any] = {**_of(request, employee_id), **payload.dict()}
    return write(request, SavedEmployeeOut, lambda at: commands.leave_employee(at=at, **given))


@router.post("/employees/{employee_id}/skills", response={200: SavedEmployeeOut})
def set_skill(request: HttpRequest, employee_id: Id, payload: SkillIn) -> HttpResponse:
    """Add or renew a skill."""
    given: dict[str, Any] = {**_of(request, employee_id), **payload.dict()}
    return write(request, SavedEmployeeOut, lambda at: commands.set_skill(at=at, **given))


@router.delete("/employees/{employee_id}/skills/{code}", response={200: SavedEmployeeOut})
def drop_skill(request: HttpRequest, employee_id: Id, code: Code) -> HttpResponse:
    """Take a skill away."""
    given: dict[str, Any] = {**_of(request, employee_id), "code": code}
    return write(request, SavedEmployeeOut, lambda at: commands.drop_skill(at=at, **given))


@router.post("/employees/{employee_id}/clock-in", response={200: ShiftOut})
def clock_in(request: HttpRequest, employee_id: Id) -> HttpResponse:
    """Begin a shift."""
    given = _of(request, employee_id)
    return write(request, ShiftOut, lambda at: commands.clock_in(at=at, **given))


@router.post("/employees/{employee_id}/clock-out", response={200: ShiftOut})
def clock_out(request: HttpRequest, employee_id: Id) -> HttpResponse:
    """End the running shift."""
    given = _of(request, employee_id)
    return write(request, ShiftOut, lambda at: commands.clock_out(at=at, **given))


@router.post("/employees/{employee_id}/shifts", response={200: ShiftOut})
def correct_shift(request: HttpRequest, employee_id: Id, payload: CorrectShiftIn) -> HttpResponse:
    """Mend a shift or add a forgotten one."""
    given: dict[str, Any] = {**_of(request, employee_id), **payload.dict()}
    return write(request, ShiftOut, lambda at: commands.correct_shift(at=at, **given))


@router.post("/roster", response={200: RosterOut})
def plan_roster(request: HttpRequest, payload: RosterIn) -> HttpResponse:
    """Write cells of a store's roster."""
    duties = [commands.PlannedDuty(**one.dict()) for one in payload.duties]
    given: dict[str, Any] = {"actor": actor_of(request), "store_id": payload.store_id, "duties": duties}
    return write(request, RosterOut, lambda at: commands.plan_roster(at=at, **given))


@router.post("/substitutions", response={201: SubstituteOut})
def assign_substitute(request: HttpRequest, payload: SubstituteIn) -> HttpResponse:
    """Appoint who stands in for an employee."""
    given: dict[str, Any] = {"actor": actor_of(request), **payload.dict()}
    return write(request, SubstituteOut, lambda at: commands.assign_substitute(at=at, **given), status=201)


@router.post("/substitutions/{substitution_id}/end", response={200: SubstituteOut})
def end_substitution(request: HttpRequest, substitution_id: Id) -> HttpResponse:
    """End a substitution at once."""
    given: dict[str, Any] = {"actor": actor_of(request), "substitution_id": substitution_id}
    return write(request, SubstituteOut, lambda at: commands.end_substitution(at=at, **given))


@router.post("/absences", response={201: AbsenceOut})
def record_absence(request: HttpRequest, payload: AbsenceIn) -> HttpResponse:
    """Record that an employee is away."""
    given: dict[str, Any] = {"actor": actor_of(request), **payload.dict()}
    return write(request, AbsenceOut, lambda at: commands.record_absence(at=at, **given), status=201)


@router.post("/absences/{absence_id}/cancel", response={200: AbsenceOut})
def cancel_absence(request: HttpRequest, absence_id: Id) -> HttpResponse:
    """Take an absence back."""
    given: dict[str, Any] = {"actor": actor_of(request), "absence_id": absence_id}
    return write(request, AbsenceOut, lambda at: commands.cancel_absence(at=at, **given))


def _of(request: HttpRequest, employee_id: int) -> dict[str, Any]:
    return {"actor": actor_of(request), "employee_id": employee_id}
