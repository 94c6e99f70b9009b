"""What parts cost after they went from store to store: at cost it follows the lender's, else the price stands."""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.holdings.parts import queries as stock
from anxin.holdings.parts.commands import EntryOfDocument, IssueLine, issue_parts, price_receipt, return_parts
from anxin.holdings.parts.models import StockEntry
from anxin.holdings.parts.rules import Step, replay
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.transfers import commands, queries, rules
from anxin.holdings.transfers.models import Transfer, TransferReceipt
from anxin.holdings.transfers.parameters import COST_PLUS, LIST_LESS, PRICE_BY, TAXPAYER
from anxin.holdings.transfers.tests.factories import let_stores_follow, make_agreed, make_sent
from anxin.holdings.transfers.tests.test_free_elsewhere import set_for
from anxin.parties.org import stores
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Refusal
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.parameters import TAX_RATE
from anxin.resources.catalog.tests.factories import make_article

pytestmark = pytest.mark.django_db
ORDERS = "repair_orders.repairorder"
_serial = count(1)


def of_one_company(*members: Store) -> None:
    for store in members:
        store.company = "安心汽车销售服务有限公司"
        store.save()
    stores.forget()


def received(store: Store, lender: Store, article: PartArticle, quantity: str) -> commands.SavedTransfer:
    sent = make_sent(store, lender, quantity=quantity, article=article)
    return commands.receive_transfer(actor=system_actor("test"), transfer_id=sent.id, quantity=Decimal(quantity), at=AT)


def put_in(store: Store, article: PartArticle, quantity: str, line: int = 1) -> None:
    lines = [IssueLine(article.pk, Decimal(quantity), line)]
    document = DocumentRef(ORDERS, store.pk)
    issue_parts(actor=system_actor("test"), store_id=store.pk, document=document, lines=lines, at=AT)


def cost_of(store: Store, article: PartArticle, line: int = 1) -> Money:
    held = stock.list_held_parts(system_actor("test"), store.pk, DocumentRef(ORDERS, store.pk))
    return next(one.cost for one in held if (one.article_id, one.document_line) == (article.pk, line))


def billed(entry_id: int, cost: Money) -> None:
    known = stock.get_entry(system_actor("test"), entry_id)[1].cost_now
    price_receipt(actor=system_actor("test"), entry_id=entry_id, cost=cost, seen=known, note="到票", at=AT)


@pytest.mark.rule("R-PT14")
def test_a_late_bill_reaches_the_line_of_an_order_two_stores_further_on() -> None:
    first, second, third = (make_store(code) for code in ("LG", "NS", "FT"))
    of_one_company(first, second, third)
    article = make_article()
    (receipt,) = stock_up(first, article, "10", "10.00").lines
    received(second, first, article, "4")
    received(third, second, article, "3")
    put_in(third, article, "2")
    put_in(second, article, "1")
    assert (cost_of(third, article), cost_of(second, article)) == (Money(20_00), Money(10_00))
    billed(receipt.entry_id, Money(120_01))
    let_stores_follow()
    assert (cost_of(third, article), cost_of(second, article)) == (Money(24_00), Money(12_00))
    let_stores_follow()
    values = [stock.get_stock(system_actor("test"), store.pk, article.pk).value for store in (first, second, third)]
    assert sum(one.fen for one in values) + 36_00 == 120_01
    assert stock.find_differences(system_actor("test")) == []


def test_what_was_transferred_is_not_priced_by_hand() -> None:
    first, second = (make_store(code) for code in ("LG", "NS"))
    of_one_company(first, second)
    article = make_article()
    stock_up(first, article, "10", "10.00")
    done = received(second, first, article, "4")
    with reading(system_actor("test")):
        (entry_id,) = TransferReceipt.plain.filter(transfer_id=done.id).values_list("entry_id", flat=True)
    with pytest.raises(EntryOfDocument):
        billed(entry_id, Money(1))


@pytest.mark.parametrize(
    ("taxpayer", "rate", "net", "tax", "cost"),
    [
        ("general", "0.13", 10_50, 1_37, 10_50),
        ("small", "0.13", 10_50, 1_37, 11_87),
        ("general", "0.01", 10_50, 11, 10_50),
        ("small", "0.03", 10_50, 32, 10_82),
    ],
)
def test_another_company_buys_at_a_price_and_bears_the_tax_that_it_cannot_deduct(
    taxpayer: str, rate: str, net: int, tax: int, cost: int
) -> None:
    seller, buyer, article = make_store("LG"), make_store("NS"), make_article()
    (receipt,) = stock_up(seller, article, "1", "10.00").lines
    set_for(buyer, TAXPAYER, taxpayer)
    set_for(seller, TAX_RATE, rate)
    done = received(buyer, seller, article, "1")
    seen = queries.get_transfer(make_actor(buyer, "parts_manager"), buyer.pk, done.id)
    assert (seen.is_sale, seen.net, seen.tax, seen.cost) == (True, Money(net), Money(tax), Money(cost))
    put_in(buyer, article, "1")
    assert cost_of(buyer, article) == Money(cost)
    billed(receipt.entry_id, Money(99_00))
    let_stores_follow()
    assert cost_of(buyer, article) == Money(cost), "what was sold was sold"


