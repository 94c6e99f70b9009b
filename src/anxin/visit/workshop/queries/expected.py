"""When the cars on the floor will be done: the module above that watches over promises knows it, the board asks it here."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

Expectations = Callable[[int, Collection[int], datetime], Mapping[int, datetime]]
"""Store, orders and now → when each car's work will be done; an order that it leaves out has nothing left to do."""
_expectations: list[Expectations] = []


def register_expectations(expectations: Expectations) -> None:
    """Say when cars will be done; call it where the module's queries are loaded."""
    _expectations[:] = [expectations]


def expected_ends(store_id: int, order_ids: Collection[int], now: datetime) -> Mapping[int, datetime]:
    """Order → when its car will be done, as every screen says it; nothing where nobody watches over promises."""
    return _expectations[0](store_id, order_ids, now) if _expectations and order_ids else {}
