"""Nothing is given away past the approval by another name: goodwill, the house as payer, or a line written by hand."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest

from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.parties.work.commands import decide_approval
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import DiscountNotGranted, NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import FrontDesk, open_order, sign_order, view_of
from anxin.visit.repair_orders.tests.test_leave import (
    desk_of_advisor,
    give,
    hand_on,
    held,
    order_of_articles,
    pending,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R-RO16")
@pytest.mark.parametrize("payer", ["goodwill", "internal"])
def test_what_the_house_takes_upon_itself_waits_for_the_post_that_may_give_so_much(payer: str) -> None:
    desk = desk_of_advisor()
    manager = person(desk.store, "general_manager")
    number = order_of_articles(desk)
    item = view_of(desk, number).jobs[0].items[0].id
    commands.change_item(actor=desk.actor, number=number, item_id=item, payer=payer, words="老客户", at=AT)
    assert held(desk, number) == [True, False]
    with pytest.raises(DiscountNotGranted) as refused:
        sign_order(desk, number)
    assert refused.value.rule == "R-RO16"
    (asked,) = pending(desk)
    assert (str(asked.amount), asked.waiting_post) == ("2000.00", "general_manager")
    with reading(manager):
        request = queries.list_price_requests(manager, [asked.id])[asked.id]
    assert [(str(line.list_amount), str(line.amount)) for line in request.lines] == [("2000.00", "0.00")]
    decide_approval(actor=manager, approval_id=asked.id, approve=True, at=AT)
    sign_order(desk, number)


@pytest.mark.rule("R-RO16")
def test_a_gift_that_is_refused_is_the_customers_to_pay_again() -> None:
    desk = desk_of_advisor()
    manager = person(desk.store, "general_manager")
    number = order_of_articles(desk)
    item = view_of(desk, number).jobs[0].items[0].id
    commands.change_item(actor=desk.actor, number=number, item_id=item, payer="goodwill", at=AT)
    (asked,) = pending(desk)
    decide_approval(actor=manager, approval_id=asked.id, approve=False, words="不行", at=AT)
    hand_on()
    assert [one.payer for one in view_of(desk, number).jobs[0].items] == ["customer", "customer"]
    sign_order(desk, number)


def test_new_gifts_are_judged_small_ones_are_the_advisors_own_and_a_car_of_the_house_gives_nothing_away() -> None:
    desk = desk_of_advisor()
    person(desk.store, "general_manager")
    dear = make_article(price="2000").number
    gift = NewItem("part", make_article(price="100").number, payer="goodwill")
    small = open_order(desk, jobs=[NewJob("保养", items=[NewItem("part", dear), gift])]).number
    assert held(desk, small) == [False, False]
    own = NewItem("part", dear, payer="internal")
    number = open_order(desk, jobs=[NewJob("保养", items=[own])]).number
    assert held(desk, number) == [True]
    house = make_customer(desk.store, kind="internal")
    car = {"vehicle_id": make_vehicle(desk.store, owner_id=house), "customer_id": house, "advisor_id": desk.employee_id}
    by = {"actor": desk.actor, "store_id": desk.store.pk, "kind": "internal", "at": AT}
    ours = commands.open_repair_order(jobs=[NewJob("保养", items=[own])], **car, **by).number
    assert held(desk, ours) == [False]


@pytest.mark.rule("R-RO16")
@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        ("part", "", "机油 滤清器（原厂）"),
        ("part", "", "机油滤清器原厂"),
        ("fee", "", "机油-滤清器 原厂"),
        ("fee", "P-100", "随便写"),
        ("sublet", " p-100", "随便写"),
    ],
)
def test_what_the_catalogue_has_is_not_cheaper_because_it_is_written_by_hand(kind: str, code: str, name: str) -> None:
    desk = desk_of_advisor()
    person(desk.store, "general_manager")
    make_article(number="P-100", name="机油滤清器(原厂)", price="1000")
    wished = NewItem(kind, code, name=name, quantity=Decimal(2), unit_price=Money.yuan(300))
    number = open_order(desk, jobs=[NewJob("保养", items=[wished])]).number
    (item,) = view_of(desk, number).jobs[0].items
    assert (str(item.list_amount), str(item.amount), item.waits_for_leave) == ("2000.00", "600.00", True)
    commands.change_item(actor=desk.actor, number=number, item_id=item.id, unit_price=Money.yuan(400), at=AT)
    assert held(desk, number) == [True]
    commands.change_item(actor=desk.actor, number=number, item_id=item.id, unit_price=Money.yuan(1100), at=AT)
    assert (held(desk, number), pending(desk)) == ([False], [])


@pytest.mark.rule("R-RO16")
def test_an_operation_written_by_hand_costs_all_its_hours() -> None:
    desk = desk_of_advisor()
    person(desk.store, "general_manager")
    make_rate()
    operation = make_operation(name="更换前刹车片", hours="2")
    asked = operation_price(desk, operation.code)
    wished = NewItem("labour", name="更换 前刹车片", quantity=Decimal("0.5"), unit_price=Money.yuan(100))
    other = NewItem("labour", name="更换前刹车盘", quantity=Decimal("0.5"), unit_price=Money.yuan(100))
    number = open_order(desk, jobs=[NewJob("刹车", items=[wished, other])]).number
    same, strange = view_of(desk, number).jobs[0].items
    assert (same.list_amount, same.waits_for_leave) == (asked, True)
    assert (strange.list_amount, strange.waits_for_leave) == (Money.yuan(50), False)


def operation_price(desk: FrontDesk, code: str) -> Money:
    number = open_order(desk, jobs=[NewJob("价", items=[NewItem("labour", code)])]).number
    return view_of(desk, number).jobs[0].items[0].amount


def test_the_managers_desk_asks_no_more_for_many_requests_than_for_one(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    desk = desk_of_advisor()
    manager = person(desk.store, "general_manager")
    ids = []
    for _ in range(3):
        give(desk.actor, desk, order_of_articles(desk), 900)
        ids = [one.id for one in pending(desk)]
        with reading(manager), django_assert_num_queries(3):
            assert len(queries.list_price_requests(manager, ids)) == len(ids)
    assert len(ids) == 3
