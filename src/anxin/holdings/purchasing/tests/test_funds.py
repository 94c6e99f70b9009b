"""The fund of a month for stock: set, held, lifted, released; done, refused, denied (R-PT08)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.parts.tests.test_web import signed_in
from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.models import FundSetting
from anxin.holdings.purchasing.rules import FundState
from anxin.holdings.purchasing.tests.factories import draft, make_supplier, ordered, view, wish
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform import clock
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.money import ZERO, Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article

MONTH = AT.date().replace(day=1)
WHY = ["2026-10 外销计划只完成 60%"]
Race = Callable[..., list[Any]]


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    request.getfixturevalue("db")
    return make_store("LG")


def fund(store: Store, amount: str = "1000", **more: Any) -> commands.KeptFund:
    said = {"actor": make_actor(store, "finance_manager"), "month": MONTH, "at": AT, **more}
    return commands.set_fund(store_id=store.pk, amount=Money.yuan(amount), **said)


def hold(store: Store, percent: int = 50, **more: Any) -> commands.KeptHold:
    said = {"actor": system_actor("test"), "month": MONTH, "reasons": WHY, "at": AT, **more}
    return commands.control_funds(store_id=store.pk, percent=percent, **said)


def seen(store: Store, month: date = MONTH) -> queries.FundMonth:
    actor = system_actor("test")
    with reading(actor):
        return queries.get_fund_month(actor, store.pk, month)


def place(order_id: int, at: Any = AT) -> commands.KeptPurchase:
    return commands.place_order(actor=system_actor("test"), order_id=order_id, at=at)


@pytest.mark.rule("R-PT08")
def test_an_order_for_stock_beyond_a_held_fund_is_told_what_is_left_and_who_releases(store: Store) -> None:
    oil = make_article()
    fund(store), hold(store)
    ordered(store, oil)
    assert (seen(store).available, seen(store).left) == (Money.yuan(500), Money.yuan(100))
    made = draft(store, oil)
    with pytest.raises(commands.FundsShort) as refusal:
        place(made.id)
    for words in ("2026-", "可用 500.00 元", "已订 400.00 元", "还剩 100.00 元", "这张单 400.00 元", "总经理"):
        assert words in refusal.value.shown
    assert view(made.id).head.state == "DRAFT"
    boss = make_actor(store, "general_manager")
    released = commands.release_order(actor=boss, order_id=made.id, reason="国庆备货", version=made.version, at=AT)
    assert released.amount == Money.yuan(400)
    assert place(made.id).state == "ORDERED"
    told = seen(store)
    assert (told.ordered, told.left) == (Money.yuan(800), Money.yuan(-300))
    assert [(one.number, one.reason) for one in told.releases] == [(made.number, "国庆备货")]


def test_a_release_is_good_for_what_the_order_cost_then(store: Store) -> None:
    oil, buyer = make_article(), make_actor(store, "parts_buyer")
    fund(store, "0"), hold(store)
    made = draft(store, oil)
    commands.release_order(actor=make_actor(store, "finance_manager"), order_id=made.id, reason="急", at=AT)
    more = wish(view(made.id).head.supplier_id, oil, quantity="11")
    commands.rewrite_order(actor=buyer, order_id=made.id, order=more, at=AT)
    with pytest.raises(commands.FundsShort):
        place(made.id)


def test_what_customers_wait_for_is_never_limited_and_is_shown(store: Store) -> None:
    oil = make_article()
    fund(store, "0"), hold(store, 0)
    for kind in ("special", "emergency"):
        assert ordered(store, oil, kind=kind).state == "ORDERED"
    assert (seen(store).ordered, seen(store).for_customers) == (ZERO, Money.yuan(800))
    with pytest.raises(commands.NothingToRelease):
        commands.release_order(actor=system_actor("test"), order_id=draft(store, oil, kind="special").id, reason="急", at=AT)


def test_without_a_fund_or_without_a_hold_or_in_another_month_nothing_is_limited(store: Store) -> None:
    oil = make_article()
    ordered(store, oil)
    hold(store)
    ordered(store, oil)
    assert seen(store).left is None
    fund(store, "10")
    made = draft(store, oil)
    with pytest.raises(commands.FundsShort):
        place(made.id)
    assert place(made.id, AT + timedelta(days=40)).state == "ORDERED"
    other = make_store("FT")
    fund(other, "10")
    assert ordered(other, oil).state == "ORDERED"
    assert (seen(other).is_held, seen(other).left) == (False, Money.yuan(-390))


def test_what_is_cancelled_or_refused_leaves_the_fund(store: Store) -> None:
    oil, lamp = make_article(), make_article()
    actor = system_actor("test")
    supplier = make_supplier(store)
    made = commands.draft_order(actor=actor, store_id=store.pk, order=wish(supplier, oil, lamp), at=AT)
    place(made.id)
    assert seen(store).ordered == Money.yuan(800)
    first = view(made.id).lines[0].id
    commands.cancel_rest(actor=actor, order_id=made.id, line_ids=[first], reason="不要了", at=AT)
    assert seen(store).ordered == Money.yuan(400)
    commands.refuse_order(actor=actor, order_id=made.id, reason="停产", at=AT)
    assert seen(store).ordered == ZERO


def test_a_fund_is_set_again_and_every_setting_is_kept(store: Store) -> None:
    first = fund(store, "1000", note="年度计划")
    with pytest.raises(VersionConflict):
        fund(store, "2000", version=first.version + 1)
    fund(store, "2000", version=first.version)
    assert [(str(one.amount), one.note) for one in seen(store).settings] == [("2000.00", ""), ("1000.00", "年度计划")]
    rows = FundSetting.objects.across_stores(reason="test")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(note="x")


def test_a_month_is_held_once_and_what_was_lifted_stays_lifted(store: Store) -> None:
    fund(store, "0")
    first = hold(store)
    again = hold(store, 10, reasons=["别的原因"])
    assert (again.id, again.percent, again.replayed) == (first.id, 50, True)
    kept = seen(store).hold
    assert kept is not None
    assert kept.reasons == tuple(WHY)
    boss = make_actor(store, "general_manager")
    commands.lift_hold(actor=boss, hold_id=first.id, reason="计划已补上", version=first.version, at=AT)
    assert hold(store).is_lifted
    assert not seen(store).is_held
    assert ordered(store, make_article()).state == "ORDERED"
    with pytest.raises(commands.HoldLifted):
        commands.lift_hold(actor=boss, hold_id=first.id, reason="再解除", at=AT)


def test_what_cannot_be_is_refused(store: Store) -> None:
    for wrong in (
        partial(fund, store, month=MONTH + timedelta(days=1)),
        partial(fund, store, "-1"),
        partial(fund, store, note="长" * 121),
        partial(hold, store, 101),
        partial(hold, store, reasons=[]),
        partial(hold, store, reasons=[" "]),
        partial(hold, store, month=MONTH + timedelta(days=1)),
    ):
        with pytest.raises(Invalid):
            wrong()
    sent = ordered(store, make_article())
    with pytest.raises(IllegalTransition):
        commands.release_order(actor=system_actor("test"), order_id=sent.id, reason="急", at=AT)


def test_whoever_may_not_is_denied(store: Store) -> None:
    clerk, boss = make_actor(store, "parts_manager"), make_actor(store, "general_manager")
    made, kept = draft(store, make_article()), hold(store)
    with pytest.raises(Denied):
        fund(store, actor=clerk)
    with pytest.raises(Denied):
        hold(store, actor=boss)
    with pytest.raises((Denied, NotFound)):
        commands.lift_hold(actor=clerk, hold_id=kept.id, reason="x", at=AT)
    with pytest.raises((Denied, NotFound)):
        commands.release_order(actor=clerk, order_id=made.id, reason="x", at=AT)
    stranger = make_actor(make_store("FT"), "general_manager")
    with pytest.raises(NotFound):
        commands.release_order(actor=stranger, order_id=made.id, reason="x", at=AT)


def test_two_orders_at_once_never_take_more_than_the_fund(race: Race) -> None:
    store, oil = make_store(), make_article()
    fund(store, "1000"), hold(store)
    buyer = make_actor(store, "parts_buyer")
    first, second = draft(store, oil), draft(store, oil)
    send = partial(commands.place_order, actor=buyer, at=AT)
    outcomes = race(partial(send, order_id=first.id), partial(send, order_id=second.id))
    assert sorted(type(one).__name__ for one in outcomes) == ["FundsShort", "KeptPurchase"]


def test_a_month_is_held_once_by_two_and_an_order_meets_the_hold(race: Race) -> None:
    store, oil = make_store(), make_article()
    fund(store, "500")
    made = draft(store, oil)
    outcomes = race(partial(hold, store), partial(hold, store), partial(place, made.id))
    assert sorted(type(one).__name__ for one in outcomes)[1:] in (["KeptHold", "KeptHold"], ["KeptHold", "KeptPurchase"])
    holds = [one for one in outcomes if isinstance(one, commands.KeptHold)]
    assert [one.replayed for one in sorted(holds, key=lambda one: one.replayed)] == [False, True]


fen = st.integers(min_value=0, max_value=10**9).map(Money)


@given(amount=fen, ordered_=fen, more=fen, percent=st.integers(0, 100))
def test_a_held_fund_is_never_exceeded_and_less_percent_never_gives_more(
    amount: Money, ordered_: Money, more: Money, percent: int
) -> None:
    state = FundState(amount, percent, ordered_)
    assert state.available is not None
    assert ZERO <= state.available <= amount
    assert FundState(amount, 100, ordered_).available == amount
    if more and state.takes(more):
        assert ordered_ + more <= state.available
    assert FundState(amount, None, ordered_).takes(more)
    assert FundState(None, percent, ordered_).takes(more)
    assert state.takes(more, released=more)
    assert Decimal(state.available.fen) <= Decimal(amount.fen) * percent / 100


def test_the_page_proposes_what_the_store_leaves_of_a_held_fund(store: Store) -> None:
    page = signed_in(store, "finance_manager").get("/purchasing/funds/").content.decode()
    assert 'value="80"' in page


def test_the_pages_set_hold_release_and_lift(store: Store) -> None:
    boss, money = signed_in(store, "general_manager"), signed_in(store, "finance_manager")
    buyer, at = signed_in(store, "parts_buyer"), clock.now()
    month = at.date().replace(day=1)
    where = "/purchasing/funds/"
    assert "没有设资金" in money.get(where).content.decode()
    typed = {"month": str(month), "amount": "1000.00", "note": "年度计划"}
    assert money.post(f"{where}set/", {**typed, "amount": "-1"}).status_code == 422
    assert money.post(f"{where}set/", typed).status_code == 303
    assert money.post(f"{where}set/", {**typed, "version": "9"}).status_code == 409
    said = {"month": str(month), "percent": "10", "reason": "外销计划没完成"}
    assert money.post(f"{where}hold/", {**said, "percent": "101"}).status_code == 422
    assert money.post(f"{where}hold/", said).status_code == 303
    assert "受控，可用 10%" in money.get(f"{where}?month={month:%Y-%m}").content.decode()
    assert "受控，可用 10%" in money.get(f"{where}?month=1000-13").content.decode()
    made = draft(store, make_article(), at=at)
    page = f"/purchasing/{made.id}/"
    assert "还剩 100.00 元，这张单 400.00 元" in buyer.get(page).content.decode()
    answer = buyer.post(f"{page}place/", {"version": "1"})
    assert (answer.status_code, "还剩 100.00 元" in answer.content.decode()) == (409, True)
    assert buyer.post(f"{page}release/", {"reason": "急", "version": "1"}).status_code == 403
    assert boss.post(f"{page}release/", {"reason": "", "version": "1"}).status_code == 422
    assert boss.post(f"{page}release/", {"reason": "急", "version": "1"}).status_code == 303
    assert "已放行到 400.00 元" in buyer.get(page).content.decode()
    assert buyer.post(f"{page}place/", {"version": "1"}).status_code == 303
    held = seen(store, month).hold
    assert held is not None
    lift = {"month": str(month), "reason": "补上了", "version": str(held.version)}
    assert boss.post(f"{where}holds/{held.id}/lift/", {**lift, "reason": ""}).status_code == 422
    assert boss.post(f"{where}holds/{held.id}/lift/", lift).status_code == 303
    assert "已解除" in boss.get(where).content.decode()
    assert signed_in(store, "technician").get(where).status_code == 403
