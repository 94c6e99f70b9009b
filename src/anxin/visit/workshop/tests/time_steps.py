"""What tests of the time ledgers share: a finding that the customer answers, handled events, and whether a job tiles."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_actor
from anxin.platform.actor import Actor
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, signed_order, view_of
from anxin.visit.workshop import commands
from anxin.visit.workshop.models import JobClock, Waiting
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork

MINUTE = timedelta(minutes=1)


def find(floor: Floor, order: OrderAtWork, at: datetime) -> tuple[int, ...]:
    """Wang finds something with its price; the items wait for the customer."""
    finding = commands.NewFinding("漏油", items=[LABOUR], harm="可能半路抛锚", extra_minutes=10)
    given = {"number": order.number, "job_id": order.job_id, "finding": finding}
    return commands.report_finding(actor=floor.wang.actor, at=at, **given).item_ids


def answer(floor: Floor, order: OrderAtWork, item_ids: tuple[int, ...], at: datetime, word: str = "DECLINED") -> None:
    """The customer answers on the phone."""
    decisions = dict.fromkeys(item_ids, (word, "太贵"))
    orders.decide_items(actor=floor.desk.actor, number=order.number, decisions=decisions, channel="phone", at=at)


def handle_events(*names: str) -> None:
    """Let the worker handle what waits of some kinds of events."""
    with unit_of_work(system_actor("test"), "test", writable=False):
        rows = list(StoredEvent.objects.filter(handled_at=None, name__in=names).order_by("pk"))
    for row in rows:
        handle(row.pk, row.store_id)


def waits_of(floor: Floor, job_id: int) -> list[tuple[str, datetime, datetime | None]]:
    """Reason, beginning and end of each wait, in order."""
    with reading(floor.dispatcher):
        rows = Waiting.objects.across_stores(reason="test").filter(job_id=job_id).order_by("since", "pk")
        return list(rows.values_list("reason", "since", "until"))


def also_of(floor: Floor, job_id: int) -> list[list[str]]:
    """What each wait is for besides what names it, in order."""
    with reading(floor.dispatcher):
        rows = Waiting.objects.across_stores(reason="test").filter(job_id=job_id)
        return list(rows.order_by("since", "pk").values_list("also", flat=True))


def assert_tiled(floor: Floor, job_id: int, end: datetime | None = None) -> None:
    """Clocks and waits of a job that one person works on follow each other without a gap."""
    with reading(floor.dispatcher):
        clocks = JobClock.objects.across_stores(reason="test").filter(job_id=job_id)
        spans = list(clocks.values_list("started_at", "ended_at"))
    spans += [(since, until) for _reason, since, until in waits_of(floor, job_id)]
    spans.sort(key=lambda span: (span[0], span[1] is None, span[1] or span[0]))
    for before, after in pairwise(spans):
        assert before[1] == after[0]
    assert spans[-1][1] == end


def order_id(floor: Floor, order: OrderAtWork) -> int:
    """The order's id."""
    return view_of(floor.desk, order.number).head.id


def order_with_parts(floor: Floor, on_hand: str) -> tuple[OrderAtWork, Actor, int]:
    """A signed order that wants two pieces of F-1, of which so many come in; the keeper of the stock, and the item."""
    article = PartArticle.objects.filter(number="F-1").first() or make_article("F-1")
    if Decimal(on_hand):
        stock_up(floor.desk.store, article, on_hand)
    wished = [NewJob("刹车", items=[LABOUR, NewItem("part", article.number, quantity=Decimal(2))])]
    opened = signed_order(floor.desk, jobs=wished)
    (job,) = view_of(floor.desk, opened.number).jobs
    part = next(item for item in job.items if item.article_id == article.pk)
    return OrderAtWork(opened.number, (job.id,)), make_actor(floor.desk.store, "parts_clerk"), part.id
