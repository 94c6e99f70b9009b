"""What the book promises: offers, the end of work, how full half hours are, and what cannot be kept any more."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared_values
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.queries import query, remembered
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import parameters, permissions, rules
from anxin.resources.capacity.models import CapacityHold, CapacitySlot
from anxin.resources.capacity.queries.sheets import SHEET_DAYS, TRADE_OF_BAY, read_sheet

WORK, BAY = rules.work_pool(""), rules.bay_pool("")


@dataclass(frozen=True, slots=True)
class LoadRow:
    """How full a half hour is: the fullest of reception, technicians and bays, in percent of what may be promised; and the
    fuller of technicians and bays of each trade."""

    starts_at: datetime
    load_percent: int
    is_off_peak: bool
    by_trade: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Units of a pool that a document holds in a half hour."""

    id: int
    pool: str
    starts_at: datetime
    units: int
    is_forced: bool


@dataclass(frozen=True, slots=True)
class OvercommittedRow:
    """Units of a half hour that a document holds and that are not there any more."""

    document: DocumentRef
    pool: str
    starts_at: datetime
    units: int


@query(permissions.SEE)
def first_offers(actor: Actor, store_id: int, needs: rules.Needs, not_before: datetime, count: int = 3) -> list[rules.Offer]:
    """Times of the next two weeks that can be kept: the first, the first off-peak one, then the next (R-AP06, R-AP11)."""
    actor.require(permissions.SEE, store_id)
    sheet = read_sheet(actor, store_id, not_before, advisor_ids=advisors_of(needs))
    return rules.first_offers(sheet, needs, not_before, demand_of(store_id, not_before), count)


@query(permissions.SEE)
def list_first_offers(
    actor: Actor, store_id: int, asks: Sequence[tuple[rules.Needs, datetime]], count: int = 3
) -> list[list[rules.Offer]]:
    """``first_offers`` for many, each from its own instant on and as if the others did not ask, out of one sheet."""
    actor.require(permissions.SEE, store_id)
    if not asks:
        return []
    first, last = min(at for _needs, at in asks), max(at for _needs, at in asks)
    calendar = calendar_of(store_id)
    days = (calendar.local_date(last) - calendar.local_date(first)).days + SHEET_DAYS
    advisors = {one for needs, _at in asks for one in advisors_of(needs)}
    sheet = read_sheet(actor, store_id, first, days=days, advisor_ids=sorted(advisors))
    demand = demand_of(store_id, first)
    return [rules.first_offers(sheet, needs, at, demand, count) for needs, at in asks]


@query(permissions.SEE)
def list_work_ends(actor: Actor, store_id: int, kind: str, ids: Collection[int]) -> dict[int, datetime]:
    """When the work ends that is held for documents of a kind, by document; those without held work are left out."""
    ends = _last_by_pool(sorted(actor.stores_for(permissions.SEE)), store_id, kind, sorted(ids)) if ids else []
    found: dict[int, datetime] = {}
    for document_id, _pool, last in ends:
        found[document_id] = max(last + rules.HALF_HOUR, found.get(document_id, last))
    return found


@remembered
def _last_by_pool(stores: list[int], store_id: int, kind: str, ids: list[int]) -> list[tuple[int, str, datetime]]:
    return _work_ends(stores, store_id, kind, ids)


@prepared_values
def _work_ends(stores: list[int], store_id: int, kind: str, ids: list[int]) -> Any:
    rows = CapacityHold.objects.in_stores(stores).filter(
        is_work(), store_id=store_id, document_kind=kind, document_id__any=ids, released_at=None
    )
    return rows.values_list("document_id", "slot__pool").annotate(last=Max("slot__starts_at")).order_by()


