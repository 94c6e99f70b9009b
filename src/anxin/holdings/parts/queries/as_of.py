"""SQL of what a store had at the end of a day, and how old it was: first in, first out (see ``rules.ages``)."""

from anxin.holdings.parts.models import Reason

ARRIVING = (Reason.OPENING, Reason.PURCHASE, Reason.OTHER_RECEIPT, Reason.TRANSFER_IN, Reason.COUNT)
"""What brings goods onto the shelf; what comes back from an order was there before."""

AT_THE_END_OF_A_DAY = """
WITH later AS (
    SELECT article_id, sum(quantity) AS quantity, sum(cost) AS cost FROM parts_stockentry
    WHERE store_id = %(store)s AND "on" > %(day)s GROUP BY article_id
), stock AS (
    SELECT b.id AS balance_id, b.article_id, b.on_hand - coalesce(l.quantity, 0) AS quantity,
        b.value - coalesce(l.cost, 0) AS value
    FROM parts_stockbalance b LEFT JOIN later l ON l.article_id = b.article_id
    WHERE b.store_id = %(store)s
), undone AS (
    SELECT reverses_id FROM parts_stockentry
    WHERE store_id = %(store)s AND reverses_id IS NOT NULL AND "on" <= %(day)s
), moved AS (
    SELECT e.id, e.article_id, e."on", e.quantity, e.reason FROM parts_stockentry e
    WHERE e.store_id = %(store)s AND e."on" <= %(day)s
        AND (e.reason = 'issue' OR e.reason = ANY(%(arriving)s) AND e.quantity > 0)
        AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.reverses_id = e.id)
), arrived AS (
    SELECT article_id, "on", quantity, sum(quantity) OVER (PARTITION BY article_id ORDER BY id DESC) AS upto
    FROM moved WHERE reason <> 'issue'
), oldest AS (
    SELECT a.article_id, min(a."on") AS oldest_on FROM arrived a JOIN stock s ON s.article_id = a.article_id
    WHERE s.quantity > 0 AND a.upto - a.quantity < s.quantity GROUP BY a.article_id
), issued AS (
    SELECT article_id, max("on") AS issued_on, count(*) FILTER (WHERE "on" > %(day)s - %(demand_days)s) AS issues
    FROM moved WHERE reason = 'issue' GROUP BY article_id
), aged AS (
    SELECT s.balance_id, s.article_id, s.quantity, s.value, o.oldest_on, i.issued_on,
        coalesce(i.issues, 0) >= %(demand_issues)s AS is_high_demand,
        coalesce(%(day)s - o.oldest_on >= %(slow_days)s
            AND (i.issued_on IS NULL OR %(day)s - i.issued_on >= %(slow_days)s), false) AS is_slow,
        coalesce(%(day)s - o.oldest_on >= %(overdue_days)s, false) AS is_overdue
    FROM stock s LEFT JOIN oldest o ON o.article_id = s.article_id LEFT JOIN issued i ON i.article_id = s.article_id
)
"""
"""Ends in ``aged``: one row for each article that the store ever had, below zero without a day."""
