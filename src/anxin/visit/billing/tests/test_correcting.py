"""A wrong bill found after the car has left: made anew, with the delivery and every clock as they were."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import InvoiceWish, Tender
from anxin.visit.billing.models import Settlement
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import CorrectedLine, DiscountNotGranted, EstimateExceeded, NewJob
from anxin.visit.repair_orders.models import Item, PriceLeave, RepairOrder
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, FrontDesk, view_of

LATER, NEXT_DAY = AT + timedelta(hours=3), AT + timedelta(days=1)
Race = Callable[..., list[Any]]


def delivered_order(desk: FrontDesk) -> str:
    """A settled order whose customer has paid and left."""
    settled = settled_order(desk)
    bill = settled.bills[0]
    commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=LATER)
    hub.deliver_repair_order(actor=desk.actor, number=settled.repair_order, at=LATER)
    return settled.repair_order


def boss_of(desk: FrontDesk) -> Actor:
    return make_actor(desk.store, "general_manager")


def items_of(desk: FrontDesk, number: str) -> list[Any]:
    return [item for job in view_of(desk, number).jobs for item in job.items]


def correct(actor: Actor, number: str, *lines: CorrectedLine, reason: str = "付款方选错") -> commands.CorrectedBill:
    return commands.correct_bill(actor=actor, number=number, lines=lines, reason=reason, at=NEXT_DAY)


@pytest.mark.django_db
def test_a_payer_is_set_right_and_what_was_paid_pays_the_new_bill_the_rest_is_given_back() -> None:
    desk = make_cash_desk()
    number = delivered_order(desk)
    labour, part = items_of(desk, number)
    with reading(desk.actor):
        order_id = view_of(desk, number).head.id
        before = RepairOrder.objects.across_stores(reason="test").get(pk=order_id)
        paid_at = queries.list_paid_at(desk.actor, [order_id])
    done = correct(boss_of(desk), number, CorrectedLine(labour.id, payer="warranty"))
    assert (done.freed, done.settled.total) == (labour.amount + part.amount, labour.amount + part.amount)
    assert {bill.payer: (bill.amount, bill.due) for bill in done.settled.bills} == {
        "warranty": (labour.amount, labour.amount),
        "customer": (part.amount, Money(0)),
    }
    with reading(desk.actor):
        found = queries.get_cashier_order(desk.actor, number)
        assert [(one.payer, one.balance) for one in found.deposits] == [("customer", labour.amount)]
        assert [one.number for one in found.undone] == [done.undone]
        after = RepairOrder.objects.across_stores(reason="test").get(pk=order_id)
        assert queries.list_paid_at(desk.actor, [order_id]) == paid_at
        assert queries.find_differences(desk.actor, desk.store.pk, AT.date()) == []
    for column in ("state", "settled_at", "settled_on", "delivered_at", "delivered_on"):
        assert getattr(after, column) == getattr(before, column)
    commands.refund_deposit(actor=desk.actor, number=number, payer="customer", reason="多收退回", at=NEXT_DAY)
    with reading(desk.actor):
        assert queries.find_differences(desk.actor, desk.store.pk, AT.date()) == []


@pytest.mark.django_db
def test_an_amount_is_set_right_within_what_the_post_may_give() -> None:
    desk = make_cash_desk()
    number = delivered_order(desk)
    labour, part = items_of(desk, number)
    less = CorrectedLine(part.id, amount=part.amount - Money.yuan(300))
    finance = make_actor(desk.store, "finance_manager")
    with pytest.raises(DiscountNotGranted, match="总经理"):
        correct(finance, number, less)
    done = correct(boss_of(desk), number, less)
    assert done.settled.total == labour.amount + part.amount - Money.yuan(300)
    with reading(desk.actor):
        (kept,) = PriceLeave.objects.across_stores(reason="test")
    assert kept.lines == {str(part.id): 30000}


@pytest.mark.django_db
def test_what_cannot_be_corrected_changes_nothing() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    number, boss = delivered_order(desk), boss_of(desk)
    labour, part = items_of(desk, number)
    wrong = CorrectedLine(labour.id, payer="warranty")
    with pytest.raises(Denied):
        correct(make_actor(desk.store, "cashier"), number, wrong)
    with pytest.raises(NotFound):
        correct(boss_of(elsewhere), number, wrong)
    with pytest.raises(NotFound):
        correct(boss, number, CorrectedLine(10**9, payer="warranty"))
    with pytest.raises(hub.NothingToCorrect):
        correct(boss, number, CorrectedLine(labour.id, labour.payer, labour.amount))
    for line in (CorrectedLine(part.id, amount=part.amount + Money(1)), CorrectedLine(part.id, payer="nobody")):
        with pytest.raises(Invalid):
            correct(boss, number, line)
    for reason in ("", "长" * 201):
        with pytest.raises(Invalid):
            correct(boss, number, wrong, reason=reason)
    with reading(desk.actor):
        assert Settlement.objects.across_stores(reason="test").count() == 1
    assert [item.payer for item in items_of(desk, number)] == ["customer", "customer"]


@pytest.mark.django_db
def test_the_customer_is_never_charged_more_than_was_signed() -> None:
    desk = make_cash_desk()
    shared = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), PART])]
    settled = settled_order(desk, jobs=shared)
    bill = next(one for one in settled.bills if one.payer == "customer")
    commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", bill.due)], at=LATER)
    hub.deliver_repair_order(actor=desk.actor, number=settled.repair_order, at=LATER)
    labour, _part = items_of(desk, settled.repair_order)
    with pytest.raises(EstimateExceeded):
        correct(boss_of(desk), settled.repair_order, CorrectedLine(labour.id, payer="customer"))
    assert [item.payer for item in items_of(desk, settled.repair_order)] == ["warranty", "customer"]


@pytest.mark.django_db
def test_a_car_that_is_still_here_is_unlocked_instead_and_an_invoice_is_taken_back_first() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    labour, _part = items_of(desk, settled.repair_order)
    wrong = CorrectedLine(labour.id, payer="warranty")
    with pytest.raises(hub.NotDelivered, match="解锁"):
        correct(boss_of(desk), settled.repair_order, wrong)
    number = delivered_order(desk)
    with reading(desk.actor):
        bill = queries.get_cashier_order(desk.actor, number).bills[0]
    assert bill.bill_id is not None
    commands.request_invoice(
        actor=desk.actor, bill_id=bill.bill_id, wish=InvoiceWish("electronic", "深圳市某某公司"), at=LATER
    )
    first, _second = items_of(desk, number)
    with pytest.raises(commands.InvoiceStands):
        correct(boss_of(desk), number, CorrectedLine(first.id, payer="warranty"))


@pytest.mark.django_db
def test_lines_of_a_delivered_order_change_by_a_correction_only() -> None:
    desk = make_cash_desk()
    number = delivered_order(desk)
    labour, _part = items_of(desk, number)
    correct(boss_of(desk), number, CorrectedLine(labour.id, payer="warranty"))
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="unlock it first"), transaction.atomic(), writing:
        Item.objects.across_stores(reason="test").filter(pk=labour.id).update(payer="customer")


def test_two_corrections_at_once_leave_one_settlement_standing(race: Race) -> None:
    desk = make_cash_desk()
    number = delivered_order(desk)
    labour, _part = items_of(desk, number)
    bosses = [boss_of(desk) for _each in range(2)]
    outcomes = race(*[partial(correct, one, number, CorrectedLine(labour.id, payer="warranty")) for one in bosses])
    assert sorted(type(each).__name__ for each in outcomes) == ["CorrectedBill", "NothingToCorrect"]
    with reading(desk.actor):
        standing = Settlement.objects.across_stores(reason="test").filter(reversal__isnull=True)
        assert standing.count() == 1
    assert queries.find_differences(desk.actor, desk.store.pk) == []


@pytest.mark.django_db
def test_the_page_offers_the_lines_as_they_stand_and_makes_the_bill_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_cash_desk()
    number = delivered_order(desk)
    labour, part = items_of(desk, number)
    monkeypatch.setattr(clock, "now", lambda: NEXT_DAY)
    client.force_login(User.objects.get(pk=boss_of(desk).id))
    assert f"/cashier/orders/{number}/correct/" in client.get(f"/cashier/orders/{number}/").content.decode()
    url = f"/cashier/orders/{number}/correct/"
    assert labour.description in client.get(url).content.decode()
    same = {f"payer_{one.id}": one.payer for one in (labour, part)}
    same |= {f"amount_{one.id}": str(one.amount.as_yuan) for one in (labour, part)}
    refused = client.post(url, {**same, "reason": "查一下"})
    assert refused.status_code == 422
    assert "都没有改" in refused.content.decode()
    done = client.post(url, {**same, f"payer_{labour.id}": "warranty", "reason": "保修活开成自费"})
    assert done.status_code in (204, 302, 303)
    assert "保修活开成自费" in client.get(f"/cashier/orders/{number}/").content.decode()
