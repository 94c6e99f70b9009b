"""The pages of the registers: lent files with their return, and answered data requests."""

import io
import sys
import zipfile
from datetime import timedelta

import pytest
from django.http import HttpResponse
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


def sheet_texts(answer: HttpResponse) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if "xl/" in name and name.endswith("xml"))


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


def test_a_file_is_lent_at_the_customer_and_not_twice(client: Client, store: Store) -> None:
    manager = make_user(store, "general_manager")
    customer = make_customer(store, "张借出")
    browser = signed_in(client, manager)
    address = f"/customers/{customer}/lend-file/"
    assert address in browser.get(f"/customers/{customer}/").content.decode()
    assert 'value="2026-12-02"' in browser.get(address).content.decode()
    said = {"borrower_user_id": str(manager.pk), "purpose": "核对合同", "due_on": "2026-11-30"}
    for wrong in ({"purpose": " "}, {"due_on": "2026-11-01"}, {"borrower_user_id": "0"}):
        assert browser.post(address, {**said, **wrong}).status_code == 422
    assert browser.post(address, said)["Location"] == "/customers/loans/"
    assert "张借出" in browser.get("/customers/loans/?is_out=1").content.decode()
    again = browser.post(address, said)
    assert (again.status_code, "还没有归还" in again.content.decode()) == (409, True)


def test_a_request_is_answered_with_a_sheet_of_the_asked_fields_and_registered(client: Client, store: Store) -> None:
    make_customer(store, "张要求")
    browser = signed_in(client, make_user(store, "general_manager"))
    address = "/customers/data-requests/answer/"
    assert address in browser.get("/customers/data-requests/").content.decode()
    said = {"department": "财务部", "purpose": "年度审计", "fields_asked": ["name", "kind", "masked_phone", "created_on"]}
    refused = browser.post(address, {**said, "fields_asked": []})
    assert (refused.status_code, "年度审计" in refused.content.decode()) == (422, True)
    assert browser.post(address, {**said, "fields_asked": ["phone"]}).status_code == 422
    assert "财务部" not in browser.get("/customers/data-requests/").content.decode()
    answer = browser.post(address, said)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    texts = sheet_texts(answer)
    assert all(word in texts for word in ("张要求", "私家", "****"))
    assert "财务部" in browser.get("/customers/data-requests/").content.decode()


def test_a_request_for_more_customers_than_one_sheet_lists_says_how_many_there_are(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[answer_data_request.__module__], "MOST_ROWS", 2)
    for name in ("张一", "张二", "张三"):
        make_customer(store, name)
    said = {"department": "财务部", "purpose": "年度审计", "fields_asked": ["name"]}
    browser = signed_in(client, make_user(store, "general_manager"))
    texts = sheet_texts(browser.post("/customers/data-requests/answer/", said))
    assert ("共 3 位客户，只列出前 2 位" in texts, texts.count("张")) == (True, 2)
    given = {"department": "财务部", "purpose": "年度审计", "fields": ["name"], "at": AT}
    extract = answer_data_request(actor=system_actor("test"), store_id=store.pk, **given)
    assert (extract.total, len(extract.rows)) == (3, 2)


def test_who_may_not_lend_or_answer_finds_no_form(client: Client, store: Store) -> None:
    customer = make_customer(store)
    other = signed_in(client, make_user(make_store("NS"), "general_manager"))
    assert other.get(f"/customers/{customer}/lend-file/").status_code == 404
    technician = signed_in(client, make_user(store, "technician"))
    for address in (f"/customers/{customer}/lend-file/", "/customers/data-requests/answer/"):
        assert technician.get(address).status_code == 403
        assert technician.post(address).status_code == 403
    assert "lend-file" not in technician.get(f"/customers/{customer}/").content.decode()
