"""What goes back to suppliers, and how they deliver."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from anxin.holdings.parts.commands import (
    AlreadyReversed,
    EntryOfDocument,
    MoreThanReceived,
    return_to_supplier,
    reverse_entry,
)
from anxin.holdings.parts.queries import entries_of, find_differences, stock_of
from anxin.holdings.parts.tests.test_web import signed_in
from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.tests.factories import came, make_supplier, received, view, wish
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Denied, IdempotencyKeyReused, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.tests.fact_rows import fact_rows
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def store(db: Any) -> Store:
    return make_store("LG")


def delivered(store: Store, article: PartArticle, supplier_id: int, *, price: str = "40.00", days: int = 0) -> int:
    """The receipt of ten that were ordered."""
    given = {"actor": system_actor("test"), "at": AT}
    made = commands.draft_order(store_id=store.pk, order=wish(supplier_id, article, price=price), **given)
    commands.place_order(order_id=made.id, **given)
    (line,) = view(made.id).lines
    commands.answer_order(order_id=made.id, promised={line.id: TODAY + 2 * DAY}, **given)
    return received(store, made.id, came(article), at=AT + days * DAY).id


def line_of(receipt_id: int) -> int:
    with reading(system := system_actor("test")):
        return queries.get_receipt(system, receipt_id).lines[0].id


def returned(receipt_id: int) -> list[queries.ReturnRow]:
    with reading(system := system_actor("test")):
        return queries.list_returns(system, receipt_id)


def test_a_part_of_a_receipt_goes_back_and_is_credited(store: Store) -> None:
    oil, manager = make_article("O-1"), make_actor(store, "parts_manager")
    receipt = delivered(store, oil, make_supplier(store))
    given = {
        "actor": manager, "receipt_line_id": line_of(receipt), "reason": "破损",
        "credit_expected": Money.yuan(120), "key": "k", "at": AT,
    }  # fmt: skip
    kept = commands.send_back(quantity=Decimal(3), **given)
    again = commands.send_back(quantity=Decimal(3), **given)
    assert (again.id, again.replayed, stock_of(manager, store.pk, [oil.pk])[oil.pk]) == (kept.id, True, 7)
    with pytest.raises(IdempotencyKeyReused):
        commands.send_back(quantity=Decimal(2), **given)
    credited = {"actor": manager, "return_id": kept.id, "at": AT}
    done = commands.note_credit(credited=Money.yuan(110), credited_on=TODAY, version=1, **credited)
    with pytest.raises(VersionConflict):
        commands.note_credit(credited=Money.yuan(110), credited_on=TODAY, version=1, **credited)
    (row,) = returned(receipt)
    assert (done.version, row.credited, row.credited_on, row.number) == (2, Money.yuan(110), TODAY, "O-1")
    (fact,) = fact_rows(manager, "parts.purchase")
    assert fact["net"] == 28_000
    with reading(system := system_actor("test")):
        assert find_differences(system) == []


def test_a_return_that_was_entered_wrongly_never_left(store: Store) -> None:
    oil, manager, supplier = make_article("O-1"), make_actor(store, "parts_manager"), make_supplier(store)
    receipt = delivered(store, oil, supplier)
    given = {
        "actor": manager, "receipt_line_id": line_of(receipt), "reason": "破损", "quantity": Decimal(3),
        "credit_expected": Money(0), "at": AT,
    }  # fmt: skip
    wrong, right = commands.send_back(**given, key="a").id, commands.send_back(**given, key="b").id
    with reading(manager):
        entry = entries_of(store.pk).get(document_kind="purchasing.supplierreturn", document_id=wrong)
    with pytest.raises(EntryOfDocument):
        reverse_entry(actor=manager, entry_id=entry.pk, note="退错", at=AT)
    with pytest.raises(EntryOfDocument):
        return_to_supplier(
            actor=manager, store_id=store.pk, entry_id=entry.takes_back_id, quantity=Decimal(1), note="x", key="k", at=AT
        )
    undo = {"actor": manager, "return_id": wrong, "reason": "数量录错", "at": AT}
    with pytest.raises(Invalid):
        commands.undo_return(**{**undo, "reason": " "})
    with pytest.raises(Denied):
        commands.undo_return(**{**undo, "actor": make_actor(store, "parts_clerk")})
    with pytest.raises(NotFound):
        commands.undo_return(**{**undo, "actor": make_actor(make_store("NS"), "parts_manager")})
    assert commands.undo_return(**undo, version=1).version == 2
    with pytest.raises(AlreadyReversed):
        commands.undo_return(**undo)
    credited = {"actor": manager, "credited": Money(1), "credited_on": TODAY, "at": AT}
    with pytest.raises(commands.ReturnUndone):
        commands.note_credit(return_id=wrong, **credited)
    commands.note_credit(return_id=right, **credited)
    with pytest.raises(commands.ReturnCredited):
        commands.undo_return(**{**undo, "return_id": right})
    assert [one.is_undone for one in returned(receipt)] == [True, False]
    assert stock_of(manager, store.pk, [oil.pk])[oil.pk] == 7
    with reading(manager):
        assert queries.evaluate_supplier(manager, supplier, TODAY, TODAY, AT).returned == Decimal("0.3")
    (fact,) = fact_rows(manager, "parts.purchase")
    assert fact["net"] == 28_000
    with reading(system := system_actor("test")):
        assert find_differences(system) == []


def test_a_return_that_cannot_be_is_refused(store: Store) -> None:
    oil, manager = make_article("O-1"), make_actor(store, "parts_manager")
    receipt = delivered(store, oil, make_supplier(store))
    given = {
        "actor": manager, "receipt_line_id": line_of(receipt), "reason": "破损", "quantity": Decimal(3),
        "credit_expected": Money.yuan(120), "key": "k", "at": AT,
    }  # fmt: skip
    for wrong in ({"reason": " "}, {"quantity": Decimal(0)}, {"credit_expected": Money(-1)}, {"key": ""}):
        with pytest.raises(Invalid):
            commands.send_back(**{**given, **wrong})
    with pytest.raises(MoreThanReceived):
        commands.send_back(**{**given, "quantity": Decimal(11)})
    with pytest.raises(Denied):
        commands.send_back(**{**given, "actor": make_actor(store)})
    with pytest.raises(NotFound):
        commands.send_back(**{**given, "actor": make_actor(make_store("NS"), "parts_manager")})
    assert returned(receipt) == []
    kept = commands.send_back(**given)
    for wrong in ({"credited": Money(-1)}, {"credited_on": TODAY - DAY}, {"credited_on": TODAY + DAY}):
        told = {"credited": Money(1), "credited_on": TODAY, **wrong}
        with pytest.raises(Invalid):
            commands.note_credit(actor=manager, return_id=kept.id, at=AT, **told)


def test_two_who_send_back_the_rest_send_it_once(race: Callable[..., list[Any]]) -> None:
    store, oil = make_store(), make_article()
    manager = make_actor(store, "parts_manager")
    line = line_of(delivered(store, oil, make_supplier(store)))
    send = partial(
        commands.send_back, actor=manager, receipt_line_id=line, quantity=Decimal(6), reason="多送",
        credit_expected=Money(0), at=AT,
    )  # fmt: skip
    outcomes = race(partial(send, key="a"), partial(send, key="b"))
    assert sorted(type(one).__name__ for one in outcomes) == ["KeptReturn", "MoreThanReceived"]
    assert stock_of(manager, store.pk, [oil.pk])[oil.pk] == 4


@pytest.mark.rule("R-PT15")
def test_a_supplier_is_judged_by_what_he_did(store: Store) -> None:
    oil, lamp, supplier = make_article("O-1"), make_article("L-1"), make_supplier(store)
    manager = make_actor(store, "parts_manager")
    delivered(store, oil, supplier, days=1)
    late = delivered(store, oil, supplier, price="44.00", days=5)
    delivered(store, lamp, supplier, days=3)
    delivered(store, lamp, make_supplier(store), days=9)
    commands.send_back(
        actor=manager, receipt_line_id=line_of(late), quantity=Decimal(3), reason="破损",
        credit_expected=Money(0), key="k", at=AT + 6 * DAY,
    )  # fmt: skip
    with reading(manager):
        told = queries.evaluate_supplier(manager, supplier, TODAY, TODAY, AT + 9 * DAY)
        nothing = queries.evaluate_supplier(manager, supplier, TODAY - 9 * DAY, TODAY - DAY, AT)
    assert (told.lines, told.arrivals, told.mean_days, told.median_days) == (3, 3, Decimal("3.0"), Decimal("3"))
    assert (told.on_time, told.complete, told.returned) == (Decimal(1) / 3, 1, Decimal("0.1"))
    assert [(one.number, one.first, one.last, one.change) for one in told.prices] == [
        ("O-1", Money.yuan(40), Money.yuan(44), Decimal("0.1"))
    ]
    assert (nothing.lines, nothing.mean_days, nothing.on_time, nothing.complete, nothing.returned) == (
        0, None, None, None, None,
    )  # fmt: skip


@pytest.mark.rule("R-PT15")
def test_a_promise_is_judged_when_its_day_is_over_unless_it_was_called_off_before(store: Store) -> None:
    oil, supplier, given = make_article("O-1"), make_supplier(store), {"actor": system_actor("test"), "at": AT}
    promised = []
    for days in (2, 2, 9):
        order_id = commands.draft_order(store_id=store.pk, order=wish(supplier, oil), **given).id
        commands.place_order(order_id=order_id, **given)
        (line,) = view(order_id).lines
        commands.answer_order(order_id=order_id, promised={line.id: TODAY + days * DAY}, **given)
        promised.append(order_id)
    commands.cancel_order(order_id=promised[0], reason="不要了", **given)
    with reading(manager := make_actor(store, "parts_manager")):
        early = queries.evaluate_supplier(manager, supplier, TODAY, TODAY + 30 * DAY, AT + DAY)
        late = queries.evaluate_supplier(manager, supplier, TODAY, TODAY + 30 * DAY, AT + 5 * DAY)
    assert (early.on_time, late.on_time) == (None, 0)
    received(store, promised[2], came(oil), at=AT + 6 * DAY)
    with reading(manager):
        told = queries.evaluate_supplier(manager, supplier, TODAY, TODAY + 30 * DAY, AT + 6 * DAY)
    assert told.on_time == Decimal("0.5")


def test_the_pages_of_returns_and_of_the_evaluation(store: Store) -> None:
    oil, supplier, client = make_article("O-1"), make_supplier(store), signed_in(store, "parts_manager")
    receipt = delivered(store, oil, supplier)
    where = f"/purchasing/receipts/{receipt}/returns/"
    assert "没有退货" in client.get(where).content.decode()
    typed = {"receipt_line_id": str(line_of(receipt)), "quantity": "2", "reason": "破损", "credit_expected": "80"}
    assert client.post(where, {**typed, "reason": ""}).status_code == 422
    assert client.post(where, {**typed, "quantity": "12", "post_key": "x"}).status_code == 409
    assert client.post(where, {**typed, "post_key": "k"}).status_code == 303
    (row,) = returned(receipt)
    assert client.post(where, {**typed, "post_key": "l"}).status_code == 303
    undo = f"{where}{returned(receipt)[1].id}/undo/"
    assert "撤销退货" in client.get(undo).content.decode()
    assert client.post(undo, {"reason": "", "version": "1"}).status_code == 422
    assert client.post(undo, {"reason": "录重了", "version": "1"}).status_code == 303
    assert "已撤销" in client.get(where).content.decode()
    assert client.get(f"{where}999999/undo/").status_code == 404
    credit = {"credited": "80", "credited_on": "", "version": "1"}
    assert client.post(f"{where}{row.id}/", credit).status_code == 422
    assert client.post(f"{where}{row.id}/", {**credit, "credited_on": str(row.on)}).status_code == 303
    assert client.post(f"{where}{row.id}/", {**credit, "credited_on": str(row.on)}).status_code == 409
    assert "80.00" in client.get(where).content.decode()
    page = client.get(f"/purchasing/suppliers/{supplier}/evaluation/?since=2026-11-01&until=2026-11-30").content.decode()
    assert "供应周期" in page
    assert "20.0" in page
    assert client.get(f"/purchasing/suppliers/{supplier}/evaluation/").status_code == 200
    assert signed_in(store, "general_manager").post(where, typed).status_code == 403
    assert signed_in(make_store("NS"), "parts_manager").get(where).status_code == 404
