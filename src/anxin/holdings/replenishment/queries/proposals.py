"""What to order for the shelf, by supplier: as the levels are set, or as they would be if something changed (R-PT10)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from anxin.holdings.parts.parameters import DEPTH_WANTED, SLOW_SHARE_LIMIT
from anxin.holdings.parts.queries import stock_depth
from anxin.holdings.purchasing.queries import FundState, get_fund_state
from anxin.holdings.replenishment import parameters, permissions, rules
from anxin.holdings.replenishment.queries.standings import Stand, coming_in, stands_of, usual_cover
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.ui.lists import Window

FIRST_PAGE = Window()
NOBODY = 0
"""Stands for the supplier of what nobody brought yet."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is tried out; None is as the parameters say. ``growth`` in percent; ``by_demand``: levels out of demand."""

    by_demand: bool = False
    cover_days: int | None = None
    safety_days: int | None = None
    growth: Decimal | None = None
    budget: Money | None = None

    @property
    def tries_levels(self) -> bool:
        """Whether levels follow from demand instead of what was set."""
        return self.by_demand or not (self.cover_days is None and self.safety_days is None and self.growth is None)

    @property
    def is_tried(self) -> bool:
        """Whether anything differs from what is set."""
        return self.tries_levels or self.budget is not None

    def cover(self, usual: rules.Cover) -> rules.Cover:
        """For how long stock is to last."""
        return rules.Cover(
            usual.demand_days,
            usual.review_days,
            usual.safety_days if self.safety_days is None else self.safety_days,
            usual.cover_days if self.cover_days is None else self.cover_days,
            (self.growth or Decimal(0)) / 100,
        )


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """So much of an article is to be ordered, and why. ``coming`` is ordered, on a draft or on its way from another store.

    ``used`` are the levels by which it is proposed, ``kept`` those that were set and ``suggested`` those that follow from
    demand; ``demand`` is that of the last days. The unit price is that of the last bill, without tax. ``is_beyond``: the
    purchase unit forces more than the maximum; ``is_cut``: the budget leaves less than what is needed.
    """

    article_id: int
    number: str
    name: str
    unit: str
    is_genuine: bool
    purchase_unit: str
    purchase_factor: Decimal
    supplier_id: int
    on_hand: Decimal
    coming: Decimal
    wanted: Decimal
    position: Decimal
    demand: Decimal
    days_left: int | None
    kept: rules.Levels
    suggested: rules.Levels
    used: rules.Levels
    version: int | None
    quantity: Decimal
    unit_price: Money
    amount: Money
    is_beyond: bool
    is_cut: bool


@dataclass(frozen=True, slots=True)
class SupplierGroup:
    """What is to be ordered from a supplier; id 0 stands for what nobody brought yet."""

    supplier_id: int
    supplier: str
    lines: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Depth:
    """The stock as it is, at cost without tax, with its turnover in a month (K-Z31), and the limits of both."""

    value: Money
    slow: Money
    overdue: Money
    slow_share: Decimal | None
    slow_limit: Decimal
    turnover: Decimal | None
    turnover_target: Decimal
    cover_days: Decimal | None

    @property
    def is_slow(self) -> bool:
        """Whether slow stock is too much of all."""
        return self.slow_share is not None and self.slow_share > self.slow_limit

    @property
    def is_shallow(self) -> bool:
        """Whether the stock turns over less than it should."""
        return self.turnover is not None and self.turnover < self.turnover_target


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines of one supplier, a window of them; ``total`` are all, of which ``seen`` is the fingerprint."""

    group: SupplierGroup
    lines: tuple[ProposedLine, ...]
    total: int
    seen: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be ordered: ``as_set`` and, where something is tried out, ``tried``; ``still`` articles below their
    minimum are left out because nothing moves.
    """

    cover: rules.Cover
    as_set: rules.Outlook
    tried: rules.Outlook | None
    still: int
    groups: tuple[SupplierGroup, ...]
    chosen: Chosen | None
    depth: Depth
    fund: FundState


