"""Discounts beyond one's own limit, and quotations that are signed off first."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import Store, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import OwnRequest, decide_approval, withdraw_approval
from anxin.parties.work.queries import ApprovalRow, list_approvals, list_my_approvals
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands, queries, rules
from anxin.visit.repair_orders.commands import DiscountNotGranted, NewItem, NewJob, QuotationNotSignedOff
from anxin.visit.repair_orders.parameters import QUOTATION_SIGN_OFF
from anxin.visit.repair_orders.rules import DiscountLimit, PricedLine
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db
OWN = DiscountLimit(Decimal("0.05"), 20000)


def person(store: Store, post: str) -> Actor:
    user = make_user(store, post)
    make_employee(store, post, user=user)
    return actor_for(user)


def desk_of_advisor() -> FrontDesk:
    return make_front_desk("LG", "service_advisor")


def order_of_articles(desk: FrontDesk) -> str:
    """Two parts of the catalogue at 2,000 yuan each."""
    parts = [NewItem("part", make_article(price="2000").number) for _ in range(2)]
    return open_order(desk, jobs=[NewJob("保养", items=parts)]).number


def give(actor: Actor, desk: FrontDesk, number: str, yuan: int, item: int = 0, **more: Any) -> None:
    row = view_of(desk, number).jobs[0].items[item]
    given = {"discount": Money.yuan(yuan), **more}
    commands.change_item(actor=actor, number=number, item_id=row.id, at=AT, **given)


def pending(desk: FrontDesk, state: str = "PENDING") -> list[ApprovalRow]:
    with reading(desk.actor):
        return list_approvals(desk.actor, desk.store.pk, state)


def hand_on(*names: str) -> None:
    """Let the decision's event be handled, as the worker does."""
    wanted = [f"work.{name}" for name in names or ("ApprovalDecided", "ApprovalWithdrawn")]
    with reading(system_actor("test")):
        rows = list(StoredEvent.objects.filter(name__in=wanted, handled_at=None).order_by("pk"))
    for stored in rows:
        handle(stored.pk, stored.store_id)


def held(desk: FrontDesk, number: str) -> list[bool]:
    return [item.waits_for_leave for item in view_of(desk, number).jobs[0].items]


@pytest.mark.rule("R-RO16")
@pytest.mark.parametrize(
    ("lines", "granted", "waiting"),
    [
        ([(100_00, 100_00)], {}, []),
        ([(400_00, 380_00)], {}, []),
        ([(400_00, 379_99)], {}, [0]),
        ([(10_000_00, 9_799_99)], {}, [0]),
        ([(1000_00, 950_00), (1000_00, 940_00)], {}, [0, 1]),
        ([(1000_00, 500_00), (1000_00, 950_00)], {0: 500_00}, [1]),
        ([(1000_00, 499_00), (1000_00, 1000_00)], {0: 500_00}, [0]),
        ([(1000_00, 501_00), (1000_00, 1000_00)], {0: 500_00}, []),
        ([(100_00, 130_00)], {}, []),
    ],
)
def test_what_is_given_away_is_judged_over_the_order_and_beyond_what_was_granted(
    lines: list[tuple[int, int]], granted: dict[int, int], waiting: list[int]
) -> None:
    priced = [PricedLine(number, listed, amount) for number, (listed, amount) in enumerate(lines)]
    assert [line.id for line in rules.without_leave(priced, granted, OWN)] == waiting


@pytest.mark.rule("R-RO16")
def test_a_small_discount_is_the_advisors_own_and_a_larger_one_waits_for_the_post_above() -> None:
    desk = desk_of_advisor()
    posts = ("front_desk_supervisor", "after_sales_manager", "general_manager")
    front, manager, general = (person(desk.store, post) for post in posts)
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 200)
    assert (held(desk, number), pending(desk)) == ([False, False], [])
    for yuan, decider in ((400, front), (800, manager), (900, general)):
        give(desk.actor, desk, number, yuan)
        (asked,) = pending(desk)
        assert held(desk, number) == [True, False]
        assert asked.amount == Money.yuan(yuan)
        for actor in (front, manager, general):
            with reading(actor):
                mine = [one.id for one in list_my_approvals(actor, desk.store.pk, AT)]
            assert mine == ([asked.id] if actor is decider else [])
    with pytest.raises(DiscountNotGranted) as refused:
        sign_order(desk, number)
    assert refused.value.rule == "R-RO16"
    decide_approval(actor=general, approval_id=asked.id, approve=True, at=AT)
    assert held(desk, number) == [False, False]
    sign_order(desk, number)
    assert view_of(desk, number).head.state == "AUTHORISED"


