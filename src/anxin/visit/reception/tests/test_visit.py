"""From the arrival to the hand-over: done, and refused where the order of steps is not kept."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.customers.tests.factories import make_customer, make_plate, make_vehicle, make_vin
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Denied, IllegalTransition, Invalid, InvalidFields, NotFound, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.appointments import queries as bookings
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands, queries
from anxin.visit.reception.commands import AlreadyHere, CarUnknown, CarWish, NoteWish
from anxin.visit.reception.handlers import close_reception_of_cancelled_order
from anxin.visit.reception.models import DeliveryNote, InspectionSheet
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    FrontDesk,
    make_cash_desk,
    photo_bytes,
    receive,
    seen,
    settled_visit,
    signed_visit,
    walked_around,
)
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders.commands import Confirmations, SignatureNeeded
from anxin.visit.repair_orders.events import RepairOrderCancelled
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db
CONFIRMED = Confirmations(AT + timedelta(hours=3), "boot", True)


@pytest.fixture(autouse=True)
def _files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE = tmp_path, "folder"


def view(desk: FrontDesk, number: str) -> queries.ReceptionView:
    return queries.get_reception(desk.actor, number)


def facts(desk: FrontDesk) -> list[str]:
    with reading(desk.actor):
        names = StoredEvent.objects.filter(name__startswith="reception.").order_by("pk")
        return [event.name.partition(".")[2] for event in names]


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


def test_a_release_needs_its_reason_and_no_order() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    with pytest.raises(Invalid):
        commands.release_vehicle(actor=desk.actor, number=kept.number, reason=" ", at=AT)
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(Exception, match="作废工单"):
        commands.release_vehicle(actor=desk.actor, number=kept.number, reason="走了", at=AT)


def test_the_interview_keeps_the_words_and_its_length() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    commands.record_interview(
        actor=desk.actor,
        number=kept.number,
        concerns="刹车异响\n空调不冷",
        warranty="unclear",
        warranty_words="要拆检",
        started_at=AT + timedelta(minutes=1),
        version=1,
        at=AT + timedelta(minutes=9),
    )
    whole = view(desk, kept.number)
    assert (whole.concerns, whole.warranty_label, whole.interview_minutes) == ("刹车异响\n空调不冷", "要检查后才知道", 8)
    with pytest.raises(VersionConflict):
        commands.record_interview(actor=desk.actor, number=kept.number, concerns="x", version=1, at=AT)


def test_a_draft_is_saved_again_and_again_with_its_photos() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    photo = commands.add_photo(actor=desk.actor, number=kept.number, data=photo_bytes(), place="front", at=AT)
    act: dict[str, Any] = {"actor": desk.actor, "number": kept.number, "at": AT}
    commands.record_walk_around(seen=seen(photos=(photo.key,)), version=1, **act)
    commands.record_walk_around(seen=seen(remarks="后备箱有儿童座椅"), version=2, **act)
    sheet = view(desk, kept.number).sheet
    assert (sheet.version, sheet.state, sheet.remarks) == (3, "DRAFT", "后备箱有儿童座椅")
    assert [(each.key, each.label) for each in sheet.photos] == [(photo.key, "front")]
    assert sheet.missing_places == ("left", "right", "rear", "dash")
    with pytest.raises(VersionConflict):
        commands.record_walk_around(seen=seen(), version=1, **act)


def test_a_photo_of_another_reception_or_of_nobody_is_not_taken() -> None:
    desk = make_cash_desk()
    one, two = receive(desk), receive(desk)
    photo = commands.add_photo(actor=desk.actor, number=one.number, data=photo_bytes(), at=AT)
    commands.record_walk_around(actor=desk.actor, number=one.number, seen=seen(photos=(photo.key,)), at=AT)
    for key in (photo.key, "00000000-0000-0000-0000-000000000000", "../../x"):
        with pytest.raises(Invalid) as refused:
            commands.record_walk_around(actor=desk.actor, number=two.number, seen=seen(photos=(key,)), at=AT)
        assert refused.value.field == "photos"


def test_fewer_kilometres_than_known_need_the_reset() -> None:
    desk = make_cash_desk()
    first = walked_around(desk)
    commands.release_vehicle(actor=desk.actor, number=first.number, reason="改天", at=AT)
    again = receive(desk, vehicle_id=first.vehicle_id)
    act: dict[str, Any] = {"actor": desk.actor, "number": again.number, "at": AT}
    with pytest.raises(Invalid) as refused:
        commands.record_walk_around(seen=seen(odometer_km=100), **act)
    assert refused.value.field == "odometer_km"
    commands.record_walk_around(seen=seen(odometer_km=100, odometer_was_reset=True), **act)


def test_an_unfinished_sheet_is_not_signed_and_names_what_it_lacks() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    with pytest.raises(InvalidFields) as refused:
        commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
    assert set(refused.value.errors) == {"odometer_km", "fuel_eighths", "protective_set", "valuables"}


@pytest.mark.parametrize("signature", [None, b"", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"x" * 400_000])
def test_a_sheet_is_signed_only_by_a_picture(signature: bytes | None) -> None:
    desk = make_cash_desk()
    kept = walked_around(desk)
    with pytest.raises(SignatureNeeded):
        commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=signature, at=AT)
    assert view(desk, kept.number).sheet.state == "DRAFT"


def test_a_signed_sheet_never_changes() -> None:
    desk = make_cash_desk()
    kept = walked_around(desk)
    signed = commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
    assert len(signed.sha256) == 64
    act: dict[str, Any] = {"actor": desk.actor, "number": kept.number, "at": AT}
    steps: list[Callable[[], Any]] = [
        lambda: commands.record_walk_around(seen=seen(), **act),
        lambda: commands.sign_inspection_sheet(signature=PNG, **act),
        lambda: commands.decline_walk_around(reason="赶时间", **act),
        lambda: commands.add_photo(data=photo_bytes(), **act),
    ]
    for step in steps:
        with pytest.raises(IllegalTransition):
            step()
    for change in ({"odometer_km": 1}, {"marks": []}, {"state": "DRAFT"}, {"sha256": ""}):
        with unit_of_work(desk.actor, "test", writable=True):
            rows = InspectionSheet.objects.across_stores(reason="test")
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.filter(pk=signed.id).update(**change)
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.filter(pk=signed.id).delete()


def test_the_hash_covers_marks_and_photos() -> None:
    desk = make_cash_desk()
    hashes = set()
    for marks, photo in (((), "a"), (seen().marks, "a"), ((), "b")):
        kept = receive(desk)
        key = commands.add_photo(actor=desk.actor, number=kept.number, data=photo_bytes(photo), at=AT).key
        wished = seen(marks=marks, photos=(key,))
        commands.record_walk_around(actor=desk.actor, number=kept.number, seen=wished, at=AT)
        signed = commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
        hashes.add(signed.sha256)
    assert len(hashes) == 3


def test_the_order_is_not_signed_before_the_sheet() -> None:
    desk = make_cash_desk()
    kept = walked_around(desk, concerns="异响")
    act: dict[str, Any] = {"actor": desk.actor, "number": kept.number, "confirmations": CONFIRMED, "at": AT}
    with pytest.raises(commands.OrderNotOpened):
        commands.sign_order(signature=PNG, **act)
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(commands.SheetNotSigned):
        commands.sign_order(signature=PNG, **act)
    assert view_of(desk, opened.order_number).head.state == "OPEN"


def test_one_stroke_signs_both_each_with_its_own_hash_and_copy() -> None:
    desk = make_cash_desk()
    number = signed_visit(desk)
    order = view_of(desk, number)
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    assert (order.head.state, reception.sheet.state, order.head.odometer_km) == ("AUTHORISED", "SIGNED", 41_286)
    assert order.authorisation is not None
    assert order.authorisation.signature_id != reception.sheet.signature_id
    assert order.jobs[0].complaint == "头几脚刹车有沙沙声"


def test_a_refused_order_signature_leaves_the_sheet_unsigned() -> None:
    desk = make_cash_desk()
    kept = walked_around(desk, concerns="异响")
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(repair_orders.NothingToAuthorise):
        commands.sign_order(
            actor=desk.actor, number=kept.number, confirmations=CONFIRMED, signature=PNG, also_sheet=True, at=AT
        )
    assert view(desk, kept.number).sheet.state == "DRAFT"


def test_a_declined_walk_around_lets_the_order_be_signed_and_keeps_why() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    with pytest.raises(Invalid):
        commands.decline_walk_around(actor=desk.actor, number=kept.number, reason="", at=AT)
    commands.decline_walk_around(actor=desk.actor, number=kept.number, reason="客户赶时间", at=AT)
    assert view(desk, kept.number).sheet.declined_reason == "客户赶时间"


def test_the_next_order_starts_from_the_last_choices_and_a_promise_on_the_quarter() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    vehicle = view_of(desk, number).head.vehicle_id
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    tomorrow = AT + timedelta(days=1, minutes=1)
    kept = receive(desk, vehicle_id=vehicle, concerns="保养", at=tomorrow)
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=tomorrow)
    assert (opened.old_parts, opened.wants_wash) == ("boot", True)
    assert opened.promised_at == tomorrow + timedelta(hours=3, minutes=14)


def test_an_order_is_opened_once() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(IllegalTransition):
        commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)


def test_a_paid_car_is_handed_over_with_its_note() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    done = commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    note = queries.find_delivery_note(desk.actor, number)
    assert note is not None
    assert (done.state, note.sha256, note.precautions) == (
        "DELIVERED",
        done.sha256,
        (("更换前刹车片", "200 公里内避免急刹"),),
    )
    assert (note.next_services[0].due_km, note.signature) == (46_286, PNG)
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    assert reception.row.state == "DELIVERED"
    assert facts(desk)[-1] == "VehicleHandedOver"
    with unit_of_work(desk.actor, "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
        DeliveryNote.objects.across_stores(reason="test").filter(pk=done.note_id).update(precautions=[])


def test_an_unpaid_car_stays() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk, is_paid=False)
    with pytest.raises(commands.CustomerShareOpen):
        commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    assert view_of(desk, number).head.state == "SETTLED"
    assert queries.find_delivery_note(desk.actor, number) is None


def test_a_car_that_is_not_settled_stays() -> None:
    desk = make_cash_desk()
    number = signed_visit(desk)
    with pytest.raises(IllegalTransition, match="结算"):
        commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT)


@pytest.mark.parametrize(
    ("note", "signature", "error"),
    [
        (NoteWish(), PNG, Invalid),
        (NOTE, None, SignatureNeeded),
        (NoteWish(next_services=(commands.NextService(""),), is_explained=True), PNG, Invalid),
        (NoteWish(precautions=(commands.Precaution("x", "y" * 301),), is_explained=True), PNG, Invalid),
    ],
)
def test_a_note_that_is_not_explained_signed_or_whole_is_refused(
    note: NoteWish, signature: bytes | None, error: type[Invalid]
) -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    with pytest.raises(error):
        commands.deliver_vehicle(actor=desk.actor, number=number, note=note, signature=signature, at=AT)
    assert view_of(desk, number).head.state == "SETTLED"


def test_the_note_starts_from_what_was_done() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    draft = queries.draft_delivery_note(desk.actor, view_of(desk, number), AT.date())
    assert (draft.services, draft.parts) == (("检查制动",), (("前刹车片", "1 项"),))
    assert (draft.old_parts, draft.next_service_km, draft.next_service_on.isoformat()) == ("boot", 46_286, "2027-05-20")


def test_a_cancelled_order_frees_the_car() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    repair_orders.cancel_repair_order(actor=desk.actor, number=opened.order_number, reason="客户不修了", at=AT)
    fact = RepairOrderCancelled(repairorder_id=opened.order_id, store_id=desk.store.pk)
    with unit_of_work(desk.actor, "test", writable=True):
        close_reception_of_cancelled_order(actor=desk.actor, event=fact, at=AT)
    assert view(desk, kept.number).row.state == "LEFT"
    receive(desk, vehicle_id=kept.vehicle_id)


STEPS: list[Callable[[Any, str], Any]] = [
    lambda actor, number: commands.record_interview(actor=actor, number=number, concerns="x", at=AT),
    lambda actor, number: commands.add_photo(actor=actor, number=number, data=photo_bytes(), at=AT),
    lambda actor, number: commands.record_walk_around(actor=actor, number=number, seen=seen(), at=AT),
    lambda actor, number: commands.sign_inspection_sheet(actor=actor, number=number, signature=PNG, at=AT),
    lambda actor, number: commands.decline_walk_around(actor=actor, number=number, reason="x", at=AT),
    lambda actor, number: commands.open_order_from_reception(actor=actor, number=number, at=AT),
    lambda actor, number: commands.sign_order(actor=actor, number=number, confirmations=CONFIRMED, signature=PNG, at=AT),
    lambda actor, number: commands.release_vehicle(actor=actor, number=number, reason="x", at=AT),
]


@pytest.mark.parametrize("run", STEPS)
def test_another_store_finds_nothing_and_another_role_may_nothing(run: Callable[[Any, str], Any]) -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    kept = walked_around(desk)
    before = view(desk, kept.number)
    with pytest.raises(NotFound):
        run(elsewhere.actor, kept.number)
    with pytest.raises(Denied):
        run(make_actor(desk.store, "technician"), kept.number)
    assert view(desk, kept.number) == before


def test_nobody_receives_or_delivers_for_another_store() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    vehicle = make_vehicle(desk.store, owner_id=make_customer(desk.store))
    with pytest.raises(Denied):
        commands.receive_vehicle(actor=elsewhere.actor, store_id=desk.store.pk, car=CarWish(vehicle_id=vehicle), at=AT)
    with pytest.raises(NotFound):
        receive(elsewhere, vehicle_id=vehicle)
    number = settled_visit(desk)
    with pytest.raises(NotFound):
        commands.deliver_vehicle(actor=elsewhere.actor, number=number, note=NOTE, signature=PNG, at=AT)
    assert queries.list_receptions(elsewhere.actor, desk.store.pk) == []
    assert queries.find_reception_of_order(elsewhere.actor, number) is None
    assert view_of(desk, number).head.state == "SETTLED"


def test_an_advisor_of_another_store_is_refused() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    with pytest.raises(Invalid) as refused:
        receive(desk, advisor_id=elsewhere.employee_id)
    assert refused.value.field == "advisor_id"


def test_photos_may_be_required() -> None:
    from anxin.platform import parameters as register
    from anxin.platform.parameters.models import ParameterValue
    from anxin.visit.reception.parameters import PHOTOS_ARE_REQUIRED

    desk = make_cash_desk()
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code=PHOTOS_ARE_REQUIRED.code,
            level="store",
            scope_id=desk.store.pk,
            value=True,
            valid_from=AT.date(),
            actor_key="test",
            at=AT,
        )
    register.forget()
    kept = walked_around(desk)
    with pytest.raises(commands.PhotosMissing) as refused:
        commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
    assert refused.value.details["places"] == ["front", "left", "right", "rear", "dash"]
