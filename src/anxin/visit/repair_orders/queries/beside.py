"""What stands beside a job that somebody works on: the other jobs of its order, and whether its parts are there."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from anxin.holdings.parts.queries import issued_by_line, needs_in, newest_arrivals, stock_of
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.lifecycle import JOB
from anxin.visit.repair_orders.models import Item, Job

SIGNED_PART = Q(kind="part", article__isnull=False, decision="APPROVED")
SIGNED_HIGH_VOLTAGE = Q(kind="labour", is_high_voltage=True, decision="APPROVED")


@dataclass(frozen=True, slots=True)
class JobBeside:
    """A job of an order by its place on it, with what was written of it so far."""

    job_id: int
    position: int
    title: str
    state: str
    state_label: str
    cause: str
    correction: str


@dataclass(frozen=True, slots=True)
class PartsOfJob:
    """Whether the signed parts of a job are there: ``state`` is issued, ready (on hand and kept for
    it) or short; then ``expected_at``, if told."""

    state: str
    expected_at: datetime | None = None


@query(permissions.SEE)
def list_jobs_beside(actor: Actor, number: str) -> list[JobBeside]:
    """Every job of an order, in its order; none of one that the actor does not see."""
    rows = Job.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number).order_by("position")
    return [
        JobBeside(one.pk, place, one.title, one.state, str(JOB.labels[one.state]), one.cause, one.correction)
        for place, one in enumerate(rows, 1)
    ]


@dataclass(frozen=True, slots=True)
class WaitCauses:
    """What keeps a job that the program knows of: items that the customer has not answered, how its parts stand, and since
    when it is for those only who may work on high voltage, None if it is not."""

    is_asked: bool
    parts: PartsOfJob | None
    high_voltage_since: datetime | None = None


@query(permissions.SEE)
def list_wait_causes(actor: Actor, store_id: int, job_ids: Collection[int]) -> dict[int, WaitCauses]:
    """Job id → what keeps it; one statement for jobs that nothing keeps."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        SIGNED_PART | SIGNED_HIGH_VOLTAGE | Item.WAITS, store_id=store_id, job_id__in=list(job_ids)
    )
    items = list(rows.order_by("pk"))
    asked = {item.job_id for item in items if item.decision == Item.Decision.PRESENTED}
    signed = [item for item in items if item.decision == Item.Decision.APPROVED]
    parts = _parts_of(actor, store_id, [item for item in signed if item.kind == Item.Kind.PART])
    high: dict[int, datetime] = {}
    for item in signed:
        if item.kind == Item.Kind.LABOUR and item.decided_at is not None:
            high[item.job_id] = min(item.decided_at, high.get(item.job_id, item.decided_at))
    return {job_id: WaitCauses(job_id in asked, parts.get(job_id), high.get(job_id)) for job_id in job_ids}


@query(permissions.SEE)
def list_parts_of_jobs(actor: Actor, store_id: int, job_ids: Collection[int]) -> dict[int, PartsOfJob]:
    """Job id → whether its stocked, signed parts are there; jobs without any are left out."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(SIGNED_PART, store_id=store_id, job_id__in=list(job_ids))
    return _parts_of(actor, store_id, list(rows.order_by("pk")))


def _parts_of(actor: Actor, store_id: int, items: list[Item]) -> dict[int, PartsOfJob]:
    if not items:
        return {}
    issued = issued_by_line(store_id, ORDER_KIND, {item.repair_order_id for item in items})
    left: dict[int, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for item in items:
        wanted = left[item.job_id]
        missing = item.quantity - issued.get(item.pk, Decimal(0))
        if missing > 0 and item.article_id is not None:
            wanted[item.article_id] += missing
    articles = sorted({article for wanted in left.values() for article in wanted})
    order_of = {item.job_id: item.repair_order_id for item in items}
    kept = _kept_for(actor, store_id, articles, set(order_of.values())) if articles else {}
    told = newest_arrivals(actor, store_id, articles) if articles else {}
    found = {}
    for job_id, wanted in sorted(left.items()):
        free = kept.get(order_of[job_id], {})
        short = [article for article, quantity in wanted.items() if quantity > free.get(article, Decimal(0))]
        for article, quantity in wanted.items():
            # What one job of an order takes is not there for the next.
            free[article] = free.get(article, Decimal(0)) - quantity
        times = [told[article].expected_at if article in told else None for article in short]
        known = [time for time in times if time is not None]
        state = "short" if short else "ready" if wanted else "issued"
        found[job_id] = PartsOfJob(state, max(known) if short and len(known) == len(short) else None)
    return found


def _kept_for(
    actor: Actor, store_id: int, articles: Sequence[int], order_ids: Collection[int]
) -> dict[int, dict[int, Decimal]]:
    """Order → article → how much of what is on hand is left for it: what lies ready for booked cars comes first, then the
    orders as they were opened, so that no later one takes what an earlier one waits for."""
    on_hand = stock_of(actor, store_id, articles)
    enough = [article for article in articles if on_hand.get(article, Decimal(0)) > 0]
    needs = [need for need in needs_in(actor, store_id, enough) if need.is_firm] if enough else []
    kept = {}
    for order_id in order_ids:
        own = DocumentRef(ORDER_KIND, order_id)
        free = dict(on_hand)
        for need in needs:
            if need.document != own and (need.document.kind != ORDER_KIND or need.document.id < order_id):
                free[need.article_id] -= need.quantity
        kept[order_id] = free
    return kept
