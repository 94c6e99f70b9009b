"""The pages of a store with 50,000 parts and 2 million movements, served as an installation does.

    .venv/bin/python bench/parts_lists.py [--articles 50000] [--movements 40] [--tries 15] [--database postgresql://owner@/name?host=/f]

Takes one store of the demo group with a month of days, gives it so many more articles with bins, levels, movements, demands, orders to
suppliers and sales, and prints for each list in several filters: ms of the first answer, median and 95th percentile of the later ones,
CPU ms, SQL statements (target 150 ms). Last, the seconds of the night's work: ages, month-ends, the comparison of ledger and balances.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from cockpit import make_year, measure
from own_database import own_database, standing_database
from own_server import own_server
from pages import Browser
from statement_log import StatementLog

TARGET_MS = 150
FLOOR = "/readyz"
DAYS = 30
PERSON = "parts.lg"
CYCLE = 8
"""A receipt of ten, then seven issues of one: three stay on the shelf."""

LISTS = (
    "/parts/",
    "/parts/?page=20",
    "/parts/?page=400",
    "/parts/?sort=-value",
    "/parts/?sort=bin",
    "/parts/?sort=oldest",
    "/parts/?text=机油",
    "/parts/?text=GF000123",
    "/parts/?on_hand=below",
    "/parts/?age=slow&sort=-value",
    "/parts/?bin=B-06",
    "/parts/?part_class=滤芯",
    "/parts/?unmoved_since=2025-01-01",
    "/parts/{article}/",
    "/parts/{article}/shelf/",
    "/parts/slow/",
    "/parts/slow/?undecided=on",
    "/parts/short/",
    "/parts/demand/",
    "/parts/demand/?outcome=short",
    "/parts/demand/?outcome=lost",
    "/parts/demand/?outcome=there",
    "/parts/demand/?outcome=open",
    "/parts/desk/",
    "/purchasing/",
    "/purchasing/?text=GF000123",
    "/purchasing/?state=ORDERED",
    "/purchasing/suppliers/",
    "/purchasing/suppliers/{supplier}/evaluation/",
    "/special-orders/",
    "/transfers/",
    "/counter-sales/",
    "/counter-sales/?text=GF000123",
)


def main() -> None:
    """Make the rows, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--movements", type=int, default=40)
    parser.add_argument("--tries", type=int, default=15)
    parser.add_argument("--only", default="", help="only the addresses that contain this")
    parser.add_argument("--database", help="the owner's address of one that has the rows already")
    given = parser.parse_args()
    database = standing_database(given.database) if given.database else own_database(durable=True)
    with database as url, tempfile.TemporaryDirectory() as home:
        os.environ["ANXIN_HOME"] = home
        if not given.database:
            make_year(DAYS)
            fill(url, given.articles, given.movements)
        with own_server(url, Path(home)) as serving:
            log = StatementLog(url.replace("anxin_owner@", "postgres@"))
            floor = measure(Browser(serving.port, PERSON, _password()), FLOOR, log, given.tries, serving)
            browser = Browser(serving.port, PERSON, _password())
            holes = _holes(log.server)
            slow = []
            for path in LISTS:
                if given.only not in path:
                    continue
                address = _quoted(path.format(**holes))
                median = measure(browser, address, log, given.tries, serving, floor)
                if median > TARGET_MS:
                    slow.append(f"{path} {median:.0f}")
            print(f"over {TARGET_MS} ms: {slow or 'none'}", flush=True)
        if not given.only:
            nights()


