"""Access cases of staff."""

from datetime import time, timedelta
from typing import Any

from anxin.parties.people import commands as people
from anxin.parties.people.queries import EmployeeFilter
from anxin.parties.people.tests.factories import JOINED_ON, make_employee
from anxin.platform.ui.lists import Order, Window
from tests.access.world import AT, HOUR, TODAY, World, case

DETAILS = people.EmployeeDetails(number="N0001", name="赵敏", post="technician", joined_on=JOINED_ON)
LISTED = people.StaffListRow(number="N0002", name="钱勇", post="technician", joined_on=JOINED_ON)
WEEK = {"first": TODAY, "last": TODAY + timedelta(days=6)}


def working(w: World) -> int:
    """An employee of store A on shift."""
    w.once("shift", lambda: people.clock_in(actor=w.system, employee_id=w.employee.pk, at=AT))
    return w.employee.pk


def rostered(w: World) -> int:
    duty = people.PlannedDuty(w.employee.pk, TODAY, time(8), time(17))
    w.once("roster", lambda: people.plan_roster(actor=w.system, store_id=w.sid, duties=[duty], at=AT))
    return w.employee.pk


def certified(w: World) -> int:
    """An employee of store A with a certificate for high voltage."""
    given = {"employee_id": w.employee.pk, "code": "high_voltage", "certificate": "T440301-77"}
    w.once("certified", lambda: people.set_skill(actor=w.system, at=AT, **given))
    return w.employee.pk


def absent(w: World) -> int:
    made = w.once(
        "absence",
        lambda: people.record_absence(
            actor=w.system, employee_id=w.employee.pk, kind="sick", starts_on=TODAY, ends_on=TODAY, reason="发烧", at=AT
        ),
    )
    return int(made.id)


def stood_in_for(w: World) -> int:
    made = w.once(
        "substitution",
        lambda: people.assign_substitute(actor=w.system, **between(w), reason="休假", at=AT),
    )
    return int(made.id)


def between(w: World) -> dict[str, Any]:
    return {"employee_id": w.employee.pk, "substitute_id": w.colleague.pk, "starts_on": TODAY, "ends_on": TODAY}


def skilled(w: World) -> int:
    w.once("skill", lambda: people.set_skill(actor=w.system, employee_id=w.employee.pk, code="mechanical", at=AT))
    return w.employee.pk


def ending(w: World) -> int:
    about = {"employee_id": w.employee.pk, "code": "paint", "valid_to": TODAY}
    w.once("ending", lambda: people.set_skill(actor=w.system, **about, at=AT))
    return w.employee.pk


COMMANDS = {
    "people.add_colleague": case(lambda w: {"store_id": w.sid, "details": DETAILS}, role="administrator"),
    "people.hire_employee": case(lambda w: {"store_id": w.sid, "details": DETAILS}),
    "people.change_employee": case(lambda w: {"employee_id": w.employee.pk, "details": DETAILS, "version": None}),
    "people.import_employees": case(lambda w: {"store_id": w.sid, "rows": [LISTED]}),
    "people.leave_employee": case(lambda w: {"employee_id": w.employee.pk, "left_on": TODAY}),
    "people.set_skill": case(lambda w: {"employee_id": w.employee.pk, "code": "electrical"}),
    "people.drop_skill": case(lambda w: {"employee_id": skilled(w), "code": "mechanical"}),
    "people.plan_roster": case(
        lambda w: {"store_id": w.sid, "duties": [people.PlannedDuty(w.employee.pk, TODAY, time(8), time(17))]}
    ),
    "people.record_absence": case(
        lambda w: {"employee_id": w.employee.pk, "kind": "sick", "starts_on": TODAY, "ends_on": TODAY}
    ),
    "people.cancel_absence": case(lambda w: {"absence_id": absent(w)}),
    "people.assign_substitute": case(between),
    "people.end_substitution": case(lambda w: {"substitution_id": stood_in_for(w)}),
    "people.clock_in": case(lambda w: {"employee_id": w.employee.pk}),
    "people.clock_out": case(lambda w: {"employee_id": working(w), "at": AT + HOUR}),
    "people.correct_shift": case(
        lambda w: {
            "employee_id": w.employee.pk, "clocked_in_at": AT - 2 * HOUR, "clocked_out_at": AT - HOUR, "reason": "忘打卡",
        }
    ),
}  # fmt: skip

QUERIES = {
    "people.list_ending_skills": case(lambda w: {"store_id": ending(w) and w.sid, "until": TODAY}),
    "people.list_skill_holders": case(
        lambda w: {"store_id": w.sid, "code": w.once("skilled", lambda: make_employee(w.store, skills="paint")) and "paint"}
    ),
    "people.attendance_of": case(lambda w: working(w) and {"store_id": w.sid, "month": TODAY, "at": AT + HOUR}),
    "people.check_staffing": case(lambda w: w.employee and {"store_id": w.sid, "on": TODAY}),
    "people.get_employee": case(lambda w: {"employee_id": w.employee.pk}),
    "people.list_absences": case(lambda w: absent(w) and {"store_id": w.sid, **WEEK}),
    "people.list_duty": case(lambda w: rostered(w) and {"store_id": w.sid, "day": TODAY}),
    "people.list_certificates": case(lambda w: {"employee_ids": [certified(w)], "code": "high_voltage"}),
    "people.list_employees": case(lambda w: w.employee and {"store_id": w.sid}),
    "people.list_roster": case(lambda w: rostered(w) and {"store_id": w.sid, **WEEK}),
    "people.list_shifts": case(lambda w: working(w) and {"store_id": w.sid, **WEEK}),
    "people.list_shifts_of": case(lambda w: {"employee_id": working(w)}),
    "people.list_substitutions": case(lambda w: stood_in_for(w) and {"store_id": w.sid, "since": TODAY}),
    "people.list_trade_duties": case(lambda w: w.employee and {"store_id": w.sid, **WEEK, "also": [w.employee.pk]}),
    "people.page_employees": case(
        lambda w: w.employee and {"store_id": w.sid, "asked": EmployeeFilter(), "order": Order(), "window": Window()}
    ),
}
