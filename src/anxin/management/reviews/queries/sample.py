"""Which orders a review looks at: out of what modules publish for figures, so that nothing is computed twice (R-KP20)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from anxin.management.reviews.models import ReviewedOrder
from anxin.platform.facts import registry

Why = ReviewedOrder.Why
BY_TIME = """
SELECT key, minutes_here, -minutes_delivered_before_promise AS minutes_late FROM ({sql}) AS fact
WHERE store_id = %s AND day BETWEEN %s AND %s AND NOT is_internal AND {where} ORDER BY {by} DESC, key LIMIT %s
"""
BY_REWORK = """
SELECT first_order_id, NULL::bigint, NULL::bigint FROM ({sql}) AS fact
WHERE store_id = %s AND day BETWEEN %s AND %s AND NOT is_internal AND origin = '{origin}'
GROUP BY first_order_id ORDER BY count(*) DESC, first_order_id LIMIT %s
"""
ASKED = (
    (Why.CAME_BACK, "quality.rework", BY_REWORK, {"origin": "external"}),
    (Why.SENT_BACK, "quality.rework", BY_REWORK, {"origin": "internal"}),
    (
        Why.LATE,
        "workshop.order_times",
        BY_TIME,
        {"where": "minutes_delivered_before_promise < 0", "by": "-minutes_delivered_before_promise"},
    ),
    (Why.LONGEST, "workshop.order_times", BY_TIME, {"where": "minutes_here IS NOT NULL", "by": "minutes_here"}),
)


@dataclass(frozen=True, slots=True)
class ProposedOrder:
    """An order worth another look; minutes from arrival to delivery, and by which it was late."""

    order_id: int
    why: tuple[str, ...]
    minutes_here: int | None = None
    minutes_late: int | None = None


def propose_orders(store_id: int, first: date, last: date, each: int) -> list[ProposedOrder]:
    """Up to ``each`` orders for each reason: came back, were sent back, late against the promise, longest here.

    Which came back or were sent back goes by the day on which that was recorded, and names the order that was not done
    right at first; the others go by the day of delivery.
    """
    found: dict[int, ProposedOrder] = {}
    for why, fact, asked, places in ASKED:
        for order_id, here, late in _rows(asked.format(sql=registry[fact].sql, **places), [store_id, first, last, each]):
            one = found.get(order_id, ProposedOrder(order_id, ()))
            found[order_id] = replace(
                one,
                why=(*one.why, str(why)),
                minutes_here=one.minutes_here if here is None else here,
                minutes_late=late if late is not None and late > 0 else one.minutes_late,
            )
    return list(found.values())


def _rows(sql: str, given: list[Any]) -> Iterable[tuple[int, int | None, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
