"""Loads the demo group: organisation, sixty days of history in bulk, the last day played through the commands.

The same seed and date give the same rows. Progress goes to whoever listens.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from anxin.faces.twin import (
    cash_work,
    consents,
    desk_work,
    organisation,
    parts_work,
    quality_work,
    technical_work,
)
from anxin.faces.twin.accounts import accounts, names_of_accounts
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.days import play_days
from anxin.faces.twin.floor import Floor, read_floor
from anxin.faces.twin.history import write_days
from anxin.faces.twin.looking_back import LookingBack
from anxin.faces.twin.organisation import PASSWORD, STORES, DemoStore
from anxin.faces.twin.people import PlannedCar, draw_fleet
from anxin.faces.twin.plan import PlannedDay
from anxin.faces.twin.rest import plan_rest
from anxin.faces.twin.simulation import StoreSimulation

Progress = Callable[[int, str], None]
CUT = time(14, 30)
"""Until when the last day has happened in a demo for a given date."""
WEEKS_STOCK = 240
"""Of each part that packages use, at the beginning; bought again each week."""
EARLIEST_CUT, LATEST_CUT = time(13), time(17)
"""Between these the last day has happened until now; before and after, the same floor is moved to the hour."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What is loaded: how many days until ``today``, from which seed; ``now`` is where the last day stands."""

    days: int
    seed: int
    today: date
    now: datetime | None = None
    cars: int = 800

    @property
    def cut(self) -> datetime:
        """Where the plan of the last day is cut off."""
        hour = CUT if self.now is None else min(max(self.now.astimezone(ZONE).time(), EARLIEST_CUT), LATEST_CUT)
        return datetime.combine(self.today, hour, ZONE).astimezone(UTC)


def load(demo: Demo, progress: Progress) -> int:
    """Load everything; returns the number of visits."""
    first_day = demo.today - timedelta(days=demo.days)
    at = datetime.combine(first_day - timedelta(days=2), time(9), ZONE).astimezone(UTC)
    progress(2, "集团、门店与工位")
    ids = organisation.make_group(at)
    progress(6, "目录")
    organisation.make_catalogue(at)
    organisation.make_overseers(at)
    desk_work.set_terms(organisation.brand_ids(), at)
    desk_work.set_costs(first_day, at)
    visits, floors = 0, []
    for place, store in enumerate(STORES):
        base = 12 + place * 29
        progress(base, f"{store.name}：员工、库存、客户与车辆")
        random = Random(f"{demo.seed}:{store.code}")
        fleet = draw_fleet(random, store.brand, place + 1, demo.cars, first_day)
        floor = _furnish(store, ids[store.code], fleet, demo, random, at)
        parts_work.set_up(floor, at)
        simulation = StoreSimulation(random, store.brand, fleet, first_day)
        past = simulation.history(first_day + timedelta(days=each) for each in range(demo.days))
        today = simulation.open_day(demo.today, demo.cut)
        progress(base + 6, f"{store.name}：{sum(len(day.visits) for day in past)} 次到店的历史")
        LookingBack(floor, fleet, past).add(with_express=place == 0)
        this_morning = datetime.combine(demo.today, time(0), ZONE).astimezone(UTC)
        write_days(floor, past, this_morning)
        plan_rest(floor, past, this_morning)
        progress(base + 20, f"{store.name}：今天")
        play_days(floor, [_moved_to_now(today, demo, past[-1])])
        desk_work.lay_out(floor, store.brand, demo.now or demo.cut)
        parts_work.lay_out(floor, demo.now or demo.cut)
        quality_work.look_back(floor, demo.now or demo.cut)
        cash_work.look_back(floor, demo.now or demo.cut)
        technical_work.ask_for_help(floor, demo.now or demo.cut)
        floors.append(floor)
        visits += sum(len(day.visits) for day in past) + len(today.visits)
    if len(floors) > 1:
        parts_work.borrow(floors[0], floors[1], demo.now or demo.cut)
    progress(100, f"{visits} 次到店")
    return visits


def write_accounts(path: Path) -> None:
    """Write the accounts, with whose they are, for whoever starts the demo; readable by nobody else."""
    tried = accounts()
    names = names_of_accounts([one.login for one in tried])
    rows = [{"desk": one.desk, "name": names.get(one.login, ""), "login": one.login, "password": PASSWORD} for one in tried]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


def _furnish(store: DemoStore, store_id: int, fleet: list[PlannedCar], demo: Demo, random: Random, at: datetime) -> Floor:
    organisation.make_staff(store, store_id, random, at)
    organisation.make_stock(store, store_id, WEEKS_STOCK, at)
    organisation.make_cars(store, store_id, fleet, at)
    floor = read_floor(store_id, [car.data.vin for car in fleet], demo.today)
    consents.make_consents(store_id, [customer for _vehicle, customer in floor.cars], fleet, at)
    return floor


def _moved_to_now(day: PlannedDay, demo: Demo, before: PlannedDay) -> PlannedDay:
    """Move what has happened today so that it ends now, when the demo is started before or after the hours of the plan."""
    if demo.now is None or demo.now == demo.cut:
        return day
    first = min(shift.starts_at for shift in day.shifts)
    last = max(shift.ends_at or first for shift in before.shifts)
    last = max(last, *(job.planned_to for visit in before.visits for job in visit.jobs))
    by = max(demo.now - demo.cut, last - first + timedelta(minutes=5))
    visits = tuple(replace(_shifted(visit, by), day=visit.day, booking=None) for visit in day.visits)
    shifts = tuple(_shifted(shift, by) for shift in day.shifts)
    return replace(day, visits=visits, shifts=shifts)


def _shifted(value: Any, by: timedelta) -> Any:
    if isinstance(value, datetime):
        return value + by
    if isinstance(value, tuple):
        return tuple(_shifted(each, by) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _shifted(getattr(value, each.name), by) for each in fields(value)})
    return value
