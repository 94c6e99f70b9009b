"""The stock of a store while history is written: balances in memory, entries in the order of time.

The sums are those of ``parts.rules``. Decides when goods are bought, not what is issued.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from anxin.faces.twin.rows import Rows
from anxin.holdings.parts import rules
from anxin.holdings.parts.models import Reason, StockBalance, StockEntry
from anxin.parties.org.queries import StoreInfo
from anxin.platform.money import Money

BEFORE_WORK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Issue:
    """Parts that go out to an order: (article, quantity, item) line by line."""

    at: datetime
    serial: int
    order_id: int
    key: str
    lines: tuple[tuple[int, Decimal, int], ...]


class Stockroom:
    """Collects issues; ``book`` writes them in the order of time, each week's purchases first, and moves the balances."""

    def __init__(self, store: StoreInfo, actor_key: str) -> None:
        self._store, self._actor_key = store, actor_key
        self._issues: list[Issue] = []

    def issue(self, issue: Issue) -> None:
        """Remember an issue; one without lines is none."""
        if issue.lines:
            self._issues.append(issue)

    def book(self, rows: Rows) -> None:
        """Turn the issues into entries, oldest first.

        :raises RuntimeError: history would take the stock below zero
        """
        wanted = {article for issue in self._issues for article, _quantity, _item in issue.lines}
        found = StockBalance.objects.across_stores(reason="stock of the store whose history is written").filter(
            store_id=self._store.id, article_id__in=wanted
        )
        balances: dict[int, Any] = {row.article_id: row for row in found.locked()}
        full = {key: rules.Holding(balance.on_hand, balance.value) for key, balance in balances.items()}
        week = None
        for issue in sorted(self._issues, key=lambda one: (one.at, one.serial)):
            begun = self._store.clock.day(issue.at).isocalendar()[:2]
            if begun != week:
                self._buy(rows, balances, full, issue.at - BEFORE_WORK, f"call:week:{begun[0]}-{begun[1]}")
                week = begun
            for line, (article_id, quantity, item_id) in enumerate(issue.lines, 1):
                self._entry(rows, balances[article_id], issue, (line, item_id), quantity)
        StockBalance.objects.bulk_create(
            balances.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["on_hand", "value", "moved_at"],
        )

    def _buy(self, rows: Rows, balances: dict[int, Any], full: dict[int, rules.Holding], at: datetime, key: str) -> None:
        """Fill up what has fallen to half of the opening stock."""
        low = [balance for article_id, balance in balances.items() if balance.on_hand * 2 <= full[article_id].on_hand]
        for line, balance in enumerate(low, 1):
            self._move(
                rows,
                balance,
                full[balance.article_id].on_hand - balance.on_hand,
                at,
                full[balance.article_id].unit_cost,
                reason=Reason.PURCHASE.value,
                document_kind="",
                document_id=None,
                document_line=None,
                key=key,
                line=line,
            )

    def _entry(self, rows: Rows, balance: Any, issue: Issue, place: tuple[int, int], quantity: Decimal) -> None:
        if balance.on_hand < quantity:
            raise RuntimeError(f"history needs more of article {balance.article_id} than was received")
        self._move(
            rows,
            balance,
            -quantity,
            issue.at,
            None,
            reason=Reason.ISSUE.value,
            document_kind="repair_orders.repairorder",
            document_id=issue.order_id,
            document_line=place[1],
            key=f"call:{issue.key}",
            line=place[0],
        )

    def _move(self, rows: Rows, balance: Any, quantity: Decimal, at: datetime, unit_cost: Money | None, **said: Any) -> None:
        holding = rules.Holding(balance.on_hand, balance.value)
        cost = rules.cost_of_movement(holding, quantity, unit_cost)
        balance.on_hand += quantity
        balance.value += cost
        balance.moved_at = at
        rows.add(
            StockEntry,
            store_id=self._store.id,
            article_id=balance.article_id,
            quantity=quantity,
            unit_cost=unit_cost or rules.Holding(abs(quantity), Money(abs(cost.fen))).unit_cost,
            cost=cost,
            on_hand_after=balance.on_hand,
            actor_key=self._actor_key,
            at=at,
            on=self._store.clock.day(at),
            **said,
        )
