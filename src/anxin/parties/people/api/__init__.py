"""Endpoints of staff."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from anxin.parties.people import commands, queries
from anxin.parties.people.api.schemas import (
    AbsenceIn,
    AbsenceOut,
    Code,
    ColleagueIn,
    ColleagueOut,
    CorrectShiftIn,
    Day,
    DutyOut,
    EmployeeIn,
    EmployeeOut,
    HireIn,
    LeaveIn,
    RosterIn,
    RosterOut,
    SavedEmployeeOut,
    ShiftOut,
    SkillIn,
    StoreId,
    SubstituteIn,
    SubstituteOut,
)
from anxin.platform.api import Id, actor_of, expected_version, read, write

router = Router(tags=["people"])


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


@router.post("/colleagues", response={201: ColleagueOut})
def add_colleague(request: HttpRequest, payload: ColleagueIn) -> HttpResponse:
    """Take somebody on with an account: posts, staff file and skills at once. The answer is not kept for a key."""
    said = payload.dict(exclude={"store_id", "username", "skills"})
    details = commands.EmployeeDetails(**{**said, "extra_posts": tuple(payload.extra_posts)})
    given: dict[str, Any] = {"actor": actor_of(request), "store_id": payload.store_id, "details": details}
    given |= {"username": payload.username, "skills": payload.skills}
    return write(request, ColleagueOut, lambda at: commands.add_colleague(at=at, **given), status=201, keeps_answer=False)


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
