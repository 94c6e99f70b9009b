"""Pure decisions and sums of the workshop: shares, skills, checklists, time worked and time waited."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Protocol

HIGH_VOLTAGE = "high_voltage"
SPECIAL_BAYS = ("paint", "body")
"""Kinds of bays that are the home of the jobs whose skill has the same name, and of no others."""
EXPRESS_BODY_BAY = "express_body"
"""A bay for small body and paint jobs: at home with both (R-WS12)."""
EXPRESS_BAYS = ("express", EXPRESS_BODY_BAY)
CHECKS: Mapping[str, tuple[str, ...]] = {
    "self": ("work_complete", "torque", "leaks", "clean"),
    "general": ("function", "road_test", "fluids", "fasteners", "old_parts", "clean"),
    "final": ("mileage", "dashboard", "exterior", "interior", "washed", "belongings"),
}
"""The lists as the program ships them; a store may write its own (``checklists``). That a job is repaired is beside them,
a line for each."""
REPAIRED = "repaired"
"""The code of the line that says whether a job is repaired (R-QC02)."""
TRADE_CHECKS: Mapping[str, tuple[str, ...]] = {
    "body": ("body_gap",),
    "paint": ("paint_surface", "paint_colour"),
    HIGH_VOLTAGE: ("hv_insulation", "hv_sealed"),
    "tyre": ("wheel_torque", "tyre_pressure"),
}
"""What is looked at besides after work of a trade, by the technician and at the general inspection."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one item of a checklist; ``photo_keys`` are uploads that show what is wrong."""

    code: str
    passed: bool
    note: str = ""
    photo_keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time from an instant to another; without an end it still runs."""

    since: datetime
    until: datetime | None


def equal_shares(count: int) -> list[int]:
    """Whole percents for ``count`` people that sum to 100; the first ones get what is left over."""
    each, rest = divmod(100, count)
    return [each + (1 if place < rest else 0) for place in range(count)]


def missing_skills(needed: Collection[str], high_voltage: bool, team: Mapping[int, Collection[str]]) -> dict[int, set[str]]:
    """Who lacks which skill: high voltage is asked of everybody, the other skills of somebody in the team.

    The key 0 stands for the team.
    """
    lacking: dict[int, set[str]] = {}
    if high_voltage:
        lacking = {person: {HIGH_VOLTAGE} for person, skills in team.items() if HIGH_VOLTAGE not in skills}
    held = {skill for skills in team.values() for skill in skills}
    open_skills = set(needed) - held - {HIGH_VOLTAGE}
    if open_skills:
        lacking[0] = open_skills
    return lacking


def is_at_home(kind: str, needed: Collection[str]) -> bool:
    """Whether a kind of bay is meant for what a job asks for."""
    home = next((special for special in SPECIAL_BAYS if special in needed), "")
    return kind in (home, EXPRESS_BODY_BAY) if home else kind not in (*SPECIAL_BAYS, EXPRESS_BODY_BAY)


def bay_distance(kind: str, bay_has_high_voltage: bool, needed: Collection[str], high_voltage: bool) -> int:
    """How far a bay is from what a job asks for: 0 is its home, special bays that it does not need come last."""
    return (0 if is_at_home(kind, needed) else 2) + (1 if bay_has_high_voltage and not high_voltage else 0)


def planned_end(planned_from: datetime, hours: Decimal, people: int, shortest_minutes: int) -> datetime:
    """End of a plan: the sold hours shared by those who work at once, at least the store's shortest plan."""
    seconds = int(hours * 3600 / people)
    return planned_from + max(timedelta(seconds=seconds), timedelta(minutes=shortest_minutes))


class Worked(Protocol):
    """A line of an order, as the checklist reads it."""

    @property
    def skill(self) -> str: ...
    @property
    def is_high_voltage(self) -> bool: ...
    @property
    def name(self) -> str: ...
    @property
    def decision(self) -> str: ...


def trades_of(skills: Collection[str], names: Iterable[str], tyre_words: str, *, is_high_voltage: bool) -> tuple[str, ...]:
    """Trades whose checks the work asks for, in the order of ``TRADE_CHECKS``; tyres by their words."""
    found = set(skills) & {"body", "paint"}
    found |= {HIGH_VOLTAGE} if is_high_voltage else set()
    found |= {"tyre"} if any(word in name for name in names for word in tyre_words.split()) else set()
    return tuple(trade for trade in TRADE_CHECKS if trade in found)


def trades_of_lines(lines: Iterable[Worked], tyre_words: str) -> tuple[str, ...]:
    """The same of the lines that the customer agreed to."""
    agreed = [line for line in lines if line.decision == "APPROVED"]
    high_voltage = any(line.is_high_voltage for line in agreed)
    return trades_of(
        {line.skill for line in agreed}, [line.name for line in agreed], tyre_words, is_high_voltage=high_voltage
    )


def words_of_list(text: str) -> list[str]:
    """The lines of a checklist as a store writes them: one after another with semicolons."""
    return list(dict.fromkeys(word.strip() for word in re.split("[；;\n]", text) if word.strip()))


def planned_minutes(hours: Decimal, people: int, shortest_minutes: int) -> int:
    """The same in whole minutes, rounded up."""
    return max(ceil(hours * 60 / people), shortest_minutes)


def unanswered(wanted: Iterable[str], checks: Iterable[Check]) -> list[str]:
    """Items of the checklist without a result."""
    given = {check.code for check in checks}
    return [code for code in wanted if code not in given]


def unknown_checks(wanted: Collection[str], checks: Sequence[Check]) -> list[str]:
    """Results of items that the checklist does not have, or has once and got twice."""
    seen: set[str] = set()
    strange = []
    for check in checks:
        if check.code in seen or check.code not in wanted:
            strange.append(check.code)
        seen.add(check.code)
    return strange


def is_only_dirty(checks: Iterable[Check]) -> bool:
    """Whether all that is wrong is the wash: the car goes back to be washed, and no job to the workshop (R-QC09)."""
    return {check.code for check in checks if not check.passed} == {"washed"}


def minutes_of(stretches: Iterable[Stretch], now: datetime) -> int:
    """Whole minutes of all stretches together; one that still runs counts up to now."""
    total = sum(((max(one.until or now, one.since) - one.since) for one in stretches), timedelta(0))
    return int(total.total_seconds() // 60)


def first_free(busy: Iterable[tuple[datetime, datetime]], not_before: datetime, length: timedelta) -> datetime:
    """The first instant from which a span of this length meets nothing busy."""
    start = not_before
    for since, until in sorted(busy):
        if since - start >= length:
            break
        start = max(start, until)
    return start


def free_on_shift(
    busy: Iterable[tuple[datetime, datetime]],
    shift: tuple[datetime, datetime] | None,
    not_before: datetime,
    length: timedelta,
) -> datetime | None:
    """The first free instant of somebody's shift, None when there is none before it ends; no shift: any instant."""
    start = first_free(busy, max(not_before, shift[0]) if shift else not_before, length)
    return None if shift and start >= shift[1] else start


MARK_MINUTES = 5
"""Plans begin on full marks of so many minutes."""


def next_mark(at: datetime, minutes: int = MARK_MINUTES) -> datetime:
    """The next full mark of the clock at which a plan may start."""
    whole = at.replace(second=0, microsecond=0)
    step = (-whole.minute) % minutes
    if whole < at and step == 0:
        step = minutes
    return whole + timedelta(minutes=step)