def fill(url: str, articles: int, movements: int) -> None:
    """Articles, balances, cards, bins, entries, demands, orders, sales of the first store, as plain rows."""
    import psycopg

    begun = perf_counter()
    holes = {"articles": articles, "cycles": movements // CYCLE, "cycle": CYCLE, "steps": movements // CYCLE * CYCLE}
    with psycopg.connect(url.replace("anxin_owner@", "postgres@")) as server:
        server.execute("SET session_replication_role = replica")
        (holes["store"],) = server.execute("SELECT min(id) FROM org_store").fetchone() or (None,)
        for statement in STATEMENTS:
            server.execute(statement.format(**holes).encode())
        server.commit()
        server.autocommit = True
        server.execute("VACUUM ANALYZE")
        (count,) = server.execute("SELECT count(*) FROM parts_stockentry").fetchone() or (0,)
    print(f"{articles} articles, {count} movements, filled in {perf_counter() - begun:.0f} s", flush=True)


NUMBERED = "SELECT id FROM catalog_partarticle WHERE number LIKE 'GF%'"
STATEMENTS = (
    """INSERT INTO catalog_partarticle (version, name, name_key, initials, bigrams, is_active, is_on_board, changed_at, number, unit,
        price, origin, quality_days, quality_km, needs_position, is_care, is_accessory, part_class, display_place, purchase_unit,
        purchase_factor, other_numbers)
    SELECT 1, w || n, k || n, i || n, ARRAY[w], true, false, now(), 'GF' || lpad(n::text, 6, '0'), '个', 1000 + n % 90000,
        'genuine', 365, 10000, false, false, n % 50 = 0, c, '', '', 1, ARRAY['69' || lpad(n::text, 11, '0')]
    FROM generate_series(1, {articles}) n, LATERAL (SELECT (ARRAY['机油','滤芯','刹车','大灯','轮胎','雨刮'])[1 + n % 6] w,
        (ARRAY['jiyou','lvxin','shache','dadeng','luntai','yugua'])[1 + n % 6] k, (ARRAY['jy','lx','sc','dd','lt','yg'])[1 + n % 6] i,
        (ARRAY['油品','滤芯','制动','灯具','轮胎','易损'])[1 + n % 6] c) named""",
    f"CREATE TEMP TABLE own ON COMMIT DROP AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM ({NUMBERED}) each",
    """INSERT INTO parts_stockbalance (store_id, article_id, on_hand, value, may_be_negative, moved_at)
    SELECT {store}, id, 3 * {cycles}, 3 * {cycles} * (500 + n % 40000), false,
        now() - (n % 10 = 0)::int * interval '500 days' - n % 90 * interval '1 day' FROM own""",
    """INSERT INTO parts_articlebin (store_id, article_id, code, is_main)
    SELECT {store}, id, 'B-' || lpad((n % 40)::text, 2, '0') || '-' || n % 9, true FROM own""",
    """INSERT INTO parts_shelfcard (version, store_id, article_id, balance_id, main_bin, minimum, standard, maximum,
        high_demand_counted, is_slow, is_overdue)
    SELECT 1, {store}, o.id, b.id, 'B-' || lpad((n % 40)::text, 2, '0') || '-' || n % 9, 10 + n % 12, 30, 60, false, false, false
    FROM own o JOIN parts_stockbalance b ON b.article_id = o.id AND b.store_id = {store}""",
    """INSERT INTO parts_stockentry (store_id, article_id, quantity, unit_cost, cost, on_hand_after, reason, document_kind,
        document_id, document_line, note, key, line, actor_key, at, "on")
    SELECT {store}, o.id, q, 500 + n % 40000, q * (500 + n % 40000), 10 + 3 * (s / {cycle}) - s % {cycle},
        CASE s % {cycle} WHEN 0 THEN 'purchase' ELSE 'issue' END, CASE s % {cycle} WHEN 0 THEN '' ELSE 'bench.order' END,
        CASE s % {cycle} WHEN 0 THEN NULL ELSE 1000000 + (s * 7919 + n) % 400000 END,
        CASE s % {cycle} WHEN 0 THEN NULL ELSE s * 100000 + n END, '', 'bench:' || s || ':' || n, 1, 'bench', moved, moved::date
    FROM generate_series(0, {steps} - 1) s CROSS JOIN own o, LATERAL (SELECT CASE s % {cycle} WHEN 0 THEN 10 ELSE -1 END q,
        now() - (n % 10 = 0)::int * interval '500 days' - n % 90 * interval '1 day'
            - ({steps} - 1 - s) * interval '25 days' moved) m
    ORDER BY s, n""",
    """INSERT INTO parts_partdemand (store_id, article_id, words, quantity, free, is_high_demand, document_kind, document_id,
        document_line, key, actor_key, at, "on")
    SELECT store_id, article_id, '', -quantity, CASE WHEN id % 20 = 0 THEN 0 ELSE -quantity END, false, document_kind, document_id,
        document_line, '', 'bench', at, "on" FROM parts_stockentry
    WHERE document_kind = 'bench.order' AND id % 3 = 0 ORDER BY id""",
    """INSERT INTO parts_demandanswer (store_id, demand_id, how, words, answer_kind, actor_key, at)
    SELECT store_id, id, (ARRAY['transfer','emergency','order','lost'])[1 + id % 4], '缺货', '', 'bench', at
    FROM parts_partdemand WHERE free = 0 AND document_kind = 'bench.order' AND id % 5 > 0""",
    """INSERT INTO parts_partdemand (store_id, article_id, words, quantity, free, is_high_demand, document_kind, document_id,
        document_line, withdraws_id, key, actor_key, at, "on")
    SELECT store_id, article_id, '', -quantity, 0, false, document_kind, document_id, document_line, id, '', 'bench', at, "on"
    FROM parts_partdemand WHERE document_kind = 'bench.order' AND id % 25 = 1""",
    """INSERT INTO purchasing_supplier (version, store_id, code, name, kind, contact, phone, deals_genuine, tax_percent, is_active)
    SELECT 1, {store}, 'BX' || n, '供应商' || n, 'manufacturer', '', '', true, 13, true FROM generate_series(1, 60) n""",
    """INSERT INTO purchasing_purchaseorder (version, store_id, number, supplier_id, kind, state, note, drafted_at, ordered_at,
        ordered_on, answered_at, ended_at, end_reason, actor_key)
    SELECT 1, {store}, 'BP' || lpad(n::text, 7, '0'), (SELECT min(id) FROM purchasing_supplier WHERE code LIKE 'BX%') + n % 60,
        (ARRAY['stock','stock','emergency'])[1 + n % 3], CASE WHEN n > 19700 THEN 'ORDERED' ELSE 'RECEIVED' END, '', o, o, o::date,
        o, CASE WHEN n > 19700 THEN NULL ELSE o + interval '3 days' END, '', 'bench'
    FROM generate_series(1, 20000) n, LATERAL (SELECT now() - (20000 - n) * interval '1 hour' o) m""",
    """INSERT INTO purchasing_purchaseline (store_id, order_id, position, article_id, words, quantity, unit_price, for_kind,
        received, cancelled, completed_on)
    SELECT {store}, p.id, k, o.id, '', 10, 500 + o.n % 40000, '', CASE WHEN p.state = 'ORDERED' THEN 0 ELSE 10 END, 0,
        CASE WHEN p.state = 'ORDERED' THEN NULL ELSE p.ordered_on + 3 END
    FROM purchasing_purchaseorder p CROSS JOIN generate_series(1, 12) k JOIN own o ON o.n = 1 + (p.id * 12 + k) % {articles}
    WHERE p.number LIKE 'BP%'""",
    """INSERT INTO counter_sales_sale (version, store_id, number, key, channel, gross, net, tax, refunded, sold_at, sold_on, actor_key)
    SELECT 1, {store}, 'BS' || lpad(n::text, 7, '0'), 'bench:' || n, 'retail', 11300, 10000,
        1300, 0, o, o::date, 'bench' FROM generate_series(1, 60000) n, LATERAL (SELECT now() - (60000 - n) * interval '20 minutes' o) m""",
    """INSERT INTO counter_sales_saleline (store_id, sale_id, article_id, quantity, returned, list_price, unit_price, gross, net,
        tax_rate, quality_days, quality_km)
    SELECT {store}, s.id, o.id, 1, 0, 6000, 5650, 5650, 5000, 0.13, 0, 0
    FROM counter_sales_sale s CROSS JOIN generate_series(1, 2) k JOIN own o ON o.n = 1 + (s.id * 2 + k) % {articles}
    WHERE s.number LIKE 'BS%'""",
)


def nights() -> None:
    """What is worked out by night, in seconds."""
    from anxin.holdings.parts import commands, queries
    from anxin.parties.org.models import Store
    from anxin.parties.org.queries import system_actor
    from anxin.platform import clock
    from anxin.platform.scope import reading, unit_of_work

    actor = system_actor("bench")
    with reading(actor):
        store = Store.objects.order_by("pk").first()
    assert store is not None

    def timed(name: str, work: Any) -> None:
        begun = perf_counter()
        with unit_of_work(actor, "bench", writable=True):
            work()
        print(f"{name:34} {perf_counter() - begun:6.1f} s", flush=True)

    timed("ages, with the months that are over", lambda: commands.age_stock(actor=actor, store_id=store.pk, at=clock.now()))
    timed("ages, of the next night", lambda: commands.age_stock(actor=actor, store_id=store.pk, at=clock.now()))
    timed("ledger against balances", lambda: queries.find_differences(actor))


def _holes(server: Any) -> dict[str, Any]:
    asked = {
        "article": "SELECT id FROM catalog_partarticle WHERE number = 'GF000123'",
        "supplier": "SELECT min(id) FROM purchasing_supplier WHERE code LIKE 'BX%'",
    }
    return {name: server.execute(query).fetchone()[0] for name, query in asked.items()}


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?=&-_.")


def _password() -> str:
    from anxin.faces.twin.organisation import PASSWORD

    return PASSWORD


if __name__ == "__main__":
    main()
