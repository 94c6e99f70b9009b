"""Cause, responsibility and measure: what the rule says, and what may be said against it."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import Team, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.models import Employee
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.quality import commands, queries, rules
from anxin.visit.quality.commands import Judgement
from anxin.visit.quality.queries import ReworkRow
from anxin.visit.quality.tests.factories import (
    LATER,
    MENDING,
    colleague,
    handle_events,
    returned,
    rework,
    settled,
    work_done,
)
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import open_order, sign_order, view_of
from anxin.visit.workshop.commands import Check
from anxin.visit.workshop.queries import get_checklist
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    finish,
    inspect,
    make_floor,
    make_technician,
    start,
)


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


@pytest.mark.parametrize(
    ("cause", "trade", "kind", "responsible"),
    [
        ("workmanship", "paint", "body_paint", "head"),
        ("workmanship", "body", "general", "head"),
        ("workmanship", "paint", "accident", "technician"),
        ("diagnosis", "electrical", "general", "technician"),
        ("part", "paint", "body_paint", "supplier"),
        ("unclear_order", "", "maintenance", "advisor"),
    ],
)
def test_the_rule_names_the_head_of_body_and_paint_and_in_accident_repairs_the_technician(
    cause: str, trade: str, kind: str, responsible: str
) -> None:
    assert rules.responsible_for(cause, trade, kind) == responsible


@pytest.mark.parametrize(("skills", "trade"), [({"body", "paint"}, "paint"), ({"mechanical"}, "mechanical"), ((), "")])
def test_the_trade_of_a_job_is_that_of_its_labour(skills: Any, trade: str) -> None:
    assert rules.trade_of(skills) == trade


def sprayed(floor: Floor, painter: Technician, kind: str, at: datetime = AT) -> ReworkRow:
    """Paint work that the general inspection sent back."""
    make_rate("240")
    operation = make_operation(name="车门喷漆", hours="2", skill="paint", labour_class="general")
    wish = NewJob("车门喷漆", items=[NewItem("labour", operation.code)])
    order = open_painted(floor, wish, kind)
    own = [Check(one.code, True) for one in get_checklist(painter.actor, order.number, "self", order.job_id)]
    start(order, painter, at)
    finish(order, painter, at + HOUR, checks=own)
    checks = [Check(one.code, True) for one in get_checklist(floor.inspector, order.number, "general")]
    inspect(floor, order, at + 2 * HOUR, checks=checks, rework_job_ids=[order.job_id], note="色差")
    handle_events()
    return rework(floor)[0]


def open_painted(floor: Floor, wish: NewJob, kind: str) -> OrderAtWork:
    opened = open_order(floor.desk, jobs=[wish], kind=kind)
    sign_order(floor.desk, opened.number)
    return OrderAtWork(opened.number, (view_of(floor.desk, opened.number).jobs[0].id,))


@pytest.mark.rule("R-QC06")
def test_body_and_paint_is_the_named_heads_and_an_accident_repair_the_technicians(floor: Floor) -> None:
    painter = make_technician(floor.desk, "陈漆", "paint mechanical")
    head, _account = colleague(floor, "body_technician", "老何")
    manager = make_actor(floor.desk.store, "service_manager")
    commands.name_body_paint_head(actor=manager, store_id=floor.store_id, person_id=head.pk, at=AT)
    case = sprayed(floor, painter, "body_paint")
    assert case.trade == "喷漆"
    proposal = queries.propose_responsible(floor.inspector, case.id, "workmanship")
    assert (proposal.responsible, [one.id for one in proposal.people]) == ("head", [head.pk])
    judge = partial(commands.judge_rework, actor=floor.inspector, case_id=case.id, version=None, at=AT + 3 * HOUR)
    for wrong in (Judgement("workmanship", "technician", painter.id, measure="返工"),):
        with pytest.raises(commands.NotByTheRule):
            judge(judgement=wrong)
    with pytest.raises(commands.NotByTheRule):
        judge(judgement=Judgement("workmanship", "head", painter.id, measure="返工"))
    judge(judgement=Judgement("workmanship", "head", head.pk, measure="重喷"))
    told = queries.get_rework(floor.inspector, case.id)
    assert (told.responsible, told.person_name, told.state) == ("head", "老何", "OPEN")
    accident = sprayed(floor, painter, "accident", AT + 5 * HOUR)
    proposal = queries.propose_responsible(floor.inspector, accident.id, "workmanship")
    assert (proposal.responsible, [one.id for one in proposal.people]) == ("technician", [painter.id])
    judge = partial(commands.judge_rework, actor=floor.inspector, case_id=accident.id, version=None, at=AT + 8 * HOUR)
    for somebody in (head.pk, floor.wang.id):
        with pytest.raises(commands.NotByTheRule, match="陈漆"):
            judge(judgement=Judgement("workmanship", "technician", somebody, measure="重喷"))
    assert queries.get_rework(floor.inspector, accident.id).responsible == ""
    judge(judgement=Judgement("workmanship", "technician", painter.id, measure="重喷"))
    assert queries.get_rework(floor.inspector, accident.id).person_name == "陈漆"


def test_the_form_names_whom_it_wants_at_the_field_and_who_did_the_job_first_of_all(floor: Floor) -> None:
    colleague(floor, "body_technician", "阿大")
    case = rework_of_returned(floor)
    client = Client()
    client.force_login(User.objects.get(pk=floor.inspector.id))
    address = f"/quality/rework/{case.id}/"
    options = client.get(address).content.decode().split('<select name="person"')[1].split("<option")[1:]
    assert "请选择" in options[0]
    assert f'value="{floor.wang.id}"' in options[1]
    assert "做过这一项" in options[1]
    said = {"cause": "workmanship", "responsible": "technician", "measure": "复训", "version": case.version}
    refused = client.post(f"{address}judge/", said)
    shown = refused.content.decode()
    assert (refused.status_code, 'id="id_person_error"' in shown, "请选择本店的责任人" in shown) == (422, True, True)
    label = shown.split('for="id_person"')[1].split("</label>")[0]
    assert "选填" not in label
    assert client.post(f"{address}judge/", {**said, "person": floor.wang.id}).status_code == 303


def test_an_order_that_was_not_clear_is_its_advisors_and_anybody_elses_only_with_a_reason(floor: Floor) -> None:
    case = rework_of_returned(floor)
    judge = partial(commands.judge_rework, actor=floor.inspector, case_id=case.id, version=None, at=LATER)
    wrong = judged("unclear_order", floor.wang.id, responsible="advisor")
    with pytest.raises(commands.NotByTheRule):
        judge(judgement=wrong)
    judge(judgement=replace(wrong, reason="替顾问接的车"))
    judge(judgement=judged("unclear_order", floor.desk.employee_id, responsible="advisor"))
    assert queries.get_rework(floor.inspector, case.id).responsible == "advisor"


def rework_of_returned(floor: Floor) -> ReworkRow:
    returned(floor, settled(floor, work_done(floor)))
    return rework(floor)[0]


def judged(cause: str = "workmanship", person: int | None = None, **more: Any) -> Judgement:
    return Judgement(cause, more.pop("responsible", "technician"), person, measure=more.pop("measure", "复训"), **more)


def test_a_case_is_judged_whole_before_or_after_the_second_inspection_and_anew(floor: Floor) -> None:
    first = settled(floor, work_done(floor))
    again = returned(floor, first)
    case = rework(floor)[0]
    judge = partial(commands.judge_rework, actor=floor.inspector, case_id=case.id, version=None, at=LATER)
    for wrong, field in (
        (judged("charm", floor.wang.id), "cause"),
        (judged(person=floor.wang.id, responsible="nobody"), "responsible"),
        (judged(), "person_id"),
        (judged("part", responsible="supplier"), "supplier"),
        (judged(person=floor.wang.id, measure=" "), "measure"),
    ):
        with pytest.raises(Invalid) as refusal:
            judge(judgement=wrong)
        assert refusal.value.field == field
    assert judge(judgement=judged(person=floor.wang.id)).state == "OPEN"
    start(again, floor.wang, LATER + HOUR)
    finish(again, floor.wang, LATER + 2 * HOUR)
    inspect(floor, again, LATER + 3 * HOUR)
    handle_events()
    assert rework(floor)[0].state == "CLOSED"
    supplied = judged("part", responsible="supplier", supplier="某某配件公司")
    assert judge(judgement=supplied).state == "CLOSED"
    told = queries.get_rework(floor.inspector, case.id)
    assert (told.who, told.person_id, told.cause_label) == ("某某配件公司", None, "配件质量")
    sums = queries.rework_sums(floor.inspector, floor.store_id, AT.date(), LATER.date(), by="cause")
    assert [(one.label, one.external) for one in sums] == [("配件质量", 1)]


@pytest.mark.rule("R-QC05")
def test_what_rework_cost_is_added_up_by_the_team_of_whom_the_judgement_named(floor: Floor) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        team = Team.objects.create(store=floor.desk.store, name="机电一组")
        Employee.objects.across_stores(reason="test").filter(pk=floor.wang.id).update(team=team)
    first = settled(floor, work_done(floor))
    again = returned(floor, first)
    handle_events()
    (case,) = rework(floor)
    commands.judge_rework(
        actor=floor.inspector, case_id=case.id, judgement=judged(person=floor.wang.id), version=None, at=LATER
    )
    start(again, floor.wang, LATER + HOUR)
    finish(again, floor.wang, LATER + 2 * HOUR)
    inspect(floor, again, LATER + 3 * HOUR)
    handle_events()
    (done,) = rework(floor)
    assert done.minutes == 60
    (team_sum,) = queries.rework_sums(floor.inspector, floor.store_id, AT.date(), LATER.date(), by="team")
    assert (team_sum.label, team_sum.external, team_sum.minutes, team_sum.amount) == ("机电一组", 1, 60, MENDING)


def test_nobody_judges_without_the_permission_in_another_store_or_before_the_car_is_here(floor: Floor) -> None:
    first = settled(floor, work_done(floor))
    reported = commands.report_rework(
        actor=floor.desk.actor, number=first.number, job_id=first.job_id, words="还响", at=LATER
    )
    act = partial(commands.judge_rework, case_id=reported.id, judgement=judged(person=floor.wang.id), version=None, at=LATER)
    with pytest.raises(IllegalTransition):
        act(actor=floor.inspector)
    with pytest.raises(Denied):
        act(actor=floor.wang.actor)
    elsewhere = make_floor("NS")
    with pytest.raises(NotFound):
        act(actor=elsewhere.inspector)
    manager = make_actor(elsewhere.desk.store, "service_manager")
    with pytest.raises(Denied):
        commands.name_body_paint_head(actor=manager, store_id=floor.store_id, person_id=None, at=AT)
    with pytest.raises(Invalid):
        commands.name_body_paint_head(actor=manager, store_id=elsewhere.store_id, person_id=floor.wang.id, at=AT)
    with reading(floor.inspector):
        assert queries.find_body_paint_head(floor.inspector, floor.store_id) is None
