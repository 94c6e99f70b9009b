"""What customers wait for: promised, warned of, late, here, handed over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from anxin.holdings.parts.commands import IssueLine, StockShort, issue_parts
from anxin.holdings.parts.queries import list_availability, stock_of
from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.parameters import SPECIAL_ARRIVED_TASK, SPECIAL_DELAYED_TASK, SPECIAL_DUE_TASK
from anxin.holdings.purchasing.tests.factories import came, make_special, make_supplier, ordered_special, received, view
from anxin.parties.contacts.models import Message
from anxin.parties.contacts.permissions import SEE as SEE_MESSAGES
from anxin.parties.customers.tests.factories import make_consent, make_customer
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.queries import TaskRow, find_open_task
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def store(db: Any) -> Store:
    return make_store("LG")


def seen(special_id: int) -> queries.SpecialRow:
    with reading(system := system_actor("test")):
        return queries.get_special_order(system, special_id, AT)


def task(special_id: int, kind: str) -> TaskRow | None:
    return find_open_task(system_actor("test"), kind=kind, subject=DocumentRef("purchasing.specialorder", special_id))


def messages(store: Store) -> list[tuple[str, str]]:
    with reading(system := system_actor("test")):
        rows = Message.objects.visible_to(system, SEE_MESSAGES).filter(store_id=store.pk).order_by("pk")
        return [(row.template, row.state) for row in rows]


def agree(store: Store, special_id: int) -> None:
    make_consent(store, seen(special_id).customer_id)


@pytest.mark.rule("R-PT03")
def test_a_special_order_says_exactly_what_and_needs_phones(store: Store) -> None:
    advisor = make_actor(store, "service_advisor")
    customer = make_customer(store, phone="13912340001", second_phone="0755-83456789")
    good = commands.NewSpecial(
        customer, make_employee(store, "service_advisor").pk, "左前大灯 带透镜", Decimal(1), TODAY + DAY, None, "订金 500"
    )
    given = {"actor": advisor, "store_id": store.pk, "at": AT}
    kept = commands.take_special_order(special=good, **given)
    row = seen(kept.id)
    assert (kept.number, row.words, row.deposit_words) == ("LG-Q26-000001", "左前大灯 带透镜", "订金 500")
    assert (row.phone, row.second_phone) == ("139 **** 0001", "0755-****6789")
    for wrong in (
        replace(good, words=" "),
        replace(good, quantity=Decimal(0)),
        replace(good, promised_on=TODAY - DAY),
        replace(good, advisor_id=10**9),
        replace(good, article_id=10**9),
        replace(good, deposit_words="x" * 121),
    ):
        with pytest.raises(Invalid):
            commands.take_special_order(special=wrong, **given)
    with pytest.raises(commands.PhonesMissing):
        commands.take_special_order(special=replace(good, customer_id=make_customer(store)), **given)
    with pytest.raises(NotFound):
        commands.take_special_order(special=replace(good, customer_id=make_customer(make_store("NS"))), **given)
    with pytest.raises(Denied):
        commands.take_special_order(special=good, **{**given, "actor": make_actor(store, "technician")})
    with reading(advisor):
        found = queries.page_special_orders(advisor, store.pk, queries.SpecialFilter(text="大灯"), Order(), Window(), AT)
    assert found.total == 1


@pytest.mark.rule("R-PT04")
def test_the_parts_desk_is_warned_once_before_the_promised_day(store: Store) -> None:
    near, far = make_special(store, days=1), make_special(store, days=9)
    given = {"actor": system_actor("test"), "store_id": store.pk}
    assert commands.warn_special_orders(at=AT, **given).count == 1
    assert commands.warn_special_orders(at=AT, **given).count == 0
    assert (task(near, SPECIAL_DUE_TASK) is not None, task(far, SPECIAL_DUE_TASK)) == (True, None)
    clerk = make_actor(store, "parts_clerk")
    commands.delay_special_order(actor=clerk, special_id=near, promised_on=TODAY + 2 * DAY, reason="厂家缺货", at=AT)
    assert task(near, SPECIAL_DUE_TASK) is None
    assert commands.warn_special_orders(at=AT + 1 * DAY, **given).count == 1


@pytest.mark.rule("R-PT04")
def test_a_promise_that_cannot_be_kept_is_told_to_advisor_and_customer(store: Store) -> None:
    clerk, quiet, agreed = make_actor(store, "parts_clerk"), make_special(store), make_special(store)
    agree(store, agreed)
    given = {"actor": clerk, "promised_on": TODAY + 8 * DAY, "reason": "厂家缺货", "at": AT}
    assert commands.delay_special_order(special_id=quiet, **given).is_told is False
    assert commands.delay_special_order(special_id=agreed, **given).is_told is True
    row = seen(agreed)
    assert (row.first_promised_on, row.promised_on, row.delay_reason) == (TODAY + 5 * DAY, TODAY + 8 * DAY, "厂家缺货")
    told, silent = task(agreed, SPECIAL_DELAYED_TASK), task(quiet, SPECIAL_DELAYED_TASK)
    assert told is not None
    assert silent is not None
    assert (told.owner_id, "请电话" in told.title, "请电话" in silent.title) == (row.advisor_id, False, True)
    assert messages(store) == [("purchasing.special_delayed", "BLOCKED"), ("purchasing.special_delayed", "WAITING")]
    for wrong in ({"promised_on": TODAY + 8 * DAY}, {"promised_on": TODAY - DAY}, {"promised_on": TODAY, "reason": ""}):
        with pytest.raises(Invalid):
            commands.delay_special_order(special_id=agreed, **{**given, **wrong})
    with pytest.raises(Denied):
        commands.delay_special_order(special_id=agreed, **{**given, "actor": make_actor(store)})


@pytest.mark.rule("R-PT03")
def test_it_is_ordered_once_and_only_for_its_own_store_and_article(store: Store) -> None:
    lamp, screw = make_article("L-1"), make_article("S-1")
    special, elsewhere = make_special(store, lamp), make_special(make_store("NS"), lamp)
    order_id = ordered_special(store, lamp, special)
    with pytest.raises(commands.OrderedAlready):
        ordered_special(store, lamp, special)
    buyer = make_actor(store, "parts_buyer")
    given = {"actor": buyer, "store_id": store.pk, "at": AT}
    for article, about, refusal in ((screw, special, Invalid), (lamp, elsewhere, NotFound)):
        line = commands.WantedLine(
            Decimal(1), Money.yuan(1), article.pk, document=DocumentRef("purchasing.specialorder", about)
        )
        with pytest.raises(refusal):
            commands.draft_order(order=commands.NewPurchase(make_supplier(store), "special", [line]), **given)
    commands.cancel_order(actor=buyer, order_id=order_id, reason="换一家", at=AT)
    assert ordered_special(store, lamp, special) != order_id


@pytest.mark.rule("R-PT04")
def test_an_earlier_day_is_told_without_an_excuse(store: Store) -> None:
    special = make_special(store)
    agree(store, special)
    given = {"actor": make_actor(store, "parts_clerk"), "special_id": special, "reason": "厂家提前发货", "at": AT}
    assert commands.delay_special_order(promised_on=TODAY + 2 * DAY, **given).is_told is True
    assert messages(store) == [("purchasing.special_earlier", "WAITING")]
    commands.delay_special_order(promised_on=TODAY + 3 * DAY, **given)
    assert messages(store)[1:] == [("purchasing.special_delayed", "WAITING")]


@pytest.mark.rule("R-PT04")
def test_its_receipt_tells_advisor_and_customer_once(store: Store) -> None:
    lamp = make_article("L-1")
    special = make_special(store, lamp)
    agree(store, special)
    order_id = ordered_special(store, lamp, special)
    (line,) = view(order_id).lines
    assert line.document == DocumentRef("purchasing.specialorder", special)
    assert seen(special).orders == ((order_id, view(order_id).head.number),)
    commands.warn_special_orders(actor=system_actor("test"), store_id=store.pk, at=AT + 5 * DAY)
    received(store, order_id, came(lamp, "1"), at=AT + DAY)
    row = seen(special)
    assert (row.state, row.arrived_on) == ("ARRIVED", TODAY + DAY)
    assert task(special, SPECIAL_DUE_TASK) is None
    found = task(special, SPECIAL_ARRIVED_TASK)
    assert found is not None
    assert found.owner_id == row.advisor_id
    assert messages(store) == [("purchasing.special_arrived", "WAITING")]
    advisor = make_actor(store, "service_advisor")
    with pytest.raises(IllegalTransition):
        commands.note_special_arrival(actor=make_actor(store, "parts_clerk"), special_id=special, at=AT)
    commands.hand_over_special_order(actor=advisor, special_id=special, at=AT + 2 * DAY)
    assert (seen(special).state, task(special, SPECIAL_ARRIVED_TASK)) == ("HANDED", None)
    with pytest.raises(IllegalTransition):
        commands.cancel_special_order(actor=advisor, special_id=special, reason="不要了", at=AT)


def free(store: Store, article: PartArticle) -> Decimal:
    clerk = make_actor(store, "parts_clerk")
    with reading(clerk):
        return list_availability(clerk, store.pk, {article.pk: Decimal(1)}, AT)[article.pk].free


@pytest.mark.rule("R-PT04")
def test_what_came_for_a_customer_is_his_until_he_has_it(store: Store) -> None:
    lamp, advisor = make_article("L-1"), make_actor(store, "service_advisor")
    given = {"actor": advisor, "at": AT + DAY}
    handed, fitted, gone = make_special(store, lamp), make_special(store), make_special(store, lamp)
    for special in (handed, fitted, gone):
        order_id = ordered_special(store, lamp, special)
        (line,) = view(order_id).lines
        commands.name_article(actor=system_actor("test"), order_id=order_id, line_id=line.id, article_id=lamp.pk, at=AT)
        received(store, order_id, came(lamp, "1"))
    assert (stock_of(advisor, store.pk, [lamp.pk])[lamp.pk], free(store, lamp)) == (3, 0)
    assert seen(fitted).article_id == lamp.pk
    commands.hand_over_special_order(special_id=handed, **given)
    assert (stock_of(advisor, store.pk, [lamp.pk])[lamp.pk], free(store, lamp)) == (2, 0)
    commands.cancel_special_order(special_id=gone, reason="不要了", **given)
    assert free(store, lamp) == 1
    order = DocumentRef("repair_orders.repairorder", 1)
    lines = [IssueLine(lamp.pk, Decimal(2))]
    issue_parts(actor=system_actor("test"), store_id=store.pk, document=order, lines=lines, at=AT)
    with pytest.raises(StockShort):
        commands.hand_over_special_order(special_id=fitted, **given)
    commands.hand_over_special_order(special_id=fitted, is_fitted=True, **given)
    assert (seen(fitted).state, stock_of(advisor, store.pk, [lamp.pk])[lamp.pk]) == ("HANDED", 0)


@pytest.mark.rule("R-PT04")
def test_a_line_that_was_called_off_is_not_here(store: Store) -> None:
    lamp, oil, clerk = make_article("L-1"), make_article("O-1"), make_actor(store, "parts_clerk")
    special = make_special(store, lamp)
    document = DocumentRef("purchasing.specialorder", special)
    lines = [
        commands.WantedLine(Decimal(1), Money.yuan(800), lamp.pk, document=document),
        commands.WantedLine(Decimal(1), Money.yuan(40), oil.pk),
    ]
    given = {"actor": clerk, "at": AT}
    order = commands.NewPurchase(make_supplier(store), "special", lines)
    order_id = commands.draft_order(store_id=store.pk, order=order, **given).id
    commands.place_order(order_id=order_id, **given)
    commands.cancel_rest(order_id=order_id, line_ids=[view(order_id).lines[0].id], reason="没货", **given)
    received(store, order_id, came(oil, "1"))
    assert (seen(special).state, messages(store)) == ("WAITING", [])


def test_what_is_cancelled_or_here_by_another_way_is_not_told_again(store: Store) -> None:
    lamp, advisor, clerk = make_article("L-1"), make_actor(store, "service_advisor"), make_actor(store, "parts_clerk")
    gone, here = make_special(store, lamp), make_special(store, lamp)
    orders = [ordered_special(store, lamp, one) for one in (gone, here)]
    with pytest.raises(Invalid):
        commands.cancel_special_order(actor=advisor, special_id=gone, reason="", at=AT)
    commands.cancel_special_order(actor=advisor, special_id=gone, reason="客户不等了", at=AT)
    commands.note_special_arrival(actor=clerk, special_id=here, at=AT)
    for order_id in orders:
        received(store, order_id, came(lamp, "1"))
    assert (seen(gone).state, seen(here).state) == ("CANCELLED", "ARRIVED")
    assert messages(store) == [("purchasing.special_arrived", "BLOCKED")]
    with pytest.raises(IllegalTransition):
        commands.order_special(
            actor=clerk, special_id=gone, supplier_id=1, unit_price=view(orders[0]).lines[0].unit_price,
            kind="special", at=AT,
        )  # fmt: skip


def test_two_who_say_it_is_here_tell_the_customer_once(race: Callable[..., list[Any]]) -> None:
    store, lamp = make_store(), make_article("L-1")
    special = make_special(store, lamp)
    order_id, clerk = ordered_special(store, lamp, special), make_actor(store, "parts_clerk")
    race(
        partial(commands.note_special_arrival, actor=clerk, special_id=special, at=AT),
        partial(commands.receive_order, actor=clerk, order_id=order_id, came=[came(lamp, "1")], key="k", at=AT),
    )
    assert seen(special).state == "ARRIVED"
    assert messages(store) == [("purchasing.special_arrived", "BLOCKED")]


def test_an_erasure_blanks_what_was_written_down(store: Store) -> None:
    special = make_special(store)
    advisor = make_actor(store, "service_advisor")
    commands.cancel_special_order(actor=advisor, special_id=special, reason="王先生不等了", at=AT)
    given = {"actor": system_actor("test"), "store_id": store.pk, "at": AT}
    assert commands.erase_special_words(customer_id=seen(special).customer_id, **given) == 1
    assert (seen(special).words, seen(special).cancel_reason) == ("—", "—")
