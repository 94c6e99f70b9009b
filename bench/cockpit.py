"""A store's cockpit live from PostgreSQL, over a year of its orders: the page, and the gaps that it loads behind it.

    .venv/bin/python bench/cockpit.py [--days 365] [--tries 20]

Makes one store of the demo group with so many days, serves it as an installation does, and prints for the page and the
region of gaps in each period: ms of the first answer, median and 95th percentile of the later ones, SQL statements.
Making a year takes a quarter of an hour.
"""

import argparse
import math
import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent))

from own_database import own_database
from own_server import own_server
from pages import Browser
from statement_log import StatementLog

TARGET_MS = 300
PERIODS = ("day", "month", "quarter", "year")
MANAGER = "manager.lg"


def main() -> None:
    """Make the year, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--tries", type=int, default=20)
    given = parser.parse_args()
    with own_database(durable=True) as url, tempfile.TemporaryDirectory() as home:
        os.environ["ANXIN_HOME"] = home
        orders = make_year(given.days)
        with own_server(url, Path(home)) as serving:
            log = StatementLog(url.replace("anxin_owner@", "postgres@"))
            log.server.execute("ANALYZE")
            from anxin.faces.twin.organisation import PASSWORD

            browser = Browser(serving.port, MANAGER, PASSWORD)
            print(f"{orders} orders of one store in {given.days} days; target {TARGET_MS} ms")
            for period in PERIODS:
                for path in (f"/cockpit/?period={period}", f"/cockpit/gaps/?period={period}"):
                    measure(browser, path, log, given.tries)


def make_year(days: int) -> int:
    """One store with its days up to today; returns how many orders it has."""
    from anxin.faces.twin import loading, organisation
    from anxin.parties.org.queries import system_actor
    from anxin.platform import clock
    from anxin.platform.clock import GROUP_CLOCK
    from anxin.platform.scope import unit_of_work
    from anxin.visit.repair_orders.models import RepairOrder

    begun = perf_counter()
    # The group has three stores; the days of one are enough.
    with patch.object(loading, "STORES", organisation.STORES[:1]):
        demo = loading.Demo(days, 1, GROUP_CLOCK.day(clock.now()))
        loading.load(demo, lambda percent, words: print(f"{percent} % {words}", flush=True))
    print(f"made in {perf_counter() - begun:.0f} s")
    with unit_of_work(system_actor("bench"), "bench", writable=False):
        return int(RepairOrder.objects.across_stores(reason="bench").count())


def measure(browser: Browser, path: str, log: StatementLog, tries: int) -> None:
    """Ask for a page until it is warm, and print how long it took."""
    times = []
    for _each in range(tries + 1):
        begun = perf_counter()
        status, _body = browser.get(path)
        times.append((perf_counter() - begun) * 1000)
        assert status == 200, (path, status)
    with log.logging():
        browser.get(path)
    count = sum(application == "web" for _step, application, _text in log.statements())
    first, *later = times
    late = sorted(later)[math.ceil(len(later) * 0.95) - 1]
    print(f"{path:34} first {first:6.0f}  median {statistics.median(later):6.0f}  p95 {late:6.0f} ms  {count:3} statements")


if __name__ == "__main__":
    main()
