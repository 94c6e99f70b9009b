"""What was given for a booking: the order that reception opens has it; a car that leaves without one is told."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.work.queries import list_tasks_of
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.ui.formats import format_period
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.billing import commands as billing
from anxin.visit.billing import queries
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.web.papers import bill_document
from anxin.visit.reception import commands
from anxin.visit.reception.queries.note_lines import explained_lines
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, settled_visit
from anxin.visit.repair_orders import commands as repair_orders

pytestmark = pytest.mark.django_db


def paid_booking(desk: FrontDesk) -> tuple[int, int]:
    """A car with a booking of today and ten yuan for it; the vehicle and the deposit."""
    vehicle = make_vehicle(desk.store)
    number = make_appointment(desk.store, vehicle_id=vehicle).number
    tenders = [Tender("cash", Money.yuan(10))]
    return vehicle, billing.take_booking_deposit(actor=desk.actor, number=number, tenders=tenders, at=AT).deposit_id


def tasks_of(deposit_id: int) -> list[str]:
    with reading(system_actor("test")):
        found = list_tasks_of(system_actor("test"), DocumentRef("billing.deposit", deposit_id), AT)
    return [one.state for one in found]


def test_the_order_that_is_opened_of_a_booking_has_its_deposit() -> None:
    desk = make_cash_desk()
    vehicle, deposit_id = paid_booking(desk)
    kept = receive(desk, vehicle_id=vehicle, concerns="刹车有沙沙声")
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    (deposit,) = queries.list_deposits(desk.actor, opened.order_number)
    assert (deposit.id, deposit.balance) == (deposit_id, Money.yuan(10))
    assert tasks_of(deposit_id) == []


def test_money_of_a_car_that_leaves_without_an_order_is_to_be_given_back() -> None:
    desk = make_cash_desk()
    vehicle, deposit_id = paid_booking(desk)
    kept = receive(desk, vehicle_id=vehicle)
    commands.release_vehicle(actor=desk.actor, number=kept.number, reason="件没到，下周再来", at=AT)
    assert tasks_of(deposit_id) == ["OPEN"]


def test_the_bill_and_the_delivery_note_promise_the_same_for_labour_and_the_rest_of_a_deposit_is_told() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk, is_paid=False)
    with reading(desk.actor):
        found = queries.get_cashier_order(desk.actor, number)
    (bill,) = bill_document(found, "周女士")["payers"]
    told = [(line.name, format_period(line.quality_days, line.quality_km)) for line in explained_lines(found.order)]
    printed = [(item["description"], item.get("quality_period", "")) for item in bill["items"]]
    assert printed == told
    assert "10 天 / 2,000 km" in dict(printed).values()
    billing.take_payment(actor=desk.actor, bill_id=found.bills[0].bill_id or 0, tenders=[Tender("cash", found.due)], at=AT)
    browser = Client()
    browser.force_login(User.objects.get(pk=desk.actor.id))
    assert "没有用上" not in browser.get(f"/deliveries/{number}/").content.decode()
    billing.unlock_order(actor=desk.actor, number=number, reason="改", at=AT + timedelta(hours=3))
    rounding = {"amount": Money(100), "seen_total": found.customer_total}
    repair_orders.round_off(actor=desk.actor, number=number, at=AT + timedelta(hours=3), **rounding)
    billing.settle_order(actor=desk.actor, number=number, at=AT + timedelta(hours=3))
    page = browser.get(f"/deliveries/{number}/").content.decode()
    assert "定金还剩 ¥ 1.00 没有用上" in page
