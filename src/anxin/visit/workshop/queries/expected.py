"""When the cars on the floor will be done: the module above that watches over promises knows it, the board asks it here."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

Expectations = Callable[[int, Collection[int], datetime], Mapping[int, datetime]]
"""Store, orders and now → when each car's work will be done; an order that it leaves out has nothing left to do."""
_expectations: list[Expectations] = []
_job_ends: list[Expectations] = []


def register_expectations(expectations: Expectations, job_ends: Expectations) -> None:
    """Say when cars will be done, and when each of their jobs; call it where the module's queries are loaded."""
    _expectations[:] = [expectations]
    _job_ends[:] = [job_ends]


def expected_ends(store_id: int, order_ids: Collection[int], now: datetime) -> Mapping[int, datetime]:
    """Order → when its car will be done, as every screen says it; nothing where nobody watches over promises."""
    return _expectations[0](store_id, order_ids, now) if _expectations and order_ids else {}


def expected_job_ends(store_id: int, order_ids: Collection[int], now: datetime) -> Mapping[int, datetime]:
    """Job → when it will be done, of the jobs of these orders that somebody has; nothing where nobody watches."""
    return _job_ends[0](store_id, order_ids, now) if _job_ends and order_ids else {}
