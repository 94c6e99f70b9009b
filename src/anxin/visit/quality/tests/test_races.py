"""Two people at one case; the same event taken twice at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.commands import set_skill
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.visit.quality import commands, queries
from anxin.visit.quality.commands import Judgement, NewConductCase
from anxin.visit.quality.parameters import CERTIFICATE_TASK, TRAINING_TASK
from anxin.visit.quality.tests.factories import LATER, colleague, rework, settled, work_done
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import HOUR, inspect, make_floor

Race = Callable[..., list[Any]]


def names(outcomes: list[Any]) -> list[str]:
    return sorted(type(each).__name__ for each in outcomes)


def test_an_inspection_that_is_taken_in_three_times_at_once_opens_one_case(race: Race) -> None:
    floor = make_floor()
    order = work_done(floor)
    made = inspect(floor, order, AT + 2 * HOUR, rework_job_ids=[order.job_id], note="异响")
    about = {"store_id": floor.store_id, "repair_order_id": made.id, "inspection_id": made.inspection_id}
    note = partial(commands.note_inspection, actor=system_actor("test"), at=AT, **about)
    assert sorted(race(note, note, note)) == [0, 0, 1]
    (case,) = rework(floor)
    assert case.rounds == 1


def test_two_who_report_the_same_job_make_one_case(race: Race) -> None:
    floor = make_floor()
    first = settled(floor, work_done(floor))
    job = view_of(floor.desk, first.number).jobs[0].id
    report = partial(commands.report_rework, actor=floor.desk.actor, number=first.number, job_id=job, words="还响", at=LATER)
    assert names(race(report, report, report)) == ["KeptCase"] * 3
    assert len(rework(floor)) == 1


def test_of_two_who_judge_what_they_saw_one_must_look_again(race: Race) -> None:
    floor = make_floor()
    order = work_done(floor)
    made = inspect(floor, order, AT + 2 * HOUR, rework_job_ids=[order.job_id], note="异响")
    about = {"store_id": floor.store_id, "repair_order_id": made.id, "inspection_id": made.inspection_id}
    commands.note_inspection(actor=system_actor("test"), at=AT, **about)
    (case,) = rework(floor)
    judgement = Judgement("workmanship", "technician", floor.wang.id, measure="复训", reason="当时由他收尾")
    judge = partial(
        commands.judge_rework,
        actor=floor.inspector,
        case_id=case.id,
        judgement=judgement,
        version=case.version,
        at=AT + 3 * HOUR,
    )
    assert names(race(judge, judge)) == ["KeptCase", "VersionConflict"]


def test_two_managers_decide_a_case_once(race: Race) -> None:
    floor = make_floor()
    director, manager, boss = (
        colleague(floor, role)[1] for role in ("workshop_director", "service_manager", "general_manager")
    )
    wish = NewConductCase(floor.wang.id, "negligence", "漏紧螺栓")
    raised = commands.raise_conduct_case(actor=director, store_id=floor.store_id, case=wish, at=AT)
    said: dict[str, Any] = {"case_id": raised.id, "version": None, "at": AT}
    commands.state_own_conduct(actor=floor.wang.actor, statement="忘了", **said)
    acts = [
        partial(commands.decide_conduct_case, actor=one, weight=weight, decision="重", **said)
        for one, weight in ((manager, 1), (boss, 2))
    ]
    assert names(race(*acts)) == ["IllegalTransition", "KeptConduct"]
    assert queries.get_conduct(boss, raised.id).weight in (1, 2)


def test_certificates_of_one_employee_that_are_looked_at_at_once_make_one_task(race: Race) -> None:
    floor = make_floor()
    proof: dict[str, Any] = {"code": "high_voltage", "certificate": "HV-1", "valid_to": AT.date(), "at": AT}
    set_skill(actor=system_actor("test"), employee_id=floor.wang.id, **proof)
    watch = partial(commands.watch_certificates, actor=system_actor("test"), store_id=floor.store_id, at=AT)
    assert race(watch, partial(watch, employee_id=floor.wang.id), watch) == [1] * 3
    tasks = TaskFilter(whose="store", kind=CERTIFICATE_TASK)
    assert len(list_tasks(system_actor("test"), tasks, floor.store_id, AT)) == 1


def test_facts_of_one_employee_that_are_handled_at_once_make_one_task(race: Race) -> None:
    floor = make_floor()
    head, _actor = colleague(floor, "workshop_supervisor")
    watch = partial(commands.watch_training, actor=system_actor("test"), store_id=floor.store_id, employee_id=head.pk, at=AT)
    assert race(watch, watch, watch) == [True] * 3
    tasks = TaskFilter(whose="store", kind=TRAINING_TASK)
    assert len(list_tasks(system_actor("test"), tasks, floor.store_id, AT)) == 1
