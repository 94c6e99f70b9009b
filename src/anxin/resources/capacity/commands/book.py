"""The book of half hours: units held for documents, given back, handed over, carried over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import permissions, rules
from anxin.resources.capacity.commands.inside import give_back, take_book_turn, write_plan
from anxin.resources.capacity.models import CapacityHold
from anxin.resources.capacity.queries.book import advisors_of, demand_of, is_work, past_of
from anxin.resources.capacity.queries.sheets import read_sheet

LONGEST_WORK = 20_000


class NoRoom(Conflict):
    """The time cannot be kept; ``offers`` are up to three that can."""

    code = "no_room"
    default_rule = "R-AP06"
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


@command(permissions.RESERVE, rule="R-AP06")
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

    ``is_forced`` is for a booking on which somebody insists: it takes what is there although others hold it.

    :raises Denied: the actor may not reserve in this store
    :raises NoRoom: it cannot be kept, with the times that can
    :raises Invalid: work without minutes, or more than any sheet has
    """
    actor.require(permissions.RESERVE, store_id)
    if any(not 0 < one.minutes <= LONGEST_WORK for one in needs.work):
        raise Invalid(_("工时要大于 0，最多 %(most)s 分钟。") % {"most": LONGEST_WORK}, field="minutes")
    take_book_turn(store_id)
    sheet = read_sheet(actor, store_id, starts_at, advisor_ids=advisors_of(needs))
    demand = demand_of(store_id, starts_at)
    if is_forced:
        plan = rules.plan_work(sheet, needs, starts_at, is_forced=True)
    else:
        plan = rules.keepable_plan(sheet, needs, starts_at, demand.patience_minutes)
    if plan is None:
        raise NoRoom(tuple(rules.first_offers(sheet, needs, max(starts_at, at), demand)))
    write_plan(store_id, document, sheet, plan, at=at, is_forced=is_forced)
    audit.note(document, store_id, held_from=starts_at.isoformat(), held_until=plan.ends_at.isoformat(), forced=is_forced)
    return HeldTime(starts_at, plan.ends_at)


@command(permissions.RESERVE, rule="R-AP06")
def release_holds(*, actor: Actor, store_id: int, document: DocumentRef, at: datetime) -> ReleasedHolds:
    """Give back all that a document holds: it was called off, moved, or the work is done. Nothing held is no error.

    :raises Denied: the actor may not reserve in this store
    """
    actor.require(permissions.RESERVE, store_id)
    return ReleasedHolds(give_back(store_id, document, at))


@command(permissions.RESERVE, rule="R-AP06")
def hand_over_holds(
    *, actor: Actor, store_id: int, from_document: DocumentRef, to_document: DocumentRef, at: datetime
) -> HandedOver:
    """What one document holds is held for another from now on: the booking's time becomes the visit's.

    :raises Denied: the actor may not reserve in this store
    """
    actor.require(permissions.RESERVE, store_id)
    take_book_turn(store_id)
    held = _holds_of(actor, store_id, from_document)
    count = held.update(document_kind=to_document.kind, document_id=to_document.id)
    audit.note(to_document, store_id, taken_over=count, from_document=str(from_document))
    return HandedOver(count)


@command(permissions.RESERVE, rule="R-AP06")
def carry_over_work(*, actor: Actor, store_id: int, documents: Sequence[DocumentRef], at: datetime) -> CarriedWork:
    """Move what these documents held in the past, and was neither done nor given back, to the next opening (R-AP06).

    It goes before what is promised. What cannot be done within two weeks stays where it is. The store's turn is held
    until the end: only a few documents at once.

    :raises Denied: the actor may not reserve in this store
    """
    actor.require(permissions.RESERVE, store_id)
    take_book_turn(store_id)
    # Forced work does not ask who else is there, so what one document takes is nothing to the next.
    sheet = read_sheet(actor, store_id, at)
    carried = moved = 0
    for document in documents:
        held = _holds_of(actor, store_id, document)
        past = list(held.filter(past_of(at)).select_related("slot").order_by("slot__starts_at", "pk"))
        minutes: dict[str, int] = defaultdict(int)
        for hold in held.filter(past_of(at)).filter(is_work()).select_related("slot"):
            minutes[rules.trade_of_pool(hold.slot.pool)] += hold.units
        work = tuple(rules.Work(trade, units) for trade, units in minutes.items())
        plan = rules.plan_work(sheet, rules.Needs(work), at, is_forced=True)
        if not work or plan is None:
            continue
        # By their ids: an update over the join with the half hours is planned badly where nobody has analysed them yet.
        held.filter(pk__in=[hold.pk for hold in past]).update(released_at=at)
        write_plan(store_id, document, sheet, plan, at=at, is_forced=True)
        carried += 1
        moved += sum(minutes.values())
    audit.note(None, store_id, carried_over=carried, minutes=moved)
    return CarriedWork(carried, moved)


def _holds_of(actor: Actor, store_id: int, document: DocumentRef) -> "QuerySet[CapacityHold]":
    rows: QuerySet[CapacityHold] = CapacityHold.objects.visible_to(actor, permissions.RESERVE).filter(
        store_id=store_id, document_kind=document.kind, document_id=document.id, released_at=None
    )
    return rows
