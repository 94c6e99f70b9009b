"""What commands of higher modules do to the book inside their own transaction: given back, used up, set right.

They ask for no permission: the command that owns the document has decided who may do it, and their audit notes stand on its
row.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from anxin.parties.org.queries import calendar_of, system_actor
from anxin.platform import audit
from anxin.platform.database.prepared import prepared
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.resources.capacity import rules
from anxin.resources.capacity.models import CapacityHold, CapacitySlot
from anxin.resources.capacity.queries.book import is_work
from anxin.resources.capacity.queries.here import rows_of
from anxin.resources.capacity.queries.sheets import read_sheet


@dataclass(frozen=True, slots=True)
class Stretch:
    """A technician of a trade worked from an instant to another; one without a trade does the work of any."""

    trade: str
    started_at: datetime
    ended_at: datetime


def take_book_turn(store_id: int) -> None:
    """Wait until nobody else writes to the book of a store; a command that also numbers its document does that before."""
    # Who plans reads many half hours and locks few: without turns two would plan on the same room.
    take_turn(f"capacity:book:{store_id}")


def give_back(store_id: int, document: DocumentRef, at: datetime) -> int:
    """Inside a command that ends the work of a document in scope: its hours are free; how many holds there were."""
    if not _held(store_id, document.kind, document.id):
        return 0
    take_book_turn(store_id)
    count = _of(store_id, document).filter(released_at=None).update(released_at=at)
    audit.note(document, store_id, released_holds=count)
    return count


def use_up(store_id: int, document: DocumentRef, stretch: Stretch, at: datetime) -> int:
    """Inside a command that ends a stretch of work on a document in scope: so much of its held work is done (R-AP06).

    Opening minutes count, since only those were held, and they come out of the technician's trade, the oldest half hours
    first; what is left of one stays held. The bay is free for as many minutes of the same half hours. Returns the minutes
    used up.
    """
    if stretch.ended_at - stretch.started_at < timedelta(minutes=1) or not _held(store_id, document.kind, document.id):
        return 0
    return _use(store_id, document, stretch.trade, _opening_minutes(store_id, stretch), at)


def correct_use(store_id: int, document: DocumentRef, stretch: Stretch, used: int, at: datetime) -> int:
    """Inside a command that sets right a stretch of work that goes on, and that had used up ``used`` minutes.

    What it used up too much is held again from the next half hour on, forced. Returns the minutes used up now.
    """
    minutes = _opening_minutes(store_id, stretch)
    if minutes < used:
        return used - _hold_again(store_id, document, stretch.trade, used - minutes, at)
    return used + _use(store_id, document, stretch.trade, minutes - used, at)


def write_plan(
    store_id: int,
    document: DocumentRef,
    sheet: rules.Sheet,
    plan: rules.Plan,
    *,
    at: datetime,
    is_forced: bool = False,
    is_here: bool = False,
) -> None:
    """Hold what a plan takes; the caller has taken the store's turn before it read the sheet."""
    if not plan.takes:
        return
    # Takes are in order of half hour and pool, so rows are locked in one order by everybody.
    rooms = [(each, sheet.room(each.starts_at, each.pool)) for each in plan.takes]
    rows = [
        CapacitySlot(store_id=store_id, pool=each.pool, starts_at=each.starts_at, size=room.size, reserve=room.reserve)
        for each, room in rooms
    ]
    CapacitySlot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["store", "starts_at", "pool"], update_fields=["size", "reserve"]
    )
    CapacityHold.objects.bulk_create(
        CapacityHold(
            store_id=store_id,
            slot_id=row.pk,
            units=each.units,
            document_kind=document.kind,
            document_id=document.id,
            is_forced=is_forced,
            is_here=is_here,
            held_at=at,
        )
        for row, each in zip(rows, plan.takes, strict=True)
    )


def ever_held(store_id: int, document: DocumentRef) -> list[CapacityHold]:
    """What a document in scope holds or held, in order of time."""
    return list(_of(store_id, document).select_related("slot").order_by("slot__starts_at", "pk"))


