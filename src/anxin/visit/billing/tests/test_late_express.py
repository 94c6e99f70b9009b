"""A late express job is free (R-DL11, R-WS13): proposed by the program, decided by a post, on the bill and on the paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.commands import decide_approval
from anxin.platform.errors import Denied
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.billing import commands, queries
from anxin.visit.billing.handlers import ask_for_late_express
from anxin.visit.billing.tests.factories import late_express_order, make_cash_desk
from anxin.visit.billing.web.papers import bill_document
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewJob, NewShare
from anxin.visit.repair_orders.events import RepairOrderInspected
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, FrontDesk, inspected_order, view_of

LATER = AT + timedelta(hours=2)


def ask(desk: FrontDesk, number: str) -> queries.LateExpressView | None:
    head = view_of(desk, number).head
    event = RepairOrderInspected(repairorder_id=head.id, passed=True, store_id=desk.store.pk)
    ask_for_late_express(actor=system_actor("test"), event=event, at=LATER)
    with reading(desk.actor):
        return queries.find_late_express(desk.actor, number)


def decide(desk: FrontDesk, number: str, *, approve: bool, words: str = "") -> None:
    asked = ask(desk, number)
    assert asked is not None
    boss = make_actor(desk.store, "service_manager")
    decide_approval(actor=boss, approval_id=asked.approval_id, approve=approve, words=words, at=LATER)


def at_desk(desk: FrontDesk, number: str) -> queries.CashierOrder:
    with reading(desk.actor):
        return queries.get_cashier_order(desk.actor, number)


@pytest.mark.django_db
@pytest.mark.rule("R-DL11")
@pytest.mark.rule("R-WS13")
def test_a_late_express_job_is_proposed_at_zero_decided_billed_to_the_house_and_the_paper_says_why() -> None:
    desk = make_cash_desk()
    number = late_express_order(desk)
    assert at_desk(desk, number).is_late_unasked
    with pytest.raises(commands.LateExpressUndecided):
        commands.settle_order(actor=desk.actor, number=number, at=LATER)
    asked = ask(desk, number)
    assert asked is not None
    assert (asked.state, asked.late_minutes, asked.amount) == ("PENDING", 10, Money(77000))
    assert ask(desk, number) == asked
    preview = at_desk(desk, number)
    assert ([bill.payer for bill in preview.bills], preview.customer_total) == (["customer"], Money(77000))
    with reading(desk.actor):
        assert any("免单待批" in note for note in bill_document(preview, "")["payers"][0]["notes"])
    assert commands.show_preview(actor=desk.actor, number=number, at=LATER).customer_total == Money(77000)
    with pytest.raises(commands.LateExpressUndecided):
        commands.settle_order(actor=desk.actor, number=number, at=LATER)
    decide(desk, number, approve=True)
    preview = at_desk(desk, number)
    assert ([bill.payer for bill in preview.bills], preview.customer_total) == (["goodwill"], Money(0))
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert {bill.payer: bill.amount for bill in settled.bills} == {"goodwill": Money(77000)}
    with reading(desk.actor):
        assert queries.is_customer_share_paid(desk.actor, number)
        assert queries.find_differences(desk.actor, desk.store.pk, AT.date()) == []
        paper = bill_document(queries.get_cashier_order(desk.actor, number), "")
    assert paper["customer_amount"] == Money(0)
    assert any("超时 10 分钟" in note for note in paper["payers"][0]["notes"])


@pytest.mark.django_db
@pytest.mark.rule("R-WS13")
@pytest.mark.parametrize(("kind", "hours"), [("maintenance", 1), ("body_paint", 4)])
@pytest.mark.parametrize(("minutes", "is_free"), [(0, False), (1, True)])
def test_each_express_lane_is_free_from_the_first_minute_after_its_hours_since_the_arrival(
    kind: str, hours: int, minutes: int, is_free: bool
) -> None:
    desk = make_cash_desk()
    # Inspected an hour and ten minutes after it was signed.
    arrived = AT + timedelta(minutes=70 - minutes) - timedelta(hours=hours)
    number = inspected_order(desk, kind=kind, lane="express", arrived_at=arrived).number
    asked = ask(desk, number)
    assert (asked.late_minutes if asked else None) == (minutes if is_free else None)
    if is_free:
        decide(desk, number, approve=True)
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert {bill.payer for bill in settled.bills} == {"goodwill" if is_free else "customer"}


@pytest.mark.django_db
def test_refused_with_a_reason_the_customer_pays_and_the_reason_is_shown() -> None:
    desk = make_cash_desk()
    number = late_express_order(desk)
    decide(desk, number, approve=False, words="客户自己晚到取车点，约好的")
    shown = at_desk(desk, number)
    assert (shown.late and shown.late.words, shown.customer_total) == ("客户自己晚到取车点，约好的", Money(77000))
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert {bill.payer: bill.amount for bill in settled.bills} == {"customer": Money(77000)}


@pytest.mark.django_db
def test_an_express_job_in_time_another_order_and_a_store_that_does_not_promise_it_are_charged() -> None:
    desk = make_cash_desk()
    in_time = inspected_order(desk, kind="body_paint", lane="express", arrived_at=AT).number
    other = inspected_order(desk, kind="maintenance").number
    for number in (in_time, other):
        assert ask(desk, number) is None
        assert commands.settle_order(actor=desk.actor, number=number, at=LATER).bills[0].payer == "customer"
    late = late_express_order(desk)
    off = SetParameter("billing.late_express_free", "store", desk.store.pk, False, AT.date())
    set_parameter(actor=make_actor(desk.store, "administrator"), change=off, at=AT - timedelta(days=1))
    assert ask(desk, late) is None
    assert commands.settle_order(actor=desk.actor, number=late, at=LATER).bills[0].payer == "customer"


@pytest.mark.django_db
def test_only_who_settles_asks_and_the_page_offers_it() -> None:
    desk = make_cash_desk()
    number = late_express_order(desk)
    with pytest.raises(Denied):
        commands.ask_free_express(actor=make_actor(desk.store, "technician"), number=number, at=LATER)
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = f"/cashier/orders/{number}/"
    assert "请主管批快保超时免单" in client.get(page).content.decode()
    assert client.post(f"{page}ask-free-express/").status_code == 303
    shown = client.get(page).content.decode()
    assert "已请主管批免单" in shown
    assert "结算并收款" not in shown


def granted_order_that_grew(desk: FrontDesk) -> str:
    """Leave is given for ¥680; afterwards the customer takes over ¥50 of the warranty's ¥90."""
    number = late_express_order(desk, jobs=[NewJob("异响", items=[replace(LABOUR, payer="warranty"), PART])])
    decide(desk, number, approve=True)
    part = NewShare("customer", of_payer="warranty", amount=Money(5000))
    hub.share_payers(actor=desk.actor, number=number, new=part, at=LATER)
    return number