@query(permissions.SEE)
def count_ahead(actor: Actor, store_id: int, document: DocumentRef, at: datetime) -> int:
    """Documents whose held work lies before or beside the work of this one, from an instant on."""
    stores = sorted(actor.stores_for(permissions.SEE))
    held = {pool: last for _id, pool, last in _last_by_pool(stores, store_id, document.kind, [document.id])}
    if not held:
        return 0
    rows = CapacityHold.objects.in_stores(stores).filter(is_work(), store_id=store_id, released_at=None)
    own = Q(document_kind=document.kind, document_id=document.id)
    until = (rules.slot_of(at), max(held.values()))
    ahead = rows.filter(slot__starts_at__range=until, slot__pool__in=list(held)).exclude(own)
    return ahead.values("document_kind", "document_id").distinct().count()


@query(permissions.SEE)
def list_ever_held(actor: Actor, store_id: int, kind: str, ids: Collection[int]) -> list[int]:
    """Of documents of a kind those for which something is or was held."""
    rows = CapacityHold.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, document_kind=kind, document_id__in=list(ids)
    )
    return list(rows.order_by("document_id").values_list("document_id", flat=True).distinct())


@query(permissions.SEE)
def list_loads(actor: Actor, store_id: int, since: datetime, days: int = 1) -> list[LoadRow]:
    """How full the open half hours are from an instant on, over up to two weeks.

    :raises Invalid: too many days
    """
    actor.require(permissions.SEE, store_id)
    if not 1 <= days <= SHEET_DAYS:
        raise Invalid(_("最多看 %(most)s 天，请改天数。") % {"most": SHEET_DAYS}, field="days", rule="R-AP11")
    sheet = read_sheet(actor, store_id, since, days=days)
    limit = demand_of(store_id, since).off_peak_percent
    loads = [(slot.starts_at, sheet.load_percent(slot.starts_at, sheet.pools)) for slot in sheet.slots]
    pools = [
        (trade, frozenset((rules.work_pool(trade), rules.bay_pool(trade)))) for trade in dict.fromkeys(TRADE_OF_BAY.values())
    ]
    staffed = [(trade, both) for trade, both in pools if both & sheet.pools]
    return [
        LoadRow(at, load, load < limit, tuple((trade, sheet.load_percent(at, both)) for trade, both in staffed))
        for at, load in loads
    ]


@query(permissions.SEE)
def list_holds(actor: Actor, store_id: int, document: DocumentRef) -> list[HoldRow]:
    """What a document holds, by half hour and pool."""
    rows = CapacityHold.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, document_kind=document.kind, document_id=document.id, released_at=None
    )
    found = rows.select_related("slot").order_by("slot__starts_at", "slot__pool")
    return [HoldRow(row.pk, row.slot.pool, row.slot.starts_at, row.units, row.is_forced) for row in found]


@query(permissions.SEE)
def list_held_work(actor: Actor, store_id: int, kind: str, ids: Collection[int]) -> list[tuple[datetime, int]]:
    """Half hours with the minutes of technicians that documents of a kind hold in them, by start."""
    rows = CapacityHold.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, document_kind=kind, document_id__in=list(ids), released_at=None, slot__pool__startswith=WORK
    )
    held = rows.values_list("slot__starts_at").annotate(minutes=Sum("units")).order_by("slot__starts_at")
    return [(starts_at, minutes) for starts_at, minutes in held]


