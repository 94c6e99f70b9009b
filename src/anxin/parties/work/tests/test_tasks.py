"""Tasks: whose they are, who may move them, when they climb the ladder."""

from datetime import date, datetime, timedelta

import pytest

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people.commands import assign_substitute, end_substitution, leave_employee, record_absence
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import (
    cancel_task,
    cancel_tasks_of,
    complete_task,
    create_task,
    escalate_due_tasks,
    postpone_task,
    reassign_task,
    retitle_task,
)
from anxin.parties.work.handlers import hand_over_tasks_of_leaver
from anxin.parties.work.parameters import PLAIN
from anxin.parties.work.queries import TaskFilter, count_due, find_open_task, get_task, list_tasks, page_tasks
from anxin.parties.work.tests.factories import SUBJECT, make_task
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window

pytestmark = pytest.mark.django_db
TODAY = AT.date()
MINE = TaskFilter()
ALL = TaskFilter(whose="store", state="ANY")


def person(store: Store, post: str, name: str = "") -> tuple[Employee, Actor]:
    user = make_user(store, post)
    return make_employee(store, post, user=user, name=name), actor_for(user)


def ids(actor: Actor, store: Store, asked: TaskFilter = MINE, at: datetime = AT) -> list[int]:
    return [one.id for one in list_tasks(actor, asked, store.pk, at)]


def test_a_task_shows_to_its_owner_and_a_post_task_to_every_holder_of_the_post() -> None:
    store = make_store()
    (owner, own), (_other, other) = person(store, "follow_up_clerk"), person(store, "follow_up_clerk")
    mine = make_task(store, owner.pk)
    shared = make_task(store, post="follow_up_clerk", due_at=AT + timedelta(hours=1))
    assert ids(own, store) == [shared.id, mine.id]
    assert ids(other, store) == [shared.id]


def test_completing_records_who_did_it_and_takes_the_task_off_the_list() -> None:
    store = make_store()
    owner, own = person(store, "follow_up_clerk", "李静")
    task = make_task(store, owner.pk)
    complete_task(actor=own, task_id=task.id, result="已回电", at=AT)
    assert ids(own, store) == []
    done = get_task(own, task.id, AT)
    assert (done.state, done.done_by_name, done.result, done.done_at) == ("DONE", "李静", "已回电", AT)


def test_a_finished_task_is_not_finished_twice() -> None:
    store = make_store()
    owner, own = person(store, "follow_up_clerk")
    task = make_task(store, owner.pk)
    complete_task(actor=own, task_id=task.id, at=AT)
    with pytest.raises(IllegalTransition):
        complete_task(actor=own, task_id=task.id, at=AT)


def test_an_old_version_is_refused() -> None:
    store = make_store()
    owner, own = person(store, "follow_up_clerk")
    task = make_task(store, owner.pk)
    postpone_task(actor=own, task_id=task.id, due_at=AT + timedelta(days=1), version=1, at=AT)
    with pytest.raises(VersionConflict):
        complete_task(actor=own, task_id=task.id, version=1, at=AT)


def test_a_task_needs_an_owner_of_the_store_or_a_known_post() -> None:
    store, other = make_store("LG"), make_store("NS")
    stranger = make_employee(other)
    for owner_id, post in ((None, ""), (None, "cook"), (stranger.pk, "")):
        with pytest.raises(Invalid):
            create_task(
                actor=system_actor("test"),
                store_id=store.pk,
                kind=PLAIN,
                subject=None,
                title="x",
                due_at=AT,
                owner_id=owner_id,
                post=post,
                at=AT,
            )


def test_the_substitute_has_the_tasks_during_the_days_and_the_owner_afterwards() -> None:
    store = make_store()
    (clerk, own), (stand_in, other) = person(store, "follow_up_clerk", "李静"), person(store, "service_advisor", "王五")
    task = make_task(store, clerk.pk, due_at=AT + timedelta(days=9))
    assign_substitute(
        actor=system_actor("test"), employee_id=clerk.pk, substitute_id=stand_in.pk, starts_on=TODAY,
        ends_on=TODAY + timedelta(days=2), at=AT,
    )  # fmt: skip
    assert (ids(own, store), ids(other, store)) == ([], [task.id])
    row = get_task(own, task.id, AT)
    assert (row.owner_name, row.acting_name) == ("李静", "王五")
    later = AT + timedelta(days=3)
    assert (ids(own, store, at=later), ids(other, store, at=later)) == ([task.id], [])


