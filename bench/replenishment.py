"""What to order out of 50,000 articles of one store: the page, as set and tried out, as the app role.

    .venv/bin/python bench/replenishment.py [--articles 50000] [--url postgresql://… of a migrated database that may be filled]

Every sixth article was asked for in the last 90 days, and one in thirty is below its minimum. Prints the median and the
95th percentile in ms and the SQL statements of the page with its 50 lines, of the query alone, and of the night's reminder.
"""

import argparse
import statistics
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from own_database import own_database, standing_database

TRIES = 20
FILL = """
SELECT set_config('app.history', 'on', false);
INSERT INTO catalog_partarticle (version, name, name_key, initials, bigrams, is_active, is_on_board, changed_at, number, unit,
    price, origin, quality_days, quality_km, needs_position, is_care, is_accessory, part_class, display_place, purchase_unit,
    purchase_factor, other_numbers)
SELECT 1, '配件' || n, 'pj' || n, 'PJ' || n, '{}', true, false, now(), 'B' || lpad(n::text, 7, '0'), '个', 6800, 'genuine', 0, 0,
    false, false, false, '', '', '', 1, '{}' FROM generate_series(1, ARTICLES) n;
CREATE TEMP TABLE a AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM catalog_partarticle WHERE number LIKE 'B0%';
INSERT INTO parts_stockbalance (store_id, article_id, on_hand, value, may_be_negative, moved_at)
SELECT STORE, id, CASE WHEN n % 30 = 0 THEN 1 ELSE 6 END, 24000, false, now() FROM a;
INSERT INTO parts_shelfcard (version, store_id, article_id, balance_id, main_bin, minimum, standard, maximum,
    high_demand_counted, issued_on, oldest_on, is_slow, is_overdue, aged_on)
SELECT 1, STORE, a.id, b.id, '', 3, 8, 12, false, current_date - (a.n % 200)::int, current_date - 20, a.n % 17 = 0, false,
    current_date - 1
FROM a JOIN parts_stockbalance b ON b.article_id = a.id AND b.store_id = STORE;
INSERT INTO parts_partdemand (store_id, article_id, words, quantity, free, is_high_demand, document_kind, key, actor_key, at, "on")
SELECT STORE, id, '', 1 + n % 4, 0, false, '', '', 'system:bench', now() - k * interval '20 days', current_date - k * 20
FROM a, generate_series(0, 3) k WHERE n % 6 = 0;
INSERT INTO purchasing_purchaseorder (version, store_id, number, supplier_id, kind, state, note, drafted_at, ordered_at,
    ordered_on, end_reason, actor_key)
SELECT 1, STORE, 'BENCH' || s.id, s.id, 'stock', 'RECEIVED', '', now(), now(), current_date, '', 'system:bench'
FROM purchasing_supplier s WHERE s.store_id = STORE;
INSERT INTO purchasing_purchaseline (store_id, order_id, position, article_id, words, quantity, unit_price, for_kind, received,
    cancelled)
SELECT STORE, o.id, (a.n / o.all + 1)::int, a.id, '', 6, 4000, '', 6, 0 FROM a JOIN (
    SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS all FROM purchasing_purchaseorder
    WHERE store_id = STORE AND number LIKE 'BENCH%') o ON a.n % o.all + 1 = o.n;
INSERT INTO purchasing_receipt (version, store_id, order_id, key, note, at, "on", actor_key, bill_number)
SELECT 1, STORE, id, number, '', now(), current_date, 'system:bench', '' FROM purchasing_purchaseorder
WHERE store_id = STORE AND number LIKE 'BENCH%';
INSERT INTO parts_stockentry (store_id, article_id, quantity, unit_cost, cost, on_hand_after, reason, document_kind, note, key,
    line, actor_key, at, "on")
SELECT STORE, id, 6, 4000, 24000, 6, 'purchase', '', '', 'bench', n, 'system:bench', now() - interval '20 days', current_date - 20
FROM a;
INSERT INTO parts_stockentry (store_id, article_id, quantity, unit_cost, cost, on_hand_after, reason, document_kind, note, key,
    line, actor_key, at, "on")
SELECT STORE, id, -1, 4000, -4000, 6, 'issue', '', '', 'bench-out-' || k, n, 'system:bench', now() - k * interval '20 days',
    current_date - k * 20 FROM a, generate_series(0, 3) k WHERE n % 6 = 0;
INSERT INTO purchasing_receiptline (store_id, receipt_id, line_id, article_id, entry_id, quantity, batch, is_genuine)
SELECT STORE, r.id, l.id, l.article_id, e.id, 6, '', true FROM purchasing_purchaseline l
JOIN purchasing_receipt r ON r.order_id = l.order_id
JOIN parts_stockentry e ON e.store_id = STORE AND e.article_id = l.article_id AND e.key = 'bench';
"""


def fill(url: str, store_id: int, articles: int) -> None:
    """Write the rows as the owner, then let PostgreSQL look at them."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SELECT set_config('app.stores', %s, false)", [f"{{{store_id}}}"])
        for statement in FILL.replace("ARTICLES", str(articles)).replace("STORE", str(store_id)).split(";\n"):
            if statement.strip():
                server.execute(statement)  # type: ignore[arg-type]
        server.execute("VACUUM ANALYZE")


def timed(name: str, act: Callable[[], Any]) -> None:
    """Print what one kind of call takes, warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    took = []
    for _ in range(TRIES):
        begun = perf_counter()
        act()
        took.append((perf_counter() - begun) * 1000)
    took.sort()
    print(f"{name:32} {statistics.median(took):7.0f} {took[int(len(took) * 0.95) - 1]:7.0f} {len(asked):5}")


def measure(url: str, articles: int) -> None:
    """Fill one store and ask."""
    from django.test import Client

    from anxin.holdings.purchasing.tests.factories import make_supplier
    from anxin.holdings.replenishment.queries import WhatIf, get_proposal, proposed_lines
    from anxin.parties.org.queries import system_actor
    from anxin.parties.org.tests.factories import make_store, make_user
    from anxin.platform import clock
    from anxin.platform.scope import reading

    store = make_store("LG")
    for _ in range(20):
        make_supplier(store, lead_days=5)
    fill(url, store.pk, articles)
    actor, client = system_actor("bench"), Client()
    client.force_login(make_user(store, "parts_manager"))

    def ask(asked: WhatIf) -> Any:
        with reading(actor):
            return get_proposal(actor, store.pk, asked, clock.now())

    def night() -> Any:
        with reading(actor):
            return proposed_lines(actor, store.pk, WhatIf(), clock.now(), supplier_id=None)

    def page(query: str) -> None:
        answer = client.get(f"/replenishment/?{query}")
        assert answer.status_code == 200, answer.status_code

    told = ask(WhatIf(by_demand=True))
    print(f"{articles} articles: {told.as_set.lines} lines as set, {told.tried.lines if told.tried else 0} by demand")
    print(f"{'':32} {'median':>7} {'95 %':>7} {'SQL':>5}")
    timed("query, as set", lambda: ask(WhatIf()))
    timed("query, by demand", lambda: ask(WhatIf(by_demand=True)))
    timed("the night's lines", night)
    timed("page, as set", lambda: page(""))
    timed("page, by demand + 20 %", lambda: page("by_demand=on&growth=20"))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    database: AbstractContextManager[str] = standing_database(given.url) if given.url else own_database()
    with database as url:
        measure(url, given.articles)


if __name__ == "__main__":
    main()
