"""Pure decisions of the organisation: opening hours, scopes, validity, initial passwords. No Django models."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

Span = tuple[time, time]
WeeklyHours = Mapping[int, Sequence[Span]]

STORE_CODE = re.compile(r"[A-Z0-9]{2,6}")
BRAND_CODE = re.compile(r"[A-Z0-9]{1,12}")
USERNAME = re.compile(r"[A-Za-z0-9._@-]{2,40}")
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the letters and digits that people mix up: i l o 0 1."""

USUAL_HOURS: WeeklyHours = {day: ((time(8), time(18)),) for day in range(7)}


def first_wrong_day(hours: WeeklyHours) -> int | None:
    """The first weekday (0 Monday) whose spans end before they begin or overlap; None when all are right."""
    for weekday in sorted(hours):
        last = None
        for opens, closes in hours[weekday]:
            if closes <= opens or (last is not None and opens < last):
                return weekday
            last = closes
    return None


def periods_in_order(valid_from: date | None, valid_to: date | None) -> bool:
    """Whether a period ends on or after the day on which it begins."""
    return valid_from is None or valid_to is None or valid_from <= valid_to


def make_initial_password() -> str:
    """A password that is read out once: three groups of four letters and digits, about 59 bits."""
    return "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))


def unknown_scopes(wanted: Iterable[str], known: Iterable[str]) -> list[str]:
    """Token scopes that name neither a module nor a permission; ``*`` stands for everything."""
    codes = set(known)
    allowed = codes | {code.partition(".")[0] for code in codes} | {"*"}
    return [each for each in wanted if each not in allowed]
