"""What is proposed, what becomes a draft, and when the buyer hears of it: done, refused, denied, raced."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from anxin.holdings.parts.commands import IssueLine, issue_parts
from anxin.holdings.parts.queries import levels_of
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.parts.tests.test_web import signed_in
from anxin.holdings.purchasing import commands as purchasing
from anxin.holdings.purchasing.tests.factories import (
    make_special,
    make_supplier,
    make_terms,
    ordered_special,
    view,
    wish,
)
from anxin.holdings.replenishment import commands, queries
from anxin.holdings.replenishment.parameters import BELOW_TASK
from anxin.holdings.replenishment.tests.factories import ask_for, bring, keep, short_of
from anxin.holdings.transfers.tests.factories import make_agreed
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.commands import complete_task
from anxin.parties.work.queries import get_task
from anxin.platform import clock
from anxin.platform.errors import Denied, IdempotencyKeyReused, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article

DAY = timedelta(days=1)
Race = Callable[..., list[Any]]


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Store:
    request.getfixturevalue("db")
    return make_store("LG")


def told(store: Store, supplier_id: int | None = None, at: Any = AT, **asked: Any) -> queries.Proposal:
    actor = system_actor("test")
    with reading(actor):
        return queries.get_proposal(actor, store.pk, queries.WhatIf(**asked), at, supplier_id=supplier_id)


def lines(store: Store, **asked: Any) -> dict[str, queries.ProposedLine]:
    actor = system_actor("test")
    with reading(actor):
        found = queries.proposed_lines(actor, store.pk, queries.WhatIf(**asked), AT, supplier_id=None)
    return {one.number: one for one in found}


def chosen(*rows: queries.ProposedLine) -> list[commands.ChosenLine]:
    return [commands.ChosenLine(one.article_id, one.quantity, one.unit_price, one.coming) for one in rows]


def draft(store: Store, supplier_id: int, *rows: queries.ProposedLine, key: str = "a", **more: Any) -> Any:
    said = {"actor": make_actor(store, "parts_buyer"), "key": key, "at": AT, **more}
    return commands.draft_proposal(store_id=store.pk, supplier_id=supplier_id, lines=chosen(*rows), **said)


@pytest.mark.rule("R-PT02")
def test_what_is_below_its_minimum_is_filled_up_to_the_standard_from_who_brought_it_last(store: Store) -> None:
    oil, full = make_article("O-1"), make_article("F-1")
    supplier = short_of(store, oil)
    keep(store, full, "1", "2", "3"), stock_up(store, full), ask_for(store, full)
    seen = told(store)
    assert [(one.supplier_id, one.lines, one.amount) for one in seen.groups] == [(supplier, 1, Money.yuan(720))]
    assert seen.chosen is not None
    (line,) = seen.chosen.lines
    assert (line.number, line.position, line.quantity, line.unit_price) == ("O-1", 2, 18, Money.yuan(40))
    assert (line.days_left, line.demand) == (20, 9)
    assert (seen.as_set.lines, seen.tried, seen.still) == (1, None, 0)


def test_what_is_coming_counts_and_what_documents_want_is_taken_off(store: Store) -> None:
    oil, lender = make_article("O-1"), make_store("FT")
    supplier = short_of(store, oil)
    actor = system_actor("test")
    order = wish(supplier, oil, quantity="3")
    purchasing.draft_order(actor=actor, store_id=store.pk, order=order, at=AT)
    sent = purchasing.draft_order(actor=actor, store_id=store.pk, order=order, at=AT)
    purchasing.place_order(actor=actor, order_id=sent.id, at=AT)
    line = lines(store)["O-1"]
    assert (line.coming, line.position, line.quantity) == (6, 8, 12)
    stock_up(lender, oil)
    make_agreed(store, lender, quantity="1", article=oil)
    assert (lines(store)["O-1"].coming, lines(store)["O-1"].quantity) == (7, 11)


def test_a_special_order_of_a_customer_is_no_stock_that_comes(store: Store) -> None:
    oil = make_article("O-1")
    short_of(store, oil)
    ordered_special(store, oil, make_special(store, oil))
    assert lines(store)["O-1"].coming == 0


def test_what_nobody_wants_is_counted_and_not_proposed_but_what_is_new_is(store: Store) -> None:
    old, new = make_article("OLD"), make_article("NEW")
    keep(store, old, "5", "9", "9"), keep(store, new, "5", "9", "9")
    stock_up(store, old, "2")
    seen = told(store)
    assert set(lines(store)) == {"NEW"}
    assert seen.still == 1
    assert [one.supplier_id for one in seen.groups] == [0]


@pytest.mark.rule("R-PT01")
def test_a_genuine_part_is_proposed_from_who_deals_in_them_and_is_in_use(store: Store) -> None:
    oil = make_article("O-1")
    supplier = short_of(store, oil)
    terms = make_terms(code="X", deals_genuine=False)
    purchasing.change_supplier(actor=system_actor("test"), supplier_id=supplier, terms=terms, at=AT)
    assert lines(store)["O-1"].supplier_id == 0
    terms = make_terms(code="X", is_active=False)
    purchasing.change_supplier(actor=system_actor("test"), supplier_id=supplier, terms=terms, at=AT)
    assert lines(store)["O-1"].supplier_id == 0


def test_levels_follow_from_demand_where_that_is_tried_and_nothing_is_written(store: Store) -> None:
    oil, lost = make_article("O-1"), make_article("L-1")
    supplier = short_of(store, oil)
    ask_for(store, oil, "81"), ask_for(store, lost, "9")
    assert set(lines(store)) == {"O-1"}
    tried = lines(store, by_demand=True)
    # One a day: 2 days until it comes, ordered each 7 days, 3 days of safety, 14 days of cover.
    assert tried["O-1"].suggested == queries.Levels(Decimal(12), Decimal(26), Decimal(33))
    assert tried["O-1"].quantity == 24
    assert (tried["L-1"].supplier_id, tried["L-1"].kept.minimum, tried["L-1"].quantity) == (0, None, 3)
    more = lines(store, growth=Decimal(100), cover_days=28, safety_days=0)["O-1"]
    assert more.suggested == queries.Levels(Decimal(18), Decimal(74), Decimal(88))
    seen = told(store, supplier, by_demand=True)
    assert seen.tried is not None
    assert (seen.as_set.amount, seen.tried.amount) == (Money.yuan(720), Money.yuan(960))
    assert lines(store)["O-1"].kept.minimum == 10


def test_a_budget_keeps_the_most_urgent(store: Store) -> None:
    oil, filter_ = make_article("O-1"), make_article("F-1")
    supplier = short_of(store, oil)
    short_of(store, filter_, supplier_id=supplier)
    ask_for(store, filter_, "90")
    seen = told(store, budget=Money.yuan(1_000))
    assert seen.tried is not None
    assert (seen.tried.amount, seen.tried.lines, seen.as_set.amount) == (Money.yuan(1_000), 2, Money.yuan(1_440))
    rows = lines(store, budget=Money.yuan(1_000))
    assert [(one, rows[one].quantity, rows[one].is_cut) for one in rows] == [("F-1", 18, False), ("O-1", 7, True)]
    assert lines(store, budget=Money(0)) == {}


def test_turnover_and_slow_stock_are_told(store: Store) -> None:
    oil = make_article("O-1")
    stock_up(store, oil, "10")
    issue = [IssueLine(oil.pk, Decimal(1))]
    for kind in ("repair_orders.repairorder", "counter_sales.sale"):
        document = DocumentRef(kind, 1)
        issue_parts(actor=system_actor("test"), store_id=store.pk, document=document, lines=issue, at=AT)
    depth = told(store).depth
    assert (depth.value, depth.turnover, depth.slow_share) == (Money.yuan(320), Decimal("0.04"), 0)
    assert depth.is_shallow
    assert not depth.is_slow


def test_what_is_ordered_is_a_draft_once_and_is_not_proposed_again(store: Store) -> None:
    oil = make_article("O-1")
    supplier = short_of(store, oil)
    line = lines(store)["O-1"]
    made = draft(store, supplier, line)
    head = view(made.order_id).head
    assert (head.kind, head.state, head.amount, made.replayed) == ("stock", "DRAFT", Money.yuan(720), False)
    assert draft(store, supplier, line).replayed
    assert lines(store) == {}
    with pytest.raises(IdempotencyKeyReused):
        draft(store, make_supplier(store), line)
    with pytest.raises(commands.ProposalChanged):
        draft(store, supplier, line, key="b")


def test_what_cannot_be_ordered_is_refused_and_whoever_may_not_is_denied(store: Store) -> None:
    oil = make_article("O-1")
    supplier = short_of(store, oil)
    line = lines(store)["O-1"]
    for wrong in (
        partial(draft, store, supplier),
        partial(draft, store, supplier, line, line),
        partial(draft, store, supplier, line, key=""),
    ):
        with pytest.raises(Invalid):
            wrong()
    with pytest.raises(Denied):
        draft(store, supplier, line, actor=make_actor(store, "technician"))
    with pytest.raises(Denied):
        commands.remind_buyer(actor=make_actor(store, "technician"), store_id=store.pk, at=AT)
    assert "O-1" in lines(store)


def test_a_double_tap_and_a_colleague_make_one_draft(race: Race) -> None:
    store, oil = make_store(), make_article("O-1")
    supplier = short_of(store, oil)
    line = lines(store)["O-1"]
    outcomes = race(
        partial(draft, store, supplier, line),
        partial(draft, store, supplier, line, actor=make_actor(store, "parts_buyer")),
        partial(draft, store, supplier, line, key="b"),
    )
    kinds = sorted(type(one).__name__ for one in outcomes)
    assert kinds in (
        ["DraftedProposal", "DraftedProposal", "ProposalChanged"],
        ["DraftedProposal", "ProposalChanged", "ProposalChanged"],
    )
    made = {one.order_id for one in outcomes if isinstance(one, commands.DraftedProposal)}
    assert len(made) == 1
    assert lines(store) == {}


def test_the_buyer_hears_once_of_what_is_below_its_minimum(store: Store) -> None:
    remind = partial(commands.remind_buyer, actor=system_actor("test"), store_id=store.pk)
    assert remind(at=AT) == commands.RemindedBuyer(0, None)
    short_of(store, make_article("O-1"))
    first = remind(at=AT)
    assert first.lines == 1
    with reading(system := system_actor("test")):
        task = get_task(system, first.task_id or 0, AT)
    assert (task.kind, task.title) == (BELOW_TASK, "1 个配件低于最低库存，约 720.00 元，请补货")
    assert remind(at=AT).task_id is None
    assert remind(at=AT + DAY) == commands.RemindedBuyer(1, None)
    complete_task(actor=system, task_id=task.id, at=AT)
    assert remind(at=AT + 2 * DAY).task_id is not None


def test_the_page_tries_out_orders_and_takes_levels_over(store: Store) -> None:
    at = clock.now()
    oil = make_article("O-1", name="机油")
    buyer, guest = signed_in(store, "parts_buyer"), signed_in(store, "technician")
    assert "没有要补的配件" in buyer.get("/replenishment/").content.decode()
    supplier = make_supplier(store, lead_days=2)
    keep(store, oil, "10", "20", "30"), bring(store, supplier, oil, at=at), ask_for(store, oil, "81", at=at)
    page = buyer.get("/replenishment/?by_demand=on&growth=10&budget=1000").content.decode()
    for words in ("机油", "试算", "采用", "这家全部 1 行开草稿", "按需求"):
        assert words in page
    assert buyer.get("/replenishment/?growth=x").status_code == 200
    assert buyer.get("/replenishment/?format=xlsx").content.startswith(b"PK")
    assert guest.get("/replenishment/").status_code == 403
    levels = {"article_id": str(oil.pk), "minimum": "11", "standard": "24", "maximum": "30", "version": "2"}
    assert buyer.post("/replenishment/levels/", {**levels, "minimum": "99"}).status_code == 422
    assert buyer.post("/replenishment/levels/", levels).status_code == 303
    assert buyer.post("/replenishment/levels/", levels).status_code == 409
    with reading(actor := system_actor("test")):
        assert levels_of(actor, store.pk, [oil.pk])[oil.pk].standard == 24
    now = told(store, at=at)
    assert now.chosen is not None
    one = now.chosen.lines[0]
    sent = {"supplier_id": str(supplier), "group": str(supplier), "seen": now.chosen.seen}
    row = {"take": str(oil.pk), f"quantity_{oil.pk}": "5", f"price_{oil.pk}": "41", f"coming_{oil.pk}": str(one.coming)}
    assert buyer.post("/replenishment/draft/", {**sent, **row, f"quantity_{oil.pk}": "x"}).status_code == 422
    assert buyer.post("/replenishment/draft/", {**sent, **row, "supplier_id": ""}).status_code == 422
    assert buyer.post("/replenishment/draft/", {**sent, "all": "1", "seen": "0" * 64}).status_code == 409
    where = buyer.post("/replenishment/draft/", {**sent, **row, "post_key": "k1"}).headers["Location"]
    assert view(int(where.rstrip("/").rpartition("/")[2])).head.amount == Money.yuan(205)
    assert buyer.post("/replenishment/draft/", {**sent, "all": "1"}).status_code == 409
    rest = told(store, at=at)
    assert rest.chosen is not None
    assert (
        buyer.post("/replenishment/draft/", {**sent, "seen": rest.chosen.seen, "all": "1", "post_key": "k2"}).status_code
        == 303
    )
    assert buyer.get("/replenishment/reminders/1/").status_code == 302
