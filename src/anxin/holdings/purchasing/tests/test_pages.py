"""The pages of purchasing, and the spreadsheet of suppliers."""

import pytest
from django.test import Client

from anxin.holdings.parts.tests.test_web import signed_in
from anxin.holdings.purchasing import imports, queries
from anxin.holdings.purchasing.tests.factories import came, make_supplier, ordered, received, view
from anxin.parties.customers.tests.factories import make_customer
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.scope import reading
from anxin.platform.workbook import CREATED, UPDATED, CheckedRow
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def buyer(store: Store) -> Client:
    return signed_in(store, "parts_manager")


def supplier_form(**given: str) -> dict[str, str]:
    return {"code": "A1", "name": "甲供应商", "kind": "dealer", "tax_percent": "13", "is_active": "on", **given}


def test_a_supplier_is_registered_on_its_page(store: Store, buyer: Client) -> None:
    assert "没有供应商" in buyer.get("/purchasing/suppliers/").content.decode()
    assert buyer.get("/purchasing/suppliers/new/").status_code == 200
    assert buyer.post("/purchasing/suppliers/new/", supplier_form(phone="12")).status_code == 422
    there = buyer.post("/purchasing/suppliers/new/", supplier_form())
    assert there.status_code == 303
    assert buyer.post("/purchasing/suppliers/new/", supplier_form()).status_code == 409
    where = there.headers["Location"]
    assert "甲供应商" in buyer.get(where).content.decode()
    changed = supplier_form(name="乙供应商", version="1")
    assert buyer.post(where, changed).status_code == 303
    assert buyer.post(where, changed).status_code == 409
    assert "乙供应商" in buyer.get("/purchasing/suppliers/?text=A1").content.decode()
    assert buyer.get("/purchasing/suppliers/?format=xlsx").content.startswith(b"PK")
    seen = signed_in(store, "general_manager")
    assert "乙供应商" in seen.get("/purchasing/suppliers/").content.decode()
    assert signed_in(store, "technician").get("/purchasing/suppliers/").status_code == 403


def test_an_order_is_written_sent_answered_received_and_billed(store: Store, buyer: Client) -> None:
    make_article("O-1", name="机油")
    lamp = make_article("L-1", name="大灯")
    supplier = make_supplier(store)
    typed = {"supplier_id": str(supplier), "kind": "emergency", "lines": "O-1 10 42.50\n左前 大灯 1 800", "note": ""}
    for wrong, words in (("O-1", "第 1 行看不懂"), ("O-1 1 1.005", "最多两位小数"), ("O-1 0 1", "数量要大于零")):
        answer = buyer.post("/purchasing/new/", {**typed, "lines": wrong})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    where = buyer.post("/purchasing/new/", typed).headers["Location"]
    assert buyer.get(f"{where}edit/").status_code == 200
    again = {**typed, "version": "1", "wanted_on": "2026-12-01"}
    assert buyer.post(f"{where}edit/", again).status_code == 303
    assert buyer.post(f"{where}edit/", again).status_code == 409
    assert buyer.post(f"{where}place/", {"version": "2"}).status_code == 303
    assert buyer.post(f"{where}place/", {"version": "2"}).status_code == 409
    assert "紧急订货等答复" in buyer.get("/purchasing/").content.decode()
    order_id = int(where.rstrip("/").rpartition("/")[2])
    first, second = view(order_id).lines
    assert second.words == "左前 大灯"
    named = {"line_id": str(second.id), "number": "L-1", "version": "3"}
    assert buyer.post(f"{where}name/", {**named, "number": "X-9"}).status_code == 422
    assert buyer.post(f"{where}name/", named).status_code == 303
    assert view(order_id).lines[1].article_id == lamp.pk
    assert buyer.post(f"{where}answer/", {"version": "4"}).status_code == 422
    told = {"promised_on": "2100-01-02", f"line_{first.id}": "2100-01-05", "version": "4"}
    assert buyer.post(f"{where}answer/", told).status_code == 303
    assert [str(line.promised_on) for line in view(order_id).lines] == ["2100-01-05", "2100-01-02"]
    assert "还没到的" in buyer.get(f"{where}receive/").content.decode()
    for wrong, words in (("X-9", "不是这张采购单的配件"), ("O-1 x", "看不懂"), ("O-1 11", "比还没到的多 1")):
        answer = buyer.post(f"{where}receive/", {"lines": wrong, "post_key": wrong})
        assert (answer.status_code in (409, 422), words in answer.content.decode()) == (True, True)
    scanned = {"lines": "O-1 9 B-7\nO-1", "note": "送货单 3", "post_key": "k"}
    assert buyer.post(f"{where}receive/", scanned).status_code == 303
    assert buyer.post(f"{where}receive/", scanned).status_code == 303
    page = buyer.get(where).content.decode()
    assert "B-7" in page
    assert [line.received for line in view(order_id).lines] == [10, 0]
    bill_page(buyer, store, order_id)
    rest = {"line_ids": [str(second.id)], "reason": "不要了", "version": str(view(order_id).head.version)}
    assert buyer.post(f"{where}cancel-rest/", {**rest, "reason": ""}).status_code == 422
    assert buyer.post(f"{where}cancel-rest/", rest).status_code == 303
    assert view(order_id).head.state == "RECEIVED"


