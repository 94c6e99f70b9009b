"""Ways around an approval, a signature or the book of half hours, each tried once by somebody who looked for them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from anxin.holdings.parts import commands as stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import decide_approval
from anxin.platform.errors import Conflict
from anxin.platform.money import Money
from anxin.resources.capacity.commands import here
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewItem, NewJob, NewPlan
from anxin.visit.repair_orders.links import link_lines
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.tests.factories import ASKED, LABOUR, PNG, open_order, sign_order, view_of
from anxin.visit.repair_orders.tests.test_leave import desk_of_advisor, give, hand_on, order_of_articles, pending, person
from anxin.visit.repair_orders.tests.test_promise import HOUR, NINE, held, labour, make_shop
from anxin.visit.repair_orders.tests.test_supply import make_counter

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R-RO16")
def test_less_of_a_package_line_has_less_taken_off() -> None:
    desk = desk_of_advisor()
    package = make_package(make_article(price="100"), make_article(price="100"), price="300", quantities=("4", "1"))
    number = open_order(desk, jobs=[NewJob("保养", package_code=package.code)]).number
    item = view_of(desk, number).jobs[0].items[0]
    assert (str(item.amount), item.quantity) == ("240.00", 4)
    commands.change_item(actor=desk.actor, number=number, item_id=item.id, quantity=Decimal("1.6"), at=AT)
    less = view_of(desk, number).jobs[0].items[0]
    assert (str(less.amount), str(less.list_amount), pending(desk)) == ("96.00", "96.00", [])


@pytest.mark.rule("R-RO16")
def test_a_gift_on_a_line_with_a_discount_takes_both_back_when_it_is_refused() -> None:
    desk = desk_of_advisor()
    manager = person(desk.store, "general_manager")
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 900, payer="goodwill")
    (asked,) = pending(desk)
    decide_approval(actor=manager, approval_id=asked.id, approve=False, words="不行", at=AT)
    hand_on()
    item = view_of(desk, number).jobs[0].items[0]
    assert (item.payer, str(item.amount), pending(desk)) == ("customer", "2000.00", [])
    sign_order(desk, number)


@pytest.mark.rule("R-RO16")
def test_a_share_that_rises_when_others_are_declined_is_asked() -> None:
    desk = desk_of_advisor()
    person(desk.store, "general_manager")
    cheap, dear = make_article(price="2000"), make_article(price="2000")
    lines = [NewItem("part", cheap.number, discount=Money.yuan(100)), LABOUR]
    number = open_order(desk, jobs=[NewJob("制动", items=lines)]).number
    sign_order(desk, number)
    by: dict[str, Any] = {"actor": desk.actor, "number": number, "at": AT}
    (job,) = view_of(desk, number).jobs
    found = commands.propose_items(job_id=job.id, items=[NewItem("part", dear.number)], why=ASKED, **by)
    commands.change_item(item_id=job.items[0].id, discount=Money.yuan(180), **by)
    assert pending(desk) == []
    commands.decide_items(decisions={found.item_ids[0]: ("DECLINED", "贵")}, channel="phone", **by)
    (asked,) = pending(desk)
    assert asked.amount == Money.yuan(180)


@pytest.mark.rule("R-RO10")
def test_work_whose_discount_was_refused_holds_its_hours_once() -> None:
    desk = desk_of_advisor()
    make_rate("1000")
    make_employee(desk.store, "technician", trade="mechanical")
    manager = person(desk.store, "general_manager")
    work = make_operation(hours="1.00")
    order = open_order(desk, jobs=[NewJob("制动", items=[NewItem("labour", work.code)])], at=NINE)
    sign_order(desk, order.number, at=NINE)
    item = view_of(desk, order.number).jobs[0].items[0]
    by: dict[str, Any] = {"actor": desk.actor, "number": order.number, "at": NINE}
    commands.change_item(item_id=item.id, payer="goodwill", **by)
    (asked,) = pending(desk)
    decide_approval(actor=manager, approval_id=asked.id, approve=False, words="不行", at=NINE)
    hand_on()
    assert held(desk, order) == 0
    commands.decide_items(decisions={item.id: ("APPROVED", "")}, channel="phone", **by)
    assert held(desk, order) == 60


@pytest.mark.rule("R-RO15")
def test_a_yes_to_one_bottle_of_care_is_none_to_fifty() -> None:
    desk = desk_of_advisor()
    care = NewItem("part", make_article(price="100", is_care=True).number)
    number = open_order(desk, jobs=[NewJob("保养", items=[LABOUR, care])]).number
    item = next(one for one in view_of(desk, number).jobs[0].items if one.is_care)
    by: dict[str, Any] = {"actor": desk.actor, "number": number, "at": AT}
    commands.decide_care(item_ids=[item.id], agreed=True, shown="sample", **by)
    commands.change_item(item_id=item.id, quantity=Decimal(50), **by)
    with pytest.raises(commands.CareConsentNeeded):
        sign_order(desk, number)


def test_what_a_link_shows_of_a_line_is_what_its_answer_is_to() -> None:
    front, back = Item(position_words="左前"), Item(position_words="右后")
    for item in (front, back):
        item.quantity, item.amount = Decimal(1), Money.yuan(1)
    assert link_lines([front], {front.pk: 1_00}) != link_lines([back], {back.pk: 1_00})


def test_everybody_who_says_yes_takes_the_book_before_the_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, article = make_shop(), make_article("P-9", price="100")
    stock_up(desk.store, article, "10")
    taken: list[str] = []
    lock, turn = stock.lock_stock, here.take_book_turn
    monkeypatch.setattr(stock, "lock_stock", lambda *given: (taken.append("stock"), lock(*given)))
    monkeypatch.setattr(here, "take_book_turn", lambda *given: (taken.append("book"), turn(*given)))
    for way in ("phone", "signature"):
        number = open_order(desk, jobs=[NewJob("修", items=[labour("1")])], at=NINE).number
        sign_order(desk, number, at=NINE)
        (job,) = view_of(desk, number).jobs
        by: dict[str, Any] = {"actor": desk.actor, "number": number, "at": NINE}
        found = commands.propose_items(job_id=job.id, items=[labour("1"), NewItem("part", article.number)], why=ASKED, **by)
        taken.clear()
        if way == "phone":
            commands.decide_items(decisions=dict.fromkeys(found.item_ids, ("APPROVED", "")), channel="phone", **by)
        else:
            confirmed = commands.Confirmations(NINE + timedelta(hours=5) + HOUR, "boot", True)
            commands.authorise_repair_order(confirmations=confirmed, signature=PNG, **by)
        assert (taken[0], taken.count("stock")) == ("book", 1), way


@pytest.mark.rule("R-RO22")
def test_a_part_that_was_signed_and_issued_never_goes_into_plans() -> None:
    counter = make_counter()
    counter.issue()
    by: dict[str, Any] = {"actor": counter.desk.actor, "number": counter.number, "at": AT}
    part = counter.item
    commands.change_item(item_id=part.id, unit_price=Money.yuan(2000), **by)
    job = view_of(counter.desk, counter.number).jobs[0].id
    extra, other = (
        commands.propose_items(
            job_id=job, items=[NewItem("fee", name=name, unit_price=Money.yuan(1))], why=ASKED, **by
        ).item_ids[0]
        for name in ("路试", "检测")
    )
    commands.decide_items(decisions={extra: ("APPROVED", "")}, channel="phone", **by)
    with pytest.raises(Conflict, match="客户已经决定过"):
        commands.offer_plans(job_id=job, plans=[NewPlan("甲", [part.id]), NewPlan("乙", [other])], **by)