def test_a_company_may_sell_off_the_list_price() -> None:
    seller, buyer, article = make_store("LG"), make_store("NS"), make_article(price="113.00")
    stock_up(seller, article, "2", "10.00")
    set_for(seller, PRICE_BY, "list")
    set_for(seller, LIST_LESS, "0.20")
    done = received(buyer, seller, article, "2")
    seen = queries.get_transfer(make_actor(buyer, "parts_manager"), buyer.pk, done.id)
    assert (seen.net, seen.tax) == (Money(160_00), Money(20_80))
    with reading(system_actor("test")):
        assert Transfer.objects.across_stores(reason="test").get(pk=done.id).net == Money(160_00)


def test_what_comes_back_of_a_sale_is_taken_off_its_price() -> None:
    seller, buyer, article = make_store("LG"), make_store("NS"), make_article()
    stock_up(seller, article, "3", "10.00")
    set_for(seller, COST_PLUS, "0.10")
    sent = make_sent(buyer, seller, quantity="3", article=article)
    commands.take_back_transfer(actor=system_actor("test"), transfer_id=sent.id, quantity=Decimal(1), reason="退", at=AT)
    seen = queries.get_transfer(make_actor(seller, "parts_manager"), seller.pk, sent.id)
    assert (seen.net, seen.tax, seen.on_the_way_value) == (Money(22_00), Money(2_86), Money(22_00))
    agreed = make_agreed(buyer, seller, quantity="1", article=article)
    with pytest.raises(commands.NoInvoice):
        commands.note_transfer_invoice(actor=system_actor("test"), transfer_id=agreed.id, number="1", at=AT)
    noted = commands.note_transfer_invoice(actor=system_actor("test"), transfer_id=sent.id, number=" 2644 ", at=AT)
    assert queries.get_transfer(make_actor(seller, "parts_manager"), seller.pk, noted.id).invoice_number == "2644"


def test_shares_sum_to_the_whole_whatever_is_cut_off() -> None:
    assert rules.shares(Money(100_00), [Decimal(1), Decimal(1), Decimal(1)], Decimal(3)) == [
        *(Money(33_33), Money(33_34), Money(33_33)),
    ]
    assert sum(one.fen for one in rules.shares(Money(1), [Decimal("0.4"), Decimal("0.6")], Decimal(1))) == 1


