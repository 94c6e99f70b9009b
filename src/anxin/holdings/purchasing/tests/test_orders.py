"""From a supplier to an order that is on its way: done, refused, denied."""

from copy import copy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.holdings.parts.commands import ArticleUnknown
from anxin.holdings.parts.tests.test_web import signed_in
from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.models import PurchaseOrder, Supplier
from anxin.holdings.purchasing.parameters import UNANSWERED_TASK
from anxin.holdings.purchasing.permissions import SEE
from anxin.holdings.purchasing.tests.factories import came, draft, make_supplier, make_terms, ordered, received, view, wish
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.queries import find_open_task
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def store() -> Store:
    return make_store("LG")


def suppliers(store: Store) -> list[queries.SupplierRow]:
    actor = system_actor("test")
    with reading(actor):
        return queries.list_suppliers(actor, store.pk)


def test_a_supplier_is_registered_and_changed(store: Store) -> None:
    buyer = make_actor(store, "parts_buyer")
    terms = make_terms(code="gz-01", phone="138 1234 2765", contact="王工", lead_days=2)
    kept = commands.add_supplier(actor=buyer, store_id=store.pk, terms=terms, at=AT)
    (row,) = suppliers(store)
    assert (row.code, row.phone, row.lead_days) == ("GZ-01", "13812342765", 2)
    with reading(guest := make_actor(store, "general_manager")):
        assert queries.get_supplier(guest, kept.id).phone == "138 **** 2765"
    commands.change_supplier(
        actor=buyer, supplier_id=kept.id, terms=replace(terms, is_active=False), version=kept.version, at=AT
    )
    assert suppliers(store) == []
    with pytest.raises(VersionConflict):
        commands.change_supplier(actor=buyer, supplier_id=kept.id, terms=terms, version=kept.version, at=AT)


def test_a_supplier_that_cannot_be_is_refused(store: Store) -> None:
    buyer = make_actor(store, "parts_buyer")
    make_supplier(store, code="A")
    wrong = {
        "code": make_terms(code=" "),
        "name": make_terms(name=""),
        "kind": make_terms(kind="friend"),
        "phone": make_terms(phone="12"),
        "lead_days": make_terms(lead_days=-1),
        "tax_percent": make_terms(tax_percent=Decimal("130")),
    }
    for field, terms in wrong.items():
        with pytest.raises(Invalid) as refusal:
            commands.add_supplier(actor=buyer, store_id=store.pk, terms=terms, at=AT)
        assert refusal.value.field == field
    with pytest.raises(commands.SupplierCodeTaken):
        commands.add_supplier(actor=buyer, store_id=store.pk, terms=make_terms(code="a"), at=AT)
    with pytest.raises(Denied):
        commands.add_supplier(actor=make_actor(store, "technician"), store_id=store.pk, terms=make_terms(), at=AT)
    with reading(buyer):
        assert Supplier.objects.visible_to(buyer, SEE).count() == 1


def test_a_list_of_suppliers_creates_updates_and_leaves(store: Store) -> None:
    given = {"actor": make_actor(store, "parts_buyer"), "store_id": store.pk, "at": AT}
    terms = make_terms(code="A")
    assert commands.import_supplier(terms=terms, **given) == "created"
    assert commands.import_supplier(terms=terms, **given) == "unchanged"
    assert commands.import_supplier(terms=replace(terms, lead_days=4), **given) == "updated"
    assert [row.lead_days for row in suppliers(store)] == [4]


def test_an_order_is_written_rewritten_and_sent(store: Store) -> None:
    oil, buyer = make_article("O-1"), make_actor(store, "parts_buyer")
    order = wish(make_supplier(store), oil)
    made = commands.draft_order(actor=buyer, store_id=store.pk, order=order, at=AT)
    assert (made.number, made.state) == ("LG-P26-000001", "DRAFT")
    words = commands.WantedLine(Decimal(2), Money.yuan(100), words="左前大灯总成 带透镜", demand_id=9)
    more = replace(order, lines=[*order.lines, words], note="急")
    again = commands.rewrite_order(actor=buyer, order_id=made.id, order=more, version=made.version, at=AT)
    sent = commands.place_order(actor=buyer, order_id=made.id, version=again.version, at=AT)
    seen = view(made.id)
    assert (sent.state, seen.head.amount, seen.head.ordered_on) == ("ORDERED", Money.yuan(600), TODAY)
    assert [(line.number, line.words, line.open, line.demand_id) for line in seen.lines] == [
        ("O-1", "", 10, None),
        ("", "左前大灯总成 带透镜", 2, 9),
    ]
    with pytest.raises(IllegalTransition):
        commands.rewrite_order(actor=buyer, order_id=made.id, order=order, at=AT)
    with pytest.raises(IllegalTransition):
        commands.place_order(actor=buyer, order_id=made.id, at=AT)


