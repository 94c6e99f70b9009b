"""Slots, room in them, punctuality."""

from datetime import UTC, datetime, timedelta

import pytest

from anxin.visit.appointments.lifecycle import APPOINTMENT
from anxin.visit.appointments.rules import Room, Taken, first_free, has_room, per_slot, punctuality, slot_of

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return AT + timedelta(minutes=number)


@pytest.mark.parametrize(("given", "slot"), [(0, 0), (29.9, 0), (30, 30), (-1, -30)])
def test_a_slot_is_the_half_hour(given: float, slot: float) -> None:
    assert slot_of(minutes(given)) == minutes(slot)


def test_a_slot_has_room_for_so_many_cars_and_for_so_many_of_one_advisor() -> None:
    taken = [Taken(minutes(0), 1), Taken(minutes(10), None), Taken(minutes(30), 1)]
    assert has_room(taken, minutes(5), 2, Room(3, 1))
    assert not has_room(taken, minutes(5), 1, Room(3, 1))
    assert has_room(taken, minutes(5), None, Room(3, 1))
    assert not has_room(taken, minutes(5), 2, Room(2, 1))
    assert per_slot(taken) == {minutes(0): 2, minutes(30): 1}


def test_the_next_free_slot_is_the_first_with_room() -> None:
    taken = [Taken(minutes(0), 1), Taken(minutes(30), 2)]
    slots = [minutes(0), minutes(30), minutes(60)]
    assert first_free(taken, slots, None, Room(1, 1)) == minutes(60)
    assert first_free(taken, slots, 1, Room(2, 1)) == minutes(30)
    assert first_free(taken, slots[:2], None, Room(1, 1)) is None


@pytest.mark.parametrize(
    ("arrived", "said"), [(-5.1, "early"), (-5, "punctual"), (0, "punctual"), (0.9, "punctual"), (1, "late"), (90, "late")]
)
def test_punctual_is_within_five_minutes_before_the_agreed_time(arrived: float, said: str) -> None:
    assert punctuality(AT, minutes(arrived), 5) == said


def test_who_was_given_up_may_still_arrive_but_a_cancelled_booking_is_over() -> None:
    assert APPOINTMENT.verbs("NO_SHOW") == ["arrive"]
    assert APPOINTMENT.verbs("CANCELLED") == []
