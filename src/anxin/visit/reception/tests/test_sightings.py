"""What a gate saw: kept once, claimed by the reception, shown against its limits; without a gate nothing is measured."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Conflict, Denied, Invalid
from anxin.platform.scope import reading
from anxin.visit.reception import commands, queries
from anxin.visit.reception.models import PlateSighting
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, signed_visit, view

SECOND = timedelta(seconds=1)
PLATE = "粤B88888"


def saw(desk: FrontDesk, kind: str = "arrived", seconds: int = 0, *, key: str = "", **more: Any) -> commands.KeptSighting:
    given: dict[str, Any] = {"plate": PLATE, "key": key or f"{kind}{seconds}", "seen_at": AT + seconds * SECOND}
    device = make_actor(desk.store, "reception_guide")
    return commands.report_plate(
        actor=device, store_id=desk.store.pk, kind=kind, at=AT + timedelta(minutes=5), **(given | more)
    )


def car(desk: FrontDesk) -> int:
    return make_vehicle(desk.store, at=AT, plate=PLATE)


@pytest.mark.django_db
@pytest.mark.rule("R-RC04", "R-RC05")
@pytest.mark.usefixtures("friday_afternoon")
def test_a_gate_measures_greeting_and_bay_and_without_one_there_is_nothing(browser: Client, desk: FrontDesk) -> None:
    without = receive(desk)
    page = browser.get(f"/reception/{without.number}/?step=car").content.decode()
    assert page.count("还没有数据") == 2
    assert "要求 5 秒内" in page
    assert "要求 60 秒内" in page
    early = saw(desk, seconds=-90)
    assert (early.reception_number, early.is_repeated) == ("", False)
    kept = receive(desk, vehicle_id=car(desk))
    assert view(desk, kept.number).row.arrived_at == AT - 90 * SECOND
    assert saw(desk, "greeted", -86).reception_number == kept.number
    saw(desk, "greeted", -80)
    saw(desk, "in_bay", -20)
    seen = view(desk, kept.number)
    assert (seen.greeted_seconds, seen.bay_seconds) == (4, 70)
    page = browser.get(f"/reception/{kept.number}/?step=car").content.decode()
    assert "4 秒" in page
    assert "70 秒" in page


@pytest.mark.django_db
def test_the_same_key_is_answered_with_what_it_was_and_no_other_sighting() -> None:
    desk = make_cash_desk()
    first = saw(desk, key="g1")
    again = saw(desk, key="g1")
    assert (again.id, again.is_repeated) == (first.id, True)
    with pytest.raises(Conflict):
        saw(desk, "greeted", key="g1")
    with reading(system_actor("test")):
        assert PlateSighting.objects.across_stores(reason="test").count() == 1


def test_a_device_that_repeats_at_once_is_kept_once(race: Callable[..., list[Any]]) -> None:
    desk = make_cash_desk()
    report = partial(
        commands.report_plate,
        actor=make_actor(desk.store, "reception_guide"),
        store_id=desk.store.pk,
        key="g1",
        plate=PLATE,
        kind="arrived",
        seen_at=AT,
        at=AT,
    )
    done = race(report, report)
    assert sorted(one.is_repeated for one in done) == [False, True]


@pytest.mark.django_db
def test_what_no_device_can_have_seen_is_refused() -> None:
    desk = make_cash_desk()
    for field, wrong in (
        ("key", {"key": " "}),
        ("plate", {"plate": " "}),
        ("kind", {"kind": "parked"}),
        ("seen_at", {"seen_at": AT + timedelta(minutes=11)}),
        ("seen_at", {"seen_at": AT - timedelta(days=2)}),
    ):
        with pytest.raises(Invalid) as refused:
            saw(desk, **({"kind": "arrived"} | wrong))
        assert (refused.value.field, refused.value.rule) == (field, "R-RC04")
    for actor in (make_actor(desk.store, "service_advisor"), make_actor(make_store("NB"), "reception_guide")):
        with pytest.raises(Denied):
            commands.report_plate(
                actor=actor, store_id=desk.store.pk, key="x", plate=PLATE, kind="arrived", seen_at=AT, at=AT
            )


@pytest.mark.django_db
def test_an_unknown_plate_waits_no_longer_than_the_store_says_and_fades() -> None:
    desk = make_cash_desk()
    saw(desk)
    late = AT + timedelta(minutes=121)
    kept = receive(desk, vehicle_id=car(desk), at=late)
    assert view(desk, kept.number).row.arrived_at == late
    commands.forget_visitors(actor=system_actor("test"), store_id=desk.store.pk, at=AT + timedelta(days=91))
    with reading(system_actor("test")):
        assert PlateSighting.objects.across_stores(reason="test").get().plate == ""


@pytest.mark.django_db
def test_waiting_counts_from_what_the_gate_saw() -> None:
    desk = make_cash_desk()
    saw(desk, seconds=-600)
    signed_visit(desk, vehicle_id=car(desk))
    (walk_in,) = [
        one
        for one in queries.figures_of_entries(desk.actor, desk.store.pk, AT.date(), AT.date()).waits
        if one.group == "walk_in"
    ]
    assert walk_in.to_signature == 10


@pytest.mark.django_db
def test_what_a_gate_reports_late_is_of_no_later_visit() -> None:
    desk = make_cash_desk()
    vehicle = car(desk)
    first = receive(desk, vehicle_id=vehicle, at=AT - timedelta(hours=1))
    commands.release_vehicle(actor=desk.actor, number=first.number, reason="改天", at=AT - timedelta(minutes=30))
    late = saw(desk, seconds=-3600)
    again = receive(desk, vehicle_id=vehicle)
    assert view(desk, again.number).row.arrived_at == AT
    assert (late.reception_number, saw(desk, seconds=-3300).reception_number) == ("", "")
    assert saw(desk, seconds=-60).reception_number == again.number
    assert view(desk, again.number).row.arrived_at == AT - 60 * SECOND


@pytest.mark.django_db
def test_what_was_seen_hours_before_a_car_was_received_is_not_of_its_visit() -> None:
    desk = make_cash_desk()
    kept = receive(desk, vehicle_id=car(desk))
    assert saw(desk, seconds=-121 * 60).reception_number == ""
    assert saw(desk, seconds=-119 * 60).reception_number == kept.number
    assert saw(desk, seconds=-200 * 60).reception_number == ""
    assert view(desk, kept.number).row.arrived_at == AT - timedelta(minutes=119)