def test_who_stands_in_today_moves_and_cancels_a_task_that_is_due_when_the_owner_is_back() -> None:
    store = make_store()
    (clerk, _own), (stand_in, other) = person(store, "follow_up_clerk"), person(store, "service_advisor")
    back = AT + timedelta(days=9)
    task = make_task(store, clerk.pk, due_at=back)
    assign_substitute(
        actor=system_actor("test"), employee_id=clerk.pk, substitute_id=stand_in.pk, starts_on=TODAY, ends_on=TODAY, at=AT
    )
    postpone_task(actor=other, task_id=task.id, due_at=back + timedelta(days=1), at=AT)
    with pytest.raises(Denied):
        cancel_task(actor=other, task_id=task.id, reason="已处理", at=AT + timedelta(days=1))
    assert cancel_task(actor=other, task_id=task.id, reason="已处理", at=AT).state == "CANCELLED"


def test_ending_a_substitution_gives_the_tasks_back_at_once() -> None:
    store = make_store()
    (clerk, own), (stand_in, _other) = person(store, "follow_up_clerk"), person(store, "service_advisor")
    task = make_task(store, clerk.pk)
    made = assign_substitute(
        actor=system_actor("test"), employee_id=clerk.pk, substitute_id=stand_in.pk, starts_on=TODAY, ends_on=TODAY, at=AT
    )
    end_substitution(actor=system_actor("test"), substitution_id=made.id, at=AT)
    assert ids(own, store) == [task.id]


def test_an_absent_owner_is_stood_in_for_by_the_deputy() -> None:
    store = make_store()
    deputy, acting = person(store, "technical_supervisor")
    clerk = make_employee(store, "warranty_clerk", deputy_id=deputy.pk)
    task = make_task(store, clerk.pk)
    assert ids(acting, store) == []
    record_absence(actor=system_actor("test"), employee_id=clerk.pk, kind="sick", starts_on=TODAY, ends_on=TODAY, at=AT)
    assert ids(acting, store) == [task.id]


def test_a_leaver_hands_open_tasks_to_the_deputy_else_to_the_post() -> None:
    store = make_store()
    deputy, acting = person(store, "technical_supervisor")
    leaver, alone = make_employee(store, "warranty_clerk", deputy_id=deputy.pk), make_employee(store, "warranty_clerk")
    first, second = make_task(store, leaver.pk), make_task(store, alone.pk)
    for one in (leaver, alone):
        leave_employee(actor=system_actor("test"), employee_id=one.pk, left_on=TODAY, at=AT)
    _handle_all(store)
    assert ids(acting, store) == [first.id]
    assert get_task(acting, second.id, AT).post == "warranty_clerk"


def test_others_tasks_are_moved_only_by_those_who_lead() -> None:
    store = make_store()
    owner, _own = person(store, "follow_up_clerk")
    colleague, other = person(store, "follow_up_clerk")
    _lead, leading = person(store, "service_manager")
    task = make_task(store, owner.pk)
    for attempt in (
        lambda: reassign_task(actor=other, task_id=task.id, owner_id=colleague.pk, at=AT),
        lambda: postpone_task(actor=other, task_id=task.id, due_at=AT + timedelta(days=1), at=AT),
        lambda: cancel_task(actor=other, task_id=task.id, reason="x", at=AT),
    ):
        with pytest.raises(Denied):
            attempt()
    assert get_task(leading, task.id, AT).version == 1
    reassign_task(actor=leading, task_id=task.id, owner_id=colleague.pk, at=AT)
    assert ids(other, store) == [task.id]


def test_another_stores_task_does_not_exist() -> None:
    store, other = make_store("LG"), make_store("NS")
    task = make_task(store)
    with pytest.raises(NotFound):
        complete_task(actor=make_actor(other, "general_manager"), task_id=task.id, at=AT)
    assert ids(make_actor(other, "general_manager"), store, ALL) == []


def test_a_task_climbs_its_ladder_step_by_step_and_shows_to_the_post_above() -> None:
    store = make_store()
    owner, _own = person(store, "follow_up_clerk")
    _manager, manager = person(store, "service_manager")
    _general, general = person(store, "general_manager")
    task = make_task(store, owner.pk)
    climb = lambda at: escalate_due_tasks(actor=system_actor("test"), store_id=store.pk, at=at)  # noqa: E731
    # Due Friday 16:00; one working day later is Monday 18:00, when business closes.
    assert climb(datetime.fromisoformat("2026-11-23T17:59:00+08:00")).count == 0
    assert climb(datetime.fromisoformat("2026-11-23T18:00:00+08:00")).count == 1
    assert ids(manager, store) == [task.id]
    assert ids(general, store) == []
    assert climb(datetime.fromisoformat("2026-11-25T18:00:00+08:00")).count == 1
    assert ids(general, store) == [task.id]
    assert climb(AT + timedelta(days=60)).count == 0
    assert get_task(general, task.id, AT).escalation_level == 2