@pytest.mark.django_db
def test_leave_reaches_as_far_as_its_sum_and_is_asked_for_anew_when_the_customer_owes_more() -> None:
    desk = make_cash_desk()
    number = granted_order_that_grew(desk)
    shown = at_desk(desk, number)
    assert (shown.customer_total, shown.is_late_unasked) == (Money(73000), True)
    with pytest.raises(commands.LateExpressUndecided, match=r"只批到 ¥680\.00，现在自费 ¥730\.00"):
        commands.settle_order(actor=desk.actor, number=number, at=LATER)
    asked = ask(desk, number)
    assert asked is not None
    assert (asked.state, asked.amount) == ("PENDING", Money(73000))
    decide(desk, number, approve=True)
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert {bill.payer: bill.amount for bill in settled.bills} == {"goodwill": Money(73000), "warranty": Money(4000)}


@pytest.mark.django_db
def test_an_item_that_goodwill_and_the_customer_share_stands_once_on_the_bill_of_the_house() -> None:
    desk = make_cash_desk()
    number = late_express_order(desk, jobs=[NewJob("异响", items=[replace(LABOUR, payer="goodwill"), PART])])
    part = NewShare("customer", of_payer="goodwill", amount=Money(5000))
    hub.share_payers(actor=desk.actor, number=number, new=part, at=AT)
    decide(desk, number, approve=True)
    (preview,) = at_desk(desk, number).bills
    settled = commands.settle_order(actor=desk.actor, number=number, at=LATER)
    assert {bill.payer: bill.amount for bill in settled.bills} == {"goodwill": Money(77000)}
    assert (preview.payer, preview.amount, len(preview.lines)) == ("goodwill", Money(77000), 2)
    with reading(desk.actor):
        assert queries.find_differences(desk.actor, desk.store.pk, AT.date()) == []


def test_it_is_asked_once_however_many_ask(race: Callable[..., list[Any]]) -> None:
    desk = make_cash_desk()
    number = late_express_order(desk)
    outcomes = race(*[partial(commands.ask_free_express, actor=desk.actor, number=number, at=LATER)] * 3)
    assert len({each.approval_id for each in outcomes}) == 1
    grown = granted_order_that_grew(desk)
    outcomes = race(*[partial(commands.ask_free_express, actor=desk.actor, number=grown, at=LATER)] * 3)
    assert len({each.approval_id for each in outcomes}) == 1
    assert store_info(desk.store.pk).id == desk.store.pk
