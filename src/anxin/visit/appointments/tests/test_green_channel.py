"""The green channel and the numbered plates of booked cars."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, PASSWORD, make_actor, make_store, make_user
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package
from anxin.visit.appointments import commands, parameters, permissions, queries
from anxin.visit.appointments.commands import KeptAppointment, mark_arrived, mark_missed_appointments
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.rules import lowest_free
from anxin.visit.appointments.tests.factories import make_appointment

db = pytest.mark.django_db


def arrive(kept: KeptAppointment) -> int | None:
    return mark_arrived(actor=system_actor("test"), number=kept.number, at=AT).plate_number


def limit_plates(store: Store, count: int) -> None:
    change = SetParameter(parameters.PLATES.code, "store", store.pk, count, AT.date())
    set_parameter(actor=make_actor(store, "administrator"), change=change, at=AT)


@pytest.mark.rule("R-AP07")
@db
@pytest.mark.parametrize(("hours", "lane"), [("1.00", "express"), ("1.10", "")])
def test_a_short_package_is_express_and_what_the_caller_says_goes_before(hours: str, lane: str) -> None:
    store, package = make_store("LG"), make_package(make_operation(hours=hours), make_article())
    assert make_appointment(store, package_code=package.code).lane == lane
    said = make_appointment(store, package_code=package.code, lane="grievance")
    row = queries.get_appointment(system_actor("test"), said.number)
    assert (row.lane, row.lane_label) == ("grievance", "抱怨投诉")
    assert make_appointment(store, package_code="NONE").lane == ""
    with pytest.raises(Invalid, match="绿色通道"):
        make_appointment(store, lane="vip")


@db
@pytest.mark.parametrize(("hours", "lane"), [("3.00", "express"), ("3.10", "")])
def test_a_short_package_of_body_and_paint_is_express_in_a_lane_of_its_own(hours: str, lane: str) -> None:
    store, package = make_store("LG"), make_package(make_operation(hours=hours, labour_class="body"), make_article())
    kept = make_appointment(store, package_code=package.code, kind="body_paint")
    row = queries.get_appointment(system_actor("test"), kept.number)
    assert (row.lane, row.lane_label) == (lane, "快速钣喷" if lane else "")
    assert make_appointment(store, package_code=package.code).lane == ""


@pytest.mark.rule("R-AP08")
@db
def test_the_lowest_free_plate_is_given_and_all_taken_is_no_refusal() -> None:
    store, other = make_store("LG"), make_store("NS")
    limit_plates(store, 2)
    first, second, third = (make_appointment(store) for _number in range(3))
    assert [arrive(first), arrive(second), arrive(third)] == [1, 2, None]
    assert arrive(make_appointment(other)) == 1
    with unit_of_work(system_actor("test"), "test", writable=True):
        commands.return_plate(system_actor("test"), permissions.ARRIVE, first.id, at=AT)
    assert queries.get_appointment(system_actor("test"), first.number).plate_number is None
    assert arrive(make_appointment(store)) == 1


@db
def test_a_car_that_was_never_received_loses_its_plate_overnight() -> None:
    store = make_store("LG")
    assert arrive(make_appointment(store)) == 1
    mark_missed_appointments(actor=system_actor("test"), store_id=store.pk, at=AT + timedelta(days=1))
    assert arrive(make_appointment(store, wanted_at=AT + timedelta(hours=2))) == 1


@db
def test_the_database_refuses_a_plate_on_two_cars() -> None:
    store = make_store("LG")
    one, other = make_appointment(store), make_appointment(store)
    assert arrive(one) == 1
    with unit_of_work(system_actor("test"), "test", writable=True), pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.visible_to(system_actor("test"), permissions.ARRIVE).filter(pk=other.id).update(plate_number=1)


@pytest.mark.rule("R-AP08")
def test_cars_that_arrive_at_once_get_different_plates(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    cars = [make_appointment(store) for _number in range(4)]
    assert sorted(race(*(partial(arrive, car) for car in cars))) == [1, 2, 3, 4]


def test_the_lowest_number_that_is_free() -> None:
    assert [lowest_free(taken, 3) for taken in ((), (1, 2), (2, 3), (1, 2, 3))] == [1, 3, 1, None]


@db
def test_the_desk_books_a_rework_in_one_tap_and_reads_the_plate_when_it_comes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store = make_store("LG")
    make_user(store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    form = {
        "plate": "粤B12345", "wanted_at": "2026-11-20T15:00", "kind": "repair", "channel": "phone", "lane": "rework",
        "customer_name": "李雷", "phone": "13912345678",
    }  # fmt: skip
    assert client.post("/appointments/book/", form).status_code == 303
    (row,) = queries.list_appointments(system_actor("test"), store.pk, AT.date())
    assert "绿色通道 返修" in client.get("/appointments/").content.decode()
    client.post(f"/appointments/{row.number}/arrive/")
    assert "预约牌 1" in client.get("/appointments/").content.decode()