def test_the_ladder_is_a_parameter_of_the_store() -> None:
    store = make_store()
    ParameterValue.objects.create(
        code="work.work.plain.escalation_1_after", level="store", scope_id=store.pk, actor_key="test", at=AT,
        value={"amount": 1, "unit": "HOURS"}, valid_from=date(2026, 1, 1),
    )  # fmt: skip
    make_task(store)
    assert escalate_due_tasks(actor=system_actor("test"), store_id=store.pk, at=AT + timedelta(hours=3)).count == 1


def test_postponing_moves_the_escalation_too() -> None:
    store = make_store()
    task = make_task(store)
    postpone_task(actor=system_actor("test"), task_id=task.id, due_at=AT + timedelta(days=30), at=AT)
    assert escalate_due_tasks(actor=system_actor("test"), store_id=store.pk, at=AT + timedelta(days=20)).count == 0


def test_a_time_that_is_over_is_no_postponement() -> None:
    task = make_task(make_store())
    with pytest.raises(Invalid):
        postpone_task(actor=system_actor("test"), task_id=task.id, due_at=AT, at=AT)


def test_the_tasks_of_a_document_are_cancelled_together() -> None:
    store = make_store()
    make_task(store), make_task(store, kind="test.other")
    actor = system_actor("test")
    assert cancel_tasks_of(actor=actor, subject=SUBJECT, kind=PLAIN, at=AT) == 1
    assert find_open_task(actor, PLAIN, SUBJECT) is None
    assert cancel_tasks_of(actor=actor, subject=SUBJECT, at=AT) == 1


def test_the_badge_counts_what_is_due_for_the_person() -> None:
    store = make_store()
    owner, own = person(store, "follow_up_clerk")
    make_task(store, owner.pk, due_at=AT - timedelta(minutes=1))
    make_task(store, owner.pk, due_at=AT + timedelta(days=1))
    make_task(store, post="follow_up_clerk", due_at=AT)
    assert count_due(own, until=AT) == 2
    assert count_due(own, owner.pk, AT) == 1
    assert count_due(make_actor(store, "cashier"), until=AT) == 0


def test_filters_narrow_the_list_of_the_store() -> None:
    store = make_store()
    owner, own = person(store, "follow_up_clerk")
    late = make_task(store, owner.pk, due_at=AT - timedelta(hours=1))
    make_task(store, owner.pk, due_at=AT + timedelta(days=2))
    overdue = TaskFilter(whose="store", overdue=True)
    assert ids(own, store, overdue) == [late.id]
    assert ids(own, store, TaskFilter(whose="store", due_to=TODAY)) == [late.id]
    assert ids(own, store, TaskFilter(whose="store", kind="work.approval")) == []
    page = page_tasks(own, store.pk, ALL, Order("due", descending=True), Window(0, 1), AT)
    assert (page.total, len(page.rows)) == (2, 1)


def test_an_open_task_says_what_is_to_be_done_by_now_and_a_done_one_stays() -> None:
    store = make_store()
    task = make_task(store, title="预计 17:00")
    system = Actor.system("test", [store.pk])
    for wrong in ("  ", "字" * 121):
        with pytest.raises(Invalid):
            retitle_task(actor=system, task_id=task.id, title=wrong, at=AT)
    renamed = retitle_task(actor=system, task_id=task.id, title="预计 18:00", at=AT)
    assert (renamed.version, renamed.due_at, renamed.state) == (task.version + 1, task.due_at, "OPEN")
    with reading(system):
        assert get_task(system, task.id, AT).title == "预计 18:00"
    complete_task(actor=system, task_id=task.id, at=AT)
    with pytest.raises(IllegalTransition):
        retitle_task(actor=system, task_id=task.id, title="预计 19:00", at=AT)


def test_events_carry_ids_only() -> None:
    store = make_store()
    make_task(store, title="回电张三 13800138000")
    with reading(system_actor("test")):
        payloads = str(list(StoredEvent.objects.values_list("payload", flat=True)))
    assert "张三" not in payloads
    assert "13800138000" not in payloads


def _handle_all(store: Store) -> None:
    from anxin.parties.people.events import EmployeeLeft

    with reading(system_actor("test")):
        payloads = list(StoredEvent.objects.filter(name=EmployeeLeft.name).values_list("payload", flat=True))
    for payload in payloads:
        left = EmployeeLeft(**{**payload, "left_on": date.fromisoformat(payload["left_on"])})
        hand_over_tasks_of_leaver(actor=Actor.system("work", [store.pk]), event=left, at=AT)
