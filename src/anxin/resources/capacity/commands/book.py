"""The book of half hours: units held for documents, given back, handed over, carried over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import permissions, rules
from anxin.resources.capacity.models import CapacityHold, CapacitySlot
from anxin.resources.capacity.queries.book import advisors_of, demand_of
from anxin.resources.capacity.queries.sheets import read_sheet

LONGEST_WORK = 20_000
AT_ONCE = 2_000


class NoRoom(Conflict):
    """The time cannot be kept; ``offers`` are up to three that can."""

    code = "no_room"
    default_message = _("这个时间排不下，请从能做到的时间里选。")

    def __init__(self, offers: tuple[rules.Offer, ...]) -> None:
        self.offers = offers
        super().__init__(field="starts_at", offers=[offer.starts_at.isoformat() for offer in offers])


@dataclass(frozen=True, slots=True)
class HeldTime:
    """What the book promises a document: the car comes, the work ends."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ReleasedHolds:
    """How many holds were given back."""

    count: int


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many holds have another document now."""

    count: int


@dataclass(frozen=True, slots=True)
class CarriedWork:
    """Documents whose work was moved to the next opening, and its minutes."""

    documents: int
    minutes: int


@command(permissions.RESERVE)
def hold_time(
    *,
    actor: Actor,
    store_id: int,
    document: DocumentRef,
    needs: rules.Needs,
    starts_at: datetime,
    at: datetime,
    is_forced: bool = False,
) -> HeldTime:
    """Hold what a car needs that comes at an instant (R-AP06); what the document held before is not given back.

    ``is_forced`` is for a car that is here and work that goes on: it takes what is there although others hold it.

    :raises Denied: the actor may not reserve in this store
    :raises NoRoom: it cannot be kept, with the times that can
    :raises Invalid: work without minutes, or more than any sheet has
    """
    actor.require(permissions.RESERVE, store_id)
    if any(not 0 < one.minutes <= LONGEST_WORK for one in needs.work):
        raise Invalid(field="minutes")
    take_turns(store_id)
    sheet = read_sheet(actor, store_id, starts_at, advisor_ids=advisors_of(needs))
    demand = demand_of(store_id, starts_at)
    if is_forced:
        plan = rules.plan_work(sheet, needs, starts_at, is_forced=True)
    else:
        plan = rules.keepable_plan(sheet, needs, starts_at, demand.patience_minutes)
    if plan is None:
        raise NoRoom(tuple(rules.first_offers(sheet, needs, max(starts_at, at), demand)))
    _write(store_id, document, sheet, plan, at=at, is_forced=is_forced)
    audit.note(document, store_id, held_from=starts_at.isoformat(), held_until=plan.ends_at.isoformat(), forced=is_forced)
    return HeldTime(starts_at, plan.ends_at)


@command(permissions.RESERVE)
def release_holds(*, actor: Actor, store_id: int, document: DocumentRef, at: datetime) -> ReleasedHolds:
    """Give back all that a document holds: it was called off, moved, or the work is done. Nothing held is no error.

    :raises Denied: the actor may not reserve in this store
    """
    actor.require(permissions.RESERVE, store_id)
    return ReleasedHolds(give_back(store_id, document, at))


@command(permissions.RESERVE)
def hand_over_holds(
    *, actor: Actor, store_id: int, from_document: DocumentRef, to_document: DocumentRef, at: datetime
) -> HandedOver:
    """What one document holds is held for another from now on: the booking's time becomes the visit's.

    :raises Denied: the actor may not reserve in this store
    """
    actor.require(permissions.RESERVE, store_id)
    take_turns(store_id)
    held = _holds_of(actor, store_id, from_document)
    count = held.update(document_kind=to_document.kind, document_id=to_document.id)
    audit.note(to_document, store_id, taken_over=count, from_document=str(from_document))
    return HandedOver(count)


@command(permissions.RESERVE)
def carry_over_work(*, actor: Actor, store_id: int, at: datetime) -> CarriedWork:
    """Move work that was held in the past, not done and never given back to the next opening, before what is promised.

    :raises Denied: the actor may not reserve in this store
    """
    actor.require(permissions.RESERVE, store_id)
    take_turns(store_id)
    past = CapacityHold.objects.visible_to(actor, permissions.RESERVE).filter(
        store_id=store_id, released_at=None, slot__starts_at__lte=at - rules.HALF_HOUR, slot__pool__startswith="work."
    )
    left: dict[DocumentRef, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for hold in past.select_related("slot").order_by("slot__starts_at", "pk")[:AT_ONCE]:
        left[hold.document][hold.slot.pool.partition(".")[2]] += hold.units
    documents = moved = 0
    for document, minutes in left.items():
        sheet = read_sheet(actor, store_id, at)
        work = tuple(rules.Work(trade, units) for trade, units in minutes.items())
        plan = rules.plan_work(sheet, rules.Needs(work), at, is_forced=True)
        if plan is None:
            continue
        _holds_of(actor, store_id, document).filter(slot__starts_at__lte=at - rules.HALF_HOUR).update(released_at=at)
        _write(store_id, document, sheet, plan, at=at, is_forced=True)
        documents += 1
        moved += sum(minutes.values())
    audit.note(None, store_id, carried_over=documents, minutes=moved)
    return CarriedWork(documents, moved)


def give_back(store_id: int, document: DocumentRef, at: datetime) -> int:
    """Inside a command that ends the work of a document in scope: its hours are free; how many holds there were."""
    if not _held(store_id, document.kind, document.id):
        return 0
    take_turns(store_id)
    count = _standing(store_id, document.kind, document.id).update(released_at=at)
    audit.note(document, store_id, released_holds=count)
    return count


def use_up(store_id: int, document: DocumentRef, minutes: int, at: datetime) -> int:
    """Inside a command that ends a stretch of work on a document in scope: so much of its held work is done (R-AP06).

    The oldest half hours go first; what is left of one stays held. Only what still stands is carried over at night.
    Returns the minutes used up.
    """
    if minutes <= 0 or not _held(store_id, document.kind, document.id):
        return 0
    take_turns(store_id)
    left = minutes
    holds = _standing(store_id, document.kind, document.id).filter(slot__pool__startswith="work.")
    for hold in holds.order_by("slot__starts_at", "pk"):
        if not left:
            break
        used = min(hold.units, left)
        hold.released_at = at
        hold.save(update_fields=["released_at"])
        if used < hold.units:
            # Forced: it was there before, although the half hour may be overbooked by now.
            hold.pk, hold.units, hold.is_forced, hold.released_at = None, hold.units - used, True, None
            hold.save(force_insert=True)
        left -= used
    return minutes - left


@prepared
def _held(store_id: int, kind: str, number: int) -> "QuerySet[CapacityHold]":
    return _standing(store_id, kind, number)


def _standing(store_id: int, kind: str, number: int) -> "QuerySet[CapacityHold]":
    rows: QuerySet[CapacityHold] = CapacityHold.objects.across_stores(reason="held by a document in scope")
    return rows.filter(store_id=store_id, document_kind=kind, document_id=number, released_at=None)


def take_turns(store_id: int) -> None:
    """Wait until nobody else writes to the book of a store; a command that numbers its document too takes turns first."""
    # Who plans reads many half hours and locks few: without turns two would plan on the same room.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"capacity:book:{store_id}"])


def _holds_of(actor: Actor, store_id: int, document: DocumentRef) -> "QuerySet[CapacityHold]":
    rows: QuerySet[CapacityHold] = CapacityHold.objects.visible_to(actor, permissions.RESERVE).filter(
        store_id=store_id, document_kind=document.kind, document_id=document.id, released_at=None
    )
    return rows


def _write(
    store_id: int, document: DocumentRef, sheet: rules.Sheet, plan: rules.Plan, *, at: datetime, is_forced: bool
) -> None:
    if not plan.takes:
        return
    # Takes are in order of half hour and pool, so rows are locked in one order by everybody.
    rows = [
        CapacitySlot(
            store_id=store_id, pool=each.pool, starts_at=each.starts_at, size=sheet.room(each.starts_at, each.pool).size
        )
        for each in plan.takes
    ]
    CapacitySlot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["store", "starts_at", "pool"], update_fields=["size"]
    )
    CapacityHold.objects.bulk_create(
        CapacityHold(
            store_id=store_id,
            slot_id=row.pk,
            units=each.units,
            document_kind=document.kind,
            document_id=document.id,
            is_forced=is_forced,
            held_at=at,
        )
        for row, each in zip(rows, plan.takes, strict=True)
    )
