"""Pure decisions of the catalogue: which rate holds, what a package costs, how a price is split, search keys."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase

from anxin.platform.calendar.rules import add_months
from anxin.platform.money import Money
from anxin.platform.names import pinyin_initials, pinyin_key
from anxin.platform.text import clean_text

# Fitted on more than one side of a car: an order that does not say where sends the wrong one to the bay (R-RO06).
ON_SEVERAL_SIDES = re.compile(
    "减震器|减振器|点火线圈|刹车片|制动片|刹车盘|制动盘|轮胎|车门|门锁|玻璃升降器|大灯|尾灯|翼子板|"  # i18n: data
    "摆臂|轮毂轴承|轮速传感器|氧传感器|稳定杆连杆|半轴|转向拉杆|球头"  # i18n: data
)
SAYS_A_SIDE = re.compile("[前后左右]")  # i18n: data
MONTHS = 12


def has_positions(name: str) -> bool:
    """Whether a name is of something fitted on several sides and does not say itself on which."""
    return ON_SEVERAL_SIDES.search(name) is not None and SAYS_A_SIDE.search(name) is None


@dataclass(frozen=True, slots=True)
class RateEntry:
    """An hourly labour rate of one scope: a store, else a brand, else the group; valid from a day."""

    labour_class: str
    rate: Money
    valid_from: date
    brand_id: int | None = None
    store_id: int | None = None

    @property
    def nearness(self) -> int:
        """2 for a store's own rate, 1 for its brand's, 0 for the group's."""
        return 2 if self.store_id is not None else 1 if self.brand_id is not None else 0


def rates_in_force(entries: Iterable[RateEntry], on: date) -> dict[str, RateEntry]:
    """The rate of each labour class on a day: the nearest scope that has one, there the newest."""
    chosen: dict[str, RateEntry] = {}
    for entry in entries:
        if entry.valid_from > on:
            continue
        known = chosen.get(entry.labour_class)
        if known is None or (entry.nearness, entry.valid_from) > (known.nearness, known.valid_from):
            chosen[entry.labour_class] = entry
    return chosen


def labour_amount(hours: Decimal, rate: Money, quantity: Decimal = Decimal(1)) -> Money:
    """Price of labour, tax included, rounded half up to the fen once."""
    return rate.times(hours * quantity)


def share_package_price(menu_price: Money | None, list_amounts: Sequence[Money]) -> list[Money]:
    """What each line of a package is sold for: the menu price in proportion to the list amounts, to the fen.

    Without a menu price every line keeps its list amount; lines that all cost nothing share alike.
    """
    if menu_price is None or not list_amounts:
        return list(list_amounts)
    weights = [amount.fen for amount in list_amounts]
    return menu_price.split(weights if sum(weights) > 0 else [1] * len(weights))


def fits_model(patterns: str, model_name: str) -> bool:
    """Whether a model is among comma separated patterns ("朗逸*,帕萨特*"); no pattern fits every model."""
    wanted = [clean_text(part).casefold() for part in patterns.replace("，", ",").split(",") if part.strip()]
    name = clean_text(model_name).casefold()
    return not wanted or any(fnmatchcase(name, pattern) for pattern in wanted)


@dataclass(frozen=True, slots=True)
class Interval:
    """How often a service is due, whichever comes first; 0 is no limit of that kind, or no first of its own."""

    km: int = 0
    months: int = 0
    first_km: int = 0
    first_months: int = 0


@dataclass(frozen=True, slots=True)
class Had:
    """When and at which mileage a car last had a service."""

    on: date
    km: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """The day and the mileage at which a service is due, whichever comes first; with neither it is due at once."""

    on: date | None
    km: int | None

    def is_over(self, today: date, odometer_km: int | None) -> bool:
        """Whether the car is due on a day at a mileage."""
        by_km = self.km is not None and odometer_km is not None and odometer_km >= self.km
        by_day = self.on is not None and self.on <= today
        return by_km or by_day or (self.on is None and self.km is None)

    def not_past(self, today: date, odometer_km: int | None) -> "Due":
        """What is over is due now: nobody can come yesterday, or at a mileage that has been run."""
        on = None if self.on is None else max(self.on, today)
        km = self.km if self.km is None or odometer_km is None else max(self.km, odometer_km)
        return Due(today if on is None and km is None else on, km)


def next_due(every: Interval, last: Had | None, in_use_since: date | None, seen: Had | None = None) -> Due:
    """When a service is next due: after the last time, else as the schedule says of a new car (R-DL02, R-RO15).

    ``seen`` is the day and the mileage from which on the house knows the car: what the schedule asked for before was done
    elsewhere, or nobody will ever know. Without it all of the schedule is due that has no record. Where the mileage of the
    last time was not written down, the months count.
    """
    if last is None:
        return Due(_first_day(every, in_use_since, seen), _first_km(every, seen))
    on = add_months(last.on, every.months) if every.months else None
    knows_km = every.km and (last.km is not None or on is None)
    return Due(on, (last.km or 0) + every.km if knows_km else None)


def _first_km(every: Interval, seen: Had | None) -> int | None:
    first = every.first_km or every.km
    if not first or seen is None or seen.km is None or seen.km <= first:
        return first or None
    return first + -(-(seen.km - first) // every.km) * every.km if every.km else None


def _first_day(every: Interval, in_use_since: date | None, seen: Had | None) -> date | None:
    months = every.first_months or every.months
    if not months:
        return None
    if in_use_since is None:
        return None if seen is None else add_months(seen.on, months)
    first = add_months(in_use_since, months)
    if seen is None or seen.on <= first:
        return first
    if not every.months:
        return None
    rounds = ((seen.on.year - first.year) * MONTHS + seen.on.month - first.month) // every.months
    points = (add_months(in_use_since, months + each * every.months) for each in (rounds, rounds + 1))
    return next(day for day in points if day >= seen.on)


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """What a name is sorted and found by."""

    name_key: str
    initials: str
    bigrams: list[str]


def search_keys(name: str) -> SearchKeys:
    """Pinyin for sorting, initials and bigrams for finding. A name of the trade is no person's: no surnames."""
    return SearchKeys(
        pinyin_key(name, personal=False),
        pinyin_initials(name, personal=False),
        sorted({gram for run in runs(name) for gram in (*grams(run), *run)}),
    )


def runs(text: str) -> list[str]:
    """Unbroken runs of letters, digits and characters, in lower case."""
    return "".join(one if one.isalnum() else " " for one in clean_text(text).casefold()).split()


def grams(run: str) -> list[str]:
    """The pairs of neighbours in a run; a run of one character is its own gram."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def same_meanings(text: str, groups: Sequence[Sequence[str]], limit: int = 8) -> list[str]:
    """The text and its variants with one synonym replaced by another (X-C16), at most ``limit``."""
    found = dict.fromkeys([text])
    for group in groups:
        # The longest word that occurs: 机油滤清器 is not also read as 滤清器.
        word = max((each for each in group if each in text), key=len, default=None)
        if word is not None:
            found.update(dict.fromkeys(text.replace(word, other) for other in group))
    return list(found)[:limit]
