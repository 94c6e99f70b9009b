"""Deposits for bookings at the desk and over the API: found by plate, taken, given back, seen beside the bookings."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.tests.factories import actor_for, make_user
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.billing import queries
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.repair_orders.tests.factories import FrontDesk

pytestmark = pytest.mark.django_db
FORM = {"amount": "1500", "method": "card", "reference": "0042"}


def signed_in(desk: FrontDesk, *roles: str) -> Client:
    client = Client()
    client.force_login(make_user(desk.store, *roles))
    return client


def booked(desk: FrontDesk) -> str:
    """A booking of tomorrow, as the clock has it."""
    now = clock.now()
    tomorrow = now.replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return make_appointment(desk.store, wanted_at=tomorrow, at=now).number


def test_the_cashier_finds_the_booking_takes_the_deposit_and_the_advisor_sees_it() -> None:
    desk = make_cash_desk()
    number, cashier = booked(desk), signed_in(desk, "cashier")
    plate = queries.get_booking_deposits(desk.actor, number).booking.plate
    for address in ("/cashier/", "/cashier/deposits/"):
        assert f"/cashier/bookings/{number}/" in cashier.get(address, {"text": plate[-4:]}).content.decode()
    page = cashier.get(f"/cashier/bookings/{number}/").content.decode()
    assert "收定金" in page
    assert "退定金" not in page
    wrong = cashier.post(f"/cashier/bookings/{number}/deposit/", {"amount": "0", "method": "card"})
    assert wrong.status_code == 422
    answer = cashier.post(f"/cashier/bookings/{number}/deposit/", FORM | {"post_key": "k1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/cashier/bookings/{number}/")
    (deposit,) = queries.get_booking_deposits(desk.actor, number).deposits
    assert (deposit.balance, deposit.payments[0].reference) == (Money.yuan(1500), "0042")
    assert "1,500.00" in cashier.get("/cashier/deposits/").content.decode()
    assert cashier.get(f"/cashier/deposits/{deposit.id}/")["Location"] == f"/cashier/bookings/{number}/"
    assert cashier.get(f"/cashier/payments/{deposit.payments[0].id}/receipt/").status_code == 200
    day = (clock.now() + timedelta(days=1)).date()
    shown = signed_in(desk, "service_advisor").get("/appointments/", {"day": f"{day}"}).content.decode()
    assert "已收定金" in shown
    assert "1,500.00" in shown


def test_finance_gives_it_back_with_a_reason_whole_or_in_part() -> None:
    desk = make_cash_desk()
    number, finance = booked(desk), signed_in(desk, "finance_manager", "cashier")
    finance.post(f"/cashier/bookings/{number}/deposit/", FORM)
    (deposit,) = queries.get_booking_deposits(desk.actor, number).deposits
    back = f"/cashier/payments/{deposit.payments[0].id}/reverse/"
    assert number in finance.get(back).content.decode()
    answer = finance.post(back, {"amount": "500", "reason": "少收"})
    assert (answer.status_code, answer["Location"]) == (303, f"/cashier/bookings/{number}/")
    address = f"/cashier/bookings/{number}/deposit/customer/refund/"
    nobody = address.replace("customer", "nobody")
    assert (finance.get(nobody).status_code, finance.post(nobody, {"reason": "不来了"}).status_code) == (404, 404)
    assert "1,000.00" in finance.get(address).content.decode()
    assert finance.post(address, {"reason": ""}).status_code == 422
    answer = finance.post(address, {"reason": "不来了"})
    assert (answer.status_code, answer["Location"]) == (303, f"/cashier/bookings/{number}/")
    assert queries.get_booking_deposits(desk.actor, number).deposits[0].balance == Money(0)
    assert finance.post(address, {"reason": "再退"}).status_code == 409


def test_the_api_takes_lists_and_gives_back() -> None:
    desk = make_cash_desk()
    number = booked(desk)
    user = make_user(desk.store, "cashier", "finance_manager", "network_clerk")
    issued = issue_api_token(actor=actor_for(user), name="test", scopes=["*"], days=30, at=clock.now())
    client = Client(headers={"Authorization": f"Bearer {issued.token}"})
    where = f"/api/v1/billing/bookings/{number}/deposits"
    body = {"tenders": [{"method": "cash", "amount": "20.00"}]}
    assert client.post(where, body, "application/json").status_code == 201
    (row,) = client.get(where).json()
    assert (row["balance"], row["booking"]) == ("20.00", number)
    listed = client.get("/api/v1/billing/deposits", {"store_id": desk.store.pk}).json()
    assert (listed["total"], listed["rows"][0]["booking"]) == (1, number)
    answer = client.post(f"{where}/refund", {"reason": "不来了"}, "application/json")
    assert (answer.status_code, answer.json()["amount"]) == (201, "20.00")
