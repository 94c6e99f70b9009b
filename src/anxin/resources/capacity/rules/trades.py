"""Trades of the workshop: who does what the catalogue calls a class or a skill, and in which order a car passes them."""

from collections.abc import Iterable
from decimal import Decimal

TRADES = ("mechanical", "body", "paint")
"""In the order in which a car passes them."""


def trade_of(skill: str) -> str:
    """The trade of a skill or class of labour: those without a trade of their own are the mechanics'."""
    return skill if skill in TRADES else TRADES[0]


def labour_minutes(labour: Iterable[tuple[str, Decimal]]) -> dict[str, int]:
    """Trade → minutes of labour lines (skill or class, hours), in the order of the trades; one at least where any."""
    hours: dict[str, Decimal] = {}
    for skill, more in labour:
        hours[trade_of(skill)] = hours.get(trade_of(skill), Decimal(0)) + more
    return {trade: max(int(hours[trade] * 60), 1) for trade in TRADES if hours.get(trade)}
