"""Eight clients at the same few shelves of two stores, one of them killed, and the database, too: ledger = on hand = value.

    .venv/bin/python bench/stock_contention.py [--seconds 60] [--articles 4]

Four processes of two clients each. At a third of the time a process is killed and another takes its place, at two thirds PostgreSQL is
killed (SIGKILL) and started again. At the end each balance is held against the sum of its entries, each article is costed again from
nothing, what left one store is in the other, came back, or is on the way, and each entry that a client was told stands. Prints how
often each act was carried out and refused; ends with 1 if anything differs.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from own_database import ROOT, _point_at

PROCESSES = 4


class Fight:
    """The clients' processes, and what they were told."""

    def __init__(self, folder: Path, url: str, seconds: float) -> None:
        self.folder, self.url, self.seconds = folder, url, seconds
        self.until = time.monotonic() + seconds
        self.running: list[subprocess.Popen[bytes]] = []
        self.seed = 0

    def join(self) -> None:
        """Another process of two clients."""
        self.seed += 1
        left = max(self.until - time.monotonic(), 1)
        told = self.folder / f"told-{self.seed}.jsonl"
        command = [sys.executable, str(Path(__file__).with_name("stock_client.py")), str(self.folder / "field.json")]
        self.running.append(
            subprocess.Popen(
                [*command, str(self.seed), str(left), str(told)], cwd=ROOT, env={**os.environ, "DATABASE_URL": self.url}
            )
        )

    def kill_one(self) -> None:
        """SIGKILL to a process in the middle of whatever it does."""
        victim = self.running.pop(0)
        victim.kill()
        victim.wait()

    def end(self) -> None:
        """Wait for the others."""
        for each in self.running:
            try:
                each.wait(self.seconds + 120)
            except subprocess.TimeoutExpired:
                each.kill()

    def told(self) -> list[dict[str, Any]]:
        """What every client was told; the last line of a killed one may be cut."""
        found = []
        for path in self.folder.glob("told-*.jsonl"):
            for line in path.read_text().splitlines():
                try:
                    found.append(json.loads(line))
                except json.JSONDecodeError:
                    continue
        return found


