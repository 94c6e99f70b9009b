"""Rounding off: a small sum off the customer's bill, free up to the store's limit, asked for beyond it; no cent is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import decide_approval
from anxin.parties.work.queries import list_approvals
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import DiscountNotGranted, NewItem, NewJob, NewShare, OrderLocked
from anxin.visit.repair_orders.models import Item, PriceLeave
from anxin.visit.repair_orders.rules import taken_off
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, FrontDesk, inspected_order, make_front_desk, view_of

LATER = AT + timedelta(hours=2)
ROLES = ("service_advisor", "service_manager", "cashier")
MIXED = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), PART])]
Race = Callable[..., list[Any]]


def total_of(desk: FrontDesk, number: str) -> Money:
    return Money.sum(item.amount for job in view_of(desk, number).jobs for item in job.items)


def customers(desk: FrontDesk, number: str) -> Money:
    return Money.sum(line.amount for line in view_of(desk, number).owed if line.payer == "customer")


def round_off(desk: FrontDesk, number: str, fen: int, seen: Money | None = None) -> commands.RoundedOrder:
    seen = customers(desk, number) if seen is None else seen
    return commands.round_off(actor=desk.actor, number=number, amount=Money(fen), seen_total=seen, at=LATER)


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 10**8), min_size=1), st.data())
def test_what_is_taken_off_is_exactly_that_and_no_line_falls_below_nothing(amounts: dict[int, int], data: Any) -> None:
    fen = data.draw(st.integers(0, sum(amounts.values())))
    off = taken_off(amounts, fen)
    assert sum(off.values()) == fen
    assert all(0 < part <= amounts[line] for line, part in off.items())
    assert len([line for line in off if off[line] < amounts[line]]) <= 1


@pytest.mark.django_db
def test_the_odd_sum_comes_off_the_dearest_line_and_needs_nobodys_leave() -> None:
    desk = make_front_desk("LG", *ROLES)
    number = inspected_order(desk).number
    before = total_of(desk, number)
    done = round_off(desk, number, 60)
    assert (done.customer_total, done.is_asked) == (before - Money(60), False)
    changed = [item for job in view_of(desk, number).jobs for item in job.items if item.discount]
    assert [item.discount for item in changed] == [Money(60)]
    with reading(desk.actor):
        (kept,) = PriceLeave.objects.across_stores(reason="test")
        assert (kept.kind, kept.amount, kept.actor_key) == ("rounding", Money(60), desk.actor.key)
    commands.settle_repair_order(actor=desk.actor, number=number, at=LATER)
    with pytest.raises(OrderLocked):
        round_off(desk, number, 1)


@pytest.mark.django_db
def test_only_the_customers_own_lines_pay_for_it() -> None:
    desk = make_front_desk("LG", *ROLES)
    number = inspected_order(desk, jobs=MIXED).number
    round_off(desk, number, 30)
    items = [item for job in view_of(desk, number).jobs for item in job.items]
    assert [(item.payer, item.discount) for item in items] == [("warranty", Money(0)), ("customer", Money(30))]
    with pytest.raises(Invalid, match="不能多于"):
        round_off(desk, number, 10**7)


@pytest.mark.django_db
def test_shares_of_the_whole_are_taken_back_before_rounding() -> None:
    desk = make_front_desk("LG", *ROLES)
    number = inspected_order(desk).number
    half = NewShare("insurer", of_payer="customer", share=Decimal("0.5"))
    commands.share_payers(actor=desk.actor, number=number, new=half, at=AT)
    with pytest.raises(Invalid, match="请先取消分摊"):
        round_off(desk, number, 30)
    assert not any(item.discount for job in view_of(desk, number).jobs for item in job.items)


@pytest.mark.django_db
def test_small_sums_add_up_to_the_limit_and_what_is_beyond_goes_through_the_discounts() -> None:
    desk = make_front_desk("LG", *ROLES)
    number = inspected_order(desk).number
    assert not round_off(desk, number, 100).is_asked
    assert not round_off(desk, number, 100).is_asked
    with reading(desk.actor):
        kinds = list(PriceLeave.objects.across_stores(reason="test").values_list("kind", flat=True))
    assert kinds == ["rounding"]


@pytest.mark.django_db
def test_a_large_sum_waits_for_leave_and_the_order_is_not_settled_before() -> None:
    desk = make_front_desk("LG", "cashier", "service_advisor", "quality_inspector", "technician")
    boss = make_actor(desk.store, "front_desk_supervisor")
    make_employee(desk.store, "front_desk_supervisor")
    number = inspected_order(desk).number
    done = round_off(desk, number, 7000)
    assert done.is_asked
    settler = make_actor(desk.store, "general_manager")
    with pytest.raises(DiscountNotGranted):
        commands.settle_repair_order(actor=settler, number=number, at=LATER)
    with reading(settler):
        (asked,) = list_approvals(settler, desk.store.pk)
    assert "抹零" in asked.reason
    decide_approval(actor=boss, approval_id=asked.id, approve=True, at=LATER)
    assert commands.settle_repair_order(actor=settler, number=number, at=LATER).state == "SETTLED"


@pytest.mark.django_db
def test_nobody_rounds_off_without_the_right_or_in_another_store() -> None:
    desk, elsewhere = make_front_desk("LG", *ROLES), make_front_desk("NS", *ROLES)
    number = inspected_order(desk).number
    seen = customers(desk, number)
    with pytest.raises(Denied):
        commands.round_off(
            actor=make_actor(desk.store, "technician"), number=number, amount=Money(1), seen_total=seen, at=LATER
        )
    with pytest.raises(NotFound):
        round_off(elsewhere, number, 1, seen)
    for fen in (0, -1):
        with pytest.raises(Invalid):
            round_off(desk, number, fen)
    assert total_of(desk, number) == Money(77000)


@pytest.mark.django_db
def test_a_line_that_is_priced_anew_has_no_rounded_part_and_the_limit_is_there_again() -> None:
    desk = make_front_desk("LG", *ROLES)
    number = inspected_order(desk).number
    round_off(desk, number, 100)
    (line,) = [item for job in view_of(desk, number).jobs for item in job.items if item.discount]
    assert (line.discount, line.rounded_off) == (Money(100), Money(100))
    change: dict[str, Any] = {"actor": desk.actor, "number": number, "item_id": line.id, "at": LATER}
    commands.change_item(**change, discount=Money(100), words="没改")
    assert rounded(desk, number) == [Money(100)]
    commands.change_item(**change, discount=Money(300))
    assert rounded(desk, number) == []
    assert not round_off(desk, number, 60).is_asked
    (line,) = [item for job in view_of(desk, number).jobs for item in job.items if item.discount]
    assert (line.discount, line.rounded_off) == (Money(360), Money(60))


@pytest.mark.django_db
def test_rounding_is_no_leave_for_a_discount() -> None:
    desk = make_front_desk("LG", "cashier", "service_advisor", "quality_inspector", "technician")
    number = inspected_order(desk).number
    line = next(item for job in view_of(desk, number).jobs for item in job.items if item.amount > Money(10000))
    change: dict[str, Any] = {"actor": desk.actor, "number": number, "item_id": line.id, "at": LATER}
    commands.change_item(**change, discount=Money(3850))
    round_off(desk, number, 100)
    assert view_of(desk, number).jobs[0].items[1].discount == Money(3950)
    with reading(desk.actor):
        assert not queries.find_price_state(desk.actor, number, LATER).pending
    commands.change_item(**change, discount=Money(3950))
    assert rounded(desk, number) == [Money(100)]
    commands.change_item(**change, discount=Money(3949))
    with reading(desk.actor):
        assert queries.find_price_state(desk.actor, number, LATER).pending


@pytest.mark.django_db
def test_the_database_keeps_the_rounded_part_within_the_discount_and_locks_it() -> None:
    desk = make_front_desk("LG", *ROLES)
    number = inspected_order(desk).number
    round_off(desk, number, 60)
    rows = Item.objects.across_stores(reason="test").filter(rounded_off__gt=0)
    for beyond in ({"rounded_off": Money(61)}, {"discount": Money(59)}):
        writing = unit_of_work(desk.actor, "test", writable=True)
        with pytest.raises(DatabaseError, match="item_rounded_in_discount"), transaction.atomic(), writing:
            rows.update(**beyond)
    commands.settle_repair_order(actor=desk.actor, number=number, at=LATER)
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="the order is settled"), transaction.atomic(), writing:
        rows.update(rounded_off=Money(1))


def rounded(desk: FrontDesk, number: str) -> list[Money]:
    return [item.rounded_off for job in view_of(desk, number).jobs for item in job.items if item.rounded_off]


def test_two_hands_at_once_round_off_once_and_the_second_is_told_what_the_customer_pays_now(race: Race) -> None:
    desk = make_front_desk("LG", *ROLES)
    number = inspected_order(desk).number
    seen = customers(desk, number)
    outcomes = race(*[partial(round_off, desk, number, 50, seen)] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["CustomerTotalChanged", "RoundedOrder"]
    assert customers(desk, number) == seen - Money(50)
    (refused,) = [one for one in outcomes if isinstance(one, commands.CustomerTotalChanged)]
    assert str(seen - Money(50)) in refused.shown
    # What is left of the limit is there for whoever has seen the new sum.
    round_off(desk, number, 50)
    assert customers(desk, number) == seen - Money(100)


def at_the_till(desk: FrontDesk) -> FrontDesk:
    """The same store before somebody who takes money and changes no prices."""
    return replace(desk, actor=make_actor(desk.store, "cashier"))


def asked_of(boss: Actor, desk: FrontDesk) -> list[int]:
    with reading(boss):
        return [one.id for one in list_approvals(boss, desk.store.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize("granted", [True, False])
def test_a_cashier_has_no_discount_limit_and_asks_for_every_yuan_beyond_the_odd_sum(granted: bool) -> None:
    desk = make_front_desk("LG", *ROLES)
    boss, cashier = make_actor(desk.store, "front_desk_supervisor"), at_the_till(desk)
    make_employee(desk.store, "front_desk_supervisor")
    number = inspected_order(desk).number
    line = next(item for job in view_of(desk, number).jobs for item in job.items if item.amount > Money(10000))
    commands.change_item(actor=desk.actor, number=number, item_id=line.id, discount=Money(300), at=LATER)
    before = customers(desk, number)
    done = round_off(cashier, number, 500)
    assert (done.is_asked, done.is_discount, rounded(desk, number)) == (True, True, [])
    settler = make_actor(desk.store, "general_manager")
    with pytest.raises(DiscountNotGranted):
        commands.settle_repair_order(actor=settler, number=number, at=LATER)
    with pytest.raises(Conflict, match="还有优惠没有批"):
        round_off(cashier, number, 500)
    (asked,) = asked_of(boss, desk)
    decide_approval(actor=boss, approval_id=asked, approve=granted, words="" if granted else "不行", at=LATER)
    commands.follow_price_decision(actor=boss, approval_id=asked, granted=granted, at=LATER)
    # What the advisor gave himself stays, whatever becomes of the cashier's.
    assert customers(desk, number) == (before - Money(500) if granted else before)
    assert commands.settle_repair_order(actor=settler, number=number, at=LATER).state == "SETTLED"


@pytest.mark.django_db
def test_an_advisor_who_prices_the_line_anew_takes_the_cashiers_question_back() -> None:
    desk = make_front_desk("LG", *ROLES)
    boss = make_actor(desk.store, "front_desk_supervisor")
    make_employee(desk.store, "front_desk_supervisor")
    number = inspected_order(desk).number
    round_off(at_the_till(desk), number, 500)
    line = next(item for job in view_of(desk, number).jobs for item in job.items if item.discount)
    commands.change_item(actor=desk.actor, number=number, item_id=line.id, discount=Money(600), at=LATER)
    assert asked_of(boss, desk) == []
    assert commands.settle_repair_order(actor=desk.actor, number=number, at=LATER).state == "SETTLED"


@pytest.mark.django_db
def test_a_cashiers_sum_beyond_an_advisors_limit_is_asked_for_once() -> None:
    desk = make_front_desk("LG", *ROLES)
    boss = make_actor(desk.store, "front_desk_supervisor")
    make_employee(desk.store, "front_desk_supervisor")
    number = inspected_order(desk).number
    assert round_off(at_the_till(desk), number, 7000).is_asked
    (asked,) = asked_of(boss, desk)
    decide_approval(actor=boss, approval_id=asked, approve=True, at=LATER)
    assert commands.settle_repair_order(actor=desk.actor, number=number, at=LATER).state == "SETTLED"


@pytest.mark.django_db
def test_who_may_change_prices_gives_within_his_limit_at_once_and_it_is_a_discount() -> None:
    desk = make_front_desk("LG", *ROLES)
    done = round_off(desk, inspected_order(desk).number, 500)
    assert (done.is_asked, done.is_discount) == (False, True)


@pytest.mark.django_db
def test_a_cashier_takes_no_more_than_the_odd_sum_off_a_line_that_is_dearer_than_listed() -> None:
    desk = make_front_desk("LG", *ROLES)
    make_employee(desk.store, "front_desk_supervisor")
    make_rate("200")
    dear = NewItem("labour", make_operation(name="更换正时", hours="2").code, unit_price=Money.yuan(210))
    number = inspected_order(desk, jobs=[NewJob("异响", items=[dear])]).number
    before, cashier = customers(desk, number), at_the_till(desk)
    for fen in (1_000, 3_000):
        with transaction.atomic(), pytest.raises(commands.DearerThanListed, match="更换正时"):
            round_off(cashier, number, fen)
        assert customers(desk, number) == before
    assert not round_off(cashier, number, 100).is_asked
    assert round_off(desk, number, 1_000).is_discount