@pytest.mark.rule("R-RO16")
def test_a_refused_discount_costs_what_the_catalogue_asks_again() -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    item = view_of(desk, number).jobs[0].items[0]
    commands.change_item(
        actor=desk.actor, number=number, item_id=item.id, unit_price=Money.yuan(1700), at=AT, words="老客户"
    )
    (asked,) = pending(desk)
    assert "老客户" in asked.reason
    assert asked.reason.startswith(item.name)
    decide_approval(actor=front, approval_id=asked.id, approve=False, words="不行", at=AT)
    with pytest.raises(DiscountNotGranted):
        sign_order(desk, number)
    hand_on()
    row = view_of(desk, number).jobs[0].items[0]
    assert (row.amount, row.unit_price, row.discount, row.price_source) == (
        Money.yuan(2000), Money.yuan(2000), Money(0), "catalogue",
    )  # fmt: skip
    sign_order(desk, number)


@pytest.mark.rule("R-RO16")
def test_a_price_changed_while_it_is_asked_is_asked_anew_and_a_moot_one_is_taken_back() -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 300)
    (first,) = pending(desk)
    give(desk.actor, desk, number, 350)
    (second,) = pending(desk)
    assert first.id != second.id
    with pytest.raises(Conflict):
        decide_approval(actor=front, approval_id=first.id, approve=True, at=AT)
    give(desk.actor, desk, number, 100)
    assert pending(desk) == []
    hand_on()
    assert view_of(desk, number).jobs[0].items[0].amount == Money.yuan(1900)
    sign_order(desk, number)


@pytest.mark.rule("R-RO16")
def test_what_was_granted_is_granted_for_that_line_and_no_more() -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 300)
    decide_approval(actor=front, approval_id=pending(desk)[0].id, approve=True, at=AT)
    hand_on()
    give(desk.actor, desk, number, 200, item=1)
    assert held(desk, number) == [False, True]
    give(desk.actor, desk, number, 320)
    assert held(desk, number) == [True, True]
    (asked,) = pending(desk)
    withdraw_approval(actor=desk.actor, approval_id=asked.id, at=AT)
    hand_on()
    assert [item.amount for item in view_of(desk, number).jobs[0].items] == [Money.yuan(1700), Money.yuan(2000)]


@pytest.mark.rule("R-RO16")
def test_a_manager_grants_within_his_own_limit_by_changing_the_price_and_nobody_decides_his_own_request() -> None:
    desk = desk_of_advisor()
    front, general = person(desk.store, "front_desk_supervisor"), person(desk.store, "general_manager")
    number = order_of_articles(desk)
    give(front, desk, number, 400)
    assert (held(desk, number), pending(desk)) == ([False, False], [])
    give(front, desk, number, 500)
    (asked,) = pending(desk)
    assert held(desk, number) == [True, False]
    with pytest.raises(OwnRequest):
        decide_approval(actor=front, approval_id=asked.id, approve=True, at=AT)
    with pytest.raises(Denied):
        decide_approval(actor=desk.actor, approval_id=asked.id, approve=True, at=AT)
    decide_approval(actor=general, approval_id=asked.id, approve=True, at=AT)
    assert held(desk, number) == [False, False]


@pytest.mark.rule("R-RO16")
def test_without_anybody_to_ask_nothing_is_granted() -> None:
    desk = desk_of_advisor()
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 1500)
    (asked,) = pending(desk)
    assert asked.waiting_post == "general_manager"
    with pytest.raises(DiscountNotGranted):
        sign_order(desk, number)


@pytest.mark.rule("R-RO16")
def test_a_discount_after_the_signature_that_is_refused_leaves_what_was_signed() -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    parts = [NewItem("part", make_article(price="2000").number)]
    number = signed_order(desk, jobs=[NewJob("保养", items=parts)]).number
    give(desk.actor, desk, number, 150)
    (asked,) = pending(desk)
    decide_approval(actor=front, approval_id=asked.id, approve=False, words="不行", at=AT)
    hand_on()
    (row,) = view_of(desk, number).jobs[0].items
    assert (row.decision, row.amount) == ("APPROVED", Money.yuan(2000))


@pytest.mark.rule("R-RO16")
def test_the_price_of_a_package_is_no_discount_and_a_free_line_has_no_catalogue_below_which_it_falls() -> None:
    desk = desk_of_advisor()
    free = NewItem("labour", name="路试", quantity=Decimal(1), unit_price=Money.yuan(100))
    number = open_order(desk, jobs=[NewJob("检查", items=[free])]).number
    row = view_of(desk, number).jobs[0].items[0]
    commands.change_item(actor=desk.actor, number=number, item_id=row.id, unit_price=Money.yuan(40), at=AT)
    assert held(desk, number) == [False]
    give(desk.actor, desk, number, 20)
    assert held(desk, number) == [True]


