"""The one way in which stock moves: balances locked in primary-key order, entries and balances written together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import rules
from anxin.holdings.parts.commands.costing import announce_corrections, cost_anew, is_knotted
from anxin.holdings.parts.events import StockMoved
from anxin.holdings.parts.models import StockBalance, StockEntry
from anxin.holdings.parts.parameters import ALLOW_NEGATIVE
from anxin.holdings.parts.queries import entries_of
from anxin.parties.org.queries import store_info
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, IdempotencyKeyReused, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.resources.catalog.queries import ArticleRow, find_articles

MOST_LINES = 2000
MOST = Decimal("9999999")


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing of an article."""

    article_id: int
    number: str
    name: str
    wanted: Decimal
    on_hand: Decimal


class StockShort(Conflict):
    """There is less on hand than is to go out; ``shortages`` name every article."""

    code = "stock_short"
    default_rule = "M14.01"

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = tuple(shortages)
        listed = "；".join(
            str(_("%(number)s %(name)s 要 %(wanted)s，库存 %(on_hand)s"))
            % {
                "number": each.number,
                "name": each.name,
                "wanted": plain_quantity(each.wanted),
                "on_hand": plain_quantity(each.on_hand),
            }
            for each in self.shortages
        )
        super().__init__(_("库存不够：%(listed)s。请减少数量，或先入库。") % {"listed": listed}, field="lines")


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement to be posted; ``quantity`` is signed. Without ``cost`` and ``unit_cost`` it goes at average cost."""

    article_id: int
    quantity: Decimal
    key: str
    line: int = 1
    unit_cost: Money | None = None
    cost: Money | None = None
    reverses_id: int | None = None
    takes_back_id: int | None = None
    document_line: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a request, to know it again: signed quantity, None when any will do."""

    article_id: int
    quantity: Decimal | None = None
    document_line: int | None = None


@dataclass(frozen=True, slots=True)
class PostedLine:
    """An entry as it was booked: signed quantity and cost (tax excluded), and what is on hand after it."""

    entry_id: int
    article_id: int
    quantity: Decimal
    unit_cost: Money
    cost: Money
    on_hand: Decimal


