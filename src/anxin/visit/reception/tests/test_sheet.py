"""The walk-around: its photos, its draft, its signature."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import IllegalTransition, Invalid, InvalidFields, VersionConflict
from anxin.platform.scope import unit_of_work
from anxin.visit.reception import commands
from anxin.visit.reception.models import InspectionSheet
from anxin.visit.reception.tests.factories import (
    PNG,
    make_cash_desk,
    photo_bytes,
    receive,
    seen,
    view,
    walked_around,
)
from anxin.visit.repair_orders.commands import SignatureNeeded

pytestmark = pytest.mark.django_db


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


@pytest.mark.rule("R-RC14")
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


def test_a_declined_walk_around_lets_the_order_be_signed_and_keeps_why() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    with pytest.raises(Invalid):
        commands.decline_walk_around(actor=desk.actor, number=kept.number, reason="", at=AT)
    commands.decline_walk_around(actor=desk.actor, number=kept.number, reason="客户赶时间", at=AT)
    assert view(desk, kept.number).sheet.declined_reason == "客户赶时间"


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
