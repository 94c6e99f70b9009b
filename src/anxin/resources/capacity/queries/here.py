"""What the book would hold for a car that is here, and what of its hours stays: planned, not written."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from anxin.parties.org.queries import system_actor
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import permissions, rules
from anxin.resources.capacity.models import CapacityHold
from anxin.resources.capacity.queries.book import BAY, WORK, holds_in_scope
from anxin.resources.capacity.queries.sheets import SHEET_DAYS, read_sheet

TODAY, FEW_DAYS = 1, 4
SETTLING = timedelta(minutes=15)
"""How far into a half hour work may begin in it."""


@dataclass(frozen=True, slots=True)
class WorkHeld:
    """When the held work ends, and how full the bays are meanwhile without it (percent); ``is_new``: it was planned now.

    Without ``ends_at`` the work does not fit within two weeks: nothing was held for it, and what was held before stands.
    """

    ends_at: datetime | None
    bay_load_percent: int = 0
    is_new: bool = True


@query(permissions.SEE)
def expect_work(
    actor: Actor,
    store_id: int,
    work: Sequence[rules.Work],
    at: datetime,
    not_before: datetime | None = None,
    document: DocumentRef | None = None,
) -> WorkHeld | None:
    """What ``hold_work`` would hold now, beside or in the place of what ``document``, the car's visit, holds (R-RO10)."""
    actor.require(permissions.SEE, store_id)
    held = holds_of(store_id, document) if document else []
    return draft_work(store_id, held, work, at, not_before, work_since(at, not_before)).held if work else None


def work_since(at: datetime, not_before: datetime | None) -> datetime:
    """From when on hours that are held still serve: they are not over, and the parts are there."""
    return max(rules.slot_of(at), rules.slot_of(not_before or at))


@dataclass(frozen=True, slots=True)
class Fit:
    """What a plan was made of; without ``plan`` it does not fit within two weeks."""

    sheet: rules.Sheet
    needs: rules.Needs
    begin: datetime
    plan: rules.Plan | None

    @property
    def held(self) -> WorkHeld:
        """When the planned work ends, at the earliest after its own minutes."""
        if self.plan is None:
            return WorkHeld(None)
        load = rules.bay_load(self.sheet, self.needs, self.begin, self.plan.ends_at)
        least = self.begin + timedelta(minutes=sum(one.minutes for one in self.needs.work))
        return WorkHeld(max(self.plan.ends_at, least), load)


def fit_work(
    store_id: int,
    work: Sequence[rules.Work],
    at: datetime,
    not_before: datetime | None,
    instead_of: Sequence[tuple[CapacityHold, int]],
) -> Fit | None:
    """Plan work from an instant on, in the place of some holds (with their rest); None: the book knows nobody for it."""
    if not work:
        return None
    begin = max(rules.slot_of(at + SETTLING), not_before or at)
    needs = rules.Needs(tuple(work), not_before=not_before)
    freed = [rules.Take(hold.slot.starts_at, hold.slot.pool, hold.units - left) for hold, left in instead_of]
    for days in (TODAY, FEW_DAYS, SHEET_DAYS):
        # Whoever opens an order need not be allowed to read rosters.
        sheet = read_sheet(system_actor("capacity"), store_id, begin, days=days).without(freed)
        if not any(sheet.counts(one.trade) for one in work):
            return None
        plan = rules.plan_work(sheet, needs, begin, is_here=True)
        if plan is not None:
            break
    return Fit(sheet, needs, begin, plan)


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a document's holds goes (with its rest), and what is planned beside those that stay, until ``kept_until``."""

    kept_until: datetime | None
    dropped: list[tuple[CapacityHold, int]]
    fit: Fit | None

    @property
    def held(self) -> WorkHeld | None:
        """What it comes to; None: nothing is held."""
        if self.fit is None:
            return WorkHeld(self.kept_until) if self.kept_until else None
        return self.fit.held


