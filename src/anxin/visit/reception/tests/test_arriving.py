"""The car arrives, is talked about, or leaves without work."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from anxin.parties.customers.commands import change_vehicle
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.customers.tests.factories import make_plate, make_vehicle, make_vin
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, PASSWORD, actor_for, make_store, make_user
from anxin.parties.people.commands import record_absence
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.errors import Invalid, NotFound, VersionConflict
from anxin.platform.scope import unit_of_work
from anxin.platform.tests.fact_rows import fact_rows
from anxin.visit.appointments import queries as bookings
from anxin.visit.appointments.commands import mark_arrived
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands
from anxin.visit.reception.commands import AlreadyHere, CarUnknown, CarWish
from anxin.visit.reception.models import Reception
from anxin.visit.reception.tests.factories import (
    PNG,
    facts,
    make_cash_desk,
    receive,
    view,
    walked_around,
)
from anxin.visit.repair_orders.commands import NewJob

pytestmark = pytest.mark.django_db


def test_a_known_car_is_received_by_its_plate_and_its_booking_arrives() -> None:
    desk = make_cash_desk()
    plate = make_plate()
    vehicle = make_vehicle(desk.store, plate=plate)
    booked = make_appointment(desk.store, vehicle_id=vehicle)
    kept = commands.receive_vehicle(actor=desk.actor, store_id=desk.store.pk, car=CarWish(plate=plate), at=AT)
    row = view(desk, kept.number).row
    assert (kept.number, row.vehicle_id, row.is_appointment, row.advisor_id) == (
        "LG-R26-000001",
        vehicle,
        True,
        desk.employee_id,
    )
    arrived = bookings.get_appointment(desk.actor, booked.number)
    assert (arrived.state, arrived.document_kind, arrived.document_id) == ("ARRIVED", "reception.reception", kept.id)
    assert facts(desk) == ["VehicleReceived"]


@pytest.mark.rule("R-AP09")
@pytest.mark.parametrize("is_away", [False, True])
def test_a_booked_car_keeps_its_advisor_who_is_on_duty(is_away: bool) -> None:
    desk = make_cash_desk()
    dedicated = make_employee(desk.store, name="李四")
    booked, other = (
        make_appointment(desk.store, wanted_at=AT + timedelta(hours=hours), advisor_id=dedicated.pk) for hours in (1, 2)
    )
    if is_away:
        day = AT.date()
        record_absence(actor=system_actor("test"), employee_id=dedicated.pk, kind="sick", starts_on=day, ends_on=day, at=AT)
    kept = receive(desk, vehicle_id=booked.vehicle_id)
    assert view(desk, kept.number).row.advisor_id == (desk.employee_id if is_away else dedicated.pk)
    kept = receive(desk, vehicle_id=other.vehicle_id, advisor_id=desk.employee_id)
    assert view(desk, kept.number).row.advisor_id == desk.employee_id


def test_a_walk_in_with_an_unknown_car_is_registered() -> None:
    desk = make_cash_desk()
    car = CarWish(plate="粤B12345", customer_name="李雷", phone="13912345678")
    kept = commands.receive_vehicle(actor=desk.actor, store_id=desk.store.pk, car=car, at=AT)
    row = view(desk, kept.number).row
    assert (row.plate, row.customer_name, row.is_appointment) == ("粤B12345", "李雷", False)


def test_a_car_of_another_store_is_attached_by_its_whole_vin() -> None:
    desk, other = make_cash_desk(), make_store("NS")
    vin = make_vin()
    vehicle = make_vehicle(other, vin=vin)
    with pytest.raises(CarUnknown):
        commands.receive_vehicle(actor=desk.actor, store_id=desk.store.pk, car=CarWish(vin=vin[-8:], plate="粤B1"), at=AT)
    kept = commands.receive_vehicle(actor=desk.actor, store_id=desk.store.pk, car=CarWish(vin=vin), at=AT)
    assert kept.vehicle_id == vehicle


def test_a_car_is_here_once() -> None:
    desk = make_cash_desk()
    first = receive(desk)
    with pytest.raises(AlreadyHere) as refused:
        receive(desk, vehicle_id=first.vehicle_id)
    assert refused.value.number == first.number
    commands.release_vehicle(actor=desk.actor, number=first.number, reason="只问价格", at=AT)
    receive(desk, vehicle_id=first.vehicle_id)


def test_the_booking_of_another_car_is_not_taken() -> None:
    desk = make_cash_desk()
    booked = make_appointment(desk.store)
    with pytest.raises(Invalid) as refused:
        receive(desk, appointment_number=booked.number)
    assert refused.value.field == "appointment_number"
    assert bookings.get_appointment(desk.actor, booked.number).state == "BOOKED"


def test_the_booking_of_another_store_is_unknown_here_and_holds_what_it_held() -> None:
    here, there = make_store("LG"), make_store("NS")
    user = make_user(here, "service_advisor", level="group")
    make_employee(here, user=user)
    actor = actor_for(user)
    booked = make_appointment(there)
    for number in (booked.number, "NS-A26-999999"):
        with pytest.raises(NotFound):
            commands.receive_vehicle(
                actor=actor,
                store_id=here.pk,
                car=CarWish(vehicle_id=booked.vehicle_id),
                appointment_number=number,
                at=AT,
            )
    assert bookings.get_appointment(actor, booked.number).state == "BOOKED"
    kept = commands.receive_vehicle(actor=actor, store_id=there.pk, car=CarWish(vehicle_id=booked.vehicle_id), at=AT)
    assert kept.appointment_number == booked.number


def test_the_database_keeps_the_booking_of_another_store_out() -> None:
    desk, there = make_cash_desk("LG"), make_store("NS")
    booked, kept = make_appointment(there), receive(desk)
    acting = system_actor("test")
    with pytest.raises(DatabaseError, match="another store"), unit_of_work(acting, "test", writable=True):
        Reception.objects.across_stores(reason="test").filter(pk=kept.id).update(appointment_id=booked.id)


def test_a_release_needs_its_reason_and_no_order() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    with pytest.raises(Invalid):
        commands.release_vehicle(actor=desk.actor, number=kept.number, reason=" ", at=AT)
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(Exception, match="作废工单"):
        commands.release_vehicle(actor=desk.actor, number=kept.number, reason="走了", at=AT)


@pytest.mark.rule("R-RC15")
def test_the_interview_keeps_the_words() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    commands.record_interview(
        actor=desk.actor,
        number=kept.number,
        concerns="刹车异响\n空调不冷",
        warranty="unclear",
        warranty_words="要拆检",
        version=1,
        at=AT + timedelta(minutes=9),
    )
    whole = view(desk, kept.number)
    assert (whole.concerns, whole.warranty_label) == ("刹车异响\n空调不冷", "要检查后才知道")
    with pytest.raises(VersionConflict):
        commands.record_interview(actor=desk.actor, number=kept.number, concerns="x", version=1, at=AT)


@pytest.mark.rule("R-RC09")
@pytest.mark.parametrize(("minutes", "is_short"), [(6, True), (7, False)])
def test_the_interview_runs_from_the_opened_reception_until_it_was_written_down(
    client: Client, minutes: int, is_short: bool
) -> None:
    desk = make_cash_desk()
    kept, unasked = walked_around(desk), walked_around(desk)
    assert view(desk, kept.number).interview_minutes is None
    done = AT + timedelta(minutes=minutes)
    for at in (AT + timedelta(minutes=1), done):
        commands.record_interview(actor=desk.actor, number=kept.number, concerns="刹车异响", at=at)
    commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=done + timedelta(minutes=5))
    commands.open_order_from_reception(
        actor=desk.actor, number=kept.number, jobs=[NewJob("保养")], at=done + timedelta(minutes=9)
    )
    commands.decline_walk_around(actor=desk.actor, number=unasked.number, reason="客户赶时间", at=done)
    assert [view(desk, one.number).interview_minutes for one in (kept, unasked)] == [minutes, None]
    assert [row["minutes_of_interview"] for row in fact_rows(desk.actor, "reception.reception")] == [minutes, None]
    make_user(desk.store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    page = client.get(f"/reception/{kept.number}/?step=talk").content.decode()
    assert ("建议至少 7 分钟" in page) is is_short


@pytest.mark.rule("R-AP03")
def test_a_car_came_when_its_booking_was_marked_and_nobody_invents_greeting_and_bay(client: Client) -> None:
    desk = make_cash_desk()
    booked = make_appointment(desk.store)
    mark_arrived(actor=desk.actor, number=booked.number, at=AT)
    kept = receive(desk, vehicle_id=booked.vehicle_id, at=AT + timedelta(minutes=12))
    assert view(desk, kept.number).row.arrived_at == AT
    make_user(desk.store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    assert client.get(f"/reception/{kept.number}/?step=car").content.decode().count("还没有数据") == 2


def test_an_advisor_of_another_store_is_refused() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    with pytest.raises(Invalid) as refused:
        receive(desk, advisor_id=elsewhere.employee_id)
    assert refused.value.field == "advisor_id"


@pytest.mark.rule("R-RC26")
def test_what_kind_of_visit_it_is_is_recorded_as_the_car_comes() -> None:
    desk = make_cash_desk()
    vehicle = make_vehicle(desk.store)
    card = get_vehicle(desk.actor, vehicle)
    bought_here = replace(card.data, is_own_sold=True)
    change_vehicle(actor=desk.actor, vehicle_id=vehicle, data=bought_here, version=card.version, at=AT)
    booked = make_appointment(desk.store, vehicle_id=vehicle)
    kept = receive(desk, vehicle_id=vehicle, appointment_number=booked.number)
    other = receive(desk)
    found = [view(desk, one.number) for one in (kept, other)]
    assert [(one.row.is_appointment, one.is_own_sold, one.is_internal) for one in found] == [
        (True, True, False),
        (False, False, False),
    ]
