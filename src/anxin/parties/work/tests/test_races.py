"""Two people at the same moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import complete_task, decide_approval, escalate_due_tasks, request_approval
from anxin.parties.work.tests.factories import SUBJECT, make_task
from anxin.platform.errors import IllegalTransition

Race = Callable[..., list[Any]]


def test_two_who_finish_the_same_task_finish_it_once(race: Race) -> None:
    store = make_store()
    task = make_task(store, make_employee(store).pk)
    actors = [make_actor(store, "service_advisor") for _ in range(2)]
    results = race(*(lambda actor=actor: complete_task(actor=actor, task_id=task.id, at=AT) for actor in actors))
    assert sorted(type(one).__name__ for one in results) == ["IllegalTransition", "SavedTask"]


def test_two_who_decide_the_same_step_decide_it_once(race: Race) -> None:
    store = make_store()
    asked = request_approval(
        actor=make_actor(store, "service_advisor"), store_id=store.pk, kind="test.x", subject=SUBJECT, reason="优惠",
        chain=["service_manager"], at=AT,
    )  # fmt: skip
    actors = [make_actor(store, "service_manager") for _ in range(2)]
    results = race(
        *(lambda a=actor: decide_approval(actor=a, approval_id=asked.id, approve=True, at=AT) for actor in actors)
    )
    assert sum(isinstance(one, IllegalTransition) for one in results) == 1


def test_two_runs_of_the_clock_escalate_a_task_once(race: Race) -> None:
    store = make_store()
    make_task(store)
    later = AT + timedelta(days=4)
    runs = race(*(lambda: escalate_due_tasks(actor=system_actor("work"), store_id=store.pk, at=later),) * 2)
    assert sorted(one.count for one in runs) == [0, 1]
