"""Makes employees for the tests of this and higher modules."""

from datetime import date
from itertools import count

from anxin.parties.org.models import Store, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.commands import EmployeeDetails, hire_employee, set_skill
from anxin.parties.people.models import Employee
from anxin.platform.scope import unit_of_work

JOINED_ON = date(2020, 1, 1)
_serial = count(1)
TRAINED = {"quality_inspector": ("inspection",)}
"""Posts that nobody takes untrained (R-QC08)."""


def make_employee(
    store: Store,
    post: str = "service_advisor",
    *,
    user: User | None = None,
    name: str = "",
    skills: str = "",
    **more: object,
) -> Employee:
    """An employee of a store; ``skills`` are codes separated by spaces, beside what the post asks for.

    ``more`` are fields of EmployeeDetails.
    """
    number = next(_serial)
    details = EmployeeDetails(
        number=str(more.pop("number", f"E{number:04}")),
        name=name or f"员工{number}",
        post=post,
        joined_on=more.pop("joined_on", JOINED_ON),  # type: ignore[arg-type]
        user_id=user.pk if user else None,
        **more,  # type: ignore[arg-type]
    )
    actor = system_actor("test")
    made = hire_employee(actor=actor, store_id=store.pk, details=details, at=AT)
    for code in dict.fromkeys([*skills.split(), *TRAINED.get(post, ())]):
        set_skill(actor=actor, employee_id=made.id, code=code, certificate="", valid_to=None, at=AT)
    with unit_of_work(actor, "test", writable=False):
        employee: Employee = Employee.objects.across_stores(reason="test").get(pk=made.id)
    return employee
