"""The first writer: plays days of a store through the real commands: shifts, bookings, visits.

Steps of all cars are played in the order of time, the way a day happens.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime

from anxin.faces.twin.floor import Floor
from anxin.faces.twin.plan import PlannedBooking, PlannedDay, PlannedShift
from anxin.faces.twin.playing import PlayedVisit
from anxin.faces.twin.steps import FIRST, Step, book, handle_events
from anxin.parties.people import commands as people
from anxin.visit.appointments import commands as appointments
from anxin.visit.workshop import commands as workshop


def play_days(floor: Floor, days: Iterable[PlannedDay]) -> int:
    """Play the days of a store; returns the number of steps."""
    steps: list[Step] = []
    for day in days:
        for shift in day.shifts:
            steps += _shift_steps(floor, shift, len(steps))
        for booking in (*day.missed, *day.expected):
            steps += _booking_steps(floor, booking)
        for visit in day.visits:
            steps += PlayedVisit(floor, visit).steps()
    heapq.heapify(steps)
    count = 0
    while steps:
        at, _serial, _place, act = heapq.heappop(steps)
        act(at)
        count += 1
    handle_events(floor.store.id)
    return count


def _shift_steps(floor: Floor, shift: PlannedShift, serial: int) -> Iterator[Step]:
    person = floor.technician(shift.place) if shift.person == "technician" else floor.advisor(shift.place)

    def begin(at: datetime) -> None:
        people.clock_in(actor=person.actor, employee_id=person.employee_id, at=at)

    def end(at: datetime) -> None:
        people.clock_out(actor=person.actor, employee_id=person.employee_id, at=at)

    def meet(at: datetime) -> None:
        workshop.begin_indirect_time(actor=person.actor, store_id=floor.store.id, activity="meeting", at=at)

    def part(at: datetime) -> None:
        workshop.end_indirect_time(actor=person.actor, store_id=floor.store.id, at=at)

    yield shift.starts_at, -2 * FIRST + serial, 0, begin
    if shift.meeting is not None:
        yield shift.meeting[0], -2 * FIRST + serial, 1, meet
        yield shift.meeting[1], -2 * FIRST + serial, 2, part
    if shift.ends_at is not None:
        yield shift.ends_at, 2 * FIRST + serial, 0, end


def _booking_steps(floor: Floor, booking: PlannedBooking) -> Iterator[Step]:
    made: list[str] = []

    def make(at: datetime) -> None:
        made.append(book(floor, booking, at))

    def miss(at: datetime) -> None:
        appointments.mark_no_show(actor=floor.advisor(booking.advisor).actor, number=made[0], at=at)

    yield booking.booked_at, booking.car - FIRST, 0, make
    if booking.missed_at is not None:
        yield booking.missed_at, booking.car - FIRST, 1, miss