def release(store_id: int, document: DocumentRef, holds: Sequence[CapacityHold], at: datetime) -> None:
    """Give back these of the holds of a document in scope; the caller has taken the store's turn."""
    if holds:
        _of(store_id, document).filter(pk__in=[hold.pk for hold in holds]).update(released_at=at)


def hold_rest(hold: CapacityHold, left: int, at: datetime) -> None:
    """Hold again what is left of a hold that was just given back; the caller has taken the store's turn."""
    # Forced: it was there before, although the half hour may be overbooked by now.
    hold.pk, hold.units, hold.is_forced, hold.released_at, hold.held_at = None, left, True, None, at
    hold.save(force_insert=True)


def _use(store_id: int, document: DocumentRef, trade: str, minutes: int, at: datetime) -> int:
    if not minutes:
        return 0
    take_book_turn(store_id)
    holds = list(_work_of(store_id, document, trade).filter(released_at=None).select_related("slot"))
    left = _use_of(sorted(holds, key=lambda hold: (hold.slot.starts_at, hold.pk)), minutes, at)
    if left < minutes:
        audit.note(document, store_id, used_up_minutes=minutes - left, trade=trade)
    return minutes - left


def _use_of(holds: Sequence[CapacityHold], minutes: int, at: datetime) -> int:
    """Take minutes out of work in this order, and out of the bays beside it; how many are left."""
    for hold in holds:
        used = min(hold.units, minutes)
        if not used:
            break
        minutes -= used
        pool = rules.bay_pool(rules.trade_of_pool(hold.slot.pool))
        if hold.slot.pool != pool:
            beside = rows_of(hold.store_id, hold.document_kind, hold.document_id).filter(
                released_at=None, slot__starts_at=hold.slot.starts_at, slot__pool=pool
            )
            in_bay = used
            for bay in beside.order_by("pk"):
                in_bay -= _give_part(bay, min(bay.units, in_bay), at)
        _give_part(hold, used, at)
    return minutes


def _give_part(hold: CapacityHold, units: int, at: datetime) -> int:
    """Give back so many units of a hold, in a turn; what is left of it is held again."""
    if units:
        left = hold.units - units
        hold.released_at = at
        hold.save(update_fields=["released_at"])
        if left:
            hold_rest(hold, left, at)
    return units


def _hold_again(store_id: int, document: DocumentRef, trade: str, minutes: int, at: datetime) -> int:
    """Hold what was given back last; how many minutes that is: none when nobody can do it within two weeks."""
    take_book_turn(store_id)
    # Whoever corrects a clock need not be allowed to read rosters.
    sheet = read_sheet(system_actor("capacity"), store_id, at)
    again: dict[str, int] = defaultdict(int)
    left = minutes
    gone = _work_of(store_id, document, trade).exclude(released_at=None).select_related("slot")
    for hold in gone.order_by("-released_at", "-slot__starts_at", "-pk"):
        again[rules.trade_of_pool(hold.slot.pool)] += min(hold.units, left)
        left -= min(hold.units, left)
        if not left:
            break
    work = tuple(rules.Work(each, units) for each, units in again.items())
    plan = rules.plan_work(sheet, rules.Needs(work), at, is_forced=True)
    if plan is None:
        return 0
    write_plan(store_id, document, sheet, plan, at=at, is_forced=True)
    audit.note(document, store_id, held_again_minutes=minutes - left, trade=trade)
    return minutes - left


def _opening_minutes(store_id: int, stretch: Stretch) -> int:
    return calendar_of(store_id).working_minutes_between(stretch.started_at, stretch.ended_at)


@prepared
def _held(store_id: int, kind: str, number: int) -> "QuerySet[CapacityHold]":
    return rows_of(store_id, kind, number).filter(released_at=None)


def _of(store_id: int, document: DocumentRef) -> "QuerySet[CapacityHold]":
    return rows_of(store_id, document.kind, document.id)


def _work_of(store_id: int, document: DocumentRef, trade: str) -> "QuerySet[CapacityHold]":
    pool = {"slot__pool__in": (rules.work_pool(trade), rules.bay_pool(trade))} if trade else {}
    return _of(store_id, document).filter(is_work(), **pool)
