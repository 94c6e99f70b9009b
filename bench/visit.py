"""One visit through the API: customer and car, order with 3 parts and 2 labour lines, signed, parts issued, done, checked, paid.

    .venv/bin/python bench/visit.py [--seconds 60] [--clients 8] [--visits 40]

A real granian (2 workers of 4 threads) and a worker serve an embedded database of their own. Prints: SQL statements of
each request, median and p95 of a visit for one client, visits a second for many clients, counted when the events of the
visit are handled, and the ratio to a bare transaction that writes the rows that one visit left.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from own_database import ROOT, own_database
from shop import Client, make_clients

Send = Callable[[str, str, Any], Any]
"""Method, path and body to the answer's JSON."""

SELF = ("work_complete", "torque", "leaks", "clean")
GENERAL = ("items_repaired", "function", "road_test", "fluids", "fasteners", "old_parts", "clean")
ITEMS = (
    ("labour", "HT-L010"),
    ("labour", "HT-L020"),
    ("part", "HT-0100"),
    ("part", "HT-0300"),
    ("part", "HT-0400"),
)
OUTSIDE_OF_A_VISIT = {"procrastinate_jobs", "procrastinate_events", "procrastinate_workers", "django_session"}


def visit(send: Send, client: Client, serial: int) -> str:
    """A whole visit; returns the order's number."""
    phone = f"13{client.number % 10}{serial % 100_000_000:08d}"
    store = {"store_id": client.store_id}
    owner = send("POST", "/crm/customers", {**store, "name": "陈测试", "phone": phone, "allow_duplicate": True})
    plate = f"粤B{client.number:01X}{serial % 10_000:04d}"
    car = {**store, "plate": plate, "vin": vin(client.number, serial), "owner_id": owner["customer_id"]}
    vehicle = send("POST", "/crm/vehicles", {**car, "move_plate": True})
    items = [{"kind": kind, "code": code} for kind, code in ITEMS]
    order = {**store, "vehicle_id": vehicle["vehicle_id"], "customer_id": owner["customer_id"], "kind": "maintenance"}
    jobs = [{"title": "小保养", "complaint": "到期保养", "items": items}]
    opened = send("POST", "/repair-orders", {**order, "jobs": jobs, "odometer_km": 12_000})
    number, promised = opened["number"], (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    confirmed = {"promised_at": promised, "old_parts": "leave", "wants_wash": True, "channel": "paper"}
    send("POST", f"/repair-orders/{number}/authorise", confirmed)
    whole = send("GET", f"/repair-orders/{number}", None)
    job = f"/workshop/orders/{number}/jobs/{whole['jobs'][0]['id']}"
    send("POST", f"{job}/start", {})
    send("POST", f"/repair-orders/{number}/issue-parts", {})
    send("POST", f"{job}/finish", {"cause": "到期", "correction": "小保养", "checks": passed(SELF)})
    send("POST", f"/workshop/orders/{number}/inspect", {"checks": passed(GENERAL)})
    settled = send("POST", f"/billing/repair-orders/{number}/settle", {})
    for bill in settled["bills"]:
        tender = {"method": "wechat", "amount": bill["due"]}
        send("POST", f"/billing/bills/{bill['bill_id']}/payments", {"tenders": [tender]})
    return str(number)


def passed(codes: tuple[str, ...]) -> list[dict[str, Any]]:
    """A checklist with everything in order."""
    return [{"code": code, "passed": True} for code in codes]


def vin(client: int, serial: int) -> str:
    """A right VIN, another one for every visit."""
    from anxin.platform.vin import check_digit

    draft = f"L9HAA{client:02d}00SA{serial % 1_000_000:06d}"
    return f"{draft[:8]}{check_digit(draft)}{draft[9:]}"


def over_http(port: int, client: Client) -> Send:
    """Requests over one kept connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json"}

    def send(method: str, path: str, body: Any) -> Any:
        connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()[:400]}")
        return json.loads(text)

    return send


def in_process(client: Client, counts: list[tuple[str, int, float]]) -> Send:
    """The same requests without a server, counting their SQL statements."""
    from django.db import connection
    from django.test import Client as Browser

    browser = Browser(headers={"authorization": f"Bearer {client.token}"}, SERVER_NAME="127.0.0.1")

    def send(method: str, path: str, body: Any) -> Any:
        statements: list[str] = []

        def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
            statements.append(sql)
            return execute(sql, parameters, many, context)

        started = time.perf_counter()
        with connection.execute_wrapper(count):
            answer = browser.generic(
                method, f"/api/v1{path}", "" if body is None else json.dumps(body), content_type="application/json"
            )
        name = " ".join(part for part in path.strip("/").split("/") if not any(one.isdigit() for one in part))
        counts.append((f"{method} {name}", len(statements), (time.perf_counter() - started) * 1000))
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.content.decode()[:400]}")
        return json.loads(answer.content)

    return send


@contextmanager
def served() -> Iterator[int]:
    """A granian and a worker on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4"]
    web += ["--no-ws", "--host", "127.0.0.1", "--port", str(port), "config.wsgi:application"]
    quiet: dict[str, Any] = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    children = [
        subprocess.Popen(web, **quiet),
        subprocess.Popen([sys.executable, "manage.py", "procrastinate", "worker"], **quiet),
    ]
    try:
        _wait_for(port)
        yield port
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _try in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def one_client(port: int, client: Client, visits: int) -> list[float]:
    """Milliseconds of each visit of one client, warm."""
    send = over_http(port, client)
    for serial in range(3):
        visit(send, client, serial)
    times = []
    for serial in range(10, 10 + visits):
        started = time.perf_counter()
        visit(send, client, serial)
        times.append((time.perf_counter() - started) * 1000)
    return times


def many_clients(port: int, clients: list[Client], seconds: int) -> tuple[float, int]:
    """Visits a second of clients at once, and how many events were still unhandled when the time was over."""
    end = time.perf_counter() + seconds
    done: list[str] = []
    failures: list[BaseException] = []

    def work(client: Client) -> None:
        send, serial = over_http(port, client), 1000
        try:
            while time.perf_counter() < end:
                number = visit(send, client, serial)
                serial += 1
                if time.perf_counter() < end:
                    done.append(number)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return len(done) / seconds, unhandled_events()


def unhandled_events() -> int:
    """Events that wait for their handlers."""
    from anxin.parties.org.queries import system_actor
    from anxin.platform.events.models import StoredEvent
    from anxin.platform.scope import unit_of_work

    with unit_of_work(system_actor("bench"), "bench", writable=False):
        return StoredEvent.objects.filter(handled_at=None).count()


class BareRows:
    """The rows that one visit wrote, written again by a plain transaction into tables without keys and policies."""

    def __init__(self, url: str) -> None:
        import psycopg

        self._connection = psycopg.connect(url.replace("anxin_owner@", "postgres@"), autocommit=True)
        tables = self._connection.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'id' AND data_type IN ('bigint', 'integer')"
        ).fetchall()
        self._tables = sorted({name for (name,) in tables} - OUTSIDE_OF_A_VISIT)
        self._last = {name: self._highest(name) for name in self._tables}

    def _highest(self, table: str) -> int:
        row = self._connection.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"').fetchone()
        return int(row[0]) if row else 0

    def take(self) -> int:
        """Remember the rows written since; returns how many."""
        self._connection.execute("CREATE SCHEMA bare")
        self._written: dict[str, Any] = {}
        count = 0
        for table in self._tables:
            found = self._connection.execute(
                f'SELECT json_agg(t), count(*) FROM "{table}" t WHERE id > %s', [self._last[table]]
            ).fetchone()
            if found and found[1]:
                self._connection.execute(f'CREATE TABLE bare."{table}" AS SELECT * FROM "{table}" WHERE false')
                self._connection.execute(f'CREATE INDEX ON bare."{table}" (id)')
                self._written[table] = json.dumps(found[0])
                count += found[1]
        return count

    def time(self, tries: int) -> list[float]:
        """Milliseconds of each transaction that writes them."""
        times = []
        for _try in range(tries):
            started = time.perf_counter()
            with self._connection.transaction():
                for table, rows in self._written.items():
                    self._connection.execute(
                        f'INSERT INTO bare."{table}" SELECT * FROM json_populate_recordset(NULL::"{table}", %s::json)',
                        [rows],
                    )
            times.append((time.perf_counter() - started) * 1000)
        return times

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def show(name: str, times: list[float]) -> None:
    """A line with median and 95th percentile."""
    print(f"{name}: median {statistics.median(times):.1f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms")


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="Measure a visit through the API.")
    arguments.add_argument("--seconds", type=int, default=60)
    arguments.add_argument("--clients", type=int, default=8)
    arguments.add_argument("--visits", type=int, default=40)
    given = arguments.parse_args()
    os.environ.setdefault("ANXIN_SECRET_KEY", "for the benchmark only " * 3)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.prod"
    with own_database() as url:
        clients = make_clients(given.clients)
        counts: list[tuple[str, int, float]] = []
        visit(in_process(clients[0], []), clients[0], 900_001)
        bare = BareRows(url)
        visit(in_process(clients[0], counts), clients[0], 900_002)
        for name, statements, milliseconds in counts:
            print(f"  {name}: {statements} statements, {milliseconds:.1f} ms")
        print(f"one visit: {len(counts)} requests, {sum(each[1] for each in counts)} SQL statements")
        print(f"rows of one visit: {bare.take()}")
        plain = bare.time(300)
        bare.close()
        show("bare transaction with the same rows", plain)
        with served() as port:
            alone = one_client(port, clients[0], given.visits)
            show("one client", alone)
            rate, waiting = many_clients(port, clients, given.seconds)
            print(f"{given.clients} clients, {given.seconds} s: {rate:.1f} visits/s, {waiting} events unhandled at the end")
        print(f"ratio to the bare transaction: {statistics.median(alone) / statistics.median(plain):.1f}")


if __name__ == "__main__":
    main()
