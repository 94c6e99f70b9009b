"""The plan alone, without a database: the same seed gives the same days, nobody is in two places, shares are as asked."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest

from anxin.faces.twin.catalogue import BRANDS, articles_of, operations_of, packages_of
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.people import draw_fleet
from anxin.faces.twin.plan import PlannedDay
from anxin.faces.twin.simulation import StoreSimulation
from anxin.platform.plates import parse_plate
from anxin.platform.vin import parse_vin

FIRST = date(2026, 9, 22)


def sixty_days(seed: str = "1:LG") -> list[PlannedDay]:
    random = Random(seed)
    fleet = draw_fleet(random, BRANDS[0], 1, 800, FIRST)
    return StoreSimulation(random, BRANDS[0], fleet, FIRST).history(FIRST + timedelta(days=each) for each in range(60))


@pytest.fixture(scope="module")
def days() -> list[PlannedDay]:
    return sixty_days()


def test_the_same_seed_gives_the_same_plan(days: list[PlannedDay]) -> None:
    assert sixty_days() == days
    assert sixty_days("2:LG") != days


def test_nobody_and_no_bay_is_taken_twice_at_once(days: list[PlannedDay]) -> None:
    spans: dict[tuple[str, int], list[tuple[datetime, datetime]]] = defaultdict(list)
    for day in days:
        for visit in day.visits:
            for job in visit.jobs:
                for kind, place in (("technician", job.technician), ("bay", job.bay)):
                    spans[kind, place].append((job.planned_from, max(job.planned_to, job.finished_at)))
    for taken in spans.values():
        taken.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(taken))


def test_shares_of_sixty_days_are_those_of_the_demo(days: list[PlannedDay]) -> None:
    visits = [visit for day in days for visit in day.visits]
    cars = [visit.car for visit in visits]
    jobs = [(job, visit) for visit in visits for job in visit.jobs]
    booked = sum(1 for visit in visits if visit.booking) + sum(len(day.missed) for day in days)
    decisions = [job.addition.decision for job, _visit in jobs if job.addition]
    assert len(visits) >= 1200
    assert sum(1 for car in set(cars) if cars.count(car) > 1) / len(set(cars)) >= 0.3
    assert 0.05 <= sum(1 for job, visit in jobs if visit.work_finished_at > visit.promised_at) / len(jobs) <= 0.10
    assert 0.015 <= sum(1 for visit in visits if visit.rework) / len(visits) <= 0.05
    assert 0.05 <= sum(len(day.missed) for day in days) / booked <= 0.12
    assert {"APPROVED", "DECLINED", "DEFERRED"} == set(decisions)


def test_everything_of_a_day_lies_in_the_opening_hours_and_bookings_spread_over_them(days: list[PlannedDay]) -> None:
    for day in days:
        opens, closes = (datetime.combine(day.day, time(hour), ZONE) for hour in (8, 18))
        booked = [visit.booking for visit in day.visits if visit.booking] + list(day.missed)
        assert all(opens + timedelta(minutes=30) <= one.wanted_at <= closes - timedelta(hours=1) for one in booked)
        assert all(opens <= visit.arrived_at and visit.delivered_at <= closes for visit in day.visits)
    hours = Counter(visit.booking.wanted_at.astimezone(ZONE).hour for day in days for visit in day.visits if visit.booking)
    assert set(hours) == set(range(8, 17))
    assert max(hours.values()) <= 0.2 * hours.total()


def test_plates_and_vins_of_the_fleet_are_right() -> None:
    for place, brand in enumerate(BRANDS, 1):
        fleet = draw_fleet(Random(3), brand, place, 400, FIRST)
        assert len({car.data.vin for car in fleet}) == len({car.data.plate for car in fleet}) == 400
        assert all(parse_vin(car.data.vin).is_usable and parse_plate(car.data.plate).is_usable for car in fleet)


def test_catalogues_are_as_large_as_a_dealership_needs() -> None:
    for brand in BRANDS:
        assert len(list(operations_of(brand, 1))) >= 120
        assert len({term.number for term in articles_of(brand, 1)}) >= 400
        assert len(list(packages_of(brand, 1))) >= 25
