"""What a begun job waits for, named anew when a cause comes or goes: each minute has one name, without a gap (M07.17)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.queries import Readiness, list_orders_wanting, list_readiness, list_wait_causes
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.fitness import jobs_without_fit
from anxin.visit.workshop.events import JobReady
from anxin.visit.workshop.models import Waiting
from anxin.visit.workshop.queries.causes import found_on_jobs, found_on_orders
from anxin.visit.workshop.reasons import CAN_GO_ON, named

Reason = Waiting.Reason
ENDING = (Reason.APPROVAL, Reason.PARTS)
"""Causes of which the program knows by itself when they are gone."""
FOR_PARTS = (Reason.PARTS, Reason.PARTS_READY)
Standing = dict[str, datetime | None]
"""Causes that keep a job, with since when, where the program knows it."""


@command(permissions.CLOCK, rule="M07.17")
def name_waits(*, actor: Actor, store_id: int, repair_order_id: int, reason: str, at: datetime) -> int:
    """Name the waits of an order anew because a cause, approval or parts, came or went; returns how many got another name.

    The next cause takes over, and where none is left the job waits for its technician. Parts that are all there and kept
    for the job, but not fetched, are a cause of their own. A technician may have gone on before: then the wait that is
    over already is divided at the instant at which its cause was gone, so that no minute is lost and each lies on the
    right account.

    :raises Denied: not in this store
    """
    actor.require(permissions.CLOCK, store_id)
    found = _first_wait([store_id], repair_order_id, reason) if reason in ENDING else []
    if not found:
        return 0
    hub.hold_orders(actor, [one.repair_order.number for one in found])
    return _name(actor, store_id, [repair_order_id], reason, at, own=repair_order_id)


@command(permissions.CLOCK, rule="M07.17")
def name_waits_for_parts(
    *, actor: Actor, store_id: int, repair_order_id: int | None, article_ids: Collection[int], at: datetime
) -> int:
    """Stock of articles moved, for an order or for none: name the waits anew, as ``name_waits``, of this order and of those
    that wait for parts and want one of the articles. No other order is looked at or locked.

    :raises Denied: not in this store
    """
    actor.require(permissions.CLOCK, store_id)
    waits = Waiting.objects.visible_to(actor, permissions.CLOCK).filter(store_id=store_id)
    for_parts = Q(until=None) & (Q(reason__in=FOR_PARTS) | Q(also__overlap=[str(one) for one in FOR_PARTS]))
    own = Q(repair_order_id=repair_order_id, reason__in=FOR_PARTS)
    orders = dict(waits.filter(for_parts | own).values_list("repair_order_id", "repair_order__number"))
    others = [pk for pk in orders if pk != repair_order_id]
    concerned = set(list_orders_wanting(actor, store_id, others, article_ids)) if others and article_ids else set()
    concerned |= orders.keys() & {repair_order_id}
    if not concerned:
        return 0
    hub.hold_orders(actor, [orders[pk] for pk in concerned])
    return _name(actor, store_id, sorted(concerned), Reason.PARTS, at, own=repair_order_id)


def standing_on(actor: Actor, store_id: int, job_ids: Collection[int], at: datetime) -> dict[int, Standing]:
    """Job → what the program knows to keep it, of jobs whose orders the caller has locked."""
    causes = list_wait_causes(actor, store_id, job_ids)
    found = found_on_jobs(actor, store_id, job_ids)
    high = [job_id for job_id, one in causes.items() if one.high_voltage_since]
    for_others = jobs_without_fit(actor, store_id, high, at)
    standing: dict[int, Standing] = {}
    for job_id, one in causes.items():
        state = one.parts.state if one.parts else ""
        parts = {"short": Reason.PARTS, "ready": Reason.PARTS_READY}.get(state)
        asked = Reason.APPROVAL if one.is_asked or job_id in found else None
        standing[job_id] = {str(code): None for code in (asked, parts) if code is not None}
        if job_id in for_others:
            standing[job_id][Reason.HIGH_VOLTAGE.value] = one.high_voltage_since
    return standing


def begin_wait(
    actor: Actor, order: tuple[int, int], job_id: int, said: str, since: datetime, *, note: str = "", by: int | None = None
) -> Waiting:
    """Let a job of a locked order, (store, order), wait from now on, for what was said and for all that keeps it."""
    store_id, repair_order_id = order
    standing = standing_on(actor, store_id, [job_id], since)[job_id]
    # Whoever says that parts are missing need not know that they have come.
    spoken = {said} - ({str(Reason.PARTS)} if Reason.PARTS_READY in standing else set())
    reason, also = named(said, standing.keys() | spoken)
    row: Waiting = Waiting.objects.create(
        store_id=store_id,
        repair_order_id=repair_order_id,
        job_id=job_id,
        reason=reason,
        also=list(also),
        note=note,
        noted_by_id=by,
        since=since,
    )
    return row


def open_waits(store_id: int, job_id: int) -> list[Waiting]:
    """The waits of a job of a locked order that go on, locked."""
    return list(Waiting.objects.in_stores([store_id]).filter(job_id=job_id, until=None).locked().order_by("pk"))


def wait_also_for(row: Waiting, cause: str, at: datetime) -> None:
    """A cause came to an open wait of a locked order: from then on it names the minutes, or stands beside what does."""
    reason, also = named(row.reason, {row.reason, *row.also, cause})
    if reason != row.reason:
        divide(row, max(at, row.since), reason, also)
    else:
        _keep_also(row, also)


def lift_cause(actor: Actor, store_id: int, job_id: int, gone: str, at: datetime) -> int:
    """A cause of the waits of a job of a locked order is gone: the next one takes over, else the technician.

    Returns how many waits had it.
    """
    rows = [row for row in open_waits(store_id, job_id) if gone in (row.reason, *row.also)]
    standing = standing_on(actor, store_id, [job_id], at)[job_id] if rows else {}
    for row in rows:
        if row.reason == gone:
            reason, also = named("", (standing.keys() | {str(code) for code in row.also}) - {gone})
            divide(row, max(at, row.since), reason, also)
        else:
            _keep_also(row, [code for code in row.also if code != gone])
    return len(rows)


def divide(row: Waiting, at: datetime, reason: str = Reason.READY, also: Collection[str] = ()) -> None:
    """From ``at`` on the wait has another name; what it waited before keeps its own."""
    until, row.until = row.until, at
    row.save(update_fields=["until"])
    Waiting.objects.create(
        store_id=row.store_id,
        repair_order_id=row.repair_order_id,
        job_id=row.job_id,
        reason=reason,
        also=list(also),
        since=at,
        until=until,
    )
    if reason in CAN_GO_ON:
        events.publish(JobReady(repairorder_id=row.repair_order_id, store_id=row.store_id, job_id=row.job_id), at=at)


@prepared
def _first_wait(stores: list[int], repair_order_id: int, reason: str) -> QuerySet[Waiting]:
    rows: QuerySet[Waiting] = Waiting.objects.in_stores(stores)
    mine = rows.filter(Q(until=None) | Q(reason=reason), repair_order_id=repair_order_id)
    return mine.select_related("repair_order").order_by("pk")[:1]


def _name(actor: Actor, store_id: int, order_ids: list[int], reason: str, at: datetime, *, own: int | None) -> int:
    rows = Waiting.objects.visible_to(actor, permissions.CLOCK).filter(store_id=store_id, repair_order_id__in=order_ids)
    own_names = FOR_PARTS if reason == Reason.PARTS else (reason,)
    waits = list(rows.filter(Q(until=None) | Q(reason__in=own_names)).locked().order_by("pk"))
    readiness = list_readiness(actor, store_id, order_ids)
    # The customer has not been asked about a finding without a price yet.
    unasked = found_on_orders(actor, store_id, order_ids)
    standing = standing_on(actor, store_id, {row.job_id for row in waits}, at)
    changed = 0
    for row in waits:
        ready, is_own = readiness[row.repair_order_id], row.repair_order_id == own
        answered_at = None if row.repair_order_id in unasked else ready.answered_at
        gone_at = answered_at if reason == Reason.APPROVAL else at
        if row.until is not None:
            is_gone = reason == Reason.APPROVAL or row.job_id in ready.supplied_jobs
            if is_gone and gone_at is not None and row.since < gone_at < row.until:
                divide(row, gone_at)
                changed += 1
            continue
        if row.reason == Reason.READY:
            continue
        kept = _kept_words(row, reason, ready, answered_at, standing, is_own=is_own)
        name, also = named(row.reason, standing[row.job_id].keys() | kept)
        if name != row.reason:
            from_at = gone_at if row.reason == reason and gone_at is not None else at
            # An earlier fact may be handled only now: no minute takes the name of what came after it.
            divide(row, max(from_at, row.since, standing[row.job_id].get(name) or row.since), name, also)
            changed += 1
        else:
            _keep_also(row, also)
    return changed


def _keep_also(row: Waiting, also: Collection[str]) -> None:
    if list(also) != row.also:
        row.also = list(also)
        row.save(update_fields=["also"])


def _kept_words(
    row: Waiting,
    reason: str,
    ready: Readiness,
    answered_at: datetime | None,
    standing: Mapping[int, Collection[str]],
    *,
    is_own: bool,
) -> set[str]:
    """What the wait is called by and of which the program does not know that it is gone: somebody said so."""
    kept = {str(code) for code in (row.reason, *row.also)} & {Reason.EXPERT.value}
    if Reason.APPROVAL in (row.reason, *row.also) and (answered_at is None or answered_at <= row.since):
        kept.add(Reason.APPROVAL.value)
    known = set(standing[row.job_id]) & {str(code) for code in FOR_PARTS}
    is_moved = reason == Reason.PARTS and is_own and row.job_id in ready.supplied_jobs
    if row.reason == Reason.PARTS and not known and not is_moved:
        kept.add(Reason.PARTS.value)
    return kept
