"""Two at the same moment."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.parties.people.commands import EmployeeDetails, assign_substitute, clock_in, hire_employee
from anxin.parties.people.tests.factories import JOINED_ON, make_employee

Race = Callable[..., list[Any]]


def test_two_taps_on_clock_in_begin_one_shift(race: Race) -> None:
    one = make_employee(make_store(), "technician")
    results = race(*(lambda: clock_in(actor=system_actor("test"), employee_id=one.pk, at=AT),) * 2)
    assert sorted(type(each).__name__ for each in results) == ["AlreadyClockedIn", "ClockedShift"]


def test_two_who_appoint_a_substitute_for_the_same_days_appoint_one(race: Race) -> None:
    store = make_store()
    one, *others = (make_employee(store) for _ in range(3))
    results = race(
        *(
            lambda other=other: assign_substitute(
                actor=system_actor("test"),
                employee_id=one.pk,
                substitute_id=other.pk,
                starts_on=AT.date(),
                ends_on=AT.date(),
                at=AT,
            )
            for other in others
        )
    )
    assert sorted(type(each).__name__ for each in results) == ["AssignedSubstitute", "SubstitutionOverlap"]


def test_two_who_hire_under_one_number_at_once_hire_one(race: Race) -> None:
    store = make_store()
    details = EmployeeDetails(number="A1", name="张三", post="technician", joined_on=JOINED_ON)
    hire = partial(hire_employee, actor=system_actor("test"), store_id=store.pk, details=details, at=AT)
    assert sorted(type(each).__name__ for each in race(hire, hire)) == ["Invalid", "SavedEmployee"]
