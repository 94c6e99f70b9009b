"""Item by item: each job of the order has a line, the work decides on further ones, and the store words its own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.commands import drop_skill, set_skill
from anxin.platform import parameters
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, open_order, sign_order, signed_order, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.access import own_employee
from anxin.visit.workshop.commands import Check, Verdict
from anxin.visit.workshop.models import Inspection
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    all_passed,
    finish,
    inspect,
    make_floor,
    make_technician,
    order_for,
    start,
)
from anxin.visit.workshop.web.papers import record_of

MINUTE = timedelta(minutes=1)
FINAL = Verdict("final", all_passed("final"))


def set_parameter(code: str, value: object) -> None:
    ParameterValue.objects.create(
        code=code, level="group", value=value, valid_from=AT.date(), actor_key="test", reason="", at=AT
    )
    parameters.forget()


def work_done(floor: Floor, jobs: int = 2) -> OrderAtWork:
    order = order_for(floor, jobs=jobs)
    by = make_technician(floor.desk, "周工")
    for place in range(jobs):
        start(order, by, AT + place * MINUTE, job=place)
        finish(order, by, AT + (place + 1) * MINUTE, job=place)
    return order


def inspected(floor: Floor) -> OrderAtWork:
    order = work_done(floor, 1)
    inspect(floor, order, AT + HOUR)
    return order


def final(floor: Floor, order: OrderAtWork, verdict: Verdict = FINAL) -> commands.InspectedOrder:
    return commands.inspect_before_delivery(actor=floor.desk.actor, number=order.number, verdict=verdict, at=AT + 2 * HOUR)


def dirty(**more: Any) -> Verdict:
    checks = [Check(check.code, check.code != "washed") for check in all_passed("final")]
    return Verdict("final", checks, **more)


def newest(floor: Floor, order: OrderAtWork) -> queries.InspectionRow:
    return queries.list_inspections(floor.inspector, view_of(floor.desk, order.number).head.id)[0]


@pytest.mark.rule("R-QC01", "R-QC02")
def test_every_job_is_inspected_for_itself_at_three_levels_and_signed_by_name(floor: Floor) -> None:
    order = work_done(floor)
    inspect(floor, order, AT + HOUR)
    final(floor, order)
    last, general, *own = queries.list_inspections(floor.inspector, view_of(floor.desk, order.number).head.id)
    assert [row.level for row in (last, general, *own)] == ["final", "general", "self", "self"]
    assert {row.job_id for row in own} == set(order.job_ids)
    for row in (last, general):
        lines = [(one.label, one.passed) for one in row.items if one.job_id]
        assert lines == [("项目修复完毕：项目1", True), ("项目修复完毕：项目2", True)]
    assert general.inspector_name
    assert last.inspector_name != general.inspector_name


def test_one_job_of_two_goes_back_with_what_is_wrong_with_it(floor: Floor) -> None:
    order = work_done(floor)
    back = order.job_ids[1]
    inspect(floor, order, AT + HOUR, rework_job_ids=[back], job_notes={back: "仍有异响"})
    lines = {one.job_id: (one.passed, one.note) for one in newest(floor, order).items if one.job_id}
    assert lines == {order.job_ids[0]: (True, ""), back: (False, "仍有异响")}
    assert [job.state for job in view_of(floor.desk, order.number).jobs] == ["FINISHED", "IN_PROGRESS"]


def test_paint_and_tyres_are_looked_at_besides_by_technician_and_inspector(floor: Floor) -> None:
    painter = make_technician(floor.desk, "陈漆", "paint")
    labour = NewItem("labour", name="更换轮胎", quantity=LABOUR.quantity, unit_price=LABOUR.unit_price)
    opened = signed_order(floor.desk, jobs=[NewJob("换胎", items=[labour])], at=AT)
    order = OrderAtWork(opened.number, (view_of(floor.desk, opened.number).jobs[0].id,))
    own = [one.code for one in queries.get_checklist(painter.actor, order.number, "self", order.job_id)]
    assert own[-2:] == ["wheel_torque", "tyre_pressure"]
    start(order, painter, AT)
    with pytest.raises(Invalid) as refusal:
        finish(order, painter, AT + HOUR)
    assert refusal.value.details["missing"] == ["wheel_torque", "tyre_pressure"]
    finish(order, painter, AT + HOUR, checks=[Check(code, True) for code in own])
    general = [one.code for one in queries.get_checklist(floor.inspector, order.number, "general")]
    assert general[-2:] == ["wheel_torque", "tyre_pressure"]
    inspect(floor, order, AT + 2 * HOUR, checks=[Check(code, True) for code in general])
    assert not set(general[-2:]) & {one.code for one in queries.get_checklist(floor.inspector, order.number, "final")}


def test_the_store_words_its_own_list_and_the_record_keeps_the_words(floor: Floor) -> None:
    set_parameter("workshop.checks_general", "无渗漏；门边打蜡")
    order = work_done(floor, 1)
    lines = queries.get_checklist(floor.inspector, order.number, "general")
    assert [one.label for one in lines] == ["无渗漏", "门边打蜡"]
    inspect(floor, order, AT + HOUR, checks=[Check(one.code, True) for one in lines])
    set_parameter("workshop.checks_final", "无渗漏")
    assert [one.label for one in newest(floor, order).items] == ["项目修复完毕：项目1", "无渗漏", "门边打蜡"]


def test_no_checklist_of_another_store_nor_of_a_level_that_there_is_not(floor: Floor) -> None:
    order = work_done(floor, 1)
    with pytest.raises(NotFound):
        queries.get_checklist(floor.inspector, order.number, "fourth")
    with pytest.raises(NotFound):
        queries.get_checklist(floor.inspector, order.number, "self", 10**9)
    with pytest.raises(NotFound):
        queries.get_checklist(make_floor("NS").inspector, order.number, "general")


@pytest.mark.rule("R-QC04")
def test_the_advisor_checks_jobs_mileage_and_appearance_against_the_sheet(floor: Floor) -> None:
    before = 12_000
    opened = signed_order(floor.desk, jobs=[NewJob("保养", items=[LABOUR])], odometer_km=before)
    order = OrderAtWork(opened.number, (view_of(floor.desk, opened.number).jobs[0].id,))
    start(order, floor.wang, AT)
    finish(order, floor.wang, AT + HOUR)
    inspect(floor, order, AT + HOUR)
    with pytest.raises(Invalid):
        final(floor, order, Verdict("final", [one for one in all_passed("final") if one.code != "exterior"]))
    for odometer, note in ((before - 1, ""), (before + 31, "")):
        with pytest.raises(commands.MileageWrong) as refusal:
            final(floor, order, replace(FINAL, odometer_km=odometer, note=note))
        assert refusal.value.field == "odometer_km"
    assert Inspection.objects.across_stores(reason="test").filter(level="final").count() == 0
    made = final(floor, order, replace(FINAL, odometer_km=before + 31, note="外出路试异响"))
    row = newest(floor, order)
    assert (made.passed, row.odometer_km) == (True, before + 31)
    assert {"mileage", "exterior", "repaired"} <= {one.code for one in row.items}


@pytest.mark.rule("R-QC09")
def test_a_washed_car_is_looked_at_and_goes_back_until_it_is_clean(floor: Floor) -> None:
    order = inspected(floor)
    head = view_of(floor.desk, order.number).head

    def waiting() -> list[tuple[str, bool]]:
        rows = queries.list_cars_to_wash(floor.inspector, floor.store_id)
        return [(row.car.number, row.is_sent_back) for row in rows]

    def look(is_clean: bool) -> commands.InspectedOrder:
        return commands.check_wash(actor=floor.inspector, number=order.number, is_clean=is_clean, at=AT + HOUR)

    assert waiting() == [(order.number, False)]
    assert (look(False).passed, waiting()) == (False, [(order.number, True)])
    assert view_of(floor.desk, order.number).head.state == head.state
    assert (look(True).passed, waiting()) == (True, [])
    made = final(floor, order, dirty())
    assert (made.passed, made.state, waiting()) == (False, "INSPECTED", [(order.number, True)])
    assert (final(floor, order).passed, waiting()) == (True, [])


def test_no_wash_is_looked_at_before_the_inspection_nor_where_none_was_agreed(floor: Floor) -> None:
    order = work_done(floor, 1)
    with pytest.raises(IllegalTransition):
        commands.check_wash(actor=floor.inspector, number=order.number, is_clean=True, at=AT + HOUR)
    inspect(floor, order, AT + HOUR)
    with pytest.raises(Denied):
        commands.check_wash(actor=floor.wang.actor, number=order.number, is_clean=True, at=AT + HOUR)
    with pytest.raises(NotFound):
        commands.check_wash(actor=make_floor("NS").inspector, number=order.number, is_clean=True, at=AT + HOUR)
    opened = open_order(floor.desk, jobs=[NewJob("不洗", items=[LABOUR])])
    sign_order(floor.desk, opened.number, wants_wash=False)
    dry = OrderAtWork(opened.number, (view_of(floor.desk, opened.number).jobs[0].id,))
    start(dry, floor.li, AT)
    finish(dry, floor.li, AT + HOUR)
    inspect(floor, dry, AT + HOUR)
    with pytest.raises(commands.NotToBeWashed):
        commands.check_wash(actor=floor.inspector, number=dry.number, is_clean=True, at=AT + HOUR)


def test_an_inspector_without_a_valid_certificate_is_noted_and_refused_where_the_store_says_so(floor: Floor) -> None:
    inspector = own_employee(floor.inspector, floor.store_id).id
    drop_skill(actor=system_actor("test"), employee_id=inspector, code="inspection", at=AT)
    order = work_done(floor, 1)
    with pytest.raises(commands.NotCertified):
        inspect(floor, order, AT + HOUR)
    assert view_of(floor.desk, order.number).head.state == "WORK_FINISHED"
    given = {"employee_id": inspector, "code": "inspection", "certificate": "QC-7", "at": AT}
    set_skill(actor=system_actor("test"), valid_to=AT.date() - timedelta(days=1), **given)
    with pytest.raises(commands.NotCertified):
        inspect(floor, order, AT + HOUR)
    set_skill(actor=system_actor("test"), valid_to=AT.date() + timedelta(days=90), **given)
    inspect(floor, order, AT + HOUR)
    assert newest(floor, order).is_certified is True
    drop_skill(actor=system_actor("test"), employee_id=inspector, code="inspection", at=AT)
    set_parameter("workshop.inspector_certificate", "warn")
    warned = inspected(floor)
    assert (newest(floor, warned).is_certified, newest(floor, warned).inspector_id) == (False, inspector)


def test_the_hub_says_what_was_done_and_whether_a_wash_was_agreed(floor: Floor) -> None:
    order = order_for(floor, jobs=2)
    head = view_of(floor.desk, order.number).head
    with reading(floor.desk.actor):
        work = hub.work_of(head.id)
        assert [(one.id, one.is_dropped, len(one.lines)) for one in work] == [(job, False, 2) for job in order.job_ids]
        assert hub.lines_of_job(head.id, order.job_id) == work[0].lines
        assert hub.is_wash_agreed(head.id)


def test_the_printed_record_names_every_level_item_and_inspector(floor: Floor) -> None:
    order = inspected(floor)
    final(floor, order, dirty())
    head = view_of(floor.desk, order.number).head
    rows = list(reversed(queries.list_inspections(floor.inspector, head.id)))
    with reading(floor.inspector):
        paper = record_of(head, rows, store_info(floor.store_id))
    assert [(one["level"], one["result"]) for one in paper["inspections"]] == [
        ("自检 项目1", "合格"),
        ("总检", "合格"),
        ("终检", "不合格"),
    ]
    assert all(one["inspector"] and one["items"] for one in paper["inspections"])
    assert render_pdf("workshop/inspection_record", paper).startswith(b"%PDF")
