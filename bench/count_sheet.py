"""A count sheet of 50,000 lines: seconds to make it, to open its page, to count a line, and to approve thousands of differences.

    .venv/bin/python bench/count_sheet.py [--lines 50000] [--different 5000]

Runs on a database of its own, as the app role under row-level security; pages are asked in process.
"""

import argparse
import statistics
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from own_database import own_database

TRIES = 5
ARTICLES = """
INSERT INTO catalog_partarticle SELECT (jsonb_populate_record(a, jsonb_build_object('id', a.id + n, 'number', 'BENCH' || n))).*
FROM catalog_partarticle a, generate_series(1, %(lines)s) n WHERE a.id = %(first)s
"""
ENTRIES = """
INSERT INTO parts_stockbalance (store_id, article_id, on_hand, value, may_be_negative)
SELECT %(store)s, id, 10, 10000, false FROM catalog_partarticle WHERE id > %(first)s;
INSERT INTO parts_stockentry (store_id, article_id, quantity, unit_cost, cost, on_hand_after, reason, document_kind, note, key,
    line, actor_key, at, "on")
SELECT store_id, article_id, 10, 1000, 10000, 10, 'opening', '', '', 'opening:' || article_id, 1, 'bench', %(at)s, %(at)s::date
FROM parts_stockbalance WHERE store_id = %(store)s;
INSERT INTO parts_shelfcard (version, store_id, article_id, balance_id, main_bin, high_demand_counted, is_slow, is_overdue)
SELECT 1, store_id, article_id, id, 'B-' || lpad((id %% 400)::text, 3, '0'), false, false, false
FROM parts_stockbalance WHERE store_id = %(store)s;
ANALYZE
"""
COUNTED = """
UPDATE stocktaking_countline SET counted = 10 - d.less, book = 10, book_value = 10000, difference = -d.less,
    worth = -d.less * 1000, counted_at = %(at)s, counted_by = 'bench', counts = 1, cause = 'lost'
FROM (SELECT id, (row_number() OVER (ORDER BY id) <= %(different)s)::int AS less FROM stocktaking_countline) d
WHERE d.id = stocktaking_countline.id AND sheet_id = %(sheet)s;
UPDATE stocktaking_countsheet SET counted = lines, different = %(different)s, losses = %(different)s * 1000 WHERE id = %(sheet)s
"""


def fill(url: str, store: Any, lines: int, at: Any) -> None:
    """Write articles with ten on hand each, in 400 bins."""
    import psycopg

    from anxin.resources.catalog.tests.factories import make_article

    given = {"first": make_article().pk, "lines": lines, "store": store.pk, "at": at}
    with psycopg.connect(url, options=f"-c app.stores={{{store.pk}}}", autocommit=True) as owner:
        owner.execute(ARTICLES, given)
        for statement in ENTRIES.split(";\n"):
            owner.execute(statement, given if "%(" in statement else None)


def seconds(what: str, act: Any, tries: int = 1) -> Any:
    """Do it and print how long it took (the median of several)."""
    took, done = [], None
    for _try in range(tries):
        begun = perf_counter()
        done = act()
        took.append(perf_counter() - begun)
    print(f"{what:<44} {statistics.median(took):8.3f} s", flush=True)
    return done


def run(url: str, lines: int, different: int) -> None:
    """Make, open, count, approve."""
    import psycopg
    from django.test import Client

    from anxin.holdings.parts.queries import find_differences
    from anxin.holdings.stocktaking import commands, queries
    from anxin.parties.org.queries import system_actor
    from anxin.parties.org.tests.factories import AT, make_store, make_user

    store, boss = make_store(), system_actor("bench")
    fill(url, store, lines, AT)
    sheet = seconds(
        f"make a sheet of {lines:,} lines",
        lambda: commands.open_sheet(actor=boss, store_id=store.pk, kind="full", scope=commands.Scope(), at=AT),
    )
    assert sheet.lines == lines, sheet
    browser = Client()
    browser.force_login(make_user(store, "parts_manager"))

    def page(query: str) -> None:
        answer = browser.get(f"/counts/{sheet.id}/{query}")
        assert answer.status_code == 200, answer.status_code

    page("")
    for query in ("", f"?page={lines // 50}", "?bin=B-200", "?standing=left", "?standing=different", "?code=BENCH77"):
        seconds(f"open its page {query}", lambda query=query: page(query), TRIES)
    seconds("open the list of sheets", lambda: browser.get("/counts/"), TRIES)
    article_id = queries.page_lines(boss, sheet.id, queries.LineFilter()).rows[0].article_id
    seconds(
        "count a line",
        lambda: commands.count_article(actor=boss, sheet_id=sheet.id, article_id=article_id, counted=Decimal(10), at=AT),
        20,
    )
    with psycopg.connect(url, options=f"-c app.stores={{{store.pk}}}", autocommit=True) as owner:
        for statement in COUNTED.split(";\n"):
            owner.execute(statement, {"at": AT, "different": different, "sheet": sheet.id})
    later = AT + timedelta(hours=1)
    seconds("submit it", lambda: commands.submit_sheet(actor=boss, sheet_id=sheet.id, at=later))
    done = seconds(
        f"approve it, {different:,} differences",
        lambda: commands.approve_sheet(actor=system_actor("approver"), sheet_id=sheet.id, at=later),
    )
    assert done.different == different
    assert find_differences(boss) == []


def main() -> None:
    """Print each step with its seconds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--lines", type=int, default=50_000)
    asked.add_argument("--different", type=int, default=5_000)
    given = asked.parse_args()
    with own_database() as url:
        run(url, given.lines, given.different)


if __name__ == "__main__":
    main()