@query(permissions.SEE)
def list_overcommitted(actor: Actor, store_id: int, since: datetime) -> list[OvercommittedRow]:
    """Bookings of the next two weeks that cannot be kept since somebody is away, a bay is out of use or a day is closed.

    In every half hour that holds more than there is, those that were promised last. Forced holds and those of
    cars that are here are not listed; they take what is kept for such cars first.
    """
    actor.require(permissions.SEE, store_id)
    slots = list(
        CapacitySlot.objects.visible_to(actor, permissions.SEE)
        .filter(store_id=store_id, starts_at__gte=rules.slot_of(since), held__gt=0)
        .order_by("starts_at", "pool")
    )
    advisors = {int(slot.pool.partition(".")[2]) for slot in slots if slot.pool.startswith("advisor.")}
    sheet = read_sheet(actor, store_id, since, advisor_ids=sorted(advisors))
    until = calendar_of(store_id).local_date(sheet.slots[-1].starts_at) if sheet.slots else None
    excess = {
        slot.pk: slot.held - sheet.room(slot.starts_at, slot.pool).size
        for slot in slots
        if slot.pool in sheet.pools and until is not None and calendar_of(store_id).local_date(slot.starts_at) <= until
    }
    over = {pk: units for pk, units in excess.items() if units > 0}
    rows = CapacityHold.objects.visible_to(actor, permissions.SEE).filter(slot_id__in=over, released_at=None)
    holds = list(rows.select_related("slot").order_by("-held_at", "-pk"))
    found = []
    counted: dict[int, int] = defaultdict(int)
    for hold in holds:
        if hold.is_forced or hold.is_here:
            counted[hold.slot_id] += hold.units
    for slot in slots:
        counted[slot.pk] = min(counted[slot.pk], sheet.room(slot.starts_at, slot.pool).reserve)
    for hold in holds:
        if not (hold.is_forced or hold.is_here) and counted[hold.slot_id] < over[hold.slot_id]:
            counted[hold.slot_id] += hold.units
            found.append(OvercommittedRow(hold.document, hold.slot.pool, hold.slot.starts_at, hold.units))
    return sorted(found, key=lambda row: (row.starts_at, row.pool))


@query(permissions.SEE)
def list_unfinished_work(actor: Actor, store_id: int, at: datetime) -> list[DocumentRef]:
    """Documents for which work was held in the past that was neither done nor given back, the oldest first."""
    rows = CapacityHold.objects.visible_to(actor, permissions.SEE).filter(
        past_of(at), is_work(), store_id=store_id, released_at=None
    )
    found = rows.values_list("document_kind", "document_id").annotate(since=Min("slot__starts_at"))
    return [DocumentRef(kind, number) for kind, number, _since in found.order_by("since", "document_kind", "document_id")]


@query(permissions.SEE)
def list_holders(actor: Actor, store_id: int, kind: str) -> list[int]:
    """Ids of the documents of a kind that hold anything, past or to come."""
    rows = CapacityHold.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, document_kind=kind, released_at=None
    )
    return list(rows.order_by("document_id").values_list("document_id", flat=True).distinct())


def past_of(at: datetime) -> Q:
    """Holds in half hours that are over at an instant."""
    return Q(slot__starts_at__lte=at - rules.HALF_HOUR)


def is_work() -> Q:
    """Holds whose minutes are work to be done: technicians', or bays' where no technicians of the trade were counted."""
    technicians = holds_in_scope().filter(
        store_id=OuterRef("store_id"),
        document_kind=OuterRef("document_kind"),
        document_id=OuterRef("document_id"),
        slot__pool=Concat(Value(WORK), Substr(OuterRef("slot__pool"), len(BAY) + 1)),
    )
    return Q(slot__pool__startswith=WORK) | Q(~Exists(technicians), slot__pool__startswith=BAY)


def holds_in_scope() -> "QuerySet[CapacityHold]":
    """Holds of all stores, to be narrowed down to a document that is in scope."""
    rows: QuerySet[CapacityHold] = CapacityHold.objects.across_stores(reason="held by a document in scope")
    return rows


def advisors_of(needs: rules.Needs) -> tuple[int, ...]:
    """The advisor whose room must be read for these needs."""
    return () if needs.advisor_id is None else (needs.advisor_id,)


def demand_of(store_id: int, at: datetime) -> rules.Demand:
    """What the store thinks worth offering at an instant."""
    day = calendar_of(store_id).local_date(at)
    return rules.Demand(value(parameters.PATIENCE_MINUTES, store_id, day), value(parameters.OFF_PEAK_PERCENT, store_id, day))
