"""The law calendar: public holidays and make-up days of mainland China, read from holidays.toml.

Owns: which days the law takes out of the week and which weekend days it puts in, and for which years that
is known. Does not own: when a store is open (rules.py), the tables in which people edit days.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

SATURDAY = 5


class PublicDayKind(StrEnum):
    """What the announcement does to a day."""

    HOLIDAY = "holiday"
    MAKEUP = "makeup"


@dataclass(frozen=True, slots=True)
class PublicDay:
    """One day that differs from the plain week: a holiday, or a weekend day that is worked instead."""

    on: date
    kind: PublicDayKind
    name_zh: str
    name_en: str


class PublicHolidays:
    """The days that differ from the plain week, and the years for which they are complete (M01.07)."""

    __slots__ = ("_days", "_years")

    def __init__(self, days: Iterable[PublicDay], years: Iterable[int]) -> None:
        self._days = {day.on: day for day in days}
        self._years = frozenset(years)

    def find_day(self, day: date) -> PublicDay | None:
        """Return the holiday or make-up day on this date, or None for a plain day."""
        return self._days.get(day)

    def knows_year(self, year: int) -> bool:
        """Say whether the announcement of this year is in; if not, weekends alone decide."""
        return year in self._years

    def is_working_day(self, day: date) -> bool:
        """Say whether the law calls this a working day; in an unknown year Monday to Friday are."""
        public_day = self._days.get(day)
        if public_day is None:
            return day.weekday() < SATURDAY
        return public_day.kind is PublicDayKind.MAKEUP

    def list_days(self) -> list[PublicDay]:
        """Return all known days in order of date, for seeding and showing them."""
        return [self._days[day] for day in sorted(self._days)]


@lru_cache(maxsize=1)
def load_public_holidays() -> PublicHolidays:
    """Return the holidays that ship with the product."""
    with Path(__file__).with_name("holidays.toml").open("rb") as file:
        content = tomllib.load(file)
    days = [PublicDay(row["date"], PublicDayKind(row["kind"]), row["name_zh"], row["name_en"]) for row in content["days"]]
    return PublicHolidays(days, content["years"])