def draft_work(
    store_id: int,
    held: Sequence[CapacityHold],
    work: Sequence[rules.Work],
    at: datetime,
    not_before: datetime | None,
    since: datetime | None,
) -> Draft:
    """Plan exactly this work: what is held from ``since`` on stays, up to the work, and what is missing follows it."""
    kept, dropped, missing = compare(held, work, since)
    kept_until = max((hold.slot.starts_at + rules.HALF_HOUR for hold in kept), default=None)
    return Draft(kept_until, dropped, fit_work(store_id, missing, kept_until or at, not_before, dropped))


def compare(
    held: Sequence[CapacityHold], work: Sequence[rules.Work], since: datetime | None
) -> tuple[list[CapacityHold], list[tuple[CapacityHold, int]], list[rules.Work]]:
    """What stays of the holds from an instant on (without one nothing), what goes (with its rest), and what is missing."""
    ahead = [hold for hold in held if since is not None and hold.slot.starts_at >= since]
    units = units_of(ahead)
    wanted = both_pools(work)
    dropped = from_the_end(ahead, {pool: count - wanted.get(pool, 0) for pool, count in units.items()})
    gone = {hold.pk for hold, left in dropped if not left}
    kept = [hold for hold in ahead if hold.pk not in gone]
    known = {hold.slot.pool for hold in held}
    pools = {one.trade: _pool_of_work(one.trade, known) for one in work}
    missing = [rules.Work(one.trade, one.minutes - units.get(pools[one.trade], 0)) for one in work]
    rest = [(hold, 0) for hold in held if since is None or hold.slot.starts_at < since]
    return kept, [*rest, *dropped], [one for one in missing if one.minutes > 0]


def from_the_end(held: Sequence[CapacityHold], less: Mapping[str, int]) -> list[tuple[CapacityHold, int]]:
    """The holds to give back so that so many units of each pool are gone, with the units left of each."""
    left = dict(less)
    dropped = []
    for hold in reversed(held):
        units = min(left.get(hold.slot.pool, 0), hold.units)
        if units > 0:
            left[hold.slot.pool] -= units
            dropped.append((hold, hold.units - units))
    return dropped


def holds_of(store_id: int, document: DocumentRef) -> list[CapacityHold]:
    """Technicians' and bays' minutes that a document in scope holds, in order of time."""
    return _held_work(store_id, document.kind, document.id)


def rows_of(store_id: int, kind: str, number: int) -> "QuerySet[CapacityHold]":
    """Holds of a document in scope, given back or not."""
    return holds_in_scope().filter(store_id=store_id, document_kind=kind, document_id=number)


@prepared
def _held_work(store_id: int, kind: str, number: int) -> "QuerySet[CapacityHold]":
    held = rows_of(store_id, kind, number).filter(
        Q(slot__pool__startswith=WORK) | Q(slot__pool__startswith=BAY), released_at=None
    )
    return held.select_related("slot").order_by("slot__starts_at", "pk")


def both_pools(work: Iterable[rules.Work]) -> dict[str, int]:
    """Pool → minutes of this work, technicians' and bays'."""
    return {pool(one.trade): one.minutes for one in work for pool in (rules.work_pool, rules.bay_pool)}


def units_of(held: Iterable[CapacityHold]) -> dict[str, int]:
    """Pool → units of these holds."""
    units: dict[str, int] = defaultdict(int)
    for hold in held:
        units[hold.slot.pool] += hold.units
    return dict(units)


def of_work(holds: Iterable[CapacityHold]) -> list[CapacityHold]:
    """Those whose minutes are work: technicians', or bays' where the document holds no technicians of the trade."""
    rows = list(holds)
    pools = {_pool_of_work(rules.trade_of_pool(hold.slot.pool), {row.slot.pool for row in rows}) for hold in rows}
    return [hold for hold in rows if hold.slot.pool in pools]


def _pool_of_work(trade: str, known: Container[str]) -> str:
    """Work is done minute by minute, its bay is not: bays count only where no technicians were counted."""
    return rules.work_pool(trade) if rules.work_pool(trade) in known else rules.bay_pool(trade)