@dataclass
class History:
    """Three stores, two of one company, and what was done at random."""

    stores: list[Store]
    article: PartArticle
    receipts: list[int] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def act(self, code: int, dice: random.Random) -> None:
        """One thing that people do; what is refused changes nothing."""
        store, other = dice.sample(self.stores, 2)
        quantity = Decimal(dice.randint(1, 3))
        try:
            STEPS[code % len(STEPS)](self, store, other, quantity, dice)
        except Refusal:
            return

    def receive(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        price = f"{dice.randint(1, 3000) / 100:.2f}"
        self.receipts += [one.entry_id for one in stock_up(store, self.article, str(quantity), price).lines]

    def bill(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        if self.receipts:
            billed(dice.choice(self.receipts), Money(dice.randint(1, 9000)))

    def issue(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        put_in(store, self.article, str(quantity), dice.randint(1, 2))

    def give_back(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        lines = [IssueLine(self.article.pk, quantity, dice.randint(1, 2))]
        document = DocumentRef(ORDERS, store.pk)
        return_parts(actor=system_actor("test"), store_id=store.pk, document=document, lines=lines, at=AT)

    def send(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        make_sent(store, other, quantity=str(quantity), article=self.article)

    def arrive(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        self._move(commands.receive_transfer, quantity, dice)

    def call_back(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        self._move(commands.take_back_transfer, quantity, dice, reason="收回")

    def lose(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        self._move(commands.tell_difference, Decimal(1), dice, is_ours=dice.random() < 0.5, words="少")
        for row in self.on_the_way():
            if row.missing:
                commands.write_off_difference(actor=system_actor("test"), transfer_id=row.pk, at=AT)

    def follow(self, store: Store, other: Store, quantity: Decimal, dice: random.Random) -> None:
        let_stores_follow()

    def on_the_way(self) -> list[Transfer]:
        with reading(system_actor("test")):
            rows = Transfer.objects.across_stores(reason="test").filter(article_id=self.article.pk, sent__gt=0)
            return list(rows.order_by("pk"))

    def _move(self, act: Any, quantity: Decimal, dice: random.Random, **more: Any) -> None:
        rows = [row for row in self.on_the_way() if row.on_the_way]
        if rows:
            act(actor=system_actor("test"), transfer_id=dice.choice(rows).pk, quantity=quantity, at=AT, **more)

    def entries(self, store: Store) -> list[StockEntry]:
        with reading(system_actor("test")):
            rows = StockEntry.objects.across_stores(reason="test").filter(store_id=store.pk, article_id=self.article.pk)
            return list(rows.order_by("pk"))


STEPS = (
    *(History.receive, History.receive, History.bill, History.issue, History.issue, History.give_back),
    *(History.send, History.send, History.arrive, History.arrive, History.call_back, History.lose, History.follow),
)


def replayed_from_nothing(history: History) -> dict[int, Money]:
    """What each movement of each store costs by what is known at the end; of the books only bills are taken.

    Stores are replayed one after the other, again and again, until what one sends at cost no longer changes another.
    """
    steps = {store.pk: steps_of(history.entries(store)) for store in history.stores}
    transfers = {row.pk: row for row in history.on_the_way()}
    came = {store.pk: [one for one in history.entries(store) if one.reason == "transfer_in"] for store in history.stores}
    costs: dict[int, Money] = {}
    for _round in range(30):
        before = dict(costs)
        for store_id, own in steps.items():
            costs |= replay(own).costs
            for other_id, entries in came.items():
                told = prices_of(store_id, entries, transfers, steps[store_id], costs)
                steps[other_id] = [replace(one, cost=told.get(one.id, one.cost)) for one in steps[other_id]]
        if costs == before:
            return costs
    raise AssertionError("costs do not settle")


def steps_of(entries: list[StockEntry]) -> list[Step]:
    """Movements with the last price that a bill told; whatever else the books say of costs is forgotten."""
    told: dict[int, Money] = defaultdict(lambda: Money(0))
    for one in entries:
        if one.reason in ("purchase", "other_receipt") or (one.corrects_id and one.document_id is None):
            told[one.corrects_id or one.pk] += one.cost
    return [
        Step(
            id=one.pk,
            quantity=one.quantity,
            cost=told[one.pk],
            is_priced=one.reason in ("purchase", "transfer_in"),
            is_return=one.reason == "return",
            line=(one.document_kind, one.document_id, one.document_line) if one.reason in ("issue", "return") else None,
        )
        for one in entries
        if one.corrects_id is None
    ]


def prices_of(
    lender_id: int, entries: list[StockEntry], transfers: dict[int, Transfer], lent: list[Step], costs: dict[int, Money]
) -> dict[int, Money]:
    """What receipts of transfers from one store cost, by what its own steps cost."""
    found: dict[int, Money] = {}
    by_transfer: dict[int, list[StockEntry]] = defaultdict(list)
    for one in entries:
        if transfers[one.document_id or 0].from_store_id == lender_id:
            by_transfer[one.document_id or 0].append(one)
    for transfer_id, own in by_transfer.items():
        row = transfers[transfer_id]
        line = (commands.KIND, transfer_id, transfer_id)
        paid = -Money.sum(costs[step.id] for step in lent if step.line == line)
        whole = (row.net if row.is_tax_deductible else row.net + row.tax) if row.is_sale else paid
        shared = rules.shares(whole, [one.quantity for one in own], row.sent - row.returned)
        found |= dict(zip((one.pk for one in own), shared, strict=True))
    return found


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(codes=st.lists(st.integers(0, 12), min_size=5, max_size=28), seed=st.integers(0, 2**32))
def test_random_histories_over_three_stores_end_where_a_replay_from_nothing_ends(codes: list[int], seed: int) -> None:
    number, dice = next(_serial), random.Random(seed)
    members = [make_store(code) for code in ("LG", "NS", "FT")]
    of_one_company(*members[:2])
    set_for(members[2], TAXPAYER, dice.choice(["general", "small"]))
    set_for(members[0], TAXPAYER, dice.choice(["general", "small"]))
    set_for(members[0], TAX_RATE, dice.choice(["0.13", "0.01"]))
    history = History(members, make_article(number=f"TR{number:06}"))
    for code in codes:
        history.act(code, dice)
    let_stores_follow()
    expected = replayed_from_nothing(history)
    for store in members:
        booked: dict[int, Money] = defaultdict(lambda: Money(0))
        entries = history.entries(store)
        for one in entries:
            booked[one.corrects_id or one.pk] += one.cost
        assert booked == {one: expected[one] for one in booked}, [f"{codes=} {seed=}", store.code]
        shelf = stock.stock_of(system_actor("test"), store.pk, [history.article.pk])[history.article.pk]
        assert shelf == sum((one.quantity for one in entries), Decimal(0)) >= 0
    assert stock.find_differences(system_actor("test")) == []
    nothing_vanished(history)


def nothing_vanished(history: History) -> None:
    """What was sent is received, taken back, lost or on the way; at cost its value too, to the fen."""
    for row in history.on_the_way():
        held = stock.list_held_parts(system_actor("test"), row.from_store_id, DocumentRef(commands.KIND, row.pk))
        gone = sum((one.quantity for one in held), Decimal(0))
        assert gone == row.received + row.lost + row.on_the_way
        if not row.is_sale:
            assert Money.sum(one.cost for one in held) == row.net
            came = [
                one for one in history.entries(row.store) if one.document_id == row.pk and one.document_kind == commands.KIND
            ]
            shares = rules.shares(row.net, [row.received, row.lost, row.on_the_way], gone) if gone else [Money(0)] * 3
            assert Money.sum(one.cost for one in came) == shares[0]
            assert Money.sum(shares) == row.net
