"""A shortage is answered by a choice: the choice asks another store, orders, or counts the lost sale."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from anxin.holdings.parts.queries import DemandFilter, demands_of, list_demands
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.purchasing import queries as purchasing
from anxin.holdings.purchasing.tests.factories import make_supplier
from anxin.holdings.transfers.queries import list_transfers_for
from anxin.holdings.transfers.tests.factories import let_stores_follow
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.models import Task
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.parts_desk import commands, queries
from anxin.visit.parts_desk.queries import ORDER_KIND
from anxin.visit.parts_desk.tests.factories import make_counter
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import make_front_desk, open_order, sign_order

db = pytest.mark.django_db
SOON = AT + timedelta(hours=2)
Race = Callable[..., list[Any]]


@db
@pytest.mark.rule("R-PT11")
def test_an_emergency_purchase_is_placed_by_choosing_the_supplier() -> None:
    counter = make_counter(oil="0")
    supplier = make_supplier(counter.desk.store)
    choices = queries.choices_for(counter.keeper, counter.open(), AT)
    item_id = counter.line(counter.oil).part.line.item_id
    assert [(way.how, way.supplier_id) for way in choices[item_id].ways] == [
        ("emergency", supplier),
        ("order", supplier),
    ]
    counter.answer(counter.oil, "emergency", way=commands.Way(supplier_id=supplier, unit_price=Money.yuan("12.50")))
    (row,) = purchasing.page_orders(
        counter.keeper, counter.desk.store.pk, purchasing.PurchaseFilter(), Order(), Window(), AT
    ).rows
    (line,) = purchasing.get_order(counter.keeper, row.id, AT).lines
    assert (row.kind, line.quantity, line.unit_price) == ("emergency", Decimal(1), Money.yuan("12.50"))
    document = DocumentRef(ORDER_KIND, counter.open().order.id)
    demand = next(one for one in demands_of(counter.keeper, counter.desk.store.pk, document) if one.number == "OIL-1")
    assert demand.answer is not None
    assert (demand.answer.how, demand.answer.by) == ("emergency", DocumentRef("purchasing.purchaseorder", row.id))


@db
def test_a_transfer_is_asked_by_choosing_the_store() -> None:
    counter = make_counter(oil="0")
    with pytest.raises(Invalid):
        counter.answer(counter.oil, "transfer")
    lender = make_store("NS")
    stock_up(lender, counter.oil, "3")
    let_stores_follow()
    item_id = counter.line(counter.oil).part.line.item_id
    (way,) = queries.choices_for(counter.keeper, counter.open(), AT)[item_id].ways
    assert (way.how, way.from_store_id, way.free) == ("transfer", lender.pk, 2)
    counter.answer(counter.oil, "transfer", way=commands.Way(from_store_id=lender.pk))
    document = DocumentRef(ORDER_KIND, counter.open().order.id)
    (asked,) = list_transfers_for(counter.keeper, counter.desk.store.pk, document)
    assert (asked.asked, asked.state) == (1, "ASKED")


@db
@pytest.mark.rule("R-PT04")
def test_a_shortage_that_is_lost_is_counted_and_the_advisor_gets_a_task() -> None:
    counter = make_counter(oil="0")
    with pytest.raises(commands.NotShort):
        counter.answer(counter.pads, "order")
    with pytest.raises(Invalid):
        counter.answer(counter.oil, "lost")
    counter.answer(counter.oil, "lost", words="厂家停产")
    assert list_demands(counter.keeper, counter.desk.store.pk, DemandFilter(outcome="lost")).total == 1
    with reading(system_actor("test")):
        (task,) = Task.objects.across_stores(reason="test").filter(kind="parts_desk.lost")
    assert (task.owner_id, counter.number in task.title) == (counter.desk.employee_id, True)
    item_id = counter.line(counter.oil).part.line.item_id
    wrong = {"number": counter.number, "how": "order", "at": AT}
    with pytest.raises(NotFound):
        commands.answer_shortage(actor=counter.keeper, item_id=10**9, **wrong)
    with pytest.raises(NotFound):
        commands.answer_shortage(actor=make_actor(make_store("NS"), "parts_clerk"), item_id=item_id, **wrong)
    with pytest.raises(Denied):
        commands.answer_shortage(actor=make_actor(counter.desk.store, "technician"), item_id=item_id, **wrong)


@db
def test_what_was_signed_before_demand_was_kept_is_posted_when_it_is_answered() -> None:
    desk, article = make_front_desk(), make_article("OIL-2")
    opened = open_order(desk, jobs=[NewJob("保养", items=[NewItem("part", article.number)])])
    sign_order(desk, opened.number)
    stock_up(desk.store, make_article("ANY"))
    keeper = make_actor(desk.store, "parts_clerk")
    assert list_demands(keeper, desk.store.pk, DemandFilter()).total == 0
    (line,) = queries.get_request(keeper, opened.number, AT).lines
    commands.answer_shortage(
        actor=keeper, number=opened.number, item_id=line.part.line.item_id, how="order", expected_at=SOON, at=AT
    )
    assert list_demands(keeper, desk.store.pk, DemandFilter(outcome="order")).total == 1


@db
def test_another_answer_names_the_one_that_it_replaces_and_withdraws_the_transfer() -> None:
    counter = make_counter(oil="0")
    lender = make_store("NS")
    stock_up(lender, counter.oil, "3")
    let_stores_follow()
    counter.answer(counter.oil, "transfer", way=commands.Way(from_store_id=lender.pk))
    with pytest.raises(commands.AnsweredMeanwhile):
        counter.answer(counter.oil, "order", expected_at=SOON)
    seen = counter.line(counter.oil).answer_id
    counter.answer(counter.oil, "order", expected_at=SOON, seen=seen)
    document = DocumentRef(ORDER_KIND, counter.open().order.id)
    (asked,) = list_transfers_for(counter.keeper, counter.desk.store.pk, document)
    assert asked.state == "WITHDRAWN"


def test_two_who_answer_at_once_order_once(race: Race) -> None:
    counter = make_counter(oil="0")
    way = commands.Way(supplier_id=make_supplier(counter.desk.store), unit_price=Money.yuan(12))

    def answer() -> str:
        return counter.answer(counter.oil, "emergency", way=way).how

    outcomes = race(answer, answer, answer)
    assert sorted(map(str, (one if isinstance(one, str) else one.code for one in outcomes))) == [
        "answered_meanwhile",
        "answered_meanwhile",
        "emergency",
    ]
    page = purchasing.page_orders(counter.keeper, counter.desk.store.pk, purchasing.PurchaseFilter(), Order(), Window(), AT)
    assert page.total == 1
