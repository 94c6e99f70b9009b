"""Selling at the parts counter: done, refused, denied, raced; money and parts come back as they went."""

import random
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.commands import ArticleUnknown, StockShort
from anxin.holdings.parts.models import DemandAnswer, PartDemand
from anxin.holdings.parts.queries import PartNeed, needs
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.customers.tests.factories import make_customer
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.platform.actor import Actor
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Denied, IdempotencyKeyReused, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.phones import mask_phone
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.billing import queries as billing
from anxin.visit.billing.commands import CashCount, Tender, close_day
from anxin.visit.counter_sales import commands, queries, rules
from anxin.visit.counter_sales.models import SalePayment
from anxin.visit.counter_sales.tests.factories import make_sale, take_random_sale_step
from anxin.visit.counter_sales.web.papers import sale_document

db = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def seller(store: Store) -> Actor:
    return make_actor(store, "parts_seller")


@pytest.fixture
def filters(store: Store) -> PartArticle:
    article = make_article(price="100.00")
    stock_up(store, article, "10", "40.00")
    return article


def sell(seller: Actor, store: Store, article: PartArticle, quantity: str = "2", **more: Any) -> commands.SavedSale:
    price = more.pop("price", None)
    paid = more.pop("paid", Money(100_00).times(Decimal(quantity)) if price is None else price.times(Decimal(quantity)))
    said = {"key": "one", "tenders": [Tender("cash", paid)], **more}
    lines = [commands.SoldLine(article.pk, Decimal(quantity), price)]
    return commands.sell_at_counter(actor=seller, store_id=store.pk, lines=lines, at=AT, **said)


def demands(store: Store) -> list[tuple[Decimal, Decimal]]:
    with reading(system_actor("test")):
        rows = PartDemand.objects.across_stores(reason="test").filter(store_id=store.pk).order_by("pk")
        return [(one.quantity, one.free) for one in rows]


@db
@pytest.mark.rule("R-PT06", "R-PT09")
def test_a_sale_takes_parts_and_money_and_says_what_was_asked(store: Store, seller: Actor, filters: PartArticle) -> None:
    done = sell(seller, store, filters)
    assert (done.number[:7], done.gross) == (f"{store.code}-C26-", Money(200_00))
    seen = queries.get_sale(seller, done.id)
    assert (seen.net, seen.tax, seen.channel) == (Money(176_99), Money(23_01), "retail")
    assert stock.stock_of(seller, store.pk, [filters.pk])[filters.pk] == 8
    assert demands(store) == [(2, 2)]
    assert sell(seller, store, filters).id == done.id, "the same key sells once"
    assert len(demands(store)) == 1
    other: list[dict[str, Any]] = [
        {"quantity": "3"},
        {"price": Money(99_00)},
        {"tenders": [Tender("wechat", Money(200_00))]},
        {"tenders": [Tender("cash", Money(100_00)), Tender("wechat", Money(100_00))]},
        {"customer_id": make_customer(store)},
    ]
    for differs in other:
        with pytest.raises(IdempotencyKeyReused):
            sell(seller, store, filters, **differs)
    assert sell(seller, store, filters, price=Money(100_00)).id == done.id, "the same price, said"


@db
def test_wholesale_and_group_purchase_have_their_price_and_a_customer_on_file(
    store: Store, seller: Actor, filters: PartArticle
) -> None:
    with pytest.raises(Invalid):
        sell(seller, store, filters, channel="wholesale")
    with pytest.raises(NotFound):
        sell(seller, store, filters, channel="wholesale", customer_id=make_customer(make_store("FT")))
    garage = make_customer(store)
    for key, channel, price in (("w", "wholesale", 85_00), ("g", "group", 80_00)):
        done = sell(seller, store, filters, "1", channel=channel, customer_id=garage, key=key, paid=Money(price))
        assert queries.get_sale(seller, done.id).lines[0].unit_price == Money(price)
    with pytest.raises(Invalid):
        sell(seller, store, filters, channel="gift")


@db
def test_a_discount_ends_where_the_posts_authority_ends(store: Store, seller: Actor, filters: PartArticle) -> None:
    sell(seller, store, filters, "1", price=Money(95_00), key="a")
    with pytest.raises(commands.TooCheap):
        sell(seller, store, filters, "1", price=Money(94_99), key="b")
    head = make_actor(store, "parts_manager")
    sell(head, store, filters, "1", price=Money(85_00), key="c")
    with pytest.raises(commands.TooCheap):
        sell(head, store, filters, "1", price=Money(84_99), key="d")


