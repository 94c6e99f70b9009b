"""Hours are pay: they lie within the stay, nobody sets the own ones right, and who passed an order did not work on it."""

from datetime import datetime, timedelta

import pytest

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_actor
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.tests.factories import ASKED, view_of
from anxin.visit.workshop import commands
from anxin.visit.workshop.commands import Check, Correction, Seen, SkillMissing, Verdict
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    all_passed,
    dispatched,
    finish,
    make_technician,
    order_for,
    plan,
    start,
)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def added(floor: Floor, order: OrderAtWork, who: Technician, begin: int, *, at: datetime = AT + DAY) -> commands.ClockedJob:
    """An hour that somebody forgot to clock, so many hours after the opening."""
    stretch = Correction(AT + begin * HOUR, AT + (begin + 1) * HOUR, "忘了打卡")
    return commands.add_clock(
        actor=floor.dispatcher, number=order.number, job_id=order.job_id, technician_id=who.id, stretch=stretch, at=at
    )


def done(floor: Floor) -> tuple[OrderAtWork, commands.ClockedJob]:
    order = order_for(floor)
    dispatched(floor, order)
    clock = start(order, floor.wang)
    finish(order, floor.wang, AT + HOUR)
    return order, clock


@pytest.mark.rule("R-WS10")
def test_hours_lie_within_the_stay_and_not_in_a_month_that_is_over(floor: Floor) -> None:
    order, clock = done(floor)
    given = {"actor": floor.dispatcher, "clock_id": clock.clock_id, "seen": Seen(AT, AT + HOUR)}
    with pytest.raises(commands.OutsideStay):
        commands.correct_clock(stretch=Correction(AT - 2 * HOUR, AT, "忘了打卡"), at=AT + DAY, **given)
    with pytest.raises(commands.OutsideStay):
        added(floor, order, floor.li, -3)
    with pytest.raises(commands.TooLongAgo):
        added(floor, order, floor.li, 2, at=AT + 40 * DAY)
    with pytest.raises(commands.TooLongAgo):
        commands.correct_clock(stretch=Correction(AT, AT + 2 * HOUR, "忘了打卡"), at=AT + 40 * DAY, **given)
    assert added(floor, order, floor.li, 2).technician_id == floor.li.id


def test_an_end_after_the_car_left_is_refused_at_the_end_with_when_it_left(floor: Floor) -> None:
    order = order_for(floor)
    for job in range(len(order.job_ids)):
        start(order, floor.wang, AT + job * HOUR, job=job)
        finish(order, floor.wang, AT + (job + 1) * HOUR, job=job)
    hub.pass_inspection(actor=floor.desk.actor, number=order.number, at=AT + 4 * HOUR)
    hub.settle_repair_order(actor=floor.desk.actor, number=order.number, at=AT + 5 * HOUR)
    hub.deliver_repair_order(actor=floor.desk.actor, number=order.number, at=AT + 6 * HOUR)
    with pytest.raises(commands.OutsideStay) as refusal:
        added(floor, order, floor.li, 6)
    left = store_info(floor.store_id).clock.local(AT + 6 * HOUR)
    assert (refusal.value.field, f"{left:%m-%d %H:%M}" in refusal.value.shown) == ("ended_at", True)
    assert added(floor, order, floor.li, 5).ended_at == AT + 6 * HOUR


def test_nobody_sets_the_own_hours_right_unless_the_store_has_nobody_else(floor: Floor) -> None:
    _order, clock = done(floor)
    grant_to(User.objects.get(pk=floor.wang.actor.id), "dispatcher", floor.desk.store)
    wang = Technician(floor.wang.employee, actor_for(User.objects.get(pk=floor.wang.actor.id)))
    stretch = Correction(AT, AT + 2 * HOUR, "漏")
    given = {"actor": wang.actor, "clock_id": clock.clock_id, "seen": Seen(AT, AT + HOUR), "stretch": stretch}
    with pytest.raises(commands.OwnClock):
        commands.correct_clock(at=AT + DAY, **given)
    change = SetParameter("workshop.correct_own_clock", "store", floor.store_id, "true", AT.date(), "只有一个人管工时")
    set_parameter(actor=make_actor(floor.desk.store, "administrator"), change=change, at=AT)
    assert commands.correct_clock(at=AT + DAY, **given).ended_at == AT + 2 * HOUR


@pytest.mark.rule("R-QC01")
def test_who_has_the_job_or_signed_its_own_check_does_not_pass_it_and_who_passed_it_gets_no_hours_of_it(
    floor: Floor,
) -> None:
    lead = make_technician(floor.desk, "赵组长", "inspection")
    user = User.objects.get(pk=lead.actor.id)
    grant_to(user, "workshop_director", floor.desk.store)
    grant_to(user, "quality_inspector", floor.desk.store)
    boss = Technician(lead.employee, actor_for(user))
    given, signed, passed = order_for(floor), order_for(floor), order_for(floor)
    verdict = Verdict("general", all_passed("general"))
    # A share without a clock.
    both = plan(floor, floor.wang, boss, bay=False)
    dispatched(floor, given, both)
    start(given, floor.wang)
    finish(given, floor.wang, AT + HOUR)
    # The technician's own check, signed for him.
    dispatched(floor, signed, plan(floor, start=AT + 2 * HOUR))
    start(signed, floor.wang, AT + 2 * HOUR)
    finish(signed, boss, AT + 3 * HOUR)
    for one in (given, signed):
        with pytest.raises(commands.OwnWork):
            commands.inspect_order(actor=boss.actor, number=one.number, verdict=verdict, at=AT + 4 * HOUR)
    dispatched(floor, passed, plan(floor, start=AT + 4 * HOUR))
    start(passed, floor.wang, AT + 4 * HOUR)
    finish(passed, floor.wang, AT + 5 * HOUR)
    commands.inspect_order(actor=boss.actor, number=passed.number, verdict=verdict, at=AT + 5 * HOUR)
    with pytest.raises(commands.PassedIt):
        added(floor, passed, boss, 6)


def test_high_voltage_that_is_added_under_way_is_finished_and_clocked_by_those_with_the_certificate(floor: Floor) -> None:
    make_rate("200")
    operation = make_operation(name="更换高压电池", hours="2", is_high_voltage=True)
    order = order_for(floor)
    dispatched(floor, order)
    start(order, floor.wang)
    about = {"actor": floor.desk.actor, "number": order.number}
    more = [NewItem("labour", operation.code)]
    (item,) = hub.propose_items(job_id=order.job_id, items=more, why=ASKED, at=AT + 5 * MINUTE, **about).item_ids
    hub.decide_items(decisions={item: ("APPROVED", "")}, channel="phone", at=AT + 10 * MINUTE, **about)
    checks = [*all_passed("self"), Check("hv_insulation", True), Check("hv_sealed", True)]
    with pytest.raises(SkillMissing):
        finish(order, floor.wang, AT + HOUR, checks=checks)
    with pytest.raises(SkillMissing):
        added(floor, order, floor.li, 2)
    assert view_of(floor.desk, order.number).head.state == "IN_PROGRESS"


def test_no_hours_are_added_to_a_job_that_is_kept_back(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    start(order, floor.wang)
    about = {"actor": floor.dispatcher, "number": order.number, "job_id": order.job_id}
    hub.hold_job_back(source=DocumentRef("technical.case", 1), at=AT + HOUR, **about)
    with pytest.raises(hub.JobHeld):
        added(floor, order, floor.li, 2)
