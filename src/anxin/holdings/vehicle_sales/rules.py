"""Pure decisions of the hand-over: what the checklist asks, when it is whole, and the share of customers introduced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ITEMS = ("cards", "precautions", "maintenance", "hotline", "introduced")
"""Cards handed over, what to mind, when service is due, the hotline, introduced to the service department (FORM-44)."""
INTRODUCED = "introduced"


@dataclass(frozen=True, slots=True)
class IntroducedShare:
    """New cars handed over, and those whose customer was introduced to the service department (R-DL14)."""

    handed_over: int
    introduced: int
    target: Decimal

    @property
    def share(self) -> Decimal | None:
        """Introduced ÷ handed over."""
        return Decimal(self.introduced) / self.handed_over if self.handed_over else None

    @property
    def is_met(self) -> bool | None:
        """Whether the share is above the target; None without any hand-over."""
        return None if self.share is None else self.share > self.target


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def is_whole(items: Mapping[str, bool]) -> bool:
    """Whether each item of the checklist is answered."""
    return set(items) == set(ITEMS)