@db
def test_what_is_not_sound_is_refused_and_changes_nothing(store: Store, seller: Actor, filters: PartArticle) -> None:
    for wrong, error in (
        ({"paid": Money(199_00)}, commands.NotPaidUp),
        ({"tenders": []}, Invalid),
        ({"tenders": [Tender("account", Money(200_00))]}, Invalid),
        ({"key": ""}, Invalid),
    ):
        with pytest.raises(error):
            sell(seller, store, filters, **wrong)  # type: ignore[arg-type]
    with pytest.raises(StockShort):
        sell(seller, store, filters, "11")
    lines = [commands.SoldLine(987_654, Decimal(1))]
    with pytest.raises(ArticleUnknown):
        commands.sell_at_counter(actor=seller, store_id=store.pk, lines=lines, tenders=[], key="x", at=AT)
    assert stock.stock_of(seller, store.pk, [filters.pk])[filters.pk] == 10
    assert billing.totals_of_day(system_actor("test"), store.pk, TODAY) == {}


@db
def test_who_may_not_sell_or_take_back_does_not(store: Store, seller: Actor, filters: PartArticle) -> None:
    for actor in (make_actor(store, "technician"), make_actor(make_store("FT"), "parts_seller")):
        with pytest.raises(Denied):
            sell(actor, store, filters)
    sold = make_sale(store)
    line = queries.get_sale(seller, sold.id).lines[0]
    back = {
        "sale_id": sold.id,
        "lines": [commands.TakenBack(line.id, Decimal(1))],
        "method": "cash",
        "reason": "x",
        "at": AT,
    }
    with pytest.raises(Denied):
        commands.take_back_parts(actor=seller, **back)
    with pytest.raises(NotFound):
        commands.take_back_parts(actor=make_actor(make_store("FT"), "parts_manager"), **back)


@db
def test_parts_come_back_at_their_cost_and_money_at_the_sold_price(
    store: Store, seller: Actor, filters: PartArticle
) -> None:
    sold, head = sell(seller, store, filters, "3", price=Money(99_99)), make_actor(store, "parts_manager")
    stock_up(store, filters, "10", "80.00")
    line = queries.get_sale(seller, sold.id).lines[0]
    back = partial(commands.take_back_parts, actor=head, sale_id=sold.id, method="cash", reason="买错", at=AT)
    assert back(lines=[commands.TakenBack(line.id, Decimal(1))]).refunded == Money(99_99)
    assert stock.get_stock(head, store.pk, filters.pk).value == Money(10 * 80_00 + 8 * 40_00)
    with pytest.raises(commands.SoldLess):
        back(lines=[commands.TakenBack(line.id, Decimal(3))])
    with pytest.raises(VersionConflict):
        back(lines=[commands.TakenBack(line.id, Decimal(1))], version=1)
    for wrong in ([], [commands.TakenBack(line.id + 999, Decimal(1))]):
        with pytest.raises(Invalid):
            back(lines=wrong)
    assert back(lines=[commands.TakenBack(line.id, Decimal(2))]).refunded == sold.gross
    assert billing.totals_of_day(system_actor("test"), store.pk, TODAY) == {"cash": Money(0)}


