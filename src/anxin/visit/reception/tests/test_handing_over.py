"""The car goes home with its delivery note."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import names_by_key
from anxin.parties.org.tests.factories import AT
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import IllegalTransition, Invalid
from anxin.platform.scope import unit_of_work
from anxin.visit.appointments.queries import get_appointment
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands, queries
from anxin.visit.reception.commands import NoteWish
from anxin.visit.reception.models import DeliveryNote
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    facts,
    make_cash_desk,
    receive,
    settled_visit,
    signed_visit,
)
from anxin.visit.repair_orders.commands import SignatureNeeded
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db


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


@pytest.mark.rule("R-AP08", "R-AP09")
def test_a_booked_car_keeps_its_plate_and_its_green_channel_until_it_leaves() -> None:
    desk = make_cash_desk()
    booked = make_appointment(desk.store, lane="rework")
    number = settled_visit(desk, vehicle_id=booked.vehicle_id)
    head, reception = view_of(desk, number).head, queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    assert (head.lane, head.booking_plate) == ("rework", 1)
    assert (reception.row.lane_label, reception.row.booking_plate) == ("返修", 1)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    assert get_appointment(desk.actor, booked.number).plate_number is None
    second = make_appointment(desk.store)
    kept = receive(desk, vehicle_id=second.vehicle_id)
    assert queries.get_reception(desk.actor, kept.number).row.booking_plate == 1
    commands.release_vehicle(actor=desk.actor, number=kept.number, reason="只是来问", at=AT)
    assert get_appointment(desk.actor, second.number).plate_number is None


@pytest.mark.rule("R-AP09")
def test_a_rescued_car_is_in_the_green_channel() -> None:
    desk = make_cash_desk()
    head = view_of(desk, signed_visit(desk, purpose="rescue")).head
    assert (head.lane, head.lane_label) == ("rescue", "救援")


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
        (NoteWish(next_services=(commands.NextService(""),), is_very_satisfied=True), PNG, Invalid),
        (
            NoteWish(precautions=(commands.Precaution("x", "y" * 301),), is_very_satisfied=True),
            PNG,
            Invalid,
        ),
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
    assert draft.precautions == (("检查制动", "新片需磨合 200 km：保持车距，避免急刹。"),)
    assert draft.parts == (queries.ReturnedPartRow("前刹车片", "1 项", "后备箱", "returned"),)
    (coming,) = draft.coming
    assert (draft.old_parts, coming.due_km, coming.due_on) == ("boot", 46_286, date(2027, 5, 20))


@pytest.mark.rule("R-RO19")
def test_no_car_leaves_without_a_word_to_whoever_calls_and_the_work_done_proposes_it() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    draft = queries.draft_delivery_note(desk.actor, view_of(desk, number), AT.date())
    assert draft.follow_up_note == "问：“头几脚刹车有沙沙声”是否消除"
    wiped = replace(NOTE, follow_up_note=" ")
    with pytest.raises(Invalid) as refused:
        commands.deliver_vehicle(actor=desk.actor, number=number, note=wiped, signature=PNG, at=AT + timedelta(hours=3))
    assert (refused.value.field, refused.value.rule) == ("follow_up_note", "R-RO19")
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    note = queries.find_delivery_note(desk.actor, number)
    assert note is not None
    assert note.follow_up_note == view_of(desk, number).head.follow_up_suggestion == draft.follow_up_note


@pytest.mark.rule("R-RO19")
def test_what_the_advisor_writes_at_the_hand_over_reaches_the_call() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    told = replace(NOTE, follow_up_note="问左前异响")
    commands.deliver_vehicle(actor=desk.actor, number=number, note=told, signature=PNG, at=AT + timedelta(hours=3))
    assert view_of(desk, number).head.follow_up_suggestion == "问左前异响"


def test_the_printed_note_names_who_handed_the_car_over_and_when_instead_of_an_empty_line() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    (name,) = names_by_key(desk.actor, [desk.actor.key]).values()
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    paper = text_of(browser.get(f"/deliveries/{number}/delivery-note.pdf").content)
    assert "服务顾问（电子确认）" in paper
    assert name in paper