@pytest.mark.rule("R-PT01", "R-QC10")
def test_a_genuine_part_comes_only_from_whom_deals_in_them(store: Store) -> None:
    buyer, market = make_actor(store, "parts_buyer"), make_supplier(store, deals_genuine=False)
    given = {"actor": buyer, "store_id": store.pk, "at": AT}
    with pytest.raises(commands.GenuineElsewhere):
        commands.draft_order(order=wish(market, make_article("O-1")), **given)
    made = commands.draft_order(order=wish(market, make_article("O-2", origin="brand")), **given)
    assert made.state == "DRAFT"
    # By words, and told later what it is.
    by_words = commands.NewPurchase(market, "stock", [commands.WantedLine(Decimal(1), Money(0), words="灯")])
    later = commands.draft_order(order=by_words, **given)
    commands.place_order(actor=buyer, order_id=later.id, at=AT)
    line = view(later.id).lines[0].id
    with pytest.raises(commands.GenuineElsewhere):
        commands.name_article(actor=buyer, order_id=later.id, line_id=line, article_id=make_article("O-3").pk, at=AT)
    brand = make_article("O-4", origin="brand")
    commands.name_article(actor=buyer, order_id=later.id, line_id=line, article_id=brand.pk, at=AT)
    assert view(later.id).lines[0].number == "O-4"


def test_an_order_that_cannot_be_is_refused(store: Store) -> None:
    buyer, article, supplier = make_actor(store, "parts_buyer"), make_article(), make_supplier(store)
    good = wish(supplier, article)
    line = good.lines[0]
    given = {"actor": buyer, "store_id": store.pk, "at": AT}
    for wrong in (
        replace(good, kind="gift"),
        replace(good, lines=[]),
        replace(good, lines=[replace(line, quantity=Decimal(0))]),
        replace(good, lines=[replace(line, unit_price=Money(-1))]),
        replace(good, lines=[replace(line, article_id=None)]),
    ):
        with pytest.raises(Invalid):
            commands.draft_order(order=wrong, **given)
    with pytest.raises(ArticleUnknown):
        commands.draft_order(order=replace(good, lines=[replace(line, article_id=10**9)]), **given)
    with pytest.raises(NotFound):
        commands.draft_order(order=wish(make_supplier(make_store("NS")), article), **given)
    gone = make_supplier(store, is_active=False)
    with pytest.raises(commands.SupplierRetired):
        commands.draft_order(order=wish(gone, article), **given)
    with pytest.raises(Denied):
        commands.draft_order(order=good, **{**given, "actor": make_actor(store, "service_advisor")})
    with reading(buyer):
        assert PurchaseOrder.objects.visible_to(buyer, SEE).count() == 0


@pytest.mark.rule("R-PT11")
def test_an_emergency_order_has_a_clock_until_it_is_answered(store: Store) -> None:
    buyer, made = make_actor(store, "parts_buyer"), ordered(store, make_article(), kind="emergency")
    subject = DocumentRef("purchasing.purchaseorder", made.id)
    task = find_open_task(system_actor("test"), kind=UNANSWERED_TASK, subject=subject)
    assert task is not None
    assert task.due_at == AT + timedelta(hours=48)
    assert (view(made.id).head.answer_due_at, view(made.id).head.is_late) == (task.due_at, False)
    assert view(made.id, AT + timedelta(hours=49)).head.is_late
    (line,) = view(made.id).lines
    commands.answer_order(actor=buyer, order_id=made.id, promised={line.id: TODAY + 2 * DAY}, at=AT + timedelta(hours=3))
    assert find_open_task(system_actor("test"), kind=UNANSWERED_TASK, subject=subject) is None
    head = view(made.id).head
    assert (head.state, head.answered_at, head.answer_due_at) == ("ANSWERED", AT + timedelta(hours=3), None)
    calm = ordered(store, make_article())
    assert view(calm.id).head.answer_due_at is None


def test_what_was_told_first_stands_beside_what_is_told_now(store: Store) -> None:
    buyer, made = make_actor(store, "parts_buyer"), ordered(store, make_article())
    (line,) = view(made.id).lines
    for days in (2, 5):
        commands.answer_order(actor=buyer, order_id=made.id, promised={line.id: TODAY + days * DAY}, at=AT)
    (line,) = view(made.id).lines
    assert (line.first_promised_on, line.promised_on) == (TODAY + 2 * DAY, TODAY + 5 * DAY)
    assert view(made.id, AT + 6 * DAY).lines[0].is_overdue
    for promised in ({}, {line.id: TODAY - DAY}):
        with pytest.raises(Invalid):
            commands.answer_order(actor=buyer, order_id=made.id, promised=promised, at=AT)
    with pytest.raises(NotFound):
        commands.answer_order(actor=buyer, order_id=made.id, promised={10**9: TODAY}, at=AT)