@dataclass(frozen=True, slots=True)
class StockPosted:
    """The lines in the order given; ``replayed`` when the key had been booked before and nothing was done now."""

    lines: tuple[PostedLine, ...]
    replayed: bool = False

    @property
    def cost(self) -> Money:
        """Signed cost of all lines, tax excluded."""
        return Money.sum(line.cost for line in self.lines)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why, for what, by whom and when stock moves."""

    actor: Actor
    store_id: int
    reason: str
    document: DocumentRef | None
    at: datetime
    note: str = ""


def require_lines(quantities: Sequence[Decimal], *, zero: bool = False) -> None:
    """:raises Invalid: no lines, too many, or a quantity that is not a positive number with at most 3 decimals"""
    if not 0 < len(quantities) <= MOST_LINES:
        raise Invalid(_("请填写至少一行、最多 2000 行配件。"), field="lines")
    for quantity in quantities:
        sound = quantity.is_finite() and quantity <= MOST and (quantity > 0 or (zero and quantity == 0))
        if not sound or quantity != round(quantity, 3):
            raise Invalid(_("数量要大于零，最多三位小数。"), field="lines")


NOBODYS_KEY = "new:"
"""Begins the key of a movement for which the caller gave none: it cannot have come before."""


def caller_key(key: str | None) -> str:
    """The caller's key as it is kept, apart from the keys of imports and reversals; a new one when none is given.

    :raises Invalid: empty, too long, or with a NUL
    """
    if key is None:
        return f"{NOBODYS_KEY}{uuid4().hex}"
    if not key or len(key) > 100 or "\x00" in key:
        raise Invalid(_("幂等键要有 1 到 100 个字符。"), field="key")
    return f"call:{key}"


def booked_before(occasion: Occasion, key: str, lines: Sequence[Asked]) -> StockPosted | None:
    """What was booked under this key, once the key's turn has come; None when nothing was.

    :raises IdempotencyKeyReused: the key came before with another request
    """
    if key.startswith(NOBODYS_KEY):
        return None
    take_turn(f"parts:{occasion.store_id}:{key}")
    rows = list(entries_of(occasion.store_id).filter(key=key).order_by("line"))
    if not rows:
        return None
    document = (occasion.document.kind, occasion.document.id) if occasion.document else ("", None)
    asked = {(row.reason, row.document_kind, row.document_id) for row in rows} == {(occasion.reason, *document)}
    wanted = dict(enumerate(lines, 1))
    same = all(row.line in wanted and _is_same(wanted[row.line], row) for row in rows)
    complete = len(rows) == len(lines) or any(line.quantity is None for line in lines)
    if not (asked and same and complete):
        raise IdempotencyKeyReused(field="key")
    return StockPosted(tuple(_posted(row) for row in rows), replayed=True)


def _is_same(asked: Asked, row: StockEntry) -> bool:
    known = (asked.article_id, asked.document_line) == (row.article_id, row.document_line)
    return known and asked.quantity in (None, row.quantity)


def post(occasion: Occasion, balances: Mapping[int, StockBalance], movements: Sequence[Movement]) -> StockPosted:
    """Book movements against locked balances, and announce them; what they change in the cost of others is booked too.

    :raises StockShort: something would fall below zero where that is not allowed
    """
    store = store_info(occasion.store_id)
    day = store.clock.day(occasion.at)
    allowed = bool(value(ALLOW_NEGATIVE, occasion.store_id, day))
    entries: list[StockEntry] = []
    short: list[tuple[int, Decimal, Decimal]] = []
    knotted: set[int] = set()
    for movement in movements:
        balance = balances[movement.article_id]
        entry = _entry(occasion, balance, movement)
        entry.on = day
        if is_knotted(balance, entry):
            knotted.add(movement.article_id)
        if entry.on_hand_after < 0 and movement.quantity < 0 and not allowed:
            short.append((movement.article_id, -movement.quantity, balance.on_hand))
            continue
        balance.on_hand, balance.value = entry.on_hand_after, balance.value + entry.cost
        balance.may_be_negative = allowed or (movement.quantity > 0 and balance.on_hand < 0)
        balance.moved_at = occasion.at
        entries.append(entry)
    if short:
        raise StockShort(_named(find_articles(occasion.actor, [each[0] for each in short]), short))
    corrections = cost_anew(entries, balances, knotted)
    StockEntry.objects.bulk_create(entries)
    StockEntry.objects.bulk_create(corrections)
    _save(balances, {entry.article_id for entry in entries})
    _announce(occasion, entries)
    announce_corrections(corrections, occasion.at)
    return StockPosted(tuple(_posted(entry) for entry in entries))


def plain_quantity(quantity: Decimal) -> str:
    """A quantity without needless zeros."""
    return f"{quantity.normalize():f}"


def _entry(occasion: Occasion, balance: StockBalance, movement: Movement) -> StockEntry:
    holding = rules.Holding(balance.on_hand, balance.value)
    carried = movement.cost
    if carried is None:
        carried = rules.cost_of_movement(holding, movement.quantity, movement.unit_cost)
    cost: Any = carried
    unit_cost: Any = movement.unit_cost or rules.Holding(abs(movement.quantity), _absolute(cost)).unit_cost
    return StockEntry(
        store_id=occasion.store_id,
        article_id=movement.article_id,
        quantity=movement.quantity,
        unit_cost=unit_cost,
        cost=cost,
        on_hand_after=balance.on_hand + movement.quantity,
        reason=occasion.reason,
        document_kind=occasion.document.kind if occasion.document else "",
        document_id=occasion.document.id if occasion.document else None,
        document_line=movement.document_line,
        note=occasion.note,
        reverses_id=movement.reverses_id,
        takes_back_id=movement.takes_back_id,
        key=movement.key,
        line=movement.line,
        actor_key=occasion.actor.key,
        at=occasion.at,
    )


def _save(balances: Mapping[int, StockBalance], moved: set[int]) -> None:
    rows = [balance for article_id, balance in balances.items() if article_id in moved]
    fields = ["on_hand", "value", "may_be_negative", "moved_at"]
    if len(rows) == 1:
        rows[0].save(update_fields=fields)
    elif rows:
        # An upsert on the primary key: bulk_update would send a CASE per row and column.
        StockBalance.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _announce(occasion: Occasion, entries: Sequence[StockEntry]) -> None:
    if not entries:
        audit.note(occasion.document, occasion.store_id, reason=occasion.reason, moved=0)
        return
    events.publish(
        StockMoved(
            store_id=occasion.store_id,
            reason=occasion.reason,
            article_ids=tuple(entry.article_id for entry in entries),
            quantities=tuple(plain_quantity(entry.quantity) for entry in entries),
            document_kind=occasion.document.kind if occasion.document else "",
            document_id=occasion.document.id if occasion.document else None,
        ),
        at=occasion.at,
    )
    audit.note(occasion.document, occasion.store_id, reason=occasion.reason, key=entries[0].key, moved=len(entries))


def _named(articles: Mapping[int, ArticleRow], short: Sequence[tuple[int, Decimal, Decimal]]) -> list[Shortage]:
    return [
        Shortage(article_id, articles[article_id].number, articles[article_id].name, wanted, on_hand)
        for article_id, wanted, on_hand in short
    ]


def _posted(row: StockEntry) -> PostedLine:
    return PostedLine(row.pk, row.article_id, row.quantity, row.unit_cost, row.cost, row.on_hand_after)


def _absolute(amount: Money) -> Money:
    return Money(abs(amount.fen))
