"""The hours of a car that is here, inside a command of the module that owns its document: no booking is asked for.

They stand where the book has room for them, what is kept for such cars included; where it has none within two weeks,
nothing is held and nothing can be promised. Their end is what can be promised (R-RO10).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.parties.org.queries import system_actor
from anxin.platform import audit
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import rules
from anxin.resources.capacity.commands.inside import ever_held, holds_of, release, take_book_turn, write_plan
from anxin.resources.capacity.models import CapacityHold
from anxin.resources.capacity.queries.book import WORK
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


def hold_work(
    store_id: int,
    document: DocumentRef,
    work: Sequence[rules.Work],
    at: datetime,
    not_before: datetime | None = None,
    *,
    is_anew: bool = False,
    holds_nothing: bool = False,
) -> WorkHeld | None:
    """Hold exactly this work for a document on which nobody has worked yet.

    Half hours ahead that it holds stay, up to the work; what is missing follows them. With ``is_anew`` all is planned
    afresh: it may be done earlier now; with ``holds_nothing`` the document is new. ``not_before`` is when its parts are
    there. None: the book knows neither technicians nor bays of these trades, and nothing is held.
    """
    held = [] if holds_nothing else holds_of(store_id, document)
    if not work and not held:
        return None
    since = None if is_anew else max(rules.slot_of(at), rules.slot_of(not_before or at))
    kept, dropped, missing = _compare(held, work, since)
    if kept and not dropped and not missing:
        return WorkHeld(kept[-1].slot.starts_at + rules.HALF_HOUR, is_new=False)
    take_book_turn(store_id)
    # What a night moved meanwhile is known only in the turn.
    kept, dropped, missing = _compare(holds_of(store_id, document) if held else [], work, since)
    ends_at = max((hold.slot.starts_at + rules.HALF_HOUR for hold in kept), default=at)
    fit = _fit(store_id, missing, ends_at, not_before, [hold for hold, _left in dropped])
    if fit is not None and fit.plan is None:
        return WorkHeld(None)
    _give_up(store_id, document, dropped, at)
    if fit is None:
        return WorkHeld(ends_at) if kept else None
    return _write(store_id, document, fit, at)


def hold_more_work(
    store_id: int, document: DocumentRef, work: Sequence[rules.Work], at: datetime, not_before: datetime | None = None
) -> WorkHeld | None:
    """Hold more for a document at work: it follows what is held already, and waits for its parts."""
    if not work:
        return None
    take_book_turn(store_id)
    held = _of_work(holds_of(store_id, document))
    since = max((hold.slot.starts_at + rules.HALF_HOUR for hold in held), default=at)
    fit = _fit(store_id, work, max(since, at), not_before, [])
    return _write(store_id, document, fit, at) if fit is not None else None


def drop_work(store_id: int, document: DocumentRef, work: Iterable[rules.Work], at: datetime) -> None:
    """Give back so much of what a document holds, the latest half hours first: the customer does without it."""
    less = _both_pools(work)
    if not less or not holds_of(store_id, document):
        return
    take_book_turn(store_id)
    _give_up(store_id, document, _from_the_end(holds_of(store_id, document), less), at)


def booked_minutes(store_id: int, document: DocumentRef, before: datetime) -> dict[str, int]:
    """Trade → minutes that were held before an instant for what a document in scope took over: the booking's."""
    return _minutes(hold for hold in ever_held(store_id, document) if hold.held_at < before)


@dataclass(frozen=True, slots=True)
class _Fit:
    """What a plan was made of; without ``plan`` it does not fit within two weeks."""

    sheet: rules.Sheet
    needs: rules.Needs
    begin: datetime
    plan: rules.Plan | None


