"""The hours of a car that is here, inside a command of the module that owns its document: no booking is asked for.

They stand where the book has room for them, what is kept for such cars included; where it has none within two weeks,
nothing is held and nothing can be promised. Their end is what can be promised (R-RO10).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from anxin.platform import audit
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import rules
from anxin.resources.capacity.commands.inside import ever_held, hold_rest, release, take_book_turn, write_plan
from anxin.resources.capacity.models import CapacityHold
from anxin.resources.capacity.queries.here import (
    Fit,
    WorkHeld,
    both_pools,
    compare,
    draft_work,
    fit_work,
    from_the_end,
    holds_of,
    of_work,
    units_of,
    work_since,
)


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
    since = None if is_anew else work_since(at, not_before)
    kept, dropped, missing = compare(held, work, since)
    if kept and not dropped and not missing:
        return WorkHeld(kept[-1].slot.starts_at + rules.HALF_HOUR, is_new=False)
    take_book_turn(store_id)
    # What a night moved meanwhile is known only in the turn.
    draft = draft_work(store_id, holds_of(store_id, document) if held else [], work, at, not_before, since)
    if draft.fit is None or draft.fit.plan is not None:
        _give_up(store_id, document, draft.dropped, at)
    if draft.fit is not None:
        _write(store_id, document, draft.fit, at)
    return draft.held


def hold_more_work(
    store_id: int, document: DocumentRef, work: Sequence[rules.Work], at: datetime, not_before: datetime | None = None
) -> WorkHeld | None:
    """Hold more for a document at work: it follows what is held already, and waits for its parts."""
    if not work:
        return None
    take_book_turn(store_id)
    held = of_work(holds_of(store_id, document))
    since = max((hold.slot.starts_at + rules.HALF_HOUR for hold in held), default=at)
    fit = fit_work(store_id, work, max(since, at), not_before, [])
    if fit is not None:
        _write(store_id, document, fit, at)
    return fit.held if fit else None


def drop_work(store_id: int, document: DocumentRef, work: Iterable[rules.Work], at: datetime) -> None:
    """Give back so much of what a document holds, the latest half hours first: the customer does without it."""
    less = both_pools(work)
    if not less or not holds_of(store_id, document):
        return
    take_book_turn(store_id)
    _give_up(store_id, document, from_the_end(holds_of(store_id, document), less), at)


def booked_minutes(store_id: int, document: DocumentRef, before: datetime) -> dict[str, int]:
    """Trade → minutes that were held before an instant for what a document in scope took over: the booking's."""
    return _minutes(hold for hold in ever_held(store_id, document) if hold.held_at < before)


def _write(store_id: int, document: DocumentRef, fit: Fit, at: datetime) -> None:
    if fit.plan is not None:
        write_plan(store_id, document, fit.sheet, fit.plan, at=at, is_here=True)
        minutes = sum(one.minutes for one in fit.needs.work)
        audit.note(document, store_id, held_until=fit.plan.ends_at.isoformat(), minutes=minutes)


def _give_up(store_id: int, document: DocumentRef, dropped: Sequence[tuple[CapacityHold, int]], at: datetime) -> None:
    """Give holds back; what is left of one is held again."""
    release(store_id, document, [hold for hold, _left in dropped], at)
    for hold, left in dropped:
        if left:
            hold_rest(hold, left, at)


def _minutes(held: Iterable[CapacityHold]) -> dict[str, int]:
    return {rules.trade_of_pool(pool): units for pool, units in units_of(of_work(held)).items()}
