"""Booking what entries cost by all that is known now: where an average does not do, the article is worked out anew."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from anxin.holdings.parts import rules
from anxin.holdings.parts.events import CostsCorrected
from anxin.holdings.parts.models import PRICED, Reason, StockBalance, StockEntry
from anxin.holdings.parts.queries import entries_of
from anxin.platform import events
from anxin.platform.money import Money


def is_knotted(balance: StockBalance, entry: StockEntry) -> bool:
    """Whether the average of the balance does not tell what the entry costs, or the entry changes what others cost."""
    below = balance.on_hand < 0 or entry.on_hand_after < 0
    from_nothing = balance.on_hand == 0 and entry.quantity > 0 and entry.reason == Reason.COUNT
    return below or from_nothing or entry.reverses_id is not None or entry.takes_back_id is not None


def cost_anew(
    entries: Sequence[StockEntry], balances: Mapping[int, StockBalance], articles: Collection[int]
) -> list[StockEntry]:
    """Set the cost of new entries of these articles, and the value of their balances; gives the corrections of old ones.

    The balances are locked; neither entries nor corrections are saved here.
    """
    corrections: list[StockEntry] = []
    for article_id in sorted(articles):
        fresh = [entry for entry in entries if entry.article_id == article_id]
        if not fresh:
            continue
        balance = balances[article_id]
        booked = booked_entries(balance)
        numbers = count(booked[-1].pk + 1 if booked else 1)
        made = {next(numbers): entry for entry in fresh}
        steps = [*steps_of(booked), *(_step(number, entry) for number, entry in made.items())]
        costing = rules.replay(steps)
        for number, entry in made.items():
            entry.cost = costing.costs[number]
            if entry.reason not in PRICED:
                entry.unit_cost = rules.Holding(abs(entry.quantity), Money(abs(entry.cost.fen))).unit_cost
        corrections += corrections_of(booked, costing, balance, _cause(fresh[-1]))
        balance.value = costing.holding.value
    return corrections


def booked_entries(balance: StockBalance) -> list[StockEntry]:
    """All entries of a locked balance, corrections among them, in their order."""
    return list(entries_of(balance.store_id).filter(article_id=balance.article_id).order_by("pk"))


def steps_of(booked: Sequence[StockEntry]) -> list[rules.Step]:
    """The movements among entries, each at its cost with all corrections."""
    steps = {entry.pk: _step(entry.pk, entry) for entry in booked if entry.corrects_id is None}
    for entry in booked:
        if entry.corrects_id is not None:
            step = steps[entry.corrects_id]
            steps[step.id] = replace(step, cost=step.cost + entry.cost)
    return list(steps.values())


def known_costs(balances: Mapping[int, StockBalance]) -> dict[int, rules.Holding]:
    """Article → what so much of it cost when last it was known, of locked balances of a store that have no average now."""
    unknown = [article_id for article_id, row in balances.items() if row.on_hand <= 0 or row.value.fen <= 0]
    if not unknown:
        return {}
    booked: dict[int, list[StockEntry]] = defaultdict(list)
    for entry in entries_of(balances[unknown[0]].store_id).filter(article_id__in=unknown).order_by("pk"):
        booked[entry.article_id].append(entry)
    return {article_id: rules.replay(steps_of(entries)).known for article_id, entries in booked.items()}


@dataclass(frozen=True, slots=True)
class Cause:
    """Who made costs change, when, by which request, and why."""

    actor_key: str
    key: str
    note: str
    at: datetime
    on: date


def corrections_of(
    booked: Sequence[StockEntry], costing: rules.Costing, balance: StockBalance, cause: Cause
) -> list[StockEntry]:
    """An entry for each booked movement that costs something else now; it names the document that pays for it."""
    by_id = {entry.pk: entry for entry in booked}
    changed = [(by_id[step.id], costing.costs[step.id] - step.cost) for step in steps_of(booked)]
    return [
        StockEntry(
            store_id=balance.store_id,
            article_id=balance.article_id,
            quantity=0,
            unit_cost=rules.Holding(abs(entry.quantity), Money(abs(costing.costs[entry.pk].fen))).unit_cost,
            cost=more,
            on_hand_after=balance.on_hand,
            reason=Reason.REVALUATION,
            document_kind=entry.document_kind,
            document_id=entry.document_id,
            document_line=entry.document_line,
            note=cause.note,
            corrects=entry,
            key=f"cost:{cause.key}",
            line=entry.pk,
            actor_key=cause.actor_key,
            at=cause.at,
            on=cause.on,
        )
        for entry, more in changed
        if more
    ]


def announce_corrections(corrections: Sequence[StockEntry], at: datetime) -> None:
    """Tell the documents that pay what was booked: who keeps the cost of a line elsewhere works it out anew."""
    by_kind: dict[tuple[int, str], list[StockEntry]] = defaultdict(list)
    for entry in corrections:
        if entry.document_id is not None:
            by_kind[entry.store_id, entry.document_kind].append(entry)
    for (store_id, kind), entries in by_kind.items():
        ids, lines = tuple(one.document_id or 0 for one in entries), tuple(one.document_line for one in entries)
        events.publish(CostsCorrected(store_id=store_id, kind=kind, document_ids=ids, document_lines=lines), at=at)


def _cause(entry: StockEntry) -> Cause:
    return Cause(entry.actor_key, entry.key, entry.note, entry.at, entry.on)


def _step(number: int, entry: StockEntry) -> rules.Step:
    of_document = entry.document_id is not None and entry.reason in (Reason.ISSUE, Reason.RETURN)
    return rules.Step(
        id=number,
        quantity=entry.quantity,
        cost=entry.cost,
        is_priced=entry.reason in PRICED,
        is_return=entry.reason == Reason.RETURN,
        line=(entry.document_kind, entry.document_id, entry.document_line) if of_document else None,
        reverses=entry.reverses_id,
        takes_back=entry.takes_back_id,
    )