def _fit(
    store_id: int, work: Sequence[rules.Work], at: datetime, not_before: datetime | None, instead_of: Sequence[CapacityHold]
) -> _Fit | None:
    """Plan work from an instant on, in the place of some holds; None where the book knows nobody for it."""
    if not work:
        return None
    begin = max(rules.slot_of(at + SETTLING), not_before or at)
    needs = rules.Needs(tuple(work), not_before=not_before)
    freed = [rules.Take(hold.slot.starts_at, hold.slot.pool, hold.units) for hold in instead_of]
    for days in (TODAY, FEW_DAYS, SHEET_DAYS):
        # Whoever opens an order need not be allowed to read rosters.
        sheet = read_sheet(system_actor("capacity"), store_id, begin, days=days).without(freed)
        if not any(sheet.counts(one.trade) for one in work):
            return None
        plan = rules.plan_work(sheet, needs, begin, is_here=True)
        if plan is not None:
            break
    return _Fit(sheet, needs, begin, plan)


def _write(store_id: int, document: DocumentRef, fit: _Fit, at: datetime) -> WorkHeld:
    if fit.plan is None:
        return WorkHeld(None)
    write_plan(store_id, document, fit.sheet, fit.plan, at=at, is_forced=True)
    minutes = sum(one.minutes for one in fit.needs.work)
    audit.note(document, store_id, held_until=fit.plan.ends_at.isoformat(), minutes=minutes)
    least = fit.begin + timedelta(minutes=minutes)
    return WorkHeld(max(fit.plan.ends_at, least), rules.bay_load(fit.sheet, fit.needs, fit.begin, fit.plan.ends_at))


def _compare(
    held: Sequence[CapacityHold], work: Sequence[rules.Work], since: datetime | None
) -> tuple[list[CapacityHold], list[tuple[CapacityHold, int]], list[rules.Work]]:
    """What stays of the holds from an instant on (without one nothing), what goes (with its rest), and what is missing."""
    ahead = [hold for hold in held if since is not None and hold.slot.starts_at >= since]
    units = _units(ahead)
    wanted = _both_pools(work)
    dropped = _from_the_end(ahead, {pool: count - wanted.get(pool, 0) for pool, count in units.items()})
    gone = {hold.pk for hold, left in dropped if not left}
    kept = [hold for hold in ahead if hold.pk not in gone]
    # Work is done minute by minute, its bay is not: bays count only where no technicians were counted.
    known = {hold.slot.pool for hold in held}
    pools = {
        one.trade: rules.work_pool(one.trade) if rules.work_pool(one.trade) in known else rules.bay_pool(one.trade)
        for one in work
    }
    missing = [rules.Work(one.trade, one.minutes - units.get(pools[one.trade], 0)) for one in work]
    rest = [(hold, 0) for hold in held if since is None or hold.slot.starts_at < since]
    return kept, [*rest, *dropped], [one for one in missing if one.minutes > 0]


def _from_the_end(held: Sequence[CapacityHold], less: Mapping[str, int]) -> list[tuple[CapacityHold, int]]:
    """The holds to give back so that so many units of each pool are gone, with the units left of each."""
    left = dict(less)
    dropped = []
    for hold in reversed(held):
        units = min(left.get(hold.slot.pool, 0), hold.units)
        if units > 0:
            left[hold.slot.pool] -= units
            dropped.append((hold, hold.units - units))
    return dropped


def _give_up(store_id: int, document: DocumentRef, dropped: Sequence[tuple[CapacityHold, int]], at: datetime) -> None:
    """Give holds back; what is left of one is held again, forced: it was there before."""
    release(store_id, document, [hold for hold, _left in dropped], at)
    for hold, left in dropped:
        if left:
            hold.pk, hold.units, hold.is_forced, hold.released_at, hold.held_at = None, left, True, None, at
            hold.save(force_insert=True)


def _both_pools(work: Iterable[rules.Work]) -> dict[str, int]:
    return {pool(one.trade): one.minutes for one in work for pool in (rules.work_pool, rules.bay_pool)}


def _units(held: Iterable[CapacityHold]) -> dict[str, int]:
    units: dict[str, int] = defaultdict(int)
    for hold in held:
        units[hold.slot.pool] += hold.units
    return dict(units)


def _minutes(held: Iterable[CapacityHold]) -> dict[str, int]:
    return {pool.removeprefix(WORK): units for pool, units in _units(_of_work(held)).items()}


def _of_work(holds: Iterable[CapacityHold]) -> list[CapacityHold]:
    return [hold for hold in holds if hold.slot.pool.startswith(WORK)]