def main() -> None:
    """Make the shelves, fight, kill, look at what stands."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--articles", type=int, default=4)
    given = parser.parse_args()
    from anxin.platform.database.embedded import EmbeddedServer

    folder = Path(tempfile.mkdtemp(prefix="anxin-stock-"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder / "pg", durable=True)
    try:
        server.start()
        faults = contend(server, folder, given.seconds, given.articles)
    finally:
        server.discard()
        shutil.rmtree(folder, ignore_errors=True)
    for fault in faults[:40]:
        print("FAULT", fault)
    sys.exit(1 if faults else 0)


def contend(server: Any, folder: Path, seconds: float, articles: int) -> list[str]:
    """The fight; what is wrong afterwards."""
    _point_at(server.url)
    path = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    os.environ["PYTHONPATH"] = path
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(migrate, cwd=ROOT, check=True, env={**os.environ, "ANXIN_DATABASE_ROLE": "owner"})
    import django

    django.setup()
    stores, shelves = make_field(folder, articles)
    fight = Fight(folder, server.url, seconds)
    for _each in range(PROCESSES):
        fight.join()
    time.sleep(seconds / 3)
    fight.kill_one()
    fight.join()
    time.sleep(seconds / 3)
    kill_database(server)
    server.start()
    fight.end()
    told = fight.told()
    for act, times in sorted(Counter(line["done"] for line in told if "done" in line).items()):
        refused = sum(line.get("refused") == act for line in told)
        print(f"{act:10} {times:6} done {refused:6} refused")
    faults = [f"client: {line['broken']}" for line in told if "broken" in line]
    faults += what_differs(stores, shelves, {entry for line in told for entry in line.get("entries", ())})
    print(f"{sum('done' in line for line in told)} acts carried out, {len(faults)} faults")
    return faults


def make_field(folder: Path, articles: int) -> tuple[list[int], list[int]]:
    """Two stores of one group and a few articles."""
    from anxin.parties.org.tests.factories import make_store
    from anxin.resources.catalog.tests.factories import make_article

    stores = [make_store(code).pk for code in ("LG", "NS")]
    shelves = [make_article().pk for _each in range(articles)]
    (folder / "field.json").write_text(json.dumps({"stores": stores, "articles": shelves}))
    return stores, shelves


def kill_database(server: Any) -> None:
    """SIGKILL to PostgreSQL itself: what it had confirmed must survive."""
    os.kill(int((server.data / "postmaster.pid").read_text().split("\n", 1)[0]), 9)


def what_differs(stores: list[int], articles: list[int], told: set[int]) -> list[str]:
    """Everything that does not add up, once each store has followed what the other did."""
    from django.db import connection

    from anxin.holdings.parts import queries, rules
    from anxin.holdings.parts.commands.costing import booked_entries, steps_of
    from anxin.holdings.parts.models import StockBalance, StockEntry
    from anxin.holdings.transfers.models import Transfer
    from anxin.holdings.transfers.tests.factories import let_stores_follow
    from anxin.parties.org.queries import system_actor
    from anxin.platform import clock
    from anxin.platform.scope import reading

    # What this process had open died with the server.
    connection.close()
    connection.close_pool()
    let_stores_follow(clock.now())
    faults = [f"balance: {one}" for one in queries.find_differences(system_actor("bench"))]
    with reading(system_actor("bench")):
        known = set(StockEntry.objects.across_stores(reason="bench").filter(pk__in=told).values_list("pk", flat=True))
        faults += [f"entry {entry} was told and is gone" for entry in sorted(told - known)]
        for balance in StockBalance.objects.across_stores(reason="bench").filter(
            store_id__in=stores, article_id__in=articles
        ):
            steps = steps_of(booked_entries(balance))
            costing = rules.replay(steps)
            where = f"store {balance.store_id} article {balance.article_id}"
            faults += [
                f"{where}: entry {one.id} costs {one.cost}, not {costing.costs[one.id]}"
                for one in steps
                if one.cost != costing.costs[one.id]
            ]
            if (balance.on_hand, balance.value) != (costing.holding.on_hand, costing.holding.value):
                faults.append(f"{where}: {balance.on_hand} at {balance.value}, from nothing {costing.holding}")
            if balance.on_hand < 0 or (not balance.on_hand and balance.value):
                faults.append(f"{where}: {balance.on_hand} on hand, worth {balance.value}")
        for row in Transfer.objects.across_stores(reason="bench"):
            came = sum((entry.quantity for entry in of_transfer(row, "transfer_in")), 0)
            if row.sent - row.returned - row.received - row.lost < 0 or came != row.received:
                faults.append(
                    f"transfer {row.pk}: sent {row.sent}, back {row.returned}, received {row.received}, booked {came}"
                )
        faults += sales_that_differ()
    return faults


def sales_that_differ() -> list[str]:
    """Lines of sales of which the shelf gave something else, and sales that were paid otherwise than they say."""
    from django.db.models import Sum

    from anxin.holdings.parts.models import StockEntry
    from anxin.visit.counter_sales.models import Sale, SaleLine, SalePayment

    entries = StockEntry.objects.across_stores(reason="bench").filter(document_kind="counter_sales.sale")
    given = dict(entries.values_list("document_line").annotate(Sum("quantity")).order_by())
    faults = [
        f"sale line {line.pk}: sold {line.quantity}, back {line.returned}, booked {given.get(line.pk)}"
        for line in SaleLine.objects.across_stores(reason="bench")
        if line.returned - line.quantity != given.get(line.pk, 0)
    ]
    paid = dict(SalePayment.objects.across_stores(reason="bench").values_list("sale").annotate(Sum("amount")).order_by())
    return faults + [
        f"sale {sale.pk}: {sale.gross} less {sale.refunded}, paid {paid.get(sale.pk)}"
        for sale in Sale.objects.across_stores(reason="bench")
        if sale.gross - sale.refunded != paid.get(sale.pk)
    ]


def of_transfer(row: Any, reason: str) -> list[Any]:
    """What was booked of a transfer for a reason."""
    from anxin.holdings.parts.models import StockEntry

    entries = StockEntry.objects.across_stores(reason="bench")
    return list(entries.filter(document_kind="transfers.transfer", document_id=row.pk, reason=reason))


if __name__ == "__main__":
    main()
