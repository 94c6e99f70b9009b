"""What stands beside a job that somebody works on: the other jobs of its order, and whether its parts are there."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts.queries import issued_by_line, newest_arrivals, stock_of
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.lifecycle import JOB
from anxin.visit.repair_orders.models import Item, Job


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
    """Whether the signed parts of a job are there: ``state`` is issued, ready or short; then ``expected_at``, if told."""

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


@query(permissions.SEE)
def list_parts_of_jobs(actor: Actor, store_id: int, job_ids: Collection[int]) -> dict[int, PartsOfJob]:
    """Job id → whether its stocked, signed parts are there; jobs without any are left out. At most four statements."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, job_id__in=list(job_ids), kind="part", article__isnull=False, decision="APPROVED"
    )
    items = list(rows.order_by("pk"))
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
    on_hand = stock_of(actor, store_id, articles) if articles else {}
    told = newest_arrivals(actor, store_id, articles) if articles else {}
    found = {}
    for job_id, wanted in left.items():
        short = [article for article, quantity in wanted.items() if quantity > on_hand.get(article, Decimal(0))]
        times = [told[article].expected_at if article in told else None for article in short]
        known = [time for time in times if time is not None]
        state = "short" if short else "ready" if wanted else "issued"
        found[job_id] = PartsOfJob(state, max(known) if short and len(known) == len(short) else None)
    return found
