"""Two clients at the same few shelves: they receive, issue, return, price, count, send back, transfer and sell, as it comes.

    stock_client.py FIELD SEED SECONDS TOLD

Owns: the acts, and the line that it writes for each that was carried out (TOLD, one JSON a line, flushed before the next act). Does
not own: the shelves (FIELD is a JSON file), who is killed, the verdict. A database that goes away is waited for.
"""

import json
import os
import random
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
THREADS = 2
DOCUMENTS, LINES = 6, 3


class Clerk:
    """One client with dice of its own."""

    def __init__(self, field: dict[str, Any], seed: int, told: Any, lock: threading.Lock) -> None:
        from anxin.parties.org.queries import system_actor

        self.stores: list[int] = field["stores"]
        self.articles: list[int] = field["articles"]
        self.dice = random.Random(seed)
        self.told, self.lock = told, lock
        self.actor = system_actor("bench")

    def act(self) -> None:
        """Whatever comes next; what was carried out is told."""
        from anxin.platform.errors import Refusal

        verb = self.dice.choice(
            [
                "receive",
                "receive",
                "issue",
                "issue",
                "issue",
                "give_back",
                "price",
                "count",
                "send_back",
                "transfer",
                "count_sheet",
                "sell",
            ]
        )
        try:
            entries = getattr(self, verb)()
        except Refusal as refusal:
            self._say({"refused": verb, "code": refusal.code})
            return
        self._say({"done": verb, "entries": entries})

    def receive(self) -> list[int]:
        """Goods come in at some price."""
        from anxin.holdings.parts import commands
        from anxin.platform.money import Money

        lines = [
            commands.ReceiptLine(article, Decimal(self.dice.randint(1, 9)), Money(self.dice.randint(100, 9_999)))
            for article in self.dice.sample(self.articles, 2)
        ]
        return self._ids(commands.receive_stock(**self._here(), lines=lines, key=self._key()))

    def issue(self) -> list[int]:
        """Two articles go to lines of a document, in whatever order."""
        return self._to_document("issue_parts")

    def give_back(self) -> list[int]:
        """Some of it comes back."""
        return self._to_document("return_parts")

    def _to_document(self, what: str) -> list[int]:
        from anxin.holdings.parts import commands
        from anxin.platform.references import DocumentRef

        document = DocumentRef("bench.document", self.dice.randint(1, DOCUMENTS))
        lines = [
            commands.IssueLine(article, Decimal(self.dice.randint(1, 3)), self.dice.randint(1, LINES))
            for article in self.dice.sample(self.articles, 2)
        ]
        return self._ids(getattr(commands, what)(**self._here(), document=document, lines=lines, key=self._key()))

    def price(self) -> list[int]:
        """A bill comes late, for one of the last receipts."""
        from anxin.holdings.parts import commands
        from anxin.platform.money import Money

        receipt = self._receipt()
        if receipt is None:
            return []
        entry_id, cost = receipt
        told = Money(self.dice.randint(100, 99_999))
        commands.price_receipt(actor=self.actor, entry_id=entry_id, cost=told, seen=cost, note="到票", at=self._now())
        return [entry_id]

    def count(self) -> list[int]:
        """Somebody counts two shelves."""
        from anxin.holdings.parts import commands

        lines = [
            commands.CountedLine(article, Decimal(self.dice.randint(0, 20)))
            for article in self.dice.sample(self.articles, 2)
        ]
        return self._ids(commands.correct_stock(**self._here(), lines=lines, note="抽盘", key=self._key()))

    def send_back(self) -> list[int]:
        """A part of a receipt goes back to its supplier."""
        from anxin.holdings.parts import commands

        receipt = self._receipt()
        if receipt is None:
            return []
        here = self._here() | {"store_id": self._store_of(receipt[0])}
        quantity = Decimal(self.dice.randint(1, 4))
        done = commands.return_to_supplier(**here, entry_id=receipt[0], quantity=quantity, note="错发", key=self._key())
        return [done.entry_id]

    def transfer(self) -> list[int]:
        """A step of a transfer between the two stores."""
        from anxin.holdings.transfers.tests.factories import take_random_step

        take_random_step(self.actor, self.stores, self.articles, self.dice, at=self._now())
        return []

    def count_sheet(self) -> list[int]:
        """A step of a count sheet."""
        from anxin.holdings.stocktaking.tests.factories import take_random_step

        take_random_step(self.actor, self.dice.choice(self.stores), self.articles, self.dice, at=self._now())
        return []

    def sell(self) -> list[int]:
        """Somebody buys at the counter, or brings back."""
        from anxin.visit.counter_sales.tests.factories import take_random_sale_step

        take_random_sale_step(self.actor, self.stores, self.articles, self.dice, at=self._now())
        return []

    def _receipt(self) -> tuple[int, Any] | None:
        """One of the newest receipts, with what it costs by now."""
        from anxin.holdings.parts import queries
        from anxin.platform.ui.lists import Window

        store_id, article_id = self.dice.choice(self.stores), self.dice.choice(self.articles)
        wanted = queries.EntryFilter(reason="purchase")
        rows = queries.list_entries(self.actor, store_id, article_id, wanted, Window(0, 5)).rows
        chosen = self.dice.choice(rows) if rows else None
        return (chosen.id, chosen.cost_now) if chosen else None

    def _store_of(self, entry_id: int) -> int:
        from anxin.holdings.parts.models import StockEntry
        from anxin.platform.scope import reading

        with reading(self.actor):
            return int(StockEntry.objects.across_stores(reason="bench").get(pk=entry_id).store_id)

    def _here(self) -> dict[str, Any]:
        return {"actor": self.actor, "store_id": self.dice.choice(self.stores), "at": self._now()}

    def _key(self) -> str:
        return f"{self.dice.getrandbits(96):x}"

    def _now(self) -> Any:
        from anxin.platform import clock

        return clock.now()

    def _ids(self, posted: Any) -> list[int]:
        return [line.entry_id for line in posted.lines]

    def _say(self, line: dict[str, Any]) -> None:
        with self.lock:
            self.told.write(json.dumps(line) + "\n")
            self.told.flush()


def main() -> None:
    """Act with two threads until the time is over."""
    import django

    django.setup()
    from django.db import Error, connection
    from procrastinate.exceptions import ConnectorException

    field, seed, seconds = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2]), float(sys.argv[3])
    until = time.monotonic() + seconds
    lock = threading.Lock()
    with Path(sys.argv[4]).open("a") as told:

        def work(place: int) -> None:
            clerk = Clerk(field, seed * THREADS + place, told, lock)
            while time.monotonic() < until:
                try:
                    clerk.act()
                except (Error, ConnectorException) as error:
                    if "deadlock" in str(error):
                        clerk._say({"broken": str(error)[:200]})
                    connection.close()
                    time.sleep(0.1)
                except Exception as error:
                    clerk._say({"broken": repr(error)[:300]})
                    time.sleep(0.1)

        threads = [threading.Thread(target=work, args=[place]) for place in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    os._exit(0)


if __name__ == "__main__":
    main()
