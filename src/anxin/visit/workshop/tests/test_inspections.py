"""Inspections and findings: done, refused, denied, and nothing of another store."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_actor
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, open_order, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import Check, NewFinding, Verdict
from anxin.visit.workshop.models import Inspection
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    all_passed,
    dispatched,
    finish,
    inspect,
    make_floor,
    make_technician,
    order_for,
    start,
)
from anxin.visit.workshop.tests.test_web import browser_of

WIPERS = NewFinding("雨刮老化", harm="雨天看不清")


@pytest.fixture
def done(floor: Floor) -> OrderAtWork:
    """An order whose work is finished."""
    order = order_for(floor)
    start(order, floor.wang)
    finish(order, floor.wang, AT + HOUR)
    return order


def state_of(floor: Floor, order: OrderAtWork) -> str:
    return view_of(floor.desk, order.number).head.state


def test_a_passed_general_inspection_lets_the_order_settle(floor: Floor, done: OrderAtWork) -> None:
    assert [row.number for row in queries.queue_for_inspection(floor.inspector, floor.store_id)] == [done.number]
    result = inspect(floor, done, AT + 2 * HOUR, note="项目修复完毕")
    assert (result.state, result.passed) == ("INSPECTED", True)
    assert queries.queue_for_inspection(floor.inspector, floor.store_id) == []
    rows = queries.list_inspections(floor.inspector, result.id)
    assert [(row.level, row.passed, len(row.items)) for row in rows] == [("general", True, 7), ("self", True, 4)]
    assert (rows[0].items[0].label, rows[0].items[0].job_id) == ("项目修复完毕：项目1", done.job_id)


def test_a_failed_inspection_sends_the_named_job_back_to_whoever_did_it(floor: Floor, done: OrderAtWork) -> None:
    result = inspect(floor, done, AT + 2 * HOUR, rework_job_ids=[done.job_id], job_notes={done.job_id: "仍有异响"})
    assert "退回：仍有异响" in browser_of(floor.wang.actor).get("/workshop/my-day/").content.decode()
    assert (result.state, result.passed) == ("IN_PROGRESS", False)
    mine = queries.technician_day(floor.wang.actor, now=AT + 2 * HOUR).current
    assert mine is not None
    assert (mine.job.job_id, mine.sent_back) == (done.job_id, "仍有异响")
    start(done, floor.wang, AT + 3 * HOUR)
    finish(done, floor.wang, AT + 4 * HOUR)
    assert inspect(floor, done, AT + 5 * HOUR).state == "INSPECTED"


def test_an_inspection_answers_every_item_and_says_what_is_wrong(floor: Floor, done: OrderAtWork) -> None:
    failed = [*all_passed("general")[1:], Check("function", False)]
    for verdict, field in (
        ({"checks": all_passed("general")[1:]}, "checks"),
        ({"checks": failed, "note": "异响"}, "rework_job_ids"),
        ({"checks": failed, "rework_job_ids": [done.job_id]}, "note"),
        ({"checks": all_passed("final"), "level": "final"}, "level"),
    ):
        with pytest.raises(Invalid) as refusal:
            inspect(floor, done, AT, **verdict)
        assert refusal.value.field == field
    assert state_of(floor, done) == "WORK_FINISHED"


def test_open_work_is_not_inspected(floor: Floor) -> None:
    order = order_for(floor)
    start(order, floor.wang)
    with pytest.raises(IllegalTransition):
        inspect(floor, order, AT + HOUR)


def test_the_final_inspection_follows_the_general_one_and_may_be_the_advisors(floor: Floor, done: OrderAtWork) -> None:
    final = Verdict("final", all_passed("final"))
    with pytest.raises(IllegalTransition):
        commands.inspect_before_delivery(actor=floor.desk.actor, number=done.number, verdict=final, at=AT)
    inspect(floor, done, AT + 2 * HOUR)
    made = commands.inspect_before_delivery(actor=floor.desk.actor, number=done.number, verdict=final, at=AT + 3 * HOUR)
    assert (made.state, made.passed) == ("INSPECTED", True)
    back = Verdict("final", all_passed("final"), "后备箱异响", [done.job_id])
    made = commands.inspect_before_delivery(actor=floor.desk.actor, number=done.number, verdict=back, at=AT + 4 * HOUR)
    assert (made.state, made.passed) == ("IN_PROGRESS", False)


def test_a_kept_inspection_never_changes(floor: Floor, done: OrderAtWork) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), unit_of_work(floor.inspector, "test", writable=True):
        Inspection.objects.across_stores(reason="test").update(passed=False)


def test_nobody_inspects_without_the_permission_nor_in_another_store(floor: Floor, done: OrderAtWork) -> None:
    elsewhere = make_floor("NS")
    with pytest.raises(NotFound):
        inspect(elsewhere, done, AT)
    with pytest.raises(NotFound):
        commands.inspect_before_delivery(
            actor=elsewhere.desk.actor, number=done.number, verdict=Verdict("final", all_passed("final")), at=AT
        )
    with pytest.raises(Denied):
        commands.inspect_order(
            actor=floor.wang.actor, number=done.number, verdict=Verdict("general", all_passed("general")), at=AT
        )
    assert state_of(floor, done) == "WORK_FINISHED"
    assert queries.list_inspections(elsewhere.inspector, view_of(floor.desk, done.number).head.id) == []


def test_somebody_without_an_employee_file_signs_nothing(floor: Floor, done: OrderAtWork) -> None:
    stranger = make_actor(floor.desk.store, "quality_inspector")
    with pytest.raises(commands.NotOnStaff):
        commands.inspect_order(actor=stranger, number=done.number, verdict=Verdict("general", all_passed("general")), at=AT)
    assert state_of(floor, done) == "WORK_FINISHED"


@pytest.mark.rule("R-WS06")
def test_a_finding_becomes_the_advisors_task_with_a_limit_and_its_items_wait_for_the_customer(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    start(order, floor.wang)
    found = commands.report_finding(
        actor=floor.wang.actor,
        number=order.number,
        job_id=order.job_id,
        finding=NewFinding(
            "左后减振器漏油",
            "now",
            [NewItem("part", name="后减振器", unit_price=PART.unit_price)],
            harm="会磨坏轮胎",
            extra_minutes=70,
        ),
        at=AT,
    )
    view = view_of(floor.desk, order.number)
    assert [item.id for item in view.jobs[0].items if item.decision == "PRESENTED"] == list(found.item_ids)
    (row,) = queries.list_findings(floor.dispatcher, view.head.id)
    assert (row.words, row.urgency, row.found_by, row.item_ids) == ("左后减振器漏油", "now", "王强", found.item_ids)
    with reading(floor.desk.actor):
        tasks = list_tasks(floor.desk.actor, TaskFilter(), floor.store_id, AT)
    task = next(one for one in tasks if one.id == found.task_id)
    assert (task.title, task.due_at) == ("车间发现：左后减振器漏油", AT + timedelta(minutes=15))
    assert queries.list_open_findings(floor.desk.actor, floor.store_id, AT) == []
    with pytest.raises(commands.AlreadyPriced):
        commands.price_finding(actor=floor.desk.actor, finding_id=found.id, items=[LABOUR], at=AT)
    assert len(view_of(floor.desk, order.number).jobs[0].items) == len(view.jobs[0].items)


def test_a_finding_needs_words_and_an_order_in_the_workshop(floor: Floor) -> None:
    order, unsigned = order_for(floor), open_order(floor.desk)
    wrong = ((NewFinding(" "), "words"), (NewFinding("漏" * 501), "words"), (NewFinding("漏", "x"), "urgency"))
    for finding, field in wrong:
        with pytest.raises(Invalid) as refusal:
            commands.report_finding(actor=floor.wang.actor, number=order.number, job_id=order.job_id, finding=finding, at=AT)
        assert refusal.value.field == field
    job_id = view_of(floor.desk, unsigned.number).jobs[0].id
    with pytest.raises(commands.OrderNotInWorkshop):
        commands.ask_part(actor=floor.wang.actor, number=unsigned.number, job_id=job_id, words="垫片", at=AT)
    asked = commands.ask_part(actor=floor.wang.actor, number=order.number, job_id=order.job_id, words="垫片", at=AT)
    assert asked.task_id
    with pytest.raises(NotFound):
        commands.ask_part(actor=make_floor("NS").wang.actor, number=order.number, job_id=order.job_id, words="垫片", at=AT)
    with pytest.raises(Denied):
        commands.ask_part(
            actor=make_actor(floor.desk.store, "cashier"), number=order.number, job_id=order.job_id, words="垫片", at=AT
        )


def test_whoever_worked_on_the_car_cannot_inspect_it_unless_the_store_allows_it(floor: Floor) -> None:
    order = order_for(floor)
    lead = make_technician(floor.desk, "赵组长")
    user = User.objects.get(pk=lead.actor.id)
    grant_to(user, "quality_inspector", floor.desk.store)
    lead = Technician(lead.employee, actor_for(user))
    start(order, lead)
    finish(order, lead, AT + HOUR)

    def inspected_by(actor: Actor, level: str = "general") -> commands.InspectedOrder:
        act = commands.inspect_order if level == "general" else commands.inspect_before_delivery
        verdict = Verdict(level, all_passed(level))
        return act(actor=actor, number=order.number, verdict=verdict, at=AT + 2 * HOUR)

    with pytest.raises(commands.OwnWork):
        inspected_by(lead.actor)
    assert view_of(floor.desk, order.number).head.state == "WORK_FINISHED"
    assert inspected_by(floor.inspector).passed
    with pytest.raises(commands.OwnWork):
        inspected_by(lead.actor, "final")
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code="workshop.inspect_own_work",
            value=True,
            level="store",
            scope_id=floor.store_id,
            valid_from=AT.date(),
            actor_key="test",
            at=AT,
        )
    parameters.forget()
    assert inspected_by(lead.actor, "final").passed


def test_a_finding_is_priced_by_the_advisor_and_then_waits_for_the_customer(floor: Floor) -> None:
    order = order_for(floor)
    start(order, floor.wang)
    found = commands.report_finding(actor=floor.wang.actor, number=order.number, job_id=order.job_id, finding=WIPERS, at=AT)
    desk = floor.desk
    (waiting,) = queries.list_open_findings(desk.actor, floor.store_id, AT, desk.employee_id)
    assert (waiting.finding.id, waiting.finding.words, waiting.is_overdue) == (found.id, "雨刮老化", False)
    with pytest.raises(Invalid):
        commands.price_finding(actor=desk.actor, finding_id=found.id, items=[], at=AT)
    for stranger, refusal in ((make_actor(desk.store, "cashier"), Denied), (make_floor("NS").desk.actor, NotFound)):
        with pytest.raises(refusal):
            commands.price_finding(actor=stranger, finding_id=found.id, items=[LABOUR], at=AT)
    priced = commands.price_finding(actor=desk.actor, finding_id=found.id, items=[LABOUR], at=AT)
    (item,) = [one for one in view_of(desk, order.number).jobs[0].items if one.id in priced.item_ids]
    assert (item.decision, item.is_additional) == ("PRESENTED", True)
    assert queries.list_open_findings(desk.actor, floor.store_id, AT) == []
    with reading(desk.actor):
        (task,) = list_tasks(desk.actor, TaskFilter(state="DONE"), floor.store_id, AT)
    assert (task.id, task.result) == (found.task_id, "已报价，等客户确认")


def test_two_who_price_the_same_finding_at_once_put_one_item_on_the_order(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    start(order, floor.wang)
    found = commands.report_finding(actor=floor.wang.actor, number=order.number, job_id=order.job_id, finding=WIPERS, at=AT)
    before = len(view_of(floor.desk, order.number).jobs[0].items)
    price = partial(commands.price_finding, actor=floor.desk.actor, finding_id=found.id, items=[LABOUR], at=AT)
    assert sorted(type(one).__name__ for one in race(price, price)) == ["AlreadyPriced", "PricedFinding"]
    assert [type(one).__name__ for one in race(price)] == ["AlreadyPriced"]
    assert len(view_of(floor.desk, order.number).jobs[0].items) == before + 1