def test_a_supplier_who_does_not_deliver_ends_the_order(store: Store) -> None:
    buyer, made = make_actor(store, "parts_buyer"), ordered(store, make_article(), kind="emergency")
    with pytest.raises(Invalid):
        commands.refuse_order(actor=buyer, order_id=made.id, reason=" ", at=AT)
    commands.refuse_order(actor=buyer, order_id=made.id, reason="停产", at=AT)
    seen = view(made.id)
    assert (seen.head.state, seen.end_reason, seen.lines[0].open) == ("REFUSED", "停产", 0)
    with pytest.raises(IllegalTransition):
        commands.answer_order(actor=buyer, order_id=made.id, promised={seen.lines[0].id: TODAY}, at=AT)


def test_an_order_is_called_off_and_the_rest_of_a_line(store: Store) -> None:
    buyer = make_actor(store, "parts_buyer")
    one, other = make_article("A-1"), make_article("A-2")
    made = ordered(store, one, other, kind="emergency")
    first, second = view(made.id).lines
    received(store, made.id, came(one, "4"))
    with pytest.raises(IllegalTransition):
        commands.cancel_order(actor=buyer, order_id=made.id, reason="不要了", at=AT)
    rest = {"actor": buyer, "order_id": made.id, "reason": "客户不等了", "at": AT}
    assert commands.cancel_rest(line_ids=[first.id], **rest).state == "PARTLY"
    with pytest.raises(Invalid):
        commands.cancel_rest(line_ids=[first.id], **rest)
    assert commands.cancel_rest(line_ids=[second.id], **rest).state == "RECEIVED"
    assert [(line.received, line.cancelled, line.open) for line in view(made.id).lines] == [(4, 6, 0), (0, 10, 0)]
    again = draft(store, one)
    assert commands.cancel_order(actor=buyer, order_id=again.id, reason="不要了", at=AT).state == "CANCELLED"
    with pytest.raises(IllegalTransition):
        commands.cancel_rest(actor=buyer, order_id=again.id, line_ids=[], reason="x", at=AT)


def test_what_is_on_order_is_known_by_article_and_found_in_the_list(store: Store) -> None:
    oil, other, buyer = make_article("O-1"), make_article("O-2"), make_actor(store, "parts_buyer")
    made = ordered(store, oil, other)
    draft(store, oil)
    received(store, made.id, came(oil, "4"))
    with reading(buyer):
        assert queries.list_on_order(buyer, store.pk) == {oil.pk: 6, other.pk: 10}
        for text, hits in (("O-2", 1), (made.number, 1), ("广汽", 2), ("X-9", 0)):
            asked = queries.PurchaseFilter(text=text)
            assert queries.page_orders(buyer, store.pk, asked, Order(), Window(), AT).total == hits
        found = queries.page_orders(buyer, store.pk, queries.PurchaseFilter(), Order(), Window(), AT)
        assert found.sums == {"amount": Money.yuan(1200)}


def test_an_order_is_found_by_an_article_beyond_the_first_five_hundred(store: Store) -> None:
    first = make_article("M-0000", name="同名滤芯")
    rest = [copy(first) for _n in range(501)]
    for number, one in enumerate(rest, 1):
        one.pk, one.number, one._state.adding = None, f"M-{number:04}", True
    PartArticle.objects.bulk_create(rest)
    made = ordered(store, PartArticle.objects.get(number="M-0501"))
    with reading(buyer := make_actor(store, "parts_buyer")):
        found = queries.page_orders(buyer, store.pk, queries.PurchaseFilter(text="同名滤芯"), Order(), Window(), AT)
    assert [row.id for row in found.rows] == [made.id]


@pytest.mark.rule("R-PT11")
def test_clocks_are_listed_by_urgency_whatever_the_list_shows(store: Store) -> None:
    oil, buyer = make_article("O-1"), make_actor(store, "parts_buyer")
    first = ordered(store, oil, kind="emergency", at=AT - 3 * DAY)
    second, answered = ordered(store, oil, kind="emergency"), ordered(store, oil, kind="emergency")
    ordered(store, oil)
    (line,) = view(answered.id).lines
    commands.answer_order(actor=buyer, order_id=answered.id, promised={line.id: TODAY}, at=AT)
    with reading(buyer):
        found = queries.list_unanswered(buyer, store.pk, AT)
    assert [(row.id, row.is_late) for row in found] == [(first.id, True), (second.id, False)]
    page = signed_in(store, "parts_buyer").get("/purchasing/?kind=stock").content.decode()
    assert first.number in page
