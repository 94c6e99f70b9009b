"""What the parts department has beside issues to orders: bins and levels, suppliers, orders in every state, a part that a
customer waits for, sales at the counter, and parts asked of another store. Through the commands.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from anxin.faces.twin.floor import Floor
from anxin.holdings.parts import commands as parts
from anxin.holdings.parts import permissions as parts_permissions
from anxin.holdings.parts.models import StockBalance
from anxin.holdings.purchasing import commands as purchasing
from anxin.holdings.purchasing.commands import BillLine, NewPurchase, NewSpecial, SupplierTerms, WantedLine
from anxin.holdings.purchasing.queries import get_order, get_receipt, list_suppliers
from anxin.holdings.purchasing.rules import Came
from anxin.holdings.transfers.commands import ask_transfer
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.queries import find_articles
from anxin.visit.billing.commands import Tender
from anxin.visit.counter_sales import commands as counter
from anxin.visit.counter_sales.commands import SoldLine, TakenBack
from anxin.visit.counter_sales.queries import get_sale

MAKER = SupplierTerms("CJ", "厂家配件中心", "manufacturer", Decimal(13), True, "李工", "0755-80000200", 2)
DEALER = SupplierTerms("TH", "华南配件经销公司", "dealer", Decimal(13), True, "陈经理", "0755-80000201", 1)
SHELVES = 6
SOLD_TODAY = 5
DELIVERED, ORDERED, URGENT, DRAFTED = slice(0, 6), slice(6, 11), slice(11, 12), slice(12, 17)
"""Which articles each order of the demo is for, by their place among those on hand."""
WAITED_FOR = "原厂左前大灯总成（氙灯，带随动转向），黑色内罩"


def set_up(floor: Floor, at: datetime) -> None:
    """Before the first day: bins, levels, suppliers, and one order that was delivered and billed."""
    clerk = floor.one("parts_clerk").actor
    for place, (article_id, on_hand) in enumerate(_on_hand(floor)):
        code = f"{'ABCD'[place % 4]}-{1 + place // 4 % SHELVES:02}-{1 + place // 24 % 5}"
        parts.place_article(actor=clerk, store_id=floor.store.id, article_id=article_id, bins=[code], at=at)
        _set_levels(floor, article_id, on_hand, at)
    buyer = floor.one("parts_manager").actor
    suppliers = [
        purchasing.add_supplier(actor=buyer, store_id=floor.store.id, terms=terms, at=at).id for terms in (MAKER, DEALER)
    ]
    order_id = _order(floor, suppliers[0], "stock", DELIVERED, at)
    _answer(floor, order_id, at + timedelta(days=1), at)
    _receive(floor, order_id, at + timedelta(hours=8))


def lay_out(floor: Floor, at: datetime) -> None:
    """After the running day was played: what is on its way, unanswered, only written, and what was sold."""
    maker, dealer = _suppliers(floor)
    ordered = _order(floor, maker, "stock", ORDERED, at - timedelta(days=3))
    _answer(floor, ordered, at + timedelta(days=1), at - timedelta(days=2))
    _order(floor, maker, "emergency", URGENT, at - timedelta(hours=5))
    _order(floor, dealer, "stock", DRAFTED, at - timedelta(hours=1), is_placed=False)
    _take_special(floor, maker, at)
    _sell(floor, at)


def borrow(asker: Floor, lender: Floor, at: datetime) -> None:
    """One store asks another for a part; the other has not answered yet."""
    article_id, _on_hand_there = _on_hand(lender)[0]
    ask_transfer(
        actor=asker.one("parts_manager").actor,
        store_id=asker.store.id,
        from_store_id=lender.store.id,
        article_id=article_id,
        quantity=Decimal(2),
        needed_at=at + timedelta(days=1),
        key="twin",
        at=at,
    )


def _on_hand(floor: Floor) -> list[tuple[int, Decimal]]:
    """Articles on hand with their quantity, always in the same order."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        rows: Any = StockBalance.objects.visible_to(system_actor("twin"), parts_permissions.SEE)
        found = rows.filter(store_id=floor.store.id, on_hand__gt=0).order_by("article_id")
        return list(found.values_list("article_id", "on_hand"))


def _set_levels(floor: Floor, article_id: int, on_hand: Decimal, at: datetime) -> None:
    minimum = (on_hand / 4).quantize(Decimal(1))
    parts.set_levels(
        actor=floor.one("parts_manager").actor,
        store_id=floor.store.id,
        article_id=article_id,
        minimum=minimum,
        standard=minimum * 3,
        maximum=minimum * 5,
        at=at,
    )


