"""What a store keeps too little of: the articles below a level, for replenishment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from anxin.holdings.parts import permissions
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query

# Below the minimum that was set: few, so that only their demand is added up.
BELOW_MINIMUM = """
seen AS MATERIALIZED (
    SELECT k.article_id, k.minimum, k.standard, k.maximum, k.issued_on, k.version
    FROM parts_shelfcard k
    LEFT JOIN parts_stockbalance b ON b.store_id = k.store_id AND b.article_id = k.article_id
    LEFT JOIN expected e ON e.article_id = k.article_id
    WHERE k.store_id = %(store)s AND coalesce(b.on_hand, 0) + coalesce(e.quantity, 0) < k.minimum
), below AS (
    SELECT s.*, greatest(d.quantity, 0) AS demand FROM seen s CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS quantity FROM parts_partdemand
        WHERE store_id = %(store)s AND article_id = s.article_id AND "on" > %(since)s AND "on" <= %(until)s
    ) d
)
"""
# Below a level that follows from demand, too, also where an article was asked for without being kept: full.
BELOW_DEMAND = """
asked AS (
    SELECT article_id, sum(quantity) AS quantity FROM parts_partdemand
    WHERE store_id = %(store)s AND "on" > %(since)s AND "on" <= %(until)s AND article_id IS NOT NULL
    GROUP BY article_id HAVING sum(quantity) > 0
), kept AS (
    SELECT article_id, minimum, standard, maximum, issued_on, version FROM parts_shelfcard WHERE store_id = %(store)s
), seen AS (
    SELECT article_id, k.minimum, k.standard, k.maximum, k.issued_on, k.version, coalesce(d.quantity, 0) AS demand
    FROM kept k FULL JOIN asked d USING (article_id)
), below AS (
    SELECT s.* FROM seen s
    LEFT JOIN parts_stockbalance b ON b.store_id = %(store)s AND b.article_id = s.article_id
    LEFT JOIN expected e ON e.article_id = s.article_id
    WHERE coalesce(b.on_hand, 0) + coalesce(e.quantity, 0) < greatest(s.minimum, ceil(s.demand * %(reach)s))
)
"""
BELOW = """
WITH expected AS (
    SELECT article_id, quantity FROM unnest(%(ids)s::bigint[], %(quantities)s::numeric[]) AS e(article_id, quantity)
), {below}
SELECT a.id, a.number, a.name, a.unit, a.origin = 'genuine', a.purchase_unit, a.purchase_factor, coalesce(b.on_hand, 0),
    coalesce(b.value, 0), b.moved_at IS NOT NULL, s.minimum, s.standard, s.maximum, s.issued_on, s.version, s.demand
FROM below s
JOIN catalog_partarticle a ON a.id = s.article_id
LEFT JOIN parts_stockbalance b ON b.store_id = %(store)s AND b.article_id = s.article_id
WHERE a.is_active
    AND NOT EXISTS (SELECT 1 FROM catalog_supersession x WHERE x.article_id = a.id AND x.from_on <= %(until)s)
ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class WatchedArticle:
    """An article below a level: what is on hand of it at what cost without tax, its levels (None: not set), and what was
    asked of it in the period. Quantities in its unit; ``purchase_factor`` of them are one purchase unit.

    ``issued_on`` is as of last night, ``has_moved`` whether anything of it ever lay here, ``version`` that of its levels.
    """

    article_id: int
    number: str
    name: str
    unit: str
    is_genuine: bool
    purchase_unit: str
    purchase_factor: Decimal
    on_hand: Decimal
    value: Money
    has_moved: bool
    minimum: Decimal | None
    standard: Decimal | None
    maximum: Decimal | None
    issued_on: date | None
    version: int | None
    demand: Decimal


@query(permissions.SEE)
def watched_articles(
    actor: Actor,
    store_id: int,
    expected: Mapping[int, Decimal],
    since: date,
    until: date,
    reach: Decimal = Decimal(0),
) -> list[WatchedArticle]:
    """Articles in use, not superseded, of which less is on hand or ``expected`` than their minimum, or than ``reach`` times
    the demand after ``since`` up to ``until``. ``expected``: article → so much more, or less. One statement in all.
    """
    actor.require(permissions.SEE, store_id)
    given: dict[str, Any] = {
        "store": store_id,
        "since": since,
        "until": until,
        "reach": reach,
        "ids": list(expected),
        "quantities": list(expected.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(BELOW.format(below=BELOW_DEMAND if reach else BELOW_MINIMUM), given)
        rows: list[Any] = cursor.fetchall()
    return [WatchedArticle(*(*row[:8], Money(int(row[8])), *row[9:])) for row in rows]
