"""Goods of an order, and the bill that follows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.holdings.parts.commands import (
    AlreadyReversed,
    EntryOfDocument,
    IssueLine,
    issue_parts,
    price_receipt,
    reverse_entry,
)
from anxin.holdings.parts.queries import find_differences, get_stock
from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.models import Receipt
from anxin.holdings.purchasing.permissions import SEE
from anxin.holdings.purchasing.tests.factories import came, make_special, ordered, ordered_special, received, view
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Denied, IdempotencyKeyReused, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def store() -> Store:
    return make_store("LG")


def stock(store: Store, article_id: int) -> tuple[Decimal, Money]:
    with reading(system := system_actor("test")):
        row = get_stock(system, store.pk, article_id)
    return row.on_hand, row.value


def receipt(receipt_id: int) -> queries.ReceiptView:
    with reading(system := system_actor("test")):
        return queries.get_receipt(system, receipt_id)


def test_goods_come_in_parts_at_the_agreed_price(store: Store) -> None:
    oil, lamp, clerk = make_article("O-1"), make_article("L-1", origin="brand"), make_actor(store, "parts_clerk")
    made = ordered(store, oil, lamp)
    given = {"actor": clerk, "order_id": made.id, "at": AT}
    first = commands.receive_order(came=[came(oil, "4", "B-77"), came(lamp)], key="a", note="送货单 8", **given)
    assert (first.state, stock(store, oil.pk), stock(store, lamp.pk)) == (
        "PARTLY",
        (4, Money.yuan(160)),
        (10, Money.yuan(400)),
    )
    last = commands.receive_order(came=[came(oil, "6")], key="b", **given)
    seen = view(made.id)
    assert (last.state, [line.received for line in seen.lines], seen.head.answered_at) == ("RECEIVED", [10, 10], AT)
    with reading(clerk):
        batches = queries.list_batches(clerk, store.pk, [oil.pk, lamp.pk])
    assert [(one.batch, one.is_genuine, one.quantity, one.supplier) for one in batches] == [
        ("", True, 6, "广汽配件供应中心"),
        ("", False, 10, "广汽配件供应中心"),
        ("B-77", True, 4, "广汽配件供应中心"),
    ]
    with pytest.raises(IllegalTransition):
        commands.receive_order(came=[came(oil, "1")], key="c", **given)


def test_a_receipt_is_booked_once_by_its_key(store: Store) -> None:
    oil, clerk = make_article("O-1"), make_actor(store, "parts_clerk")
    made, other = ordered(store, oil), ordered(store, oil)
    given = {"actor": clerk, "came": [came(oil)], "key": "same", "at": AT}
    first = commands.receive_order(order_id=made.id, **given)
    again = commands.receive_order(order_id=made.id, **given)
    assert (again.id, again.replayed, stock(store, oil.pk)[0]) == (first.id, True, 10)
    with pytest.raises(IdempotencyKeyReused):
        commands.receive_order(order_id=other.id, **given)


def test_more_than_is_expected_is_refused_unless_said(store: Store) -> None:
    oil, strange, clerk = make_article("O-1"), make_article("X-1"), make_actor(store, "parts_clerk")
    made = ordered(store, oil)
    given = {"actor": clerk, "order_id": made.id, "key": "a", "at": AT}
    with pytest.raises(commands.MoreThanOrdered) as refusal:
        commands.receive_order(came=[came(oil, "12")], **given)
    assert "O-1 比还没到的多 2" in refusal.value.shown
    with pytest.raises(commands.NotOrdered):
        commands.receive_order(came=[came(strange, "1")], **given)
    for wrong in ([], [came(oil, "0")], [came(oil, "1", "x" * 61)]):
        with pytest.raises(Invalid):
            commands.receive_order(came=wrong, **given)
    with pytest.raises(Denied):
        commands.receive_order(came=[came(oil)], **{**given, "actor": make_actor(store)})
    with pytest.raises(NotFound):
        commands.receive_order(came=[came(oil)], **{**given, "actor": make_actor(make_store("NS"), "parts_clerk")})
    with reading(clerk):
        assert Receipt.objects.visible_to(clerk, SEE).count() == 0
    assert commands.receive_order(came=[came(oil, "12")], may_exceed=True, **given).state == "RECEIVED"
    assert (stock(store, oil.pk)[0], view(made.id).lines[0].open) == (12, 0)


def test_the_bill_prices_all_lines_and_what_went_out_since(store: Store) -> None:
    oil, lamp = make_article("O-1"), make_article("L-1")
    manager, made = make_actor(store, "parts_manager"), ordered(store, oil, lamp)
    kept = received(store, made.id, came(oil), came(lamp))
    job = DocumentRef("repair_orders.repairorder", 7)
    issue_parts(actor=manager, store_id=store.pk, document=job, lines=[IssueLine(oil.pk, Decimal(5), 1)], at=AT)
    one, two = receipt(kept.id).lines
    bill = [
        commands.BillLine(one.id, Money.yuan("450.00"), one.cost),
        commands.BillLine(two.id, Money.yuan("380.00"), two.cost),
    ]
    given = {"actor": manager, "receipt_id": kept.id, "bill_number": "F-1", "billed_on": TODAY, "at": AT}
    done = commands.tell_bill(lines=bill, version=kept.version, **given)
    assert (done.on_shelf, done.gone_out) == (Money.yuan("5.00"), Money.yuan("25.00"))
    assert (stock(store, oil.pk), stock(store, lamp.pk)) == ((5, Money.yuan(225)), (10, Money.yuan(380)))
    assert (receipt(kept.id).bill_number, receipt(kept.id).cost) == ("F-1", Money.yuan(830))
    with pytest.raises(VersionConflict):
        commands.tell_bill(lines=bill, version=kept.version, **given)
    with pytest.raises(VersionConflict):
        commands.tell_bill(lines=[commands.BillLine(one.id, Money(1), one.cost)], **given)
    with reading(system := system_actor("test")):
        assert find_differences(system) == []


def test_a_bill_that_cannot_be_is_refused(store: Store) -> None:
    oil, manager = make_article("O-1"), make_actor(store, "parts_manager")
    kept = received(store, ordered(store, oil).id, came(oil))
    other = received(store, ordered(store, oil).id, came(oil))
    (line,) = receipt(kept.id).lines
    (foreign,) = receipt(other.id).lines
    good = commands.BillLine(line.id, Money(1), line.cost)
    given = {"actor": manager, "receipt_id": kept.id, "bill_number": "F", "billed_on": TODAY, "lines": [good], "at": AT}
    for wrong in (
        {"bill_number": " "},
        {"billed_on": TODAY + timedelta(days=2)},
        {"lines": []},
        {"lines": [good, good]},
        {"lines": [commands.BillLine(foreign.id, Money(1), foreign.cost)]},
        {"lines": [commands.BillLine(line.id, Money(-1), line.cost)]},
    ):
        with pytest.raises(Invalid):
            commands.tell_bill(**{**given, **wrong})
    with pytest.raises(Denied):
        commands.tell_bill(**{**given, "actor": make_actor(store, "parts_buyer")})
    assert receipt(kept.id).bill_number == ""
    with pytest.raises(EntryOfDocument):
        price_receipt(actor=manager, entry_id=line.entry_id, cost=Money(1), seen=line.cost, note="改价", at=AT)
    with pytest.raises(EntryOfDocument):
        reverse_entry(actor=manager, entry_id=line.entry_id, note="收错了", at=AT)
    commands.undo_receipt_line(actor=manager, receipt_line_id=line.id, reason="收错了", at=AT)
    assert receipt(kept.id).lines[0].is_undone


def test_a_line_that_was_typed_wrongly_never_came_and_is_expected_again(store: Store) -> None:
    manager, oil, pads = make_actor(store, "parts_manager"), make_article("O-1"), make_article("P-1")
    order = ordered(store, oil, pads)
    kept = received(store, order.id, came(oil, "10"), came(pads, "10"))
    assert view(order.id).head.state == "RECEIVED"
    wrong, right = receipt(kept.id).lines
    given = {"receipt_line_id": wrong.id, "reason": "录成了 10", "at": AT}
    with pytest.raises(NotFound):
        commands.undo_receipt_line(actor=make_actor(make_store("NS"), "parts_manager"), **given)
    with pytest.raises(Denied):
        commands.undo_receipt_line(actor=make_actor(store, "parts_clerk"), **given)
    with pytest.raises(Invalid):
        commands.undo_receipt_line(actor=manager, **{**given, "reason": " "})
    assert commands.undo_receipt_line(actor=manager, **given).state == "PARTLY"
    with pytest.raises(AlreadyReversed):
        commands.undo_receipt_line(actor=manager, **given)
    assert [line.open for line in view(order.id).lines] == [Decimal(10), Decimal(0)]
    assert stock(store, oil.pk) == (Decimal(0), Money(0))
    assert commands.undo_receipt_line(actor=manager, **{**given, "receipt_line_id": right.id}).state == "ANSWERED"
    received(store, order.id, came(oil, "1"))
    assert stock(store, oil.pk) == (Decimal(1), Money.yuan(40))
    assert find_differences(system_actor("test")) == []


def test_what_a_customer_was_told_of_is_not_undone_behind_his_back(store: Store) -> None:
    oil = make_article("O-1")
    order_id = ordered_special(store, oil, make_special(store))
    system, (line,) = system_actor("test"), view(order_id).lines
    commands.name_article(actor=system, order_id=order_id, line_id=line.id, article_id=oil.pk, at=AT)
    kept = received(store, order_id, came(oil, "1"))
    given = {"receipt_line_id": receipt(kept.id).lines[0].id, "reason": "录错", "at": AT}
    with pytest.raises(commands.CustomerTold):
        commands.undo_receipt_line(actor=make_actor(store, "parts_manager"), **given)


def test_a_key_that_came_with_other_goods_is_refused(store: Store) -> None:
    oil = make_article("O-1")
    order = ordered(store, oil)
    given = {"actor": make_actor(store, "parts_clerk"), "order_id": order.id, "key": "k", "at": AT}
    commands.receive_order(came=[came(oil, "3")], **given)
    assert commands.receive_order(came=[came(oil, "1"), came(oil, "2")], **given).replayed
    with pytest.raises(IdempotencyKeyReused):
        commands.receive_order(came=[came(oil, "7")], **given)