@db
def test_the_cash_desk_closes_the_day_with_the_counters_cash_and_takes_none_after(
    store: Store, seller: Actor, filters: PartArticle
) -> None:
    sell(seller, store, filters)
    cashier = make_actor(store, "cashier")
    closed = close_day(actor=cashier, store_id=store.pk, on=TODAY, count=CashCount(total=Money(200_00)), at=AT)
    assert (closed.expected_cash, closed.difference) == (Money(200_00), Money(0))
    late = sell(seller, store, filters, key="late")
    assert billing.totals_of_day(cashier, store.pk, TODAY) == {"cash": Money(200_00)}, "it counts on the next day"
    with unit_of_work(system_actor("test"), "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
        SalePayment(
            store_id=store.pk,
            sale_id=late.id,
            method="cash",
            amount=Money(1),
            received_at=AT,
            received_on=TODAY,
            actor_key="t",
        ).save()


@db
@pytest.mark.rule("R-RO03")
def test_what_signed_orders_wait_for_is_not_sold_away(
    store: Store, seller: Actor, filters: PartArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = DocumentRef("repair_orders.repairorder", 7)
    need = PartNeed(filters.pk, document, Decimal(9), is_firm=True, needed_at=None, words="LG-1")
    monkeypatch.setitem(needs._sources, "test", lambda actor, store_id, article_ids: [need])
    with pytest.raises(commands.Promised):
        sell(seller, store, filters, "2")
    assert demands(store) == []
    sell(seller, store, filters, "1")
    assert demands(store) == [(Decimal(1), Decimal(1))]


@db
def test_a_lost_sale_is_posted_in_one_step(store: Store, seller: Actor) -> None:
    article = make_article()
    lose = partial(commands.record_lost_sale, actor=seller, store_id=store.pk, quantity=Decimal(2), key="k", at=AT)
    done = lose(article_id=article.pk, reason="没货，客户等不了")
    assert lose(article_id=article.pk, reason="没货，客户等不了").demand_id == done.demand_id
    assert demands(store) == [(2, 0)]
    with reading(seller):
        answers = DemandAnswer.objects.across_stores(reason="test").filter(demand_id=done.demand_id)
        assert [one.how for one in answers] == ["lost"]
    lose(words="2010 款老车天窗电机", reason="停产", key="w")
    with pytest.raises(Invalid):
        lose(article_id=article.pk, reason=" ", key="z")
    with pytest.raises(Denied):
        commands.record_lost_sale(
            actor=make_actor(store, "cashier"), store_id=store.pk, quantity=Decimal(1), reason="x", words="y", key="q", at=AT
        )


@given(st.integers(1, 999_99), st.integers(1, 12), st.data())
def test_what_comes_back_in_parts_is_what_was_paid(price: int, quantity: int, data: Any) -> None:
    whole, before, back = Money(price).times(quantity) + Money(price % 7), Decimal(0), Money(0)
    while before < quantity:
        more = Decimal(data.draw(st.integers(1, int(quantity - before))))
        back += rules.returned(whole, Decimal(quantity), before, more)
        before += more
    assert back == whole
    told = rules.amounts(Money(price), Decimal(quantity), Decimal("0.13"))
    assert told.net + told.tax == told.gross


def test_the_last_piece_is_sold_once(race: Callable[..., list[Any]]) -> None:
    store = make_store()
    article, seller = make_article(price="100.00"), make_actor(store, "parts_seller")
    stock_up(store, article, "3")
    outcomes = race(*(partial(sell, seller, store, article, key=f"k{number}") for number in range(4)))
    assert sorted(type(one).__name__ for one in outcomes) == ["SavedSale", *["StockShort"] * 3]


def test_what_was_sold_comes_back_once(race: Callable[..., list[Any]]) -> None:
    store = make_store()
    sold, head = make_sale(store), make_actor(store, "parts_manager")
    lines = [commands.TakenBack(queries.get_sale(head, sold.id).lines[0].id, Decimal(2))]
    back = partial(commands.take_back_parts, actor=head, sale_id=sold.id, lines=lines, method="cash", reason="退", at=AT)
    outcomes = race(back, back, back)
    assert sorted(type(one).__name__ for one in outcomes) == ["SavedSale", "SoldLess", "SoldLess"]
    assert billing.totals_of_day(system_actor("test"), store.pk, TODAY)["cash"] == Money(0)


def test_counters_that_do_whatever_comes_leave_the_books_right(race: Callable[..., list[Any]]) -> None:
    store, article = make_store(), make_article()
    stock_up(store, article, "15")

    def client(seed: int) -> list[str]:
        dice = random.Random(seed)
        return [take_random_sale_step(system_actor("test"), [store.pk], [article.pk], dice) for _step in range(20)]

    done = race(*(partial(client, seed) for seed in range(3)))
    assert {"sell", "take_back"} <= {step for steps in done for step in steps}
    assert stock.find_differences(system_actor("test")) == []
    rows = queries.page_sales(system_actor("test"), store.pk, queries.SaleFilter())
    cash = billing.totals_of_day(system_actor("test"), store.pk, TODAY)["cash"]
    assert rows.sums["gross"] - rows.sums["refunded"] == cash
    assert stock.stock_of(system_actor("test"), store.pk, [article.pk])[article.pk] == 15 - cash.fen // 68_00


@db
def test_the_counter_sells_takes_back_and_notes_a_lost_sale_on_its_pages(store: Store) -> None:
    article = make_article(number="06A115561B", price="100.00")
    stock_up(store, article, "5")
    browser = Client()
    browser.force_login(make_user(store, "parts_manager"))
    assert (
        browser.post("/counter-sales/sell/", {"lines": "NOPE 1", "channel": "retail", "method": "cash"}).status_code == 422
    )
    said = {"lines": "06A115561B 2", "channel": "retail", "method": "cash", "post_key": "k1"}
    sold = browser.post("/counter-sales/sell/", said)
    assert sold.status_code == 303
    shown = browser.get(sold["Location"]).content.decode()
    assert "200.00" in shown
    assert "质保期与在本店维修更换的配件相同" in shown
    (row,) = queries.page_sales(system_actor("test"), store.pk, queries.SaleFilter()).rows
    line = queries.get_sale(system_actor("test"), row.id).lines[0]
    where = f"{sold['Location']}take-back/"
    assert browser.post(where, {"method": "cash", "reason": "x"}).status_code == 422
    back = {f"back_{line.id}": "1", "method": "cash", "reason": "买错"}
    assert browser.post(where, back).status_code == 303
    assert row.number in browser.get("/counter-sales/").content.decode()
    lost = {"number": "06A115561B", "quantity": "1", "reason": "没货", "post_key": "k2"}
    assert browser.post("/counter-sales/lost/", lost).status_code == 303
    assert browser.get("/counter-sales/lost/").status_code == browser.get("/counter-sales/sell/").status_code == 200


@db
@pytest.mark.rule("R-PT06")
def test_the_paper_says_numbers_prices_tax_and_the_guarantee(store: Store, seller: Actor) -> None:
    article = make_article(price="100.00", name="机油滤清器", quality_days=365, quality_km=20_000)
    stock_up(store, article, "10", "40.00")
    done = sell(seller, store, article)
    head = make_actor(store, "parts_manager")
    line = queries.get_sale(head, done.id).lines[0].id
    back = [commands.TakenBack(line, Decimal(1))]
    commands.take_back_parts(actor=head, sale_id=done.id, lines=back, method="cash", reason="买错", at=AT)
    with reading(seller):
        paper = sale_document(queries.get_sale(seller, done.id))
    text = text_of(render_pdf("counter_sales/sale", dict(paper)))
    for words in (
        done.number,
        article.number,
        "机油滤清器",
        "200.00",
        "23.01",
        "贰佰元整",
        "365 天 / 20,000 km",
        "现金 200.00",
    ):
        assert words in text, words
    assert "已退款" in text
    assert "自售出之日起" in text


@db
def test_a_buyer_is_found_by_what_people_say(client: Client, store: Store, filters: PartArticle) -> None:
    first = make_customer(store, name="王小明", phone="13912345678")
    make_customer(store, name="王小明", phone="13987654321")
    client.force_login(make_user(store, "parts_manager"))
    typed = {"lines": f"{filters.number} 1", "channel": "wholesale", "method": "cash", "received": ""}
    for text in ("", "没有这个人"):
        assert client.post("/counter-sales/sell/", {**typed, "customer": text}).status_code == 422
    several = client.post("/counter-sales/sell/", {**typed, "customer": "王小明"})
    assert several.status_code == 422
    shown = several.content.decode()
    assert mask_phone("13912345678") in shown
    assert "13912345678" not in shown
    stranger = make_customer(make_store("FT"), name="李四方")
    chosen = {**typed, "customer": "王小明", "customer_id": str(stranger)}
    assert client.post("/counter-sales/sell/", chosen).status_code == 422
    assert client.post("/counter-sales/sell/", {**chosen, "customer_id": str(first), "post_key": "b1"}).status_code == 303
    assert client.post("/counter-sales/sell/", {**typed, "customer": "13912345678", "post_key": "b2"}).status_code == 303
    rows = queries.page_sales(system_actor("test"), store.pk, queries.SaleFilter()).rows
    assert [one.customer_name for one in rows] == ["王小明", "王小明"]


@db
def test_odd_figures_are_told_on_the_page_and_a_barcode_is_no_price(
    client: Client, store: Store, seller: Actor, filters: PartArticle
) -> None:
    user = make_user(store, "parts_seller")
    client.force_login(user)
    for typed in ("NaN", "sNaN", "Infinity", "1e400", "1 Infinity", "1 1e20", "1 6901234567890", "0.001 0.01"):
        said = {"lines": f"{filters.number} {typed}", "channel": "retail", "method": "cash"}
        assert client.post("/counter-sales/sell/", said).status_code == 422, typed
    with pytest.raises(Invalid):
        sell(seller, store, filters, "1", price=Money.yuan(1_001))
    with pytest.raises(Invalid):
        sell(seller, store, make_article(price="4.00"), "0.001", price=Money.yuan(4), paid=Money(0))
    assert demands(store) == []
