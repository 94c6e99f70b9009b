"""A store's cockpit live from PostgreSQL, over a year of its orders: the page, and the gaps that it loads behind it.

    .venv/bin/python bench/cockpit.py [--days 365] [--tries 20] [--database postgresql://owner@/name?host=/folder]

Makes one store of the demo group with so many days, serves it as an installation does, and prints for the page and the
region of gaps in each period: ms of the first answer, median and 95th percentile of the later ones, CPU ms of program
and PostgreSQL for each answer (which other work on the machine does not stretch), SQL statements. ``/readyz``, one
``SELECT 1``, is the floor of the machine; the medians are said as times of it, too.
Making a year takes a quarter of an hour; a database that has one already, of a local server, is measured as it stands.
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

from own_database import own_database, standing_database
from own_server import Serving, own_server
from pages import Browser
from statement_log import StatementLog

TARGET_MS = 300
FLOOR = "/readyz"
PERIODS = ("day", "month", "quarter", "year")
MANAGER = "manager.lg"


def main() -> None:
    """Make the year, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--tries", type=int, default=20)
    parser.add_argument("--database", help="the owner's address of one that has the rows already")
    given = parser.parse_args()
    database = standing_database(given.database) if given.database else own_database(durable=True)
    with database as url, tempfile.TemporaryDirectory() as home:
        os.environ["ANXIN_HOME"] = home
        if not given.database:
            make_year(given.days)
        with own_server(url, Path(home)) as serving:
            log = StatementLog(url.replace("anxin_owner@", "postgres@"))
            log.server.execute("ANALYZE")
            from anxin.faces.twin.organisation import PASSWORD

            browser = Browser(serving.port, MANAGER, PASSWORD)
            (orders,) = log.server.execute("SELECT count(*) FROM repair_orders_repairorder").fetchone()
            print(f"{orders} orders; target {TARGET_MS} ms")
            floor = measure(browser, FLOOR, log, given.tries, serving)
            for period in PERIODS:
                for path in (f"/cockpit/?period={period}", f"/cockpit/gaps/?period={period}"):
                    measure(browser, path, log, given.tries, serving, floor)


def make_year(days: int) -> None:
    """One store with its days up to today."""
    from anxin.faces.twin import loading, organisation
    from anxin.platform import clock
    from anxin.platform.clock import GROUP_CLOCK

    begun = perf_counter()
    # The group has three stores; the days of one are enough.
    with patch.object(loading, "STORES", organisation.STORES[:1]):
        demo = loading.Demo(days, 1, GROUP_CLOCK.day(clock.now()))
        loading.load(demo, lambda percent, words: print(f"{percent} % {words}", flush=True))
    print(f"made in {perf_counter() - begun:.0f} s")


def measure(
    browser: Browser, path: str, log: StatementLog, tries: int, serving: Serving, floor: float | None = None
) -> float:
    """Ask for a page until it is warm, print how long it took; returns the median in ms."""
    times = []
    for number in range(tries + 1):
        if number == 1:
            before = _cpu(serving)
        begun = perf_counter()
        status, _body = browser.get(path)
        times.append((perf_counter() - begun) * 1000)
        assert status == 200, (path, status)
    cpu = (_cpu(serving) - before) * 1000 / tries
    with log.logging():
        browser.get(path)
    count = sum(application == "web" for _step, application, _text in log.statements())
    first, *later = times
    late, median = sorted(later)[math.ceil(len(later) * 0.95) - 1], statistics.median(later)
    beside = f"  {median / floor:5.0f} times the floor" if floor else ""
    print(
        f"{path:34} first {first:6.0f}  median {median:6.0f}  p95 {late:6.0f} ms  CPU {cpu:5.0f} ms"
        f"  {count:3} statements{beside}",
        flush=True,
    )
    return median


def _cpu(serving: Serving) -> float:
    """Seconds of the processes that answer; not of the worker, which has work of its own."""
    return sum(seconds for name, seconds in serving.cpu_seconds().items() if name != "worker")


if __name__ == "__main__":
    main()
