"""Whoever gets a post that asks for an inspector's certificate without one is a task, until he has it (R-QC08)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_user
from anxin.parties.people.commands import EmployeeDetails, change_employee, drop_skill, hire_employee, leave_employee
from anxin.parties.people.queries import get_employee
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.queries import TaskFilter, TaskRow, list_tasks
from anxin.platform import clock
from anxin.platform.errors import Denied
from anxin.visit.quality import commands, queries
from anxin.visit.quality.parameters import TRAINING_TASK
from anxin.visit.quality.tests.factories import handle_events
from anxin.visit.workshop.tests.factories import Floor, make_floor, set_for_store

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-QC08")]
TODAY = AT.date()


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(clock, "now", lambda: AT)
    made = make_floor()
    handle_events()
    return made


def hired(floor: Floor, post: str, joined_on: date = TODAY, **more: Any) -> int:
    details = EmployeeDetails(number=more.pop("number", "Q1"), name="郑岩", post=post, joined_on=joined_on, **more)
    made = hire_employee(actor=system_actor("test"), store_id=floor.store_id, details=details, at=AT)
    handle_events()
    return made.id


def moved(employee_id: int, post: str, **more: Any) -> None:
    card = get_employee(system_actor("test"), employee_id)
    details = EmployeeDetails(number=card.number, name=card.name, post=post, joined_on=card.joined_on, **more)
    change_employee(actor=system_actor("test"), employee_id=employee_id, details=details, version=card.version, at=AT)
    handle_events()


def tasks(floor: Floor) -> list[TaskRow]:
    return list_tasks(system_actor("test"), TaskFilter(whose="store", kind=TRAINING_TASK), floor.store_id, AT)


def certify(floor: Floor, employee_id: int, **more: Any) -> None:
    manager = make_actor(floor.desk.store, "general_manager")
    commands.record_inspector_training(
        actor=manager, employee_id=employee_id, trained_on=TODAY, document="QC-7", at=AT, **more
    )
    handle_events()


def test_whoever_is_hired_to_inspect_is_one_task_of_the_head_until_the_certificate_is_there(floor: Floor) -> None:
    employee = hired(floor, "quality_inspector")
    (task,) = tasks(floor)
    assert (task.title.startswith("上岗前培训：郑岩"), task.post) == (True, "general_manager")
    moved(employee, "quality_inspector", level="2")
    assert [one.id for one in tasks(floor)] == [task.id]
    certify(floor, employee)
    assert tasks(floor) == []
    drop_skill(actor=system_actor("test"), employee_id=employee, code="inspection", at=AT)
    handle_events()
    assert len(tasks(floor)) == 1


def test_the_task_is_that_of_whoever_looks_after_the_staff_and_due_on_the_first_day(floor: Floor) -> None:
    make_employee(floor.desk.store, "hr_manager")
    starts = TODAY + timedelta(days=9)
    employee = hired(floor, "workshop_supervisor", starts)
    (task,) = tasks(floor)
    assert task.post == "hr_manager"
    assert starts <= task.due_at.date() <= starts + timedelta(days=1)
    # Who joins later is on the page already, so that it can be recorded before the first day.
    assert employee in {row.employee_id for row in queries.list_training(floor.inspector, floor.store_id)}
    certify(floor, employee)
    assert tasks(floor) == []


def test_a_post_given_later_is_a_task_and_one_that_ends_is_none(floor: Floor) -> None:
    employee = hired(floor, "technician")
    assert tasks(floor) == []
    moved(employee, "technician", extra_posts=("workshop_supervisor",))
    assert len(tasks(floor)) == 1
    moved(employee, "technician")
    assert tasks(floor) == []
    moved(employee, "quality_inspector")
    assert len(tasks(floor)) == 1
    leave_employee(actor=system_actor("test"), employee_id=employee, left_on=TODAY, at=AT)
    handle_events()
    assert tasks(floor) == []


def test_a_store_that_asks_for_no_certificate_has_no_task_and_nobody_else_opens_one(floor: Floor) -> None:
    set_for_store(floor, "workshop.inspector_certificate", "off")
    employee = hired(floor, "quality_inspector")
    assert tasks(floor) == []
    with pytest.raises(Denied):
        commands.watch_training(actor=floor.inspector, store_id=floor.store_id, employee_id=employee, at=AT)


def test_the_task_leads_to_the_page_of_the_inspectors(floor: Floor) -> None:
    employee = hired(floor, "quality_inspector")
    (task,) = tasks(floor)
    for role in ("general_manager", "hr_manager"):
        client = Client()
        client.force_login(User.objects.get(pk=make_user(floor.desk.store, role).pk))
        way = f"/quality/people/{employee}/"
        assert way in client.get(f"/tasks/{task.id}/").content.decode()
        led = client.get(way, follow=True)
        assert led.redirect_chain == [(f"/quality/people/#employee-{employee}", 302)]
        assert "登记培训" in led.content.decode()