def _order(floor: Floor, supplier_id: int, kind: str, which: slice, at: datetime, *, is_placed: bool = True) -> int:
    buyer, quantity = floor.one("parts_manager").actor, Decimal(1 if kind == "emergency" else 10)
    lines = [WantedLine(quantity, Money(price.fen * 55 // 100), article) for article, price in _priced(floor)[which]]
    order = NewPurchase(supplier_id, kind, lines)
    drafted = purchasing.draft_order(actor=buyer, store_id=floor.store.id, order=order, at=at)
    if is_placed:
        purchasing.place_order(actor=buyer, order_id=drafted.id, at=at)
    return drafted.id


def _priced(floor: Floor) -> Sequence[tuple[int, Money]]:
    """Articles on hand with their list price."""
    ids = [article_id for article_id, _quantity in _on_hand(floor)]
    with reading(system_actor("twin")):
        articles = find_articles(system_actor("twin"), ids)
    return [(one, articles[one].price) for one in ids]


def _suppliers(floor: Floor) -> tuple[int, int]:
    """The manufacturer and the dealer."""
    with reading(system_actor("twin")):
        rows = list_suppliers(system_actor("twin"), floor.store.id)
    known = {row.code: row.id for row in rows}
    return known[MAKER.code], known[DEALER.code]


def _answer(floor: Floor, order_id: int, comes_at: datetime, at: datetime) -> None:
    buyer, day = floor.one("parts_manager").actor, floor.store.clock.day(comes_at)
    with reading(buyer):
        lines = get_order(buyer, order_id, at).lines
    purchasing.answer_order(actor=buyer, order_id=order_id, promised={line.id: day for line in lines}, at=at)


def _receive(floor: Floor, order_id: int, at: datetime) -> None:
    """All of it came in one batch; the bill is a little dearer than was agreed."""
    clerk = floor.one("parts_clerk").actor
    with reading(clerk):
        lines = get_order(clerk, order_id, at).lines
    came = [Came(line.article_id, line.quantity, "2609A") for line in lines if line.article_id is not None]
    receipt = purchasing.receive_order(actor=clerk, order_id=order_id, came=came, key="twin", at=at)
    finance = floor.one("parts_manager").actor
    with reading(finance):
        received = get_receipt(finance, receipt.id).lines
    bill = [BillLine(line.id, line.cost.times(Decimal("1.02")), line.cost) for line in received]
    purchasing.tell_bill(
        actor=finance,
        receipt_id=receipt.id,
        bill_number="44030019",
        billed_on=floor.store.clock.day(at),
        lines=bill,
        at=at,
    )


def _take_special(floor: Floor, supplier_id: int, at: datetime) -> None:
    """A customer who can be reached by two phones waits for a part."""
    advisor, buyer = floor.advisor(0), floor.one("parts_manager").actor
    customer_id = floor.cars[0][1]
    new = NewSpecial(
        customer_id,
        advisor.employee_id,
        WAITED_FOR,
        Decimal(1),
        floor.store.clock.day(at) + timedelta(days=2),
        _on_hand(floor)[0][0],
        "已付 300 元",
    )
    taken = purchasing.take_special_order(actor=advisor.actor, store_id=floor.store.id, special=new, at=at)
    purchasing.order_special(
        actor=buyer, special_id=taken.id, supplier_id=supplier_id, unit_price=Money.yuan(1860), kind="special", at=at
    )


def _sell(floor: Floor, at: datetime) -> None:
    """Customers at the counter: what they fetched in the last hours, one of them brings his back."""
    seller = floor.one("parts_clerk").actor
    for place, (article_id, price) in enumerate(_priced(floor)[:SOLD_TODAY]):
        sold = counter.sell_at_counter(
            actor=seller,
            store_id=floor.store.id,
            lines=[SoldLine(article_id, Decimal(1))],
            tenders=[Tender("wechat" if place % 2 else "cash", price)],
            key=f"twin:{place}",
            at=at - timedelta(minutes=25 * (SOLD_TODAY - place)),
        )
    manager = floor.one("parts_manager").actor
    with reading(manager):
        (line,) = get_sale(manager, sold.id).lines
    counter.take_back_parts(
        actor=manager,
        sale_id=sold.id,
        lines=[TakenBack(line.id, Decimal(1))],
        method="cash",
        reason="买错型号",
        at=at,
    )
