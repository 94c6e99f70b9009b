"""Some figures' sums in SQL as one would write it for these files, to stand beside what the engine composes."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

CODES = (
    "accident_ticket", "appointment_rate", "average_ticket", "customer_base", "gross_margin", "labour_output_by_trade",
    "loyal_customers", "parts_sales_per_order", "retention_rate", "staff_heads", "vehicle_entries",
)  # fmt: skip
PAID = "payer IN ('customer', 'insurer', 'warranty')"
WINDOW = """
SELECT store_id, month, {columns} FROM (
    SELECT store_id, month, vehicle_id, count(*) AS times, max(day) AS latest, any_value(quiet) AS quiet
    FROM read_parquet('{{home}}/repair_orders.opened/*.parquet')
    JOIN (SELECT month::date AS month, last_day(month) AS until, (month - INTERVAL {before} MONTH)::date AS since,
            last_day(month - INTERVAL 12 MONTH) AS quiet
        FROM range(DATE '{{first}}', DATE '{{last}}' + 1, INTERVAL 1 MONTH) AS r(month)) AS months
    ON day BETWEEN since AND until
    WHERE NOT is_internal AND NOT is_cancelled {more} GROUP BY ALL)
GROUP BY ALL
"""
STATEMENTS = (
    """
    SELECT store_id, date_trunc('month', day)::date AS month,
        sum(net) FILTER (NOT is_internal AND {paid}) AS repair_revenue,
        sum(net) FILTER (NOT is_internal AND {paid} AND kind = 'part') AS parts_revenue,
        sum(gross) FILTER (NOT is_internal AND {paid} AND order_kind = 'accident') AS accident_output,
        sum(net) FILTER (NOT is_internal AND {paid} AND has_cost) AS costed_revenue,
        sum(cost) FILTER (NOT is_internal AND has_cost) AS repair_cost,
        sum(gross) FILTER (NOT is_internal AND {paid} AND kind = 'labour' AND trade = 'body') AS body_labour_output,
        sum(gross) FILTER (NOT is_internal AND {paid} AND kind = 'labour' AND trade = 'paint') AS paint_labour_output,
        sum(gross) FILTER (NOT is_internal AND {paid} AND kind = 'labour' AND trade = 'mechanical') AS mechanical_labour_output
    FROM read_parquet('{home}/billing.settled_line/*.parquet') GROUP BY ALL
    """,
    """
    SELECT store_id, date_trunc('month', day)::date AS month,
        count(*) FILTER (NOT is_internal) AS settled_orders,
        count(*) FILTER (NOT is_internal AND kind = 'accident') AS accident_orders
    FROM read_parquet('{home}/repair_orders.settled/*.parquet') GROUP BY ALL
    """,
    """
    SELECT store_id, date_trunc('month', day)::date AS month,
        count(*) FILTER (NOT is_internal AND NOT is_cancelled) AS entries,
        count(*) FILTER (NOT is_internal AND NOT is_cancelled AND is_appointment) AS appointed_entries
    FROM read_parquet('{home}/repair_orders.opened/*.parquet') GROUP BY ALL
    """,
    WINDOW.format(columns="count(*) AS active_vehicles", before=11, more=""),
    WINDOW.format(columns="count(*) FILTER (times >= 2) AS loyal_vehicles", before=11, more="AND is_self_paid"),
    WINDOW.format(columns="count(*) FILTER (latest <= quiet) AS vehicles_away", before=23, more=""),
    """
    SELECT store_id, date_trunc('month', day)::date AS month, sum(persons) FILTER (NOT is_trainee) AS heads
    FROM read_parquet('{home}/people.duty_day/*.parquet') WHERE day = last_day(day) GROUP BY ALL
    """,
)


def run_by_hand(folder: Path, first: date, last: date) -> Mapping[tuple[int, date], Mapping[str, Decimal]]:
    """Every statement once: store and month → what each of its columns says."""
    found: dict[tuple[int, date], dict[str, Decimal]] = defaultdict(dict)
    with duckdb.connect(config={"threads": 2, "memory_limit": "1500MB"}) as engine:
        for statement in STATEMENTS:
            asked = engine.execute(statement.format(home=folder, first=first, last=last, paid=PAID))
            names = [column[0] for column in asked.description][2:]
            for store, month, *values in asked.fetchall():
                found[store, month] |= {name: Decimal(value or 0) for name, value in zip(names, values, strict=True)}
    return found
