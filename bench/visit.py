"""One visit through the API, from the customer's file to the payment, against the program as an installation runs it.

    .venv/bin/python bench/visit.py [--seconds 60] [--quiet 30] [--statements]

Customer, vehicle, order with 3 parts and 2 labour lines, authorise, start, finish, inspect, settle, pay; a visit counts
when each of its events is handled. The database is an embedded one with durable defaults. Prints, for one client,
median, 95th percentile and SQL statements by step; for 8 clients visits per second and CPU seconds per visit; and both
beside a bare PostgreSQL transaction that writes the same rows.
"""

import argparse
import math
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))

import psycopg
from bare_rows import BareVisit, newest_transaction
from own_database import own_database
from own_server import Serving, own_server
from staffed_shop import Client, Shop, make_shop
from statement_log import StatementLog

CLIENTS = 8


def main() -> None:
    """Make the shop, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--quiet", type=int, default=30, help="visits of the single client")
    parser.add_argument("--statements", action="store_true", help="print every statement of one visit")
    given = parser.parse_args()
    with own_database(durable=True) as url, tempfile.TemporaryDirectory() as home:
        shop = make_shop(CLIENTS)
        with own_server(url, Path(home)) as serving:
            clients = [Client(shop, serving.port, place) for place in range(CLIENTS)]
            for client in clients * 3:
                client.visit()
            await_events(url)
            print_statements(url, Client(shop, serving.port, 0), whole=given.statements)
            one = print_single(url, Client(shop, serving.port, 0), given.quiet)
            bare = make_bare(url, clients[0])
            rate = print_rate(url, serving, shop, given.seconds)
            print_bare(bare, one, rate)


def await_events(url: str) -> None:
    """Return when no event waits for a listener."""
    with psycopg.connect(superuser(url), autocommit=True) as server:
        while server.execute("SELECT 1 FROM platform_storedevent WHERE handled_at IS NULL LIMIT 1").fetchone():
            time.sleep(0.02)


def superuser(url: str) -> str:
    """The address of the same database for its superuser, whom row-level security does not bind."""
    return url.replace("anxin_owner@", "postgres@")


def print_statements(url: str, client: Client, *, whole: bool) -> None:
    """SQL statements of one visit by step, from the server's log."""
    log = StatementLog(superuser(url))
    with log.logging():
        client.before_step = log.mark
        client.visit()
        await_events(url)
    counts: Counter[str] = Counter()
    for step, application, text in log.statements():
        if application == "web":
            counts[step] += 1
            if whole:
                print(f"{step:10} {text[:400]}")
    print(f"SQL statements of one visit, transaction control included: {sum(counts.values())}")
    print("  " + ", ".join(f"{step} {number}" for step, number in counts.items()), flush=True)


def print_single(url: str, client: Client, visits: int) -> float:
    """Median and 95th percentile of a visit by one client; returns the median in seconds."""
    times = []
    for _each in range(visits):
        begin = perf_counter()
        client.visit()
        await_events(url)
        times.append(perf_counter() - begin)
    late = sorted(times)[math.ceil(len(times) * 0.95) - 1]
    median = statistics.median(times)
    print(f"one client: median {median * 1000:.0f} ms, 95th percentile {late * 1000:.0f} ms ({visits} visits)")
    steps = {step: statistics.median(seconds) * 1000 for step, seconds in client.steps.items()}
    print("  " + ", ".join(f"{step} {ms:.1f}" for step, ms in steps.items()) + " ms", flush=True)
    return median


def make_bare(url: str, client: Client) -> BareVisit:
    """The rows of one visit, ready to be written again without the program."""
    before = newest_transaction(superuser(url))
    client.visit()
    await_events(url)
    return BareVisit(superuser(url), before)


def print_rate(url: str, serving: Serving, shop: Shop, seconds: float) -> float:
    """Visits per second of eight clients; counts until the last event is handled."""
    done: list[str] = []
    failures: list[BaseException] = []
    before = serving.cpu_seconds()
    begin = perf_counter()

    def work(place: int) -> None:
        client = Client(shop, serving.port, place)
        try:
            while perf_counter() - begin < seconds:
                done.append(client.visit())
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=[place]) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    await_events(url)
    took = perf_counter() - begin
    if failures:
        raise failures[0]
    used = {name: after - before[name] for name, after in serving.cpu_seconds().items()}
    each = ", ".join(f"{name} {amount / len(done) * 1000:.1f}" for name, amount in used.items())
    print(f"{CLIENTS} clients: {len(done) / took:.2f} visits/s ({len(done)} visits in {took:.1f} s)")
    print(f"  CPU ms a visit: {sum(used.values()) / len(done) * 1000:.1f} ({each})", flush=True)
    return len(done) / took


def print_bare(bare: BareVisit, median: float, rate: float) -> None:
    """The bare transaction's time and rate, and how many times longer and slower the program is."""
    alone, together = bare.seconds(100), bare.rate(CLIENTS, 8)
    print(f"bare transaction ({bare.rows} rows in {bare.tables} tables): {alone * 1000:.1f} ms, {together:.0f}/s")
    print(f"ratio: time {median / alone:.1f}, rate {together / rate:.1f}")


if __name__ == "__main__":
    main()
