"""The pages of the registers: lent files with their return, and answered data requests."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.customers.commands import answer_data_request, lend_file
from anxin.parties.customers.tests.factories import make_customer
from anxin.parties.org.models import Store, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.platform import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=5))
    return make_store()


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def lent(store: Store, name: str, borrower: User) -> int:
    return lend_file(
        actor=system_actor("test"), store_id=store.pk, customer_id=make_customer(store, name),
        borrower_user_id=borrower.pk, purpose="核对合同", due_on=AT.date() + timedelta(days=3), at=AT,
    ).loan_id  # fmt: skip


def test_a_lent_file_is_late_and_taken_back_in_one_tap(client: Client, store: Store) -> None:
    manager = make_user(store, "general_manager")
    loan = lent(store, "张借出", manager)
    browser = signed_in(client, manager)
    page = browser.get("/customers/loans/").content.decode()
    assert "张借出" in page
    assert "逾期" in page
    assert browser.post(f"/customers/loans/{loan}/return/").status_code == 303
    assert f"/customers/loans/{loan}/return/" not in browser.get("/customers/loans/").content.decode()
    assert "张借出" not in browser.get("/customers/loans/?is_out=1").content.decode()
    assert browser.get("/customers/loans/?format=xlsx")["Content-Type"].startswith("application/vnd.openxml")


def test_answered_requests_are_listed_and_both_stand_on_the_page_of_customers(client: Client, store: Store) -> None:
    make_customer(store)
    answer_data_request(
        actor=system_actor("test"),
        store_id=store.pk,
        department="财务部",
        purpose="年度审计",
        fields=["name", "kind"],
        at=AT,
    )
    browser = signed_in(client, make_user(store, "general_manager"))
    page = browser.get("/customers/data-requests/").content.decode()
    assert "财务部" in page
    assert "姓名 · 性质" in page
    customers = browser.get("/customers/").content.decode()
    assert "/customers/loans/" in customers
    assert "/customers/data-requests/" in customers


def test_neither_another_store_nor_a_technician_opens_the_registers(client: Client, store: Store) -> None:
    loan = lent(store, "张借出", make_user(store, "general_manager"))
    other = signed_in(client, make_user(make_store("NS"), "general_manager"))
    assert "张借出" not in other.get("/customers/loans/").content.decode()
    assert other.post(f"/customers/loans/{loan}/return/").status_code == 404
    technician = signed_in(client, make_user(store, "technician"))
    for address in ("/customers/loans/", "/customers/data-requests/"):
        assert technician.get(address).status_code == 403
