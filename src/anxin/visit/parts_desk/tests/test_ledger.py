"""The ledger of an article names what moved it: by number and plate, with a link for who may open it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.holdings.purchasing.tests.factories import came, make_return, make_special, ordered, received, view
from anxin.holdings.stocktaking.tests.factories import make_open_sheet
from anxin.holdings.transfers.tests.factories import make_asked, make_sent
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.ui.addresses import DocumentName, name_documents
from anxin.visit.counter_sales.tests.factories import make_sale
from anxin.visit.parts_desk.queries import ORDER_KIND
from anxin.visit.parts_desk.tests.factories import make_counter
from anxin.visit.parts_desk.tests.test_desk import browser_of

pytestmark = pytest.mark.django_db


def named(actor: Actor, kind: str, document_id: int) -> DocumentName:
    document = DocumentRef(kind, document_id)
    with reading(actor):
        return name_documents(actor, [document, None])[document]


def test_the_ledger_shows_number_plate_and_link_of_an_order() -> None:
    counter = make_counter()
    counter.scan("PAD-1")
    order = counter.open().order
    page = browser_of(counter.keeper).get(f"/parts/{counter.pads.pk}/").content.decode()
    assert f'<a href="/repair-orders/{counter.number}/">工单 {counter.number}</a>' in page
    assert '<span class="ax-plate' in page
    assert ORDER_KIND not in page
    name = named(counter.keeper, ORDER_KIND, order.id)
    assert (name.number, name.plate) == (counter.number, order.plate)
    assert str(name) == f"工单 {counter.number} {order.plate}"
    assert browser_of(counter.keeper).get(name.url).status_code == 200


def test_who_may_not_open_a_document_reads_its_number_without_link() -> None:
    counter = make_counter()
    placed = ordered(counter.desk.store, counter.pads)
    received(counter.desk.store, placed.id, came(counter.pads))
    number = view(placed.id).head.number
    seen, unseen = (
        browser_of(actor).get(f"/parts/{counter.pads.pk}/").content.decode()
        for actor in (counter.keeper, make_actor(counter.desk.store, "service_advisor"))
    )
    assert f'<a href="/purchasing/{placed.id}/">采购单 {number}</a>' in seen
    assert f"采购单 {number}" in unseen
    assert f"/purchasing/{placed.id}/" not in unseen
    blind = named(make_actor(counter.desk.store, "administrator"), ORDER_KIND, counter.open().order.id)
    assert blind == DocumentName("工单", counter.number)


def test_each_kind_that_moves_stock_has_its_number_and_page() -> None:
    counter = make_counter()
    store, keeper = counter.desk.store, counter.keeper
    placed = ordered(store, counter.pads)
    receipt = received(store, placed.id, came(counter.pads))
    sheet, sale, special = make_open_sheet(store, counter.oil), make_sale(store), make_special(store, counter.oil)
    asked, lent = make_asked(store, make_store("NS")), make_sent(make_store("XS"), store)
    number = view(placed.id).head.number
    for kind, document_id, label, expected in (
        ("purchasing.purchaseorder", placed.id, "采购单", number),
        ("purchasing.receipt", receipt.id, "采购收货", number),
        ("purchasing.supplierreturn", make_return(receipt.id), "退货给供应商", number),
        ("purchasing.specialorder", special, "缺件专订", None),
        ("stocktaking.countsheet", sheet.id, "盘点单", sheet.number),
        ("transfers.transfer", asked.id, "调拨单", asked.number),
        ("transfers.transfer", lent.id, "调拨单", lent.number),
        ("counter_sales.sale", sale.id, "外销单", sale.number),
    ):
        name = named(keeper, kind, document_id)
        assert name.label == label
        assert name.number == expected or (expected is None and not name.number.isdecimal())
        assert browser_of(keeper).get(name.url).status_code == 200


def test_a_document_of_another_store_and_an_unknown_kind_say_no_more_than_their_kind() -> None:
    counter = make_counter()
    order_id = counter.open().order.id
    assert named(make_actor(make_store("NS"), "parts_clerk"), ORDER_KIND, order_id) == DocumentName("工单", "")
    assert named(counter.keeper, "test.document", 7) == DocumentName("单据", "7")


def test_many_documents_of_a_kind_are_named_by_one_statement() -> None:
    counter = make_counter()
    orders = [ordered(counter.desk.store, counter.pads).id for _ in range(4)]
    actor = system_actor("test")
    with reading(actor), CaptureQueriesContext(connection) as asked:
        names = name_documents(actor, [DocumentRef("purchasing.purchaseorder", one) for one in orders])
    assert len(names) == 4
    assert len([one for one in asked.captured_queries if 'FROM "purchasing' in (one["sql"] or "")]) == 1
