"""An order whose work was finished and to which something is added: nothing is inspected or settled half done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from anxin.parties.customers.queries import get_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewItem, NewJob, change
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    LABOUR,
    FrontDesk,
    inspected_order,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


def add_job(desk: FrontDesk, number: str, *items: NewItem) -> tuple[int, ...]:
    job = NewJob("换雨刮", items=items)
    return commands.add_job(actor=desk.actor, number=number, job=job, why=ASKED, at=LATER).item_ids


def test_a_job_without_items_puts_a_finished_order_back_to_work_until_it_is_done() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    add_job(desk, number)
    head = view_of(desk, number).head
    assert (head.state, head.work_finished_at, head.inspected_at) == ("IN_PROGRESS", None, None)
    step = {"actor": desk.actor, "number": number, "job_id": view_of(desk, number).jobs[1].id, "at": LATER}
    commands.start_job(**step)
    commands.finish_job(**step)
    assert view_of(desk, number).head.work_finished_at == LATER


def test_neither_inspection_nor_settlement_passes_over_an_open_job() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    (item,) = add_job(desk, number, LABOUR)
    with pytest.raises(commands.AdditionalItemsUndecided):
        commands.settle_repair_order(actor=desk.actor, number=number, at=LATER)
    job = view_of(desk, number).jobs[0].id
    commands.fail_inspection(actor=desk.actor, number=number, job_ids=[job], at=LATER)
    commands.finish_job(actor=desk.actor, number=number, job_id=job, at=LATER)
    assert view_of(desk, number).head.state == "IN_PROGRESS"
    commands.decide_items(actor=desk.actor, number=number, decisions={item: ("DECLINED", "价格")}, channel="phone", at=LATER)
    assert view_of(desk, number).head.state == "WORK_FINISHED"


def test_an_inspection_names_the_job_that_is_left() -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    job = view_of(desk, number).jobs[0].id
    step = {"actor": desk.actor, "number": number, "at": AT}
    commands.start_job(job_id=job, **step)
    commands.finish_job(job_id=job, cause="磨损", correction="更换", **step)
    add_job(desk, number, LABOUR)
    with pytest.raises(commands.JobsUnfinished) as refusal:
        commands.pass_inspection(**step)
    assert "换雨刮" in str(refusal.value.message)
    assert view_of(desk, number).head.state == "WORK_FINISHED"


def test_a_job_that_the_customer_refuses_after_the_inspection_is_dropped_and_the_order_is_settled() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    (item,) = add_job(desk, number, LABOUR)
    commands.decide_items(actor=desk.actor, number=number, decisions={item: ("DECLINED", "价格")}, channel="phone", at=LATER)
    view = view_of(desk, number)
    assert (view.head.state, view.jobs[1].state) == ("INSPECTED", "DROPPED")
    assert commands.settle_repair_order(actor=desk.actor, number=number, at=LATER).state == "SETTLED"


@pytest.mark.parametrize("by_signature", [True, False])
def test_an_order_that_goes_back_to_work_is_neither_finished_nor_inspected_any_more(by_signature: bool) -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    job = view_of(desk, number).jobs[0].id
    found = commands.propose_items(actor=desk.actor, number=number, job_id=job, items=[LABOUR], why=ASKED, at=AT).item_ids
    if by_signature:
        sign_order(desk, number)
    else:
        said = {found[0]: ("APPROVED", "")}
        commands.decide_items(actor=desk.actor, number=number, decisions=said, channel="phone", at=LATER)
    head = view_of(desk, number).head
    assert (head.state, head.work_finished_at, head.inspected_at) == ("IN_PROGRESS", None, None)


@pytest.mark.rule("R-RO08")
def test_three_calls_do_not_replace_the_second_order() -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    fees = [NewItem("fee", name=f"检测{place}", unit_price=Money(100)) for place in range(5)]
    found = [add_job(desk, number, fee)[0] for fee in fees]
    said = {"actor": desk.actor, "number": number, "at": LATER}
    commands.decide_items(decisions=dict.fromkeys(found[:2], ("APPROVED", "")), channel="phone", **said)
    with pytest.raises(commands.SecondOrderNeeded):
        commands.decide_items(decisions=dict.fromkeys(found[2:4], ("APPROVED", "")), channel="phone", **said)
    commands.decide_items(decisions=dict.fromkeys(found[2:4], ("APPROVED", "")), channel="paper", **said)
    commands.decide_items(decisions={found[4]: ("APPROVED", "")}, channel="phone", **said)


@pytest.mark.rule("R-RO08")
@pytest.mark.parametrize(("found", "channel"), [(3, "phone"), (4, "phone"), (4, "paper")])
def test_a_second_yes_to_the_whole_order_has_the_phones_limit_too(found: int, channel: str) -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    add_job(desk, number, *[NewItem("fee", name=f"检测{place}", unit_price=Money(100)) for place in range(found)])
    confirmed = commands.Confirmations(LATER + timedelta(hours=3), "boot", True)
    said = {"actor": desk.actor, "number": number, "confirmations": confirmed, "channel": channel, "at": LATER}
    if (found, channel) == (4, "phone"):
        with pytest.raises(commands.SecondOrderNeeded) as refusal:
            commands.authorise_repair_order(**said)
        assert (refusal.value.field, refusal.value.rule) == ("channel", "R-RO08")
        assert len(view_of(desk, number).waiting) == 4
        return
    commands.authorise_repair_order(**said)
    assert not view_of(desk, number).waiting


def test_a_mileage_on_the_order_is_the_cars_and_does_not_go_back_unnoticed() -> None:
    desk = make_front_desk()
    number = open_order(desk, odometer_km=50_000).number
    change = {"actor": desk.actor, "number": number, "at": AT}
    with pytest.raises(commands.OdometerWentBack):
        commands.change_repair_order(odometer_km=49_999, **change)
    assert view_of(desk, number).head.odometer_km == 50_000
    commands.change_repair_order(odometer_km=49_999, odometer_was_reset=True, **change)
    head = view_of(desk, number).head
    with reading(desk.actor):
        assert (head.odometer_km, get_vehicle(desk.actor, head.vehicle_id).odometer_km) == (49_999, 49_999)


def test_the_car_is_locked_before_the_order_as_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_front_desk()
    number = open_order(desk, odometer_km=50_000).number
    taken: list[str] = []
    for owner, name in ((change.customers, "record_odometer"), (change, "locked_open_order")):
        monkeypatch.setattr(owner, name, noting(getattr(owner, name), taken))
    commands.change_repair_order(actor=desk.actor, number=number, odometer_km=50_100, at=AT)
    assert taken == ["record_odometer", "locked_open_order"]


def noting(function: Callable[..., Any], taken: list[str]) -> Callable[..., Any]:
    def noted(*args: Any, **more: Any) -> Any:
        taken.append(function.__name__)
        return function(*args, **more)

    return noted