@query(permissions.SEE)
def get_proposal(
    actor: Actor,
    store_id: int,
    asked: WhatIf,
    at: datetime,
    *,
    supplier_id: int | None = None,
    window: Window = FIRST_PAGE,
) -> Proposal:
    """What to order for the shelf, with the lines of one supplier (None: of him whose parts run out first). Writes nothing.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    today = store_info(store_id).clock.day(at)
    cover = asked.cover(usual_cover(store_id, today))
    stands = stands_of(actor, store_id, today, tried=cover if asked.tries_levels else None)
    found = _found(store_id, today, stands, asked, cover)
    groups, lines = _groups(found.kept, found.by_article)
    shown = supplier_id if supplier_id in lines else next(iter(lines), None)
    chosen = None
    if shown is not None:
        own = lines[shown]
        group = next(one for one in groups if one.supplier_id == shown)
        all_ = [_line(one, found.by_article[one.standing.article_id], cover) for one in own]
        part = all_[window.offset : window.offset + window.limit]
        chosen = Chosen(group, tuple(part), len(all_), fingerprint(all_))
    told = stock_depth(actor, store_id, today - timedelta(days=cover.demand_days - 1), today)
    depth = _depth(store_id, today, told.value, told.slow, told.overdue, told.issued, cover.demand_days)

    def outlook(kept: Collection[rules.Wanted], cut: Collection[rules.Wanted]) -> rules.Outlook:
        return rules.outlook(kept, cut, told.value, told.issued, cover.demand_days)

    as_set = outlook(found.as_set, ())
    tried = outlook(found.kept, found.cut) if asked.is_tried else None
    fund = get_fund_state(actor, store_id, today.replace(day=1))
    return Proposal(cover, as_set, tried, found.still, tuple(groups), chosen, depth, fund)


@query(permissions.SEE)
def proposed_lines(
    actor: Actor, store_id: int, asked: WhatIf, at: datetime, *, supplier_id: int | None
) -> list[ProposedLine]:
    """All that is to be ordered from a supplier (0: what nobody brought yet; None: from all), the most urgent first.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    today = store_info(store_id).clock.day(at)
    cover = asked.cover(usual_cover(store_id, today))
    stands = stands_of(actor, store_id, today, tried=cover if asked.tries_levels else None)
    found = _found(store_id, today, stands, asked, cover)
    lines = [_line(one, found.by_article[one.standing.article_id], cover) for one in found.kept]
    return [one for one in lines if supplier_id is None or one.supplier_id == supplier_id]


@query(permissions.SEE)
def coming_of(actor: Actor, store_id: int, article_ids: Collection[int]) -> dict[int, Decimal]:
    """Article → what is ordered, on a draft or on its way from another store, as a proposal counts it."""
    actor.require(permissions.SEE, store_id)
    found = coming_in(actor, store_id, article_ids)
    return {article_id: found.get(article_id, Decimal(0)) for article_id in article_ids}


def fingerprint(lines: Collection[ProposedLine]) -> str:
    """What somebody saw: who orders it all orders exactly that, or is told that it changed."""
    rows = (f"{one.article_id} {one.quantity} {one.unit_price.fen} {one.coming}" for one in lines)
    return sha256("\n".join(rows).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Found:
    by_article: dict[int, Stand]
    as_set: list[rules.Wanted]
    kept: list[rules.Wanted]
    cut: list[rules.Wanted]
    still: int


def _found(store_id: int, today: date, stands: list[Stand], asked: WhatIf, cover: rules.Cover) -> _Found:
    to_maximum = value(parameters.ORDER_UP_TO, store_id, today) == "maximum"
    moving = [one for one in stands if one.is_moving]

    def proposed(by_demand: bool) -> list[rules.Wanted]:
        wanted = (
            rules.to_order(one.standing(one.by_demand(cover) if by_demand else one.levels, cover), to_maximum=to_maximum)
            for one in moving
        )
        return rules.by_urgency(one for one in wanted if one is not None)

    as_set = proposed(by_demand=False)
    kept, cut = rules.capped(proposed(by_demand=True) if asked.tries_levels else as_set, asked.budget)
    still = sum(1 for one in stands if not one.is_moving)
    return _Found({one.article.article_id: one for one in stands}, as_set, kept, cut, still)


def _groups(
    kept: list[rules.Wanted], by_article: dict[int, Stand]
) -> tuple[list[SupplierGroup], dict[int, list[rules.Wanted]]]:
    lines: dict[int, list[rules.Wanted]] = defaultdict(list)
    names: dict[int, str] = {NOBODY: ""}
    for one in kept:
        supplier = by_article[one.standing.article_id].supplier
        names |= {supplier.id: supplier.name} if supplier else {}
        lines[supplier.id if supplier else NOBODY].append(one)
    groups = [
        SupplierGroup(supplier_id, names[supplier_id], len(own), Money.sum(one.amount for one in own))
        for supplier_id, own in lines.items()
    ]
    return groups, lines


def _line(one: rules.Wanted, stand: Stand, cover: rules.Cover) -> ProposedLine:
    article, days = stand.article, one.standing.days_left
    return ProposedLine(
        article.article_id,
        article.number,
        article.name,
        article.unit,
        article.is_genuine,
        article.purchase_unit,
        article.purchase_factor,
        stand.supplier.id if stand.supplier else NOBODY,
        article.on_hand,
        stand.coming,
        stand.wanted,
        stand.position,
        article.demand,
        None if days is None else int(days),
        stand.levels,
        rules.suggested(article.demand, cover, stand.lead_days),
        one.standing.levels,
        article.version,
        one.quantity,
        one.standing.unit_price,
        one.amount,
        one.is_beyond,
        one.is_cut,
    )


def _depth(store_id: int, today: date, worth: Money, slow: Money, overdue: Money, issued: Money, days: int) -> Depth:
    now = rules.outlook((), (), worth, issued, days)
    share = round(Decimal(slow.fen) / worth.fen, 4) if worth.fen > 0 else None
    limits = value(SLOW_SHARE_LIMIT, store_id, today), value(DEPTH_WANTED, store_id, today)
    return Depth(worth, slow, overdue, share, limits[0], now.turnover, limits[1], now.cover_days)
