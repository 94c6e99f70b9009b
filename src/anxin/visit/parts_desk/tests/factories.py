"""A parts counter with an order at it, for tests."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anxin.holdings.parts.commands import tell_arrival
from anxin.holdings.parts.queries import stock_of
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.actor import Actor
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.parts_desk import commands, queries
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, FrontDesk, make_front_desk, open_order, sign_order


@dataclass(frozen=True, slots=True)
class Counter:
    """A parts counter with a signed order for two of one article and one of another."""

    desk: FrontDesk
    keeper: Actor
    pads: PartArticle
    oil: PartArticle
    number: str

    def open(self) -> queries.OpenRequest:
        return queries.get_request(self.keeper, self.number, AT)

    def scan(self, code: str) -> commands.ScannedPart:
        return commands.scan_part(actor=self.keeper, number=self.number, code=code, at=AT)

    def left(self, article: PartArticle) -> Decimal:
        return stock_of(self.keeper, self.desk.store.pk, [article.pk])[article.pk]

    def line(self, article: PartArticle) -> queries.RequestLine:
        return next(one for one in self.open().lines if one.part.line.article_id == article.pk)

    def answer(self, article: PartArticle, how: str, **said: Any) -> commands.SolvedShortage:
        item_id = self.line(article).part.line.item_id
        return commands.answer_shortage(actor=self.keeper, number=self.number, item_id=item_id, how=how, at=AT, **said)


def make_counter(pads: str = "10", oil: str = "10", payer: str = "customer") -> Counter:
    desk, first, second = make_front_desk(), make_article("PAD-1", name="前刹车片"), make_article("OIL-1", name="机油")
    keeper = make_actor(desk.store, "parts_clerk")
    for article, quantity in ((first, pads), (second, oil)):
        if Decimal(quantity):
            stock_up(desk.store, article, quantity)
        tell_arrival(actor=keeper, store_id=desk.store.pk, article_id=article.pk, words="等厂家", at=AT)
    items = [
        LABOUR,
        NewItem("part", first.number, quantity=Decimal(2), payer=payer),
        NewItem("part", second.number, quantity=Decimal(1)),
    ]
    opened = open_order(desk, jobs=[NewJob("前制动器", items=items)])
    sign_order(desk, opened.number)
    return Counter(desk, keeper, first, second, opened.number)
