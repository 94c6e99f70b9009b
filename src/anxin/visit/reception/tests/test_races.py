"""Two people at once, with real commits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import IllegalTransition
from anxin.visit.reception import commands
from anxin.visit.reception.commands import AlreadyHere, DeliveredVehicle, KeptReception, KeptSheet, OpenedFromReception
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    make_cash_desk,
    receive,
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