@pytest.mark.rule("R-RO16")
def test_the_line_says_that_it_waits_and_the_manager_decides_with_one_tap_from_the_desk() -> None:
    desk = desk_of_advisor()
    manager = person(desk.store, "after_sales_manager")
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 600)
    page = f"/repair-orders/{number}/"
    advisor, boss = Client(), Client()
    advisor.force_login(User.objects.get(pk=desk.actor.id))
    boss.force_login(User.objects.get(pk=manager.id))
    assert "优惠待批" in advisor.get(page).content.decode()
    assert "优惠还没有批准" in advisor.get(f"{page}authorise/").content.decode()
    assert "等您批准" not in advisor.get("/desk/").content.decode()
    (asked,) = pending(desk)
    for shown in ("/desk/", page, f"/approvals/{asked.id}/"):
        words = boss.get(shown).content.decode()
        assert f"/approvals/{asked.id}/decide/" in words
        assert number in words or "600" in words
    decided = boss.post(f"/approvals/{asked.id}/decide/?back=/desk/", {"decision": "approve"})
    assert (decided.status_code, decided.headers["Location"]) == (303, "/desk/")
    assert "优惠待批" not in advisor.get(page).content.decode()


def sign_off_from(desk: FrontDesk, yuan: int) -> None:
    change = SetParameter(QUOTATION_SIGN_OFF.code, "store", desk.store.pk, str(yuan * 100), AT.date(), "试")
    set_parameter(actor=make_actor(desk.store, "administrator"), change=change, at=AT)


@pytest.mark.rule("R-RO17")
def test_a_large_quotation_is_signed_off_before_the_customer_sees_it() -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    sign_off_from(desk, 5000)
    with pytest.raises(Conflict):
        commands.sign_off_quotation(actor=desk.actor, number=number, at=AT)
    sign_off_from(desk, 3000)
    with pytest.raises(QuotationNotSignedOff) as refused:
        sign_order(desk, number)
    assert refused.value.rule == "R-RO17"
    assert commands.sign_off_quotation(actor=desk.actor, number=number, at=AT).waiting_post == "front_desk_supervisor"
    with pytest.raises(Conflict):
        commands.sign_off_quotation(actor=desk.actor, number=number, at=AT)
    (asked,) = pending(desk)
    decide_approval(actor=front, approval_id=asked.id, approve=True, at=AT)
    sign_order(desk, number)
    job = view_of(desk, number).jobs[0].id
    more = [NewItem("part", make_article(price="500").number)]
    (item,) = commands.propose_items(actor=desk.actor, number=number, job_id=job, items=more, why=ASKED, at=AT).item_ids
    agree = partial(
        commands.decide_items, actor=desk.actor, number=number, decisions={item: ("APPROVED", "")}, channel="phone", at=AT
    )
    with pytest.raises(QuotationNotSignedOff):
        agree()
    assert commands.sign_off_quotation(actor=front, number=number, at=AT).waiting_post == ""
    agree()


@pytest.mark.rule("R-RO17")
@pytest.mark.rule("R-RO17")
def test_a_large_quotation_that_the_insurer_shares_with_the_customer_is_signed_off_too() -> None:
    desk = desk_of_advisor()
    person(desk.store, "front_desk_supervisor")
    parts = [NewItem("part", make_article(price="2000").number, payer="insurer") for _ in range(2)]
    number = open_order(desk, jobs=[NewJob("钣喷", items=parts)]).number
    sign_off_from(desk, 3000)
    back = commands.NewShare("customer", of_payer="insurer", share=Decimal(1))
    commands.share_payers(actor=make_actor(desk.store, "cashier"), number=number, new=back, at=AT)
    with pytest.raises(QuotationNotSignedOff):
        sign_order(desk, number)
    assert commands.sign_off_quotation(actor=desk.actor, number=number, at=AT).waiting_post == "front_desk_supervisor"


def test_the_page_shows_no_signature_field_before_the_sign_off_and_asks_for_it_in_one_tap() -> None:
    desk = desk_of_advisor()
    person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    sign_off_from(desk, 3000)
    client, page = Client(), f"/repair-orders/{number}/"
    client.force_login(User.objects.get(pk=desk.actor.id))
    shown = client.get(f"{page}authorise/").content.decode()
    assert "报价还没有审核" in shown
    assert "seen_total" not in shown
    assert f"{page}sign-off-quotation/" in client.get(page).content.decode()
    assert client.post(f"{page}sign-off-quotation/").status_code == 303
    assert "等前台主管批准" in client.get(page).content.decode()


def test_the_program_says_what_it_costs_to_whoever_decides() -> None:
    desk = desk_of_advisor()
    person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 300)
    (asked,) = pending(desk)
    with reading(desk.actor):
        found = queries.list_price_requests(desk.actor, [asked.id, 0])[asked.id]
    (line,) = found.lines
    assert (line.list_amount, line.amount, line.cost) == (Money.yuan(2000), Money.yuan(1700), None)
    assert found.total == Money.yuan(3700)
