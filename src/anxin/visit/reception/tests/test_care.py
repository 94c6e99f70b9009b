"""What reception takes care of: warranty words, lockers, bulky things, the protective set, whom to be careful with."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from anxin.parties.customers.commands import change_vehicle
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.commands import cancel_task, complete_task
from anxin.parties.work.events import TaskCancelled, TaskDone
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.reception import commands, queries
from anxin.visit.reception.handlers import (
    ask_again_for_things_in_locker,
    close_reception_of_cancelled_order,
    free_locker_of_done_task,
)
from anxin.visit.reception.models import InspectionSheet
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    FrontDesk,
    make_cash_desk,
    receive,
    seen,
    settled_visit,
    signed_visit,
    view,
    walked_around,
    with_quality_period,
)
from anxin.visit.repair_orders.commands import cancel_repair_order
from anxin.visit.repair_orders.events import RepairOrderCancelled
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(hours=3)


def sold(desk: FrontDesk, vehicle_id: int, day: date) -> None:
    card = get_vehicle(desk.actor, vehicle_id)
    change_vehicle(
        actor=desk.actor, vehicle_id=vehicle_id, data=replace(card.data, sold_on=day), version=card.version, at=AT
    )


def tasks(desk: FrontDesk, kind: str) -> list[Any]:
    return list_tasks(desk.actor, TaskFilter(whose="store", kind=kind), desk.store.pk, AT)


def walk(desk: FrontDesk, number: str, **more: Any) -> None:
    commands.record_walk_around(actor=desk.actor, number=number, seen=seen(**more), at=AT)


@pytest.mark.rule("R-RC16")
def test_warranty_is_proposed_and_said_otherwise_only_with_words() -> None:
    desk = make_cash_desk()
    kept = walked_around(desk)
    assert queries.propose_warranty(desk.actor, kept.number).answer == "unclear"
    sold(desk, kept.vehicle_id, date(2024, 5, 20))
    proposed = queries.propose_warranty(desk.actor, kept.number)
    assert (proposed.answer, "2027-05-20" in proposed.words) == ("covered", True)
    act: dict[str, Any] = {"actor": desk.actor, "number": kept.number, "concerns": "空调不凉", "at": AT}
    for words in ("", proposed.words):
        with pytest.raises(commands.WarrantyContradicted) as refused:
            commands.record_interview(warranty="not_covered", warranty_words=words, **act)
        assert (refused.value.field, refused.value.rule) == ("warranty_words", "R-RC16")
    commands.record_interview(warranty="covered", warranty_words=proposed.words, **act)
    commands.record_interview(warranty="not_covered", warranty_words="泡水车，厂家拒保", **act)
    assert view(desk, kept.number).warranty_words == "泡水车，厂家拒保"


@pytest.mark.rule("R-RC16")
def test_an_earlier_repair_in_its_quality_period_is_named() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    with_quality_period(desk, number)
    before = queries.find_reception_of_order(desk.actor, number)
    assert before is not None
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=LATE)
    again = AT + timedelta(days=20)
    kept = receive(desk, vehicle_id=before.row.vehicle_id, at=again)
    (row,) = queries.propose_warranty(desk.actor, kept.number).earlier
    assert (row.name, row.number, row.ends_on, row.ends_km) == ("前刹车片", number, date(2026, 12, 20), 46_286)
    commands.record_walk_around(actor=desk.actor, number=kept.number, seen=seen(odometer_km=46_287), at=again)
    assert queries.propose_warranty(desk.actor, kept.number).earlier == ()


@pytest.mark.rule("R-RC13")
def test_a_locker_holds_one_customers_things_and_another_is_offered() -> None:
    desk = make_cash_desk()
    one, two = receive(desk), receive(desk)
    walk(desk, one.number, locker="1")
    assert queries.list_free_lockers(desk.actor, desk.store.pk, AT)[:2] == ["2", "3"]
    with pytest.raises(commands.LockerTaken, match="2、3、4、5、6") as refused:
        walk(desk, two.number, locker="1")
    assert (refused.value.field, refused.value.rule) == ("locker", "R-RC13")
    walk(desk, one.number, locker="A7")
    walk(desk, two.number, locker="1")
    walk(desk, two.number, locker="")
    assert queries.list_free_lockers(desk.actor, desk.store.pk, AT)[:2] == ["1", "2"]
    elsewhere = make_cash_desk("NS")
    walk(elsewhere, receive(elsewhere).number, locker="A7")


@pytest.mark.rule("R-RC13")
def test_things_in_a_locker_are_given_back_before_the_car_leaves() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    walk(desk, kept.number, locker="3")
    with pytest.raises(commands.LockerNotReturned, match="储物柜 3"):
        commands.release_vehicle(actor=desk.actor, number=kept.number, reason="改天", at=AT)
    assert view(desk, kept.number).row.state == "ARRIVED"
    commands.release_vehicle(actor=desk.actor, number=kept.number, reason="改天", is_locker_returned=True, at=AT)
    again = receive(desk)
    walk(desk, again.number, locker="3")


@pytest.mark.rule("R-RC12", "R-RC13")
def test_the_delivery_asks_for_the_locker_and_notes_that_the_set_came_off() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    with reading(desk.actor):
        assert InspectionSheet.objects.across_stores(reason="test").get(reception_id=reception.row.id).is_customer_present
    assert queries.find_locker(desk.actor, number) == ""
    note = replace(NOTE, is_set_removed=True)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=note, signature=PNG, at=LATE)
    kept = queries.find_delivery_note(desk.actor, number)
    assert kept is not None
    assert kept.is_set_removed is True


@pytest.mark.rule("R-RC13")
def test_a_car_with_things_in_a_locker_is_not_handed_over() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk, locker="9")
    assert queries.find_locker(desk.actor, number) == "9"
    with pytest.raises(commands.LockerNotReturned) as refused:
        commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=LATE)
    assert (refused.value.field, refused.value.rule) == ("is_locker_returned", "R-RC13")
    note = replace(NOTE, is_locker_returned=True)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=note, signature=PNG, at=LATE)
    assert queries.find_locker(desk.actor, number) == ""


@pytest.mark.rule("R-RC13")
def test_a_cancelled_order_leaves_the_things_in_the_locker_until_the_advisor_gave_them_back() -> None:
    desk = make_cash_desk()
    number = signed_visit(desk, locker="2")
    order = view_of(desk, number).head
    cancel_repair_order(actor=desk.actor, number=number, reason="客户不修了", at=AT)
    fact = RepairOrderCancelled(store_id=desk.store.pk, repairorder_id=order.id)
    with unit_of_work(system_actor("test"), "test", writable=True):
        close_reception_of_cancelled_order(actor=system_actor("test"), event=fact, at=AT)
    assert "2" not in queries.list_free_lockers(desk.actor, desk.store.pk, AT)
    (task,) = tasks(desk, "reception.locker")
    assert task.title.startswith("把储物柜 2 里的东西交还客户")
    complete_task(actor=desk.actor, task_id=task.id, at=AT)
    with reading(desk.actor):
        stored = StoredEvent.objects.filter(name="work.TaskDone").get()
    done = TaskDone(**stored.payload)
    with unit_of_work(system_actor("test"), "test", writable=True):
        free_locker_of_done_task(actor=system_actor("test"), event=done, at=AT)
    assert "2" in queries.list_free_lockers(desk.actor, desk.store.pk, AT)


@pytest.mark.rule("R-RC13")
def test_a_cancelled_task_comes_again_as_long_as_the_things_lie_in_the_locker() -> None:
    desk = make_cash_desk()
    number = signed_visit(desk, locker="2")
    order = view_of(desk, number).head
    cancel_repair_order(actor=desk.actor, number=number, reason="客户不修了", at=AT)
    fact = RepairOrderCancelled(store_id=desk.store.pk, repairorder_id=order.id)
    with unit_of_work(system_actor("test"), "test", writable=True):
        close_reception_of_cancelled_order(actor=system_actor("test"), event=fact, at=AT)
    (task,) = tasks(desk, "reception.locker")
    cancel_task(actor=desk.actor, task_id=task.id, reason="忘了", at=AT)
    assert tasks(desk, "reception.locker") == []
    with reading(desk.actor):
        stored = StoredEvent.objects.filter(name="work.TaskCancelled").latest("pk")
    with unit_of_work(system_actor("test"), "test", writable=True):
        ask_again_for_things_in_locker(actor=system_actor("test"), event=TaskCancelled(**stored.payload), at=AT)
    (again,) = tasks(desk, "reception.locker")
    assert (again.id != task.id, again.title) == (True, task.title)


@pytest.mark.rule("R-RC13")
def test_bulky_things_are_told_to_dispatch_when_the_sheet_is_signed() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    walk(desk, kept.number, bulky_note="后备箱两袋水泥")
    assert tasks(desk, "reception.bulky") == []
    commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
    (told,) = tasks(desk, "reception.bulky")
    assert (told.post, told.title) == ("dispatcher", f"{kept.number} 车上有大件：后备箱两袋水泥")


@pytest.mark.rule("R-RC12")
def test_a_refused_set_needs_what_the_customer_said() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    walk(desk, kept.number, protective_set="refused")
    with pytest.raises(InvalidFields) as refused:
        commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
    assert list(refused.value.errors) == ["protective_words"]
    walk(desk, kept.number, protective_set="refused", protective_words="说只换个灯泡")
    commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
    assert view(desk, kept.number).sheet.protective_words == "说只换个灯泡"


@pytest.mark.rule("R-RC17")
def test_that_the_customer_was_there_is_what_the_signature_says() -> None:
    desk = make_cash_desk()
    one, two = walked_around(desk), walked_around(desk)
    assert not view(desk, one.number).sheet.is_customer_present
    commands.sign_inspection_sheet(actor=desk.actor, number=one.number, signature=PNG, at=AT)
    commands.decline_walk_around(actor=desk.actor, number=two.number, reason="客户赶时间", at=AT)
    assert [view(desk, kept.number).sheet.is_customer_present for kept in (one, two)] == [True, False]


@pytest.mark.rule("R-RO20")
def test_a_flag_reaches_customer_relations_at_once() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    flagged = commands.flag_visit(actor=desk.actor, number=kept.number, kind="mystery", reason="拍照录音", at=AT)
    assert flagged.ends_on == AT.date()
    (told,) = tasks(desk, "reception.flag")
    assert (told.post, told.title) == ("customer_relations_department", f"客户提醒：接待 {kept.number}")
    assert told.due_at == AT + timedelta(minutes=15)
    with pytest.raises(Conflict):
        commands.flag_visit(actor=desk.actor, number=kept.number, kind="mystery", at=AT)
    commands.end_flag(actor=desk.actor, flag_id=flagged.id, at=AT)
    assert queries.list_flags(desk.actor, kept.number, AT) == []
    with pytest.raises(NotFound):
        commands.end_flag(actor=desk.actor, flag_id=flagged.id, at=AT)


@pytest.mark.rule("R-RO20")
def test_who_complains_easily_stays_flagged_until_a_day() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    about: dict[str, Any] = {"actor": desk.actor, "number": kept.number, "kind": "complaint_prone", "at": AT}
    for wrong in (AT.date() - timedelta(days=1), AT.date() + timedelta(days=1096)):
        with pytest.raises(Invalid) as refused:
            commands.flag_visit(ends_on=wrong, **about)
        assert refused.value.field == "ends_on"
    change = SetParameter("reception.longest_flag_days", "store", desk.store.pk, "180", AT.date())
    set_parameter(actor=system_actor("test"), change=change, at=AT)
    with pytest.raises(Invalid, match="最长 180 天"):
        commands.flag_visit(ends_on=AT.date() + timedelta(days=181), **about)
    flagged = commands.flag_visit(reason="以前投诉过", **about)
    assert flagged.ends_on == AT.date() + timedelta(days=180)
    commands.release_vehicle(actor=desk.actor, number=kept.number, reason="改天", at=AT)
    later = AT + timedelta(days=180)
    again = receive(desk, vehicle_id=kept.vehicle_id, at=later)
    (row,) = queries.list_flags(desk.actor, again.number, later)
    assert (row.kind, row.reason, row.is_of_visit) == ("complaint_prone", "以前投诉过", False)
    assert queries.list_flags(desk.actor, again.number, later + timedelta(days=1)) == []


@pytest.mark.rule("R-RO20")
def test_a_technician_neither_sees_nor_sets_a_flag() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    technician = make_actor(desk.store, "technician")
    with pytest.raises(Denied):
        commands.flag_visit(actor=technician, number=kept.number, kind="mystery", at=AT)
    with pytest.raises(Denied):
        queries.list_flags(technician, kept.number, AT)
