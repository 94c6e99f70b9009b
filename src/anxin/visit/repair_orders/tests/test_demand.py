"""What the customer signs is asked of the stock, there or not; what he takes back is withdrawn (M14.02, K-N07)."""

from decimal import Decimal

import pytest

from anxin.holdings.parts.commands import tell_arrival
from anxin.holdings.parts.queries import demands_of
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.commands.open import OpenedRepairOrder
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    LABOUR,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    view_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> FrontDesk:
    return make_front_desk()


def part(article: PartArticle, quantity: str = "1") -> NewItem:
    return NewItem("part", code=article.number, quantity=Decimal(quantity))


def asked(desk: FrontDesk, order: OpenedRepairOrder) -> list[tuple[str, Decimal, Decimal]]:
    rows = demands_of(make_actor(desk.store, "parts_clerk"), desk.store.pk, DocumentRef(ORDER_KIND, order.id))
    return [(row.number, row.quantity, row.free) for row in rows]


def answered(desk: FrontDesk, article: PartArticle) -> None:
    keeper = make_actor(desk.store, "parts_clerk")
    tell_arrival(actor=keeper, store_id=desk.store.pk, article_id=article.pk, words="明天问", at=AT)


def test_the_signature_asks_the_stock_with_what_is_there_at_that_moment(desk: FrontDesk) -> None:
    there, short = make_article("P-1"), make_article("P-2")
    stock_up(desk.store, there, "3")
    stock_up(desk.store, short, "1")
    answered(desk, short)
    order = open_order(desk, jobs=[NewJob("制动", items=[LABOUR, part(there, "2"), part(short, "2")])])
    assert asked(desk, order) == [], "what is only offered is not asked for"
    sign_order(desk, order.number)
    assert asked(desk, order) == [("P-1", 2, 2), ("P-2", 2, 1)]
    later = open_order(desk, jobs=[NewJob("制动", items=[part(there, "2")])])
    answered(desk, there)
    sign_order(desk, later.number)
    assert asked(desk, later) == [("P-1", 2, 1)], "what another signed order holds is not there"


def test_an_additional_item_is_asked_when_the_customer_says_yes(desk: FrontDesk) -> None:
    first, found, refused = make_article("P-1"), make_article("P-2"), make_article("P-3")
    stock_up(desk.store, first)
    stock_up(desk.store, found)
    order = open_order(desk, jobs=[NewJob("制动", items=[LABOUR, part(first)])])
    sign_order(desk, order.number)
    job = view_of(desk, order.number).jobs[0].id
    for one in (found, refused):
        commands.propose_items(actor=desk.actor, number=order.number, job_id=job, items=[part(one)], at=AT, why=ASKED)
    items = {item.code: item.id for job in view_of(desk, order.number).jobs for item in job.items}
    decisions = {items["P-2"]: ("APPROVED", ""), items["P-3"]: ("DECLINED", "下次再说")}
    commands.decide_items(actor=desk.actor, number=order.number, decisions=decisions, channel="phone", at=AT)
    assert asked(desk, order) == [("P-1", 1, 1), ("P-2", 1, 1)]


def test_an_order_that_is_called_off_asks_for_nothing(desk: FrontDesk) -> None:
    article = make_article("P-1")
    stock_up(desk.store, article)
    order = open_order(desk, jobs=[NewJob("制动", items=[part(article)])])
    sign_order(desk, order.number)
    assert asked(desk, order)
    commands.cancel_repair_order(actor=desk.actor, number=order.number, reason="客户不修了", at=AT)
    assert asked(desk, order) == []


def test_a_store_that_keeps_no_stock_here_and_a_part_that_the_customer_brings_ask_for_nothing(desk: FrontDesk) -> None:
    order = open_order(desk, jobs=[NewJob("制动", items=[part(make_article("P-1"))])])
    sign_order(desk, order.number)
    assert asked(desk, order) == []
    own = make_article("P-2", origin="customer")
    stock_up(desk.store, make_article("P-3"))
    answered(desk, own)
    order = open_order(desk, jobs=[NewJob("制动", items=[part(own)])])
    sign_order(desk, order.number)
    assert asked(desk, order) == []
