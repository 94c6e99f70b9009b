"""Booking, moving, calling off, arriving, missing: done, refused, denied."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.customers.commands import ensure_relation
from anxin.parties.customers.queries import may_contact
from anxin.parties.customers.tests.factories import make_customer, make_phone, make_plate, make_vehicle, make_vin
from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, InvalidFields, NotFound, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.appointments import commands, queries
from anxin.visit.appointments.commands import AlreadyBooked, Booking, CarUnknown, CarWish, SlotFull, StoreClosed
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.tests.factories import LATER, make_appointment

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def row(actor: Actor, number: str) -> queries.AppointmentRow:
    return queries.get_appointment(actor, number)


def facts(actor: Actor) -> list[str]:
    with reading(actor):
        names = StoredEvent.objects.filter(name__startswith="appointments.").order_by("pk")
        return [event.name.partition(".")[2] for event in names]


def book(store: Store, actor: Actor, car: CarWish, at: datetime = LATER, **more: Any) -> commands.KeptAppointment:
    return commands.book_appointment(actor=actor, store_id=store.pk, booking=Booking(at, car=car, **more), at=AT)


def test_an_owner_whom_another_store_of_the_booker_knows_is_related_and_answers_here() -> None:
    there, here = make_store("NS"), make_store("LG")
    vehicle = make_vehicle(there, owner_id=make_customer(there))
    ensure_relation(actor=system_actor("test"), store_id=here.pk, vehicle_id=vehicle, at=AT)
    both = make_actor(here, "service_advisor", level="group")
    kept = book(here, both, CarWish(vehicle_id=vehicle), service_contact="given")
    customer = row(make_actor(here, "service_advisor"), kept.number).customer_id
    assert may_contact(make_actor(here, "service_advisor"), customer, "service")


def test_a_known_car_is_booked_by_its_plate_alone() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    plate = make_plate()
    vehicle = make_vehicle(store, plate=plate)
    booked = book(store, actor, CarWish(plate=plate), words="机油报警", kind="repair")
    shown = row(actor, booked.number)
    assert (booked.number, shown.state, shown.vehicle_id) == ("LG-A26-000001", "BOOKED", vehicle)
    assert (shown.customer_name, shown.words, shown.kind_label) == ("张小明", "机油报警", "维修")
    assert "****" in shown.masked_phone
    assert facts(actor) == ["AppointmentBooked"]


@pytest.mark.parametrize(
    ("given", "is_complaint"),
    [
        ({"words": "到期保养"}, False),
        ({"words": "刹车异响", "kind": "repair"}, True),
        ({"words": "刹车异响", "is_complaint": True}, True),
        ({"words": "换雨刮", "kind": "repair", "is_complaint": False}, False),
        ({"words": "\u200b", "is_complaint": True}, False),
    ],
)
def test_the_words_of_a_booking_are_a_note_unless_a_fault_is_told(given: dict[str, Any], is_complaint: bool) -> None:
    store = make_store("LG")
    kept = make_appointment(store, **given)
    assert row(make_actor(store, "service_advisor"), kept.number).is_complaint is is_complaint


def test_an_unknown_car_is_registered_with_its_customer() -> None:
    store = make_store("LG")
    actor = make_actor(store, "customer_relations_agent")
    booked = book(store, actor, CarWish(plate="粤B12345", customer_name="李雷", phone="13912345678", model_name="凯美瑞"))
    shown = row(actor, booked.number)
    assert (shown.plate, shown.model_name, shown.customer_name) == ("粤B12345", "凯美瑞", "李雷")


def test_a_customer_whom_the_store_knows_is_not_registered_twice() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    phone = make_phone()
    known = make_customer(store, "李雷", phone=phone)
    booked = book(store, actor, CarWish(plate="粤B12345", customer_name="李雷", phone=phone))
    assert booked.customer_id == known


@pytest.mark.parametrize(
    ("car", "error", "field"),
    [
        (CarWish(), Invalid, "plate"),
        (CarWish(plate="粤B99999"), CarUnknown, "plate"),
        (CarWish(plate="粤B99999", customer_name="李雷"), InvalidFields, "phone"),
        (CarWish(plate="粤B99999", customer_name="李雷", phone="12"), InvalidFields, "phone"),
        (CarWish(plate="!!", customer_name="李雷", phone="13912345678"), InvalidFields, "plate"),
    ],
)
def test_what_is_missing_is_named(car: CarWish, error: type[Invalid], field: str) -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    with pytest.raises(error) as refused:
        book(store, actor, car)
    assert refused.value.field == field
    assert facts(actor) == []


def test_a_car_of_another_store_is_attached_only_by_proof() -> None:
    store, other = make_store("LG"), make_store("NS")
    vin, plate, phone = make_vin(), make_plate(), make_phone()
    owner = make_customer(other, phone=phone)
    vehicle = make_vehicle(other, owner_id=owner, vin=vin, plate=plate)
    actor = make_actor(store, "service_advisor")
    with pytest.raises(CarUnknown, match="请填完整的 17 位车架号"):
        book(store, actor, CarWish(plate=plate))
    with pytest.raises(CarUnknown, match=r"集团内没有找到这辆车.*登记"):
        book(store, actor, CarWish(plate=plate, vin=make_vin()))
    with pytest.raises(NotFound):
        book(store, actor, CarWish(vehicle_id=vehicle))
    booked = book(store, actor, CarWish(plate=plate, phone=phone))
    assert (booked.vehicle_id, booked.customer_id) == (vehicle, owner)


@pytest.mark.parametrize(
    ("wanted_at", "error"),
    [
        (AT, Invalid),
        (AT - timedelta(days=1), Invalid),
        (AT + timedelta(days=200), Invalid),
        (AT + timedelta(hours=8), StoreClosed),
    ],
)
def test_a_time_that_cannot_be_is_refused(wanted_at: datetime, error: type[Invalid]) -> None:
    store = make_store("LG")
    with pytest.raises(error) as refused:
        make_appointment(store, wanted_at=wanted_at)
    assert refused.value.field == "wanted_at"


def test_a_store_says_itself_how_far_ahead_it_books() -> None:
    store = make_store("LG")
    change = SetParameter("appointments.days_ahead", "store", store.pk, "7", TODAY)
    set_parameter(actor=make_actor(store, "administrator"), change=change, at=AT)
    with pytest.raises(Invalid, match="最多提前 7 天预约") as refused:
        make_appointment(store, wanted_at=AT + timedelta(days=8))
    assert refused.value.rule == "M04.01"
    assert make_appointment(store, wanted_at=AT + timedelta(days=6)).state == "BOOKED"


def test_what_is_refused_without_a_closer_rule_names_that_of_the_command() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    with pytest.raises(Invalid, match="请选择预约类型") as refused:
        book(store, actor, CarWish(vehicle_id=make_vehicle(store)), kind="wash")
    assert (refused.value.rule, refused.value.shown) == ("M04.01", "请选择预约类型。")


def test_a_full_half_hour_names_the_first_free_one_of_the_day_that_is_still_ahead() -> None:
    store = make_store("LG")
    for _number in range(4):
        make_appointment(store)
    with pytest.raises(SlotFull) as refused:
        make_appointment(store, wanted_at=LATER + timedelta(minutes=20))
    assert refused.value.details["next_free"] == (AT + timedelta(minutes=30)).isoformat()
    assert "11-20 14:30" in str(refused.value.message)


def test_an_advisor_takes_one_car_in_half_an_hour() -> None:
    store = make_store("LG")
    advisor = make_employee(store).pk
    first = make_appointment(store, advisor_id=advisor)
    with pytest.raises(SlotFull):
        make_appointment(store, advisor_id=advisor)
    commands.cancel_appointment(actor=system_actor("test"), number=first.number, reason="临时有事", at=AT)
    make_appointment(store, advisor_id=advisor)


def test_an_advisor_of_another_store_cannot_be_booked() -> None:
    store, other = make_store("LG"), make_store("NS")
    with pytest.raises(Invalid) as refused:
        make_appointment(store, advisor_id=make_employee(other).pk)
    assert refused.value.field == "advisor_id"


def test_a_car_is_booked_once_a_day() -> None:
    store = make_store("LG")
    first = make_appointment(store)
    with pytest.raises(AlreadyBooked):
        make_appointment(store, vehicle_id=first.vehicle_id, wanted_at=LATER + timedelta(hours=1))


def test_a_booking_moves_within_a_full_slot_of_its_own_and_keeps_its_version() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    kept, *_others = [make_appointment(store) for _number in range(4)]
    moved = commands.move_appointment(
        actor=actor, number=kept.number, wanted_at=LATER + timedelta(minutes=10), version=1, at=AT
    )
    assert (moved.version, moved.wanted_at) == (2, LATER + timedelta(minutes=10))
    with pytest.raises(VersionConflict):
        commands.move_appointment(actor=actor, number=kept.number, wanted_at=LATER + timedelta(hours=1), version=1, at=AT)
    assert "AppointmentMoved" in facts(actor)


def test_a_cancellation_needs_its_reason() -> None:
    store = make_store("LG")
    kept = make_appointment(store)
    for reason in ("", "  ", "x" * 201):
        with pytest.raises(Invalid):
            commands.cancel_appointment(actor=system_actor("test"), number=kept.number, reason=reason, at=AT)


def test_arrival_notes_punctuality_and_the_visit() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    kept = make_appointment(store)
    commands.mark_arrived(
        actor=actor, number=kept.number, at=LATER - timedelta(minutes=3), document=DocumentRef("probe.visit", 7)
    )
    shown = row(actor, kept.number)
    assert (shown.state, shown.punctuality, shown.document_kind, shown.document_id) == (
        "ARRIVED",
        "punctual",
        "probe.visit",
        7,
    )
    for act in (commands.mark_arrived, commands.mark_no_show):
        with pytest.raises(IllegalTransition):
            act(actor=actor, number=kept.number, at=LATER)


def test_an_arrival_that_a_guide_noted_takes_its_visit_once() -> None:
    store = make_store("LG")
    guide = make_actor(store, "reception_guide")
    kept = make_appointment(store)
    commands.mark_arrived(actor=guide, number=kept.number, at=LATER)
    commands.mark_arrived(actor=guide, number=kept.number, at=LATER, document=DocumentRef("probe.visit", 7))
    with pytest.raises(IllegalTransition):
        commands.mark_arrived(actor=guide, number=kept.number, at=LATER, document=DocumentRef("probe.visit", 8))
    assert row(guide, kept.number).document_id == 7


def test_the_day_after_missed_bookings_become_no_shows_and_nothing_else_changes() -> None:
    store, other = make_store("LG"), make_store("NS")
    actor = make_actor(store, "service_advisor")
    missed, came, elsewhere = make_appointment(store), make_appointment(store), make_appointment(other)
    commands.mark_arrived(actor=actor, number=came.number, at=LATER)
    tomorrow = AT + timedelta(days=1)
    future = make_appointment(store, wanted_at=tomorrow + timedelta(hours=1))
    mark: dict[str, Any] = {"actor": system_actor("test"), "store_id": store.pk}
    assert commands.mark_missed_appointments(at=AT + timedelta(hours=6), **mark).count == 0
    assert commands.mark_missed_appointments(at=tomorrow, **mark).count == 1
    assert commands.mark_missed_appointments(at=tomorrow, **mark).count == 0
    states = [row(system_actor("test"), each.number).state for each in (missed, came, future, elsewhere)]
    assert states == ["NO_SHOW", "ARRIVED", "BOOKED", "BOOKED"]
    assert facts(actor).count("AppointmentMissed") == 1
    late = commands.mark_arrived(actor=actor, number=missed.number, at=tomorrow)
    assert (late.state, row(actor, missed.number).punctuality) == ("ARRIVED", "late")


COMMANDS: list[Callable[[Actor, str], Any]] = [
    lambda actor, number: commands.move_appointment(actor=actor, number=number, wanted_at=LATER + timedelta(hours=1), at=AT),
    lambda actor, number: commands.cancel_appointment(actor=actor, number=number, reason="x", at=AT),
    lambda actor, number: commands.mark_arrived(actor=actor, number=number, at=AT),
    lambda actor, number: commands.mark_no_show(actor=actor, number=number, at=AT),
]


@pytest.mark.parametrize("run", COMMANDS)
def test_the_right_role_in_another_store_finds_nothing(run: Callable[[Actor, str], Any]) -> None:
    store, other = make_store("LG"), make_store("NS")
    kept = make_appointment(store)
    before = row(system_actor("test"), kept.number)
    with pytest.raises(NotFound):
        run(make_actor(other, "service_advisor"), kept.number)
    with pytest.raises(Denied):
        run(make_actor(store, "cleaner"), kept.number)
    assert row(system_actor("test"), kept.number) == before


def test_nobody_books_or_closes_days_for_another_store() -> None:
    store, other = make_store("LG"), make_store("NS")
    stranger = make_actor(other, "service_advisor")
    with pytest.raises(Denied):
        make_appointment(store, actor=stranger)
    with pytest.raises(Denied):
        commands.mark_missed_appointments(actor=stranger, store_id=store.pk, at=AT)
    make_appointment(store)
    assert queries.list_appointments(stranger, store.pk, TODAY) == []
    with pytest.raises(Denied):
        queries.list_slots(stranger, store.pk, TODAY)


def test_the_day_is_listed_by_time_and_its_slots_counted() -> None:
    store = make_store("LG")
    actor = make_actor(store, "service_advisor")
    late = make_appointment(store, wanted_at=LATER + timedelta(hours=1))
    early = make_appointment(store)
    assert [each.number for each in queries.list_appointments(actor, store.pk, TODAY)] == [early.number, late.number]
    slots = {slot.starts_at: slot for slot in queries.list_slots(actor, store.pk, TODAY)}
    assert len(slots) == 20
    assert (slots[LATER].booked, slots[LATER].is_full) == (1, False)
    assert queries.count_expected(actor, store.pk, TODAY) == 2
    found = queries.find_by_plate(actor, store.pk, row(actor, early.number).plate.lower(), TODAY)
    assert found is not None
    assert found.number == early.number


def test_the_database_refuses_a_state_that_the_lifecycle_does_not_know() -> None:
    store = make_store("LG")
    kept = make_appointment(store)
    with unit_of_work(system_actor("test"), "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
        Appointment.objects.across_stores(reason="test").filter(pk=kept.id).update(state="DONE")
