"""The printed requisition, and the issue note once something went out (FORM-55)."""

from decimal import Decimal

import pytest

from anxin.holdings.parts.commands import IssueLine, return_parts
from anxin.holdings.parts.queries import list_moves_of
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Denied
from anxin.platform.references import DocumentRef
from anxin.visit.parts_desk.queries import ORDER_KIND
from anxin.visit.parts_desk.tests.factories import Counter, make_counter
from anxin.visit.parts_desk.tests.test_desk import browser_of
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, open_order

pytestmark = pytest.mark.django_db


def printed(counter: Counter) -> str:
    answer = browser_of(counter.keeper).get(f"/parts/desk/{counter.number}/issue-note/")
    assert answer.status_code == 200
    return text_of(b"".join(answer))


def test_what_is_asked_is_printed_before_and_what_went_out_with_who_after() -> None:
    counter = make_counter(oil="0")
    words = printed(counter)
    for said in ("领料单", counter.number, "PAD-1", "前刹车片", "OIL-1"):
        assert said in words
    assert "经手" not in words
    counter.scan("PAD-1")
    words = printed(counter)
    assert "出库单" in words
    assert "经手" in words
    assert User.objects.get(pk=counter.keeper.id).display_name in words


def test_movements_of_an_order_are_told_in_their_order_by_whom() -> None:
    counter = make_counter()
    counter.scan("PAD-1")
    store_id, order = counter.desk.store.pk, DocumentRef(ORDER_KIND, counter.open().order.id)
    line = counter.line(counter.pads).part.line.item_id
    back = IssueLine(counter.pads.pk, Decimal(1), line)
    return_parts(actor=counter.keeper, store_id=store_id, document=order, lines=[back], at=AT)
    moves = list_moves_of(counter.keeper, store_id, order)
    assert [(one.document_line, one.quantity) for one in moves] == [(line, 2), (line, -1)]
    assert {one.by for one in moves} == {User.objects.get(pk=counter.keeper.id).display_name}
    assert list_moves_of(make_actor(make_store("NS"), "parts_clerk"), store_id, order) == []
    with pytest.raises(Denied):
        list_moves_of(make_actor(counter.desk.store, "service_advisor"), store_id, order)


def test_who_may_not_issue_prints_nothing_and_an_order_without_parts_has_no_note() -> None:
    counter = make_counter()
    url = f"/parts/desk/{counter.number}/issue-note/"
    assert browser_of(make_actor(counter.desk.store, "service_advisor")).get(url).status_code == 403
    assert browser_of(make_actor(make_store("NS"), "parts_clerk")).get(url).status_code == 404
    bare = open_order(counter.desk, jobs=[NewJob("检查", items=[LABOUR])])
    assert browser_of(counter.keeper).get(f"/parts/desk/{bare.number}/issue-note/").status_code == 409
