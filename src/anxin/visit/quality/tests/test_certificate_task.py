"""A certificate that runs out is a task before it does, until it is renewed."""

from datetime import date, timedelta
from typing import Any

import pytest

from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.commands import drop_skill, leave_employee, set_skill
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import complete_task
from anxin.parties.work.queries import TaskFilter, TaskRow, list_tasks
from anxin.platform import clock
from anxin.platform.errors import Denied
from anxin.visit.quality import commands
from anxin.visit.quality.parameters import CERTIFICATE_TASK
from anxin.visit.quality.tasks import watch_all_certificates
from anxin.visit.quality.tests.factories import handle_events
from anxin.visit.workshop.tests.factories import Floor, make_floor, set_for_store
from anxin.visit.workshop.tests.test_web import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-QC08")]
TODAY = AT.date()


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(clock, "now", lambda: AT)
    made = make_floor()
    handle_events()
    return made


def certify(floor: Floor, valid_to: date | None, code: str = "high_voltage") -> None:
    proof: dict[str, Any] = {"certificate": "HV-1", "valid_to": valid_to, "at": AT}
    set_skill(actor=system_actor("test"), employee_id=floor.wang.id, code=code, **proof)
    handle_events()


def tasks(floor: Floor) -> list[TaskRow]:
    return list_tasks(system_actor("test"), TaskFilter(whose="store", kind=CERTIFICATE_TASK), floor.store_id, AT)


def watch(floor: Floor) -> int:
    return commands.watch_certificates(actor=system_actor("test"), store_id=floor.store_id, at=AT)


def test_what_runs_out_within_the_days_is_one_task_until_it_is_renewed(floor: Floor) -> None:
    certify(floor, TODAY + timedelta(days=31))
    assert (tasks(floor), watch(floor)) == ([], 0)
    certify(floor, TODAY + timedelta(days=30))
    (task,) = tasks(floor)
    assert ("王强" in task.title, str(TODAY + timedelta(days=30)) in task.title) == (True, True)
    assert store_info(floor.store_id).clock.day(task.due_at - timedelta(minutes=1)) == TODAY + timedelta(days=30)
    assert (watch(floor), [one.id for one in tasks(floor)]) == (1, [task.id])
    certify(floor, TODAY + timedelta(days=400))
    assert tasks(floor) == []


def test_the_night_finds_what_comes_near_and_what_is_over_is_due_today(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    certify(floor, TODAY + timedelta(days=50))
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=60))
    watch_all_certificates(0)
    (task,) = tasks(floor)
    assert store_info(floor.store_id).clock.day(task.due_at - timedelta(minutes=1)) == TODAY + timedelta(days=60)


def test_several_certificates_of_one_person_are_one_task_that_names_them(floor: Floor) -> None:
    certify(floor, TODAY + timedelta(days=9))
    certify(floor, TODAY + timedelta(days=3), code="diagnosis")
    (task,) = tasks(floor)
    assert ("高压电" in task.title, "故障诊断" in task.title) == (True, True)
    drop_skill(actor=system_actor("test"), employee_id=floor.wang.id, code="diagnosis", at=AT)
    handle_events()
    (task,) = tasks(floor)
    assert "故障诊断" not in task.title


def test_it_is_hrs_else_the_workshop_heads_else_the_stores(floor: Floor) -> None:
    certify(floor, TODAY)
    assert [one.post for one in tasks(floor)] == ["general_manager"]
    make_employee(floor.desk.store, "workshop_supervisor")
    certify(floor, TODAY + timedelta(days=1))
    assert [one.post for one in tasks(floor)] == ["workshop_supervisor"]
    make_employee(floor.desk.store, "hr_manager")
    certify(floor, TODAY + timedelta(days=2))
    assert [one.post for one in tasks(floor)] == ["hr_manager"]


def test_who_leaves_renews_nothing_and_the_days_are_the_stores(floor: Floor) -> None:
    set_for_store(floor, "people.certificate_days", "5")
    certify(floor, TODAY + timedelta(days=9))
    assert tasks(floor) == []
    certify(floor, TODAY + timedelta(days=4))
    assert len(tasks(floor)) == 1
    leave_employee(actor=system_actor("test"), employee_id=floor.wang.id, left_on=TODAY, at=AT)
    handle_events()
    assert tasks(floor) == []


def test_the_task_leads_to_the_employee_and_nobody_else_opens_one(floor: Floor) -> None:
    certify(floor, TODAY)
    (task,) = tasks(floor)
    head = make_user(floor.desk.store, "general_manager")
    shown = browser_of(actor_for(User.objects.get(pk=head.pk))).get(f"/tasks/{task.id}/").content.decode()
    assert f"/people/{floor.wang.id}/" in shown
    with pytest.raises(Denied):
        commands.watch_certificates(actor=floor.inspector, store_id=floor.store_id, at=AT)


def test_what_was_done_without_renewal_comes_again_with_another_term_and_not_every_night(floor: Floor) -> None:
    certify(floor, TODAY + timedelta(days=9))
    (task,) = tasks(floor)
    complete_task(actor=system_actor("test"), task_id=task.id, result="考试排在下月", at=AT)
    handle_events()
    assert (watch(floor), tasks(floor)) == (1, [])
    certify(floor, TODAY + timedelta(days=12))
    assert len(tasks(floor)) == 1
