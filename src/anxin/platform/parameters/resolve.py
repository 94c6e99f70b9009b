"""The value that holds in a store on a day. Overrides are cached for two seconds a process."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxin.platform.clock import GROUP_CLOCK, StoreClock
from anxin.platform.errors import Invalid
from anxin.platform.parameters.register import ParameterDefinition

LAG_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ScopeChain:
    """Scopes of a store from the nearest to the widest, its brand's tier and its clock; supplied by org."""

    scopes: Sequence[tuple[str, int]]
    tier: str
    clock: StoreClock = GROUP_CLOCK


ChainOf = Callable[[int], ScopeChain]
_chain_of: list[ChainOf] = []
_cache: dict[str, Any] = {"at": -LAG_SECONDS, "values": {}}


def use_chain(chain_of: ChainOf) -> None:
    """Port: org says which brand and tier a store has."""
    _chain_of[:] = [chain_of]


def forget() -> None:
    """Drop the cache: after a change in this process, and between tests."""
    _cache["at"] = -LAG_SECONDS


def value(parameter: ParameterDefinition, store_id: int | None, on: date | datetime) -> Any:
    """Typed value for a store on a day: the nearest scope that has one, else the default of the tier.

    Of an instant the store's business day counts. ``store_id`` None asks for the group's value. A stored value that a newer
    version of the program no longer takes counts as not set: a bound that was narrowed must not stop the house.
    """
    overrides = _overrides().get(parameter.code, [])
    chain = _chain_of[0](store_id) if store_id is not None else ScopeChain([("group", 0)], "")
    day = chain.clock.day(on) if isinstance(on, datetime) else on
    for scope in chain.scopes:
        valid = [
            (valid_from, stored)
            for level, scope_id, valid_from, stored in overrides
            if (level, scope_id) == scope and valid_from <= day
        ]
        if valid:
            try:
                return parameter.read(max(valid, key=lambda pair: pair[0])[1])
            except Invalid:
                continue
    return parameter.by_tier.get(chain.tier, parameter.default)


def _overrides() -> dict[str, list[tuple[str, int, date, Any]]]:
    from anxin.platform.parameters.models import ParameterValue

    if time.monotonic() - _cache["at"] > LAG_SECONDS:
        grouped: dict[str, list[tuple[str, int, date, Any]]] = {}
        for row in ParameterValue.objects.all():
            grouped.setdefault(row.code, []).append((row.level, row.scope_id, row.valid_from, row.value))
        _cache.update(at=time.monotonic(), values=grouped)
    values: dict[str, list[tuple[str, int, date, Any]]] = _cache["values"]
    return values
