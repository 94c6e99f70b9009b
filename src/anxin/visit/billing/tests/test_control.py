"""From completed to settled: the control list, its figures, and the steps that a store wants before a car leaves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.parameters import ON_TIME_TARGET
from anxin.visit.billing.queries import control
from anxin.visit.billing.tests.factories import late_express_order, make_cash_desk, settled_order
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewJob, NewShare
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.tests.factories import LABOUR, FrontDesk, inspected_order

pytestmark = pytest.mark.django_db
TODAY = AT.date()
MANY = 203
SOON, LATE = AT + timedelta(hours=2), AT + timedelta(hours=9)


def unsettled(desk: FrontDesk) -> list[queries.UnsettledRow]:
    with reading(desk.actor):
        return queries.list_unsettled(desk.actor, desk.store.pk, SOON)


def figures(desk: FrontDesk) -> queries.SettlementFigures:
    with reading(desk.actor):
        return queries.settlement_figures(desk.actor, desk.store.pk, TODAY, TODAY)


@pytest.mark.rule("R-DL06")
def test_every_inspected_order_that_is_not_settled_stands_on_the_control_list_with_who_and_why() -> None:
    desk = make_cash_desk()
    settled_order(desk)
    ready = inspected_order(desk).number
    dearer = inspected_order(desk, jobs=[NewJob("天窗", items=[LABOUR])]).number
    hub.share_payers(
        actor=desk.actor, number=dearer, new=NewShare("insurer", of_payer="customer", amount=Money(5000)), at=SOON
    )
    late = late_express_order(desk)
    commands.ask_free_express(actor=desk.actor, number=late, at=SOON)
    rows = {row.number: row for row in unsettled(desk)}
    assert rows.keys() == {ready, dearer, late}
    assert (rows[ready].who, rows[ready].is_overdue) == (("cashier",), False)
    assert (rows[dearer].who, rows[dearer].why) == (("advisor",), ("比签字估价少 ¥50.00，要客户再签",))
    assert rows[late].who == ("leader",)
    shown = figures(desk)
    assert (shown.inspected, shown.settled, shown.settled_rate) == (4, 1, Decimal("0.25"))
    commands.settle_order(actor=desk.actor, number=ready, at=SOON)
    assert ready not in {row.number for row in unsettled(desk)}
    assert figures(desk).settled == 2


def test_the_control_list_counts_more_orders_than_fit_a_page() -> None:
    desk = make_cash_desk()
    number = inspected_order(desk).number
    with unit_of_work(desk.actor, "test", writable=True):
        rows = RepairOrder.objects.across_stores(reason="test")
        copied = rows.get(number=number)
        for more in range(1, MANY):
            copied.pk, copied.number, copied.state = None, f"LG-R26-9{more:05}", "OPEN"
            copied.save(force_insert=True)
        for state in ("AUTHORISED", "IN_PROGRESS", "WORK_FINISHED", "INSPECTED"):
            rows.filter(number__startswith="LG-R26-9").update(state=state)
    assert len(unsettled(desk)) == MANY


@pytest.mark.rule("R-DL05")
def test_check_and_bill_are_in_time_by_the_promise_and_both_count(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_cash_desk()
    early, after, tardy, unchecked, late_check, never = (inspected_order(desk) for _order in range(6))
    for number in (early, unchecked, late_check, after):
        commands.settle_order(actor=desk.actor, number=number.number, at=SOON)
    commands.settle_order(actor=desk.actor, number=tardy.number, at=LATE)
    checks = {order.id: SOON for order in (early, tardy, never)}
    checks |= {after.id: SOON + timedelta(minutes=1), late_check.id: LATE}
    monkeypatch.setattr(control, "_final_checks", [lambda _actor, _ids: checks])
    shown = figures(desk)
    assert {one.number for one in shown.orders if one.is_on_time} == {early.number, after.number}
    assert {one.number: one.checked_at for one in shown.orders}[unchecked.number] is None
    assert (shown.inspected, shown.on_time_rate) == (6, Decimal(1) / 3)
    assert value(ON_TIME_TARGET, desk.store.pk, TODAY) == Decimal("0.90")
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = client.get(f"/cashier/control/figures/?which=late&first={TODAY}&last={TODAY}").content.decode()
    assert "目标 90" in page
    assert early.number not in page
    assert all(one.number in page for one in (tardy, unchecked, late_check, never))


def test_the_figures_refuse_days_that_run_backwards_or_too_many() -> None:
    desk = make_cash_desk()
    for first, last in ((TODAY, TODAY - timedelta(days=1)), (TODAY - timedelta(days=92), TODAY)):
        with pytest.raises(Invalid):
            queries.settlement_figures(desk.actor, desk.store.pk, first, last)
    assert figures(desk).on_time_rate is None


def test_pages_list_filter_and_export(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATE)
    desk = make_cash_desk()
    number = inspected_order(desk).number
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    for page in ("/cashier/control/", "/cashier/control/?overdue=on", "/cashier/control/figures/?which=unsettled"):
        assert number in client.get(page).content.decode(), page
    assert number not in client.get("/cashier/control/figures/?which=late&first=2026-01-01&last=2026-01-02").content.decode()
    assert client.get("/cashier/control/figures/?first=2025-01-01&last=2026-01-02").status_code == 422
    for page in ("/cashier/control/?format=xlsx", "/cashier/control/figures/?format=xlsx"):
        assert client.get(page)["Content-Type"].startswith("application/vnd.openxml")


@pytest.mark.rule("R-DL12")
@pytest.mark.rule("R-DL03")
def test_a_store_sets_which_steps_come_before_the_car_leaves_and_the_preview_is_one_of_them() -> None:
    desk = make_cash_desk()
    steps = SetParameter("billing.settlement_steps", "store", desk.store.pk, "preview,paid", TODAY)
    set_parameter(actor=make_actor(desk.store, "administrator"), change=steps, at=AT - timedelta(days=1))
    number = inspected_order(desk).number
    shown = commands.show_preview(actor=desk.actor, number=number, at=SOON)
    assert shown.customer_total == Money(77000)
    other = settled_order(desk).repair_order
    settled = commands.settle_order(actor=desk.actor, number=number, at=SOON)
    tenders = [Tender("cash", settled.total)]
    commands.take_payment(actor=desk.actor, bill_id=settled.bills[0].bill_id, tenders=tenders, at=SOON)
    with reading(desk.actor):
        assert commands.missing_steps(desk.actor, number, desk.store.pk, SOON) == []
        assert commands.missing_steps(desk.actor, other, desk.store.pk, SOON) == ["preview", "paid"]
        commands.require_settlement_steps(desk.actor, number, desk.store.pk, SOON)
        with pytest.raises(commands.SettlementStepsMissing, match="结算预览"):
            commands.require_settlement_steps(desk.actor, other, desk.store.pk, SOON)
    with pytest.raises(hub.OrderLocked):
        commands.show_preview(actor=desk.actor, number=other, at=SOON)
