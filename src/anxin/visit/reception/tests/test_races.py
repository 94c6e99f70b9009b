"""Two people at once, with real commits."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Conflict, IllegalTransition
from anxin.platform.numbering import next_number
from anxin.platform.scope import unit_of_work
from anxin.visit.appointments.commands import Booking, CarWish, KeptAppointment, book_appointment, booking
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands
from anxin.visit.reception.commands import (
    AlreadyHere,
    DeliveredVehicle,
    KeptReception,
    KeptSheet,
    OpenedFromReception,
    ordering,
)
from anxin.visit.reception.queries import RatingLinkEnded
from anxin.visit.reception.rating_tokens import link_actor
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    make_cash_desk,
    receive,
    seen,
    settled_visit,
    walked_around,
)

Race = Callable[..., list[Any]]


def kinds(outcomes: list[Any]) -> set[type]:
    return {type(outcome) for outcome in outcomes}


def test_two_advisors_cannot_receive_the_same_car_at_once(race: Race) -> None:
    desk = make_cash_desk()
    car = make_vehicle(desk.store)
    assert kinds(race(*[lambda: receive(desk, vehicle_id=car)] * 2)) == {KeptReception, AlreadyHere}


def test_a_sheet_is_signed_or_declined_but_not_both(race: Race) -> None:
    desk = make_cash_desk()
    kept = walked_around(desk)
    outcomes = race(
        lambda: commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT),
        lambda: commands.decline_walk_around(actor=desk.actor, number=kept.number, reason="赶时间", at=AT),
    )
    assert kinds(outcomes) == {KeptSheet, IllegalTransition}


@pytest.mark.rule("R-RC13")
def test_a_locker_is_taken_once(race: Race) -> None:
    desk = make_cash_desk()
    cars = [receive(desk), receive(desk)]
    outcomes = race(
        *[
            partial(commands.record_walk_around, actor=desk.actor, number=kept.number, seen=seen(locker="3"), at=AT)
            for kept in cars
        ]
    )
    assert kinds(outcomes) == {KeptSheet, commands.LockerTaken}


@pytest.mark.rule("R-DL07")
def test_a_customer_who_taps_on_the_device_and_on_his_phone_rates_once(race: Race) -> None:
    desk = make_cash_desk()
    number, at = settled_visit(desk), AT + timedelta(hours=3)
    token = commands.share_rating(actor=desk.actor, number=number, at=at).path.split("/")[2]
    wish = commands.RatingWish(4)
    own = partial(commands.rate_by_link, actor=link_actor(token), token=token, wish=wish, at=at)
    outcomes = race(own, own, partial(commands.rate_service, actor=desk.actor, number=number, wish=wish, at=at))
    assert kinds(outcomes) == {commands.KeptRating, commands.RatedBefore}
    assert [type(one) for one in outcomes].count(commands.KeptRating) == 1


@pytest.mark.rule("R-DL07")
def test_a_link_is_used_or_taken_back_but_not_both(race: Race) -> None:
    desk = make_cash_desk()
    number, at = settled_visit(desk), AT + timedelta(hours=3)
    token = commands.share_rating(actor=desk.actor, number=number, at=at).path.split("/")[2]
    rated, ended = race(
        lambda: commands.rate_by_link(actor=link_actor(token), token=token, wish=commands.RatingWish(4), at=at),
        lambda: commands.revoke_rating(actor=desk.actor, number=number, at=at),
    )
    assert isinstance(ended, commands.EndedRating)
    assert isinstance(rated, RatingLinkEnded if ended.was_live else commands.KeptRating)


@pytest.mark.rule("R-DL07")
def test_two_who_show_the_code_at_once_show_the_same(race: Race) -> None:
    desk = make_cash_desk()
    number, at = settled_visit(desk), AT + timedelta(hours=3)
    outcomes = race(*[lambda: commands.share_rating(actor=desk.actor, number=number, at=at)] * 2)
    assert len({one.path for one in outcomes}) == 1


@pytest.mark.rule("R-RO20")
def test_a_double_tap_flags_once(race: Race) -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    flag = partial(commands.flag_visit, actor=desk.actor, number=kept.number, kind="mystery", at=AT)
    assert kinds(race(flag, flag)) == {commands.KeptFlag, Conflict}


def test_a_double_tap_opens_one_order(race: Race) -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    outcomes = race(*[lambda: commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)] * 2)
    assert kinds(outcomes) == {OpenedFromReception, IllegalTransition}


def test_a_car_is_handed_over_once(race: Race) -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    late = AT + timedelta(hours=3)
    outcomes = race(
        *[lambda: commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=late)] * 2
    )
    assert kinds(outcomes) == {DeliveredVehicle, IllegalTransition}


def test_opening_an_order_and_booking_the_same_car_do_not_wait_for_each_other(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_cash_desk()
    kept = walked_around(desk, concerns="异响")
    has_turn, has_car = threading.Event(), threading.Event()
    take_turn, open_order = booking.require_time, ordering.repair_orders.open_repair_order

    def take_turn_and_wait(*given: Any) -> None:
        take_turn(*given)
        has_turn.set()
        has_car.wait(5)

    def open_and_wait(**given: Any) -> Any:
        opened = open_order(**given)
        has_car.set()
        has_turn.wait(5)
        return opened

    monkeypatch.setattr(booking, "require_time", take_turn_and_wait)
    monkeypatch.setattr(ordering.repair_orders, "open_repair_order", open_and_wait)
    wanted, later = AT + timedelta(days=30), AT + timedelta(minutes=5)
    outcomes = race(
        lambda: make_appointment(desk.store, vehicle_id=kept.vehicle_id, wanted_at=wanted, actor=system_actor("test")),
        lambda: commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=later),
    )
    assert kinds(outcomes) == {KeptAppointment, OpenedFromReception}


@pytest.mark.parametrize("answer", ["given", ""])
def test_a_booking_and_an_interview_that_opens_the_order_of_the_same_customer_both_stand(
    race: Race, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    desk = make_cash_desk()
    here, booked = make_vehicle(desk.store), make_vehicle(desk.store)
    kept = receive(desk, vehicle_id=here)
    in_book, asked = threading.Event(), threading.Event()

    def number_after(*given: Any) -> str:
        """The booking has the book's turn by now; the interview holds the customer, or cannot have him."""
        in_book.set()
        asked.wait(timeout=2)
        return next_number(*given)

    monkeypatch.setattr(booking, "next_number", number_after)
    car = CarWish(vehicle_id=booked, customer_id=kept.customer_id)
    wished = Booking(AT + timedelta(hours=2), service_contact=answer, car=car)

    def interview() -> OpenedFromReception:
        in_book.wait(timeout=10)
        given = {"actor": desk.actor, "number": kept.number, "at": AT}
        with unit_of_work(desk.actor, "page", writable=True):
            commands.record_interview(**given, concerns="异响", service_contact="refused")
            asked.set()
            return commands.open_order_from_reception(**given)

    book = partial(book_appointment, actor=desk.actor, store_id=desk.store.pk, booking=wished, at=AT)
    assert [type(one) for one in race(book, interview)] == [KeptAppointment, OpenedFromReception]