def bill_page(buyer: Client, store: Store, order_id: int) -> None:
    with reading(system := system_actor("test")):
        (receipt,) = queries.list_receipts(system, order_id)
    where = f"/purchasing/receipts/{receipt.id}/"
    assert buyer.get(where).status_code == 200
    told = {"bill_number": "F-1", "billed_on": "2026-11-01", "version": "1"}
    for line in receipt.lines:
        told |= {f"cost_{line.id}": "100.00", f"seen_{line.id}": str(line.cost)}
    assert buyer.post(where, {**told, "bill_number": ""}).status_code == 422
    assert buyer.post(where, told).status_code == 303
    assert buyer.post(where, told).status_code == 409
    assert "F-1" in buyer.get(f"/purchasing/{order_id}/").content.decode()
    assert signed_in(store, "parts_buyer").post(where, told).status_code == 403


def test_an_order_is_refused_or_called_off_on_its_page(store: Store, buyer: Client) -> None:
    for verb, state in (("refuse", "REFUSED"), ("cancel", "CANCELLED")):
        made = ordered(store, make_article())
        where = f"/purchasing/{made.id}/"
        assert buyer.post(f"{where}{verb}/", {"reason": "", "version": "2"}).status_code == 422
        assert buyer.post(f"{where}{verb}/", {"reason": "停产", "version": "2"}).status_code == 303
        assert view(made.id).head.state == state
        assert buyer.post(f"{where}{verb}/", {"reason": "停产", "version": "3"}).status_code == 409


def test_orders_are_exported_and_not_seen_elsewhere(store: Store, buyer: Client) -> None:
    oil = make_article()
    made = ordered(store, oil)
    kept = received(store, made.id, came(oil))
    assert buyer.get("/purchasing/?format=xlsx").content.startswith(b"PK")
    elsewhere = signed_in(make_store("NS"), "parts_manager")
    assert made.number not in elsewhere.get("/purchasing/").content.decode()
    for path in (f"/purchasing/{made.id}/", f"/purchasing/{made.id}/receive/", f"/purchasing/receipts/{kept.id}/"):
        assert elsewhere.get(path).status_code == 404
    assert signed_in(store, "service_advisor").get(f"/purchasing/{made.id}/").status_code == 403


def test_suppliers_are_taken_from_a_spreadsheet(store: Store) -> None:
    blank = dict.fromkeys(column.key for column in imports.SUPPLIERS.columns)
    values = {**blank, "code": "A", "name": "甲", "kind": "market"}
    actor = make_actor(store, "parts_manager")

    def take(**more: object) -> object:
        rows = [CheckedRow(2, {**values, **more})]  # type: ignore[arg-type]
        return imports.write_suppliers(actor, store.pk, rows, AT)[0]

    assert take() == CREATED
    assert take(lead_days=3, deals_genuine=True) == UPDATED
    with reading(actor):
        (row,) = queries.list_suppliers(actor, store.pk)
    assert (row.lead_days, row.deals_genuine, row.tax_percent) == (3, True, 13)
    refused = take(lead_days=-3)
    assert getattr(refused, "column", "") == "lead_days"


def test_a_special_order_is_taken_down_ordered_and_told(store: Store) -> None:
    lamp = make_article("L-1", name="大灯")
    make_customer(store, name="欧阳梓萱", phone="13912340001", second_phone="0755-83456789")
    make_customer(store, name="欧阳明", phone="13912340002")
    advisor, buyer = signed_in(store, "service_advisor"), signed_in(store, "parts_manager")
    assert "没有专订" in advisor.get("/special-orders/").content.decode()
    assert advisor.get("/special-orders/new/").status_code == 200
    typed = {
        "customer": "13912340001",
        "words": "左前大灯 带透镜",
        "number": "L-1",
        "quantity": "1",
        "promised_on": "2100-01-02",
        "advisor_id": str(make_employee(store, "service_advisor").pk),
        "deposit_words": "订金 500",
    }
    for wrong, words in (("欧阳", "不止一位"), ("13700000000", "没有找到"), ("13912340002", "备用电话")):
        answer = advisor.post("/special-orders/new/", {**typed, "customer": wrong})
        assert (answer.status_code in (409, 422), words in answer.content.decode()) == (True, True)
    where = advisor.post("/special-orders/new/", typed).headers["Location"]
    page = advisor.get(where).content.decode()
    assert "139 **** 0001" in page
    assert "13912340001" not in page
    assert advisor.post(f"{where}delay/", {"promised_on": "2100-01-05", "reason": "缺货"}).status_code == 403
    delayed = {"promised_on": "2100-01-05", "reason": "厂家缺货", "version": "1"}
    assert buyer.post(f"{where}delay/", {**delayed, "reason": ""}).status_code == 422
    assert buyer.post(f"{where}delay/", delayed).status_code == 303
    wanted = {"supplier_id": str(make_supplier(store)), "unit_price": "800", "kind": "special"}
    assert buyer.post(f"{where}order/", {**wanted, "unit_price": ""}).status_code == 422
    there = buyer.post(f"{where}order/", wanted).headers["Location"]
    assert "左前大灯 带透镜" in buyer.get(there).content.decode()
    assert buyer.post(f"{there}place/", {"version": "1"}).status_code == 303
    assert buyer.post(f"{there}receive/", {"lines": lamp.number, "post_key": "k"}).status_code == 303
    assert "已到货" in advisor.get(where).content.decode()
    assert buyer.post(f"{where}arrived/", {"version": "3"}).status_code == 409
    assert advisor.post(f"{where}hand-over/", {"version": "3"}).status_code == 303
    assert advisor.post(f"{where}cancel/", {"reason": "不要了", "version": "4"}).status_code == 409
    assert advisor.get("/special-orders/?format=xlsx").content.startswith(b"PK")
    assert signed_in(make_store("NS"), "service_advisor").get(where).status_code == 404
