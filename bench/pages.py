"""Every page for every role that may open it, warm, against the program as an installation runs it.

    .venv/bin/python bench/pages.py [--tries 10] [--visits 60] [--roles service_advisor cashier …]

Prints for each page the role that waits longest: median and 95th percentile in ms (targets 150 and 400), SQL statements
and bytes after gzip. The rows are those of ``load_demo`` where it exists, and visits made through the API.
"""

import argparse
import gzip
import http.client
import math
import os
import re
import statistics
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import contextlib

from own_database import own_database
from own_server import own_server
from staffed_shop import Client, Shop, make_shop
from statement_log import StatementLog

MEDIAN_MS, LATE_MS = 150, 400
STEPS = ("open", "authorise", "start", "issue", "finish", "inspect", "settle", "pay")
RESTS = ("open", "authorise", "finish", "inspect", "settle", "pay")
"""Where visits stand still; only the last one while its technician works, who can do one job at a time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A page as one role meets it: ms, SQL statements of whoever opened it first, bytes after gzip."""

    page: str
    role: str
    median: float
    late: float
    statements: int
    size: int


class Browser:
    """A signed-in person on one kept connection."""

    def __init__(self, port: int, username: str, password: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        form = self.get("/sign-in/")[1].decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert found is not None
        self.send("POST", "/sign-in/", {"csrfmiddlewaretoken": found[1], "username": username, "password": password})
        if "sessionid" not in self.cookies:
            sys.exit(f"{username} could not sign in")

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        return self.send("GET", path, None)

    def send(self, method: str, path: str, fields: dict[str, str] | None) -> tuple[int, bytes]:
        """Status and body of one request; cookies are kept."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urllib.parse.urlencode(fields) if fields else None, headers)
        response = self.connection.getresponse()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _sign, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.read()


def main() -> None:
    """Make the rows, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tries", type=int, default=10)
    parser.add_argument("--visits", type=int, default=60)
    parser.add_argument("--roles", nargs="*", default=[], help="only these; all take half an hour")
    given = parser.parse_args()
    with own_database(durable=True) as url, tempfile.TemporaryDirectory() as home:
        os.environ["ANXIN_HOME"] = home
        load_demo()
        shop = make_shop(1)
        people = make_people(shop, given.roles)
        with own_server(url, Path(home)) as serving:
            samples = make_visits(Client(shop, serving.port, 0), given.visits)
            log = StatementLog(url.replace("anxin_owner@", "postgres@"))
            rows: list[Measured] = []
            counted: dict[str, int] = {}
            for role, (username, password) in people.items():
                browser = Browser(serving.port, username, password)
                rows += measure_role(browser, role, samples, log, given.tries, counted)
                print(f"{role}: {sum(row.role == role for row in rows)} pages", flush=True)
            report(rows)


def load_demo() -> None:
    """The demo group, where the program has one."""
    from django.core.management import call_command, get_commands

    if "load_demo" in get_commands():
        call_command("load_demo")


def make_people(shop: Shop, roles: list[str]) -> dict[str, tuple[str, str]]:
    """One person of each role, or of these, in the shop's store: name and password."""
    from anxin.parties.org.models import Store
    from anxin.parties.org.roles import all_roles
    from anxin.parties.org.tests.factories import PASSWORD, make_user
    from anxin.parties.people.tests.factories import make_employee

    store = Store.objects.get(pk=shop.store_id)
    people = {}
    for role in roles or all_roles():
        user = make_user(store, role, username=f"bench-{role}")
        make_employee(store, role, user=user)
        people[role] = (user.username, PASSWORD)
    return people


class _Stop(Exception):
    pass


def make_visits(client: Client, visits: int) -> dict[str, list[str]]:
    """Visits that stand at every step; gives values for the parameters of addresses."""
    for place in range(visits):
        last = RESTS[place % len(RESTS)] if place < visits - 1 else "start"

        def before(step: str, last: str = last) -> None:
            if step in STEPS and STEPS.index(step) > STEPS.index(last):
                raise _Stop

        client.before_step = before
        with contextlib.suppress(_Stop):
            client.visit()
    from anxin.parties.org.queries import system_actor
    from anxin.platform.scope import unit_of_work
    from anxin.visit.repair_orders.models import RepairOrder

    with unit_of_work(system_actor("bench"), "bench", writable=False):
        orders = RepairOrder.objects.across_stores(reason="bench").filter(store_id=client.shop.store_id)
        numbers = [str(row.number) for row in orders.order_by("pk")[: len(STEPS)]]
    return {"int": ["1", "2", "3"], "text": [*numbers, *client.shop.operations, *client.shop.articles]}


def addresses(samples: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Each page's pattern with addresses to try."""
    from django.urls import get_resolver

    def walk(resolver: Any, before: str) -> Iterator[str]:
        for each in resolver.url_patterns:
            path = before + str(each.pattern)
            if hasattr(each, "url_patterns"):
                yield from walk(each, path)
            else:
                yield path

    for pattern in dict.fromkeys(walk(get_resolver(), "/")):
        if pattern.startswith(("/api/", "/healthz", "/readyz", "/sign-out")) or "uuid" in pattern:
            continue
        holes = re.findall(r"<([^>]+)>", pattern)
        if not holes:
            yield pattern, [pattern]
        elif len(holes) == 1:
            values = samples["int" if holes[0].startswith("int:") else "text"]
            yield pattern, [pattern.replace(f"<{holes[0]}>", value) for value in values]


def measure_role(
    browser: Browser, role: str, samples: dict[str, list[str]], log: StatementLog, tries: int, counted: dict[str, int]
) -> list[Measured]:
    """Every page that answers this role with 200."""
    rows = []
    for pattern, paths in addresses(samples):
        path = next((path for path in paths if browser.get(path)[0] == 200), None)
        if path is None:
            continue
        times, size = [], 0
        for _each in range(tries):
            begin = perf_counter()
            _status, body = browser.get(path)
            times.append((perf_counter() - begin) * 1000)
            size = len(gzip.compress(body, 6))
        if pattern not in counted:
            with log.logging():
                browser.get(path)
            counted[pattern] = sum(application == "web" for _step, application, _text in log.statements())
        late = sorted(times)[math.ceil(len(times) * 0.95) - 1]
        rows.append(Measured(pattern, role, statistics.median(times), late, counted[pattern], size))
    return rows


def report(rows: list[Measured]) -> None:
    """The table, the slowest page first."""
    worst: dict[str, Measured] = {}
    for row in rows:
        if row.page not in worst or row.median > worst[row.page].median:
            worst[row.page] = row
    print(f"\n{'page':60} {'role':20} {'median':>7} {'p95':>7} {'SQL':>4} {'bytes':>7}")
    for row in sorted(worst.values(), key=lambda row: -row.median):
        mark = " !" if row.median > MEDIAN_MS or row.late > LATE_MS else ""
        print(f"{row.page:60} {row.role:20} {row.median:7.0f} {row.late:7.0f} {row.statements:4} {row.size:7}{mark}")
    slow = [row for row in rows if row.median > MEDIAN_MS or row.late > LATE_MS]
    print(f"\n{len(worst)} pages, {len(rows)} pages × roles, {len(slow)} above {MEDIAN_MS} ms median or {LATE_MS} ms late")


if __name__ == "__main__":
    main()
