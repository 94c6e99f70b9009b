"""PUBLIC reads of staff."""

from anxin.parties.people.queries.attendance import (
    AttendanceRow,
    ShiftRow,
    StaffingFinding,
    attendance_of,
    check_staffing,
    find_running_shift,
    list_shifts,
)
from anxin.parties.people.queries.employees import (
    EmployeeCard,
    EmployeeFilter,
    EmployeeRow,
    SkillRow,
    find_employee,
    find_employee_of_user,
    get_employee,
    list_employees,
    names_of,
    page_employees,
)
from anxin.parties.people.queries.roster import AbsenceRow, DutyRow, RosterCell, list_absences, list_duty, list_roster
from anxin.parties.people.queries.substitutes import (
    SubstitutionRow,
    deputy_of,
    holders_of_post,
    list_substitutions,
    principals_of,
    stand_ins,
)

__all__ = [
    "AbsenceRow",
    "AttendanceRow",
    "DutyRow",
    "EmployeeCard",
    "EmployeeFilter",
    "EmployeeRow",
    "RosterCell",
    "ShiftRow",
    "SkillRow",
    "StaffingFinding",
    "SubstitutionRow",
    "attendance_of",
    "check_staffing",
    "deputy_of",
    "find_employee",
    "find_employee_of_user",
    "find_running_shift",
    "get_employee",
    "holders_of_post",
    "list_absences",
    "list_duty",
    "list_employees",
    "list_roster",
    "list_shifts",
    "list_substitutions",
    "names_of",
    "page_employees",
    "principals_of",
    "stand_ins",
]
