"""Pure decisions of reception: what a sheet still lacks, marks on the outline, hashes, the next service."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM

MARK_KINDS = ("scratch", "dent", "crack", "missing", "other")
PLACES = ("front", "left", "right", "rear", "dash")
WARNING_LIGHTS = ("engine", "brake", "abs", "airbag", "oil", "battery", "tyre", "coolant", "other")
VALUABLES = ("none", "recorder", "papers", "electronics", "other")
PROTECTIVE_SET = ("laid", "refused")
MOST_MARKS, MOST_PHOTOS = 60, 60
OUTLINE_WIDTH, OUTLINE_HEIGHT = 400, 206


def lane_of(purpose: str, booked_lane: str) -> str:
    """The green channel of a visit: a rescued car's (R-AP09), else its booking's (R-AP07)."""
    return "rescue" if purpose == "rescue" else booked_lane


def earliest(moment: datetime, *others: datetime | None) -> datetime:
    """When a car came: the earliest of what is known."""
    return min([moment, *(other for other in others if other is not None)])


def seconds_after(came_at: datetime, moment: datetime | None) -> int | None:
    """Whole seconds from the arrival, None without a fact."""
    return None if moment is None else max(0, int((moment - came_at).total_seconds()))


def is_told_as_fault(is_complaint: bool, lane: str) -> bool:
    """Whether a booking's words are the customer's concern: a fault, what rework or a complaint is about (R-AP07)."""
    return is_complaint or lane in ("rework", "grievance")


GROUPS = ("green", "booked", "walk_in")


@dataclass(frozen=True, slots=True)
class Entry:
    """A car that came: when it was expected, when it came, when its order was signed and its work begun; how its promise
    was kept, None while it is not delivered."""

    lane: str
    wanted_at: datetime | None
    arrived_at: datetime
    signed_at: datetime | None
    begun_at: datetime | None
    is_on_time: bool | None

    @property
    def group(self) -> str:
        """Green channel, booked or walk-in."""
        return "green" if self.lane else "booked" if self.wanted_at is not None else "walk_in"


@dataclass(frozen=True, slots=True)
class GroupWait:
    """Cars of a group with the median minutes from arrival to signature, and from there to the first work."""

    group: str
    cars: int
    to_signature: int | None
    to_work: int | None


@dataclass(frozen=True, slots=True)
class EntryFigures:
    """Cars that came: all, those who came at their booked time, those who came at another; promises of booked cars."""

    entries: int
    at_their_time: int
    at_another_time: int
    delivered: int
    on_time: int
    waits: tuple[GroupWait, ...]

    @property
    def booked_share(self) -> Decimal | None:
        """Who came at the booked time ÷ all who came (R-AP03)."""
        return Decimal(self.at_their_time) / self.entries if self.entries else None

    @property
    def on_time_share(self) -> Decimal | None:
        """Booked cars ready by the agreed promise ÷ booked cars delivered (R-AP13)."""
        return Decimal(self.on_time) / self.delivered if self.delivered else None


def figures_of(entries: Sequence[Entry], came_minutes: int) -> EntryFigures:
    """The figures of cars that came; ``came_minutes`` off the booked time, early or late, is still at it (R-AP03)."""
    booked = [one for one in entries if one.wanted_at is not None]
    reach = timedelta(minutes=came_minutes)
    kept = [one for one in booked if one.wanted_at and abs(one.arrived_at - one.wanted_at) <= reach]
    done = [one for one in booked if one.is_on_time is not None]
    waits = []
    for group in GROUPS:
        cars = [one for one in entries if one.group == group]
        signed = [(one, one.signed_at) for one in cars if one.signed_at]
        waits.append(
            GroupWait(
                group,
                len(cars),
                _median([at - one.arrived_at for one, at in signed]),
                _median([one.begun_at - at for one, at in signed if one.begun_at]),
            )
        )
    on_time = sum(one.is_on_time is True for one in done)
    return EntryFigures(len(entries), len(kept), len(booked) - len(kept), len(done), on_time, tuple(waits))


def _median(spans: Sequence[timedelta]) -> int | None:
    return int(median(span.total_seconds() for span in spans) // 60) if spans else None


@dataclass(frozen=True, slots=True)
class DamageMark:
    """A mark on the outline of the car; x from nose to tail and y across it run from 0 to 1. ``photo`` is a file key."""

    kind: str
    x: float
    y: float
    zone: str = ""
    note: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True)
class WalkAround:
    """What is seen on a walk-around (FORM-28); ``fuel_eighths`` 0-8, ``photos`` are file keys, None leaves them."""

    odometer_km: int | None = None
    odometer_was_reset: bool = False
    fuel_eighths: int | None = None
    warning_lights: tuple[str, ...] = ()
    valuables: tuple[str, ...] = ()
    belongings_note: str = ""
    bulky_note: str = ""
    locker: str = ""
    protective_set: str = ""
    protective_words: str = ""
    marks: tuple[DamageMark, ...] = ()
    remarks: str = ""
    photos: tuple[str, ...] | None = None


def read_marks(given: Any) -> tuple[DamageMark, ...]:
    """Marks from the JSON that the outline posts.

    :raises ValueError: not a list of marks of known kinds inside the outline
    """
    if not isinstance(given, list) or len(given) > MOST_MARKS:
        raise ValueError("not a list of marks")
    return tuple(_mark(each) for each in given)


def _mark(given: Any) -> DamageMark:
    if not isinstance(given, dict) or given.get("kind") not in MARK_KINDS:
        raise ValueError("not a mark")
    try:
        x, y = float(given["x"]), float(given["y"])
    except (KeyError, TypeError):
        raise ValueError("a mark needs x and y") from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError("a mark outside the car")
    words = {name: str(given.get(name) or "") for name in ("zone", "note", "photo")}
    if len(words["zone"]) > 40 or len(words["note"]) > 200 or "\x00" in "".join(words.values()):
        raise ValueError("a mark with too many words")
    return DamageMark(given["kind"], round(x, 3), round(y, 3), **words)


def wrong_fields(sheet: WalkAround) -> list[str]:
    """Names of the fields whose values cannot be."""
    wrong = []
    if sheet.odometer_km is not None and not 0 <= sheet.odometer_km <= LONGEST_DISTANCE_KM:
        wrong.append("odometer_km")
    if sheet.fuel_eighths is not None and not 0 <= sheet.fuel_eighths <= 8:
        wrong.append("fuel_eighths")
    if set(sheet.warning_lights) - set(WARNING_LIGHTS):
        wrong.append("warning_lights")
    if set(sheet.valuables) - set(VALUABLES) or ("none" in sheet.valuables and len(sheet.valuables) > 1):
        wrong.append("valuables")
    if sheet.protective_set not in ("", *PROTECTIVE_SET):
        wrong.append("protective_set")
    limits = {"belongings_note": 200, "bulky_note": 200, "locker": 20, "protective_words": 200, "remarks": 500}
    wrong += [name for name, longest in limits.items() if len(getattr(sheet, name)) > longest]
    if sheet.photos is not None and len(sheet.photos) > MOST_PHOTOS:
        wrong.append("photos")
    return wrong


def missing_of(
    *,
    odometer_km: int | None,
    fuel_eighths: int | None,
    protective_set: str,
    protective_words: str,
    valuables: Collection[str],
) -> list[str]:
    """Names of the fields without which a sheet is not signed (R-RC12 to R-RC14): a set that is refused needs words."""
    given = {
        "odometer_km": odometer_km is not None,
        "fuel_eighths": fuel_eighths is not None,
        "protective_set": bool(protective_set),
        "protective_words": protective_set != "refused" or bool(protective_words),
        "valuables": bool(valuables),
    }
    return [name for name, there in given.items() if not there]


def missing_places(labels: Collection[str]) -> list[str]:
    """Places of the car that no photo shows yet."""
    return [place for place in PLACES if place not in labels]


def leaves_old_part(unit: str, used_up: str) -> bool:
    """Whether an old part comes off where this one was fitted; ``used_up`` names the units of what is poured in."""
    return unit.strip().casefold() not in used_up.casefold().split()


def next_service_km(odometer_km: int | None, interval_km: int, planned_km: int | None) -> int | None:
    """Kilometres of the next service: the planned one if it lies ahead, else now plus the interval."""
    if odometer_km is None:
        return planned_km
    if planned_km is not None and planned_km > odometer_km:
        return planned_km
    return odometer_km + interval_km


def next_service_on(today: date, after_interval: date, planned_on: date | None) -> date:
    """Day of the next service: the planned one if it lies ahead, else after the interval."""
    return planned_on if planned_on is not None and planned_on > today else after_interval


def overrides(said: str, words: str, proposed: str, proposed_words: str) -> bool:
    """Whether the advisor says other than the terms do without saying why: their words are no reason against them."""
    decided = said in ("covered", "not_covered") and proposed in ("covered", "not_covered")
    return decided and said != proposed and words.strip() in ("", proposed_words.strip())


def free_lockers(count: int, taken: Collection[str], most: int = 5) -> list[str]:
    """The first lockers that nobody uses, of those numbered from 1."""
    return [name for name in map(str, range(1, count + 1)) if name not in taken][:most]


def partners(ids: Sequence[int], turn: int, changed: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """Who covers whom (R-RC07): ``changed`` as it says, the others in pairs that change with every turn of the wheel.

    With an odd number the last one covers the first pair with them.
    """
    people = set(ids)
    fixed = {one: (other,) for one, other in changed.items() if one in people and other in people}
    wheel = sorted(people - fixed.keys())
    if len(wheel) > 2:
        first, rest = wheel[0], wheel[1:]
        shift = turn % len(rest)
        wheel = [first, *rest[shift:], *rest[:shift]]
    half = len(wheel) // 2
    groups = [[one, other] for one, other in zip(wheel[:half], reversed(wheel[len(wheel) - half :]), strict=True)]
    if len(wheel) % 2 and groups:
        groups[0].append(wheel[half])
    paired = {one: tuple(other for other in group if other != one) for group in groups for one in group}
    return {one: fixed.get(one) or paired.get(one, ()) for one in ids}


def next_in_turn(advisors: Sequence[tuple[int, int, datetime | None]]) -> int | None:
    """Whose turn it is to receive (R-RC03): fewest cars at the interview, then whose last car came longest ago.

    An advisor is (id, cars without an order, arrival of the last car that is here).
    """
    never = datetime.min.replace(tzinfo=UTC)
    return min(advisors, key=lambda one: (one[1], one[2] or never, one[0]), default=(None,))[0]


SAMPLE_ITEMS = ("clean", "bill_clear", "bill_right", "explained", "set_removed", "escorted", "standard")
"""What the front-desk manager looks at in a delivery that was drawn (R-DL10)."""
