"""PUBLIC writes of staff."""

from anxin.parties.people.commands.attendance import (
    AlreadyClockedIn,
    NotClockedIn,
    ShiftOverlap,
    clock_in,
    clock_out,
    correct_shift,
)
from anxin.parties.people.commands.colleagues import AddedColleague, add_colleague
from anxin.parties.people.commands.employees import (
    AccessBeyondReach,
    EmployeeDetails,
    EmployeeHasLeft,
    OwnSubstitution,
    SavedEmployee,
    change_employee,
    drop_skill,
    hire_employee,
    leave_employee,
    set_skill,
)
from anxin.parties.people.commands.imports import ImportedStaff, StaffListRow, import_employees
from anxin.parties.people.commands.posts import IncompatiblePosts, OwnPosts, PostBeyondReach
from anxin.parties.people.commands.roster import (
    AbsenceOverlap,
    PlannedDuty,
    cancel_absence,
    plan_roster,
    record_absence,
)
from anxin.parties.people.commands.substitutes import (
    SubstitutionOverlap,
    assign_substitute,
    end_substitution,
)

__all__ = [
    "AbsenceOverlap",
    "AccessBeyondReach",
    "AddedColleague",
    "AlreadyClockedIn",
    "EmployeeDetails",
    "EmployeeHasLeft",
    "ImportedStaff",
    "IncompatiblePosts",
    "NotClockedIn",
    "OwnPosts",
    "OwnSubstitution",
    "PlannedDuty",
    "PostBeyondReach",
    "SavedEmployee",
    "ShiftOverlap",
    "StaffListRow",
    "SubstitutionOverlap",
    "add_colleague",
    "assign_substitute",
    "cancel_absence",
    "change_employee",
    "clock_in",
    "clock_out",
    "correct_shift",
    "drop_skill",
    "end_substitution",
    "hire_employee",
    "import_employees",
    "leave_employee",
    "plan_roster",
    "record_absence",
    "set_skill",
]
