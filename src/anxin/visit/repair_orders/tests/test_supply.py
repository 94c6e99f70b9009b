"""Parts reach the order: the queue of the counter, issue and return by item, and what settlement asks."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts.commands import StockShort, tell_arrival
from anxin.holdings.parts.queries import HeldPart, list_held_parts, stock_of
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewItem, NewJob, PartsNotSettled
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    PART,
    FrontDesk,
    inspected_order,
    make_front_desk,
    open_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Counter:
    """A front desk with a parts counter, one stocked article, and a signed order for two of it."""

    desk: FrontDesk
    keeper: Actor
    article: PartArticle
    number: str

    @property
    def item(self) -> queries.ItemView:
        """The stocked part item."""
        views = [item for job in view_of(self.desk, self.number).jobs for item in job.items]
        return next(item for item in views if item.article_id == self.article.pk)

    def issue(self, quantity: str | None = None) -> commands.SuppliedOrder:
        """Issue all, or so much of the item."""
        wished = None if quantity is None else {self.item.id: Decimal(quantity)}
        return commands.issue_order_parts(actor=self.keeper, number=self.number, quantities=wished, at=AT)

    def give_back(self, quantity: str) -> commands.SuppliedOrder:
        """Return so much of the item."""
        wished = {self.item.id: Decimal(quantity)}
        return commands.return_order_parts(actor=self.keeper, number=self.number, quantities=wished, at=AT)

    @property
    def on_hand(self) -> Decimal:
        """Of the article."""
        return stock_of(self.keeper, self.desk.store.pk, [self.article.pk])[self.article.pk]


def wished_jobs(article: PartArticle) -> list[NewJob]:
    return [NewJob("保养", items=[LABOUR, PART, NewItem("part", article.number, quantity=Decimal(2))])]


def make_counter(make: Callable[..., Any] = signed_order, on_hand: str = "10") -> Counter:
    desk, article = make_front_desk(), make_article("F-1")
    stock_up(desk.store, article, on_hand)
    keeper = make_actor(desk.store, "parts_clerk")
    tell_arrival(actor=keeper, store_id=desk.store.pk, article_id=article.pk, words="等厂家", at=AT)
    opened = make(desk, jobs=wished_jobs(article))
    return Counter(desk, keeper, article, opened.number)


@pytest.mark.rule("R-RO22")
def test_what_is_signed_is_issued_to_its_item_and_the_ledger_names_it() -> None:
    counter = make_counter()
    (waiting,) = queries.list_orders_to_supply(counter.keeper, counter.desk.store.pk)
    (part,) = waiting.to_issue  # the part without a catalogue number is bought, not issued
    assert (part.line.signed, part.line.issued, part.on_hand, waiting.is_short) == (2, 0, 10, False)
    before = view_of(counter.desk, counter.number).head.version
    done = counter.issue()
    assert (done.items[0].issued, done.version, counter.on_hand) == (2, before + 1, 8)
    document = DocumentRef("repair_orders.repairorder", done.id)
    held = list_held_parts(counter.keeper, counter.desk.store.pk, document)
    assert held == [HeldPart(counter.article.pk, counter.item.id, Decimal(2), Money.yuan(80))]
    assert counter.item.issued == 2
    assert queries.list_orders_to_supply(counter.keeper, counter.desk.store.pk) == []
    with pytest.raises(commands.NothingToIssue):
        counter.issue()


def test_a_part_is_issued_by_quantity_and_what_was_not_needed_comes_back() -> None:
    counter = make_counter()
    counter.issue("1.5")
    with pytest.raises(commands.MoreThanSigned, match=r"还有 0\.5 没有发，不能发 1"):
        counter.issue("1")
    counter.issue()
    with pytest.raises(commands.MoreThanIssued, match="只发了 2，不能退 3"):
        counter.give_back("3")
    counter.give_back("0.5")
    assert (counter.item.issued, counter.on_hand) == (Decimal("1.5"), Decimal("8.5"))
    for quantities in ({}, *({counter.item.id: Decimal(figure)} for figure in (-1, "1e10000000", "0e10000000", "NaN"))):
        with pytest.raises(Invalid):
            commands.issue_order_parts(actor=counter.keeper, number=counter.number, quantities=quantities, at=AT)
    other = make_counter_elsewhere()
    with pytest.raises(NotFound):
        commands.issue_order_parts(
            actor=counter.keeper, number=counter.number, quantities={other.item.id: Decimal(1)}, at=AT
        )


def make_counter_elsewhere() -> Counter:
    desk, article = make_front_desk("NS"), make_article("F-2")
    stock_up(desk.store, article)
    opened = signed_order(desk, jobs=wished_jobs(article))
    return Counter(desk, make_actor(desk.store, "parts_clerk"), article, opened.number)


def test_a_shortage_says_which_article_and_how_many_are_on_hand() -> None:
    counter = make_counter(on_hand="1")
    assert queries.get_order_to_supply(counter.keeper, counter.number).is_short
    with pytest.raises(StockShort, match="F-1 机油滤清器 要 2，库存 1"):
        counter.issue()
    assert counter.item.issued == 0


def test_nothing_is_issued_before_the_customer_signs_nor_by_the_wrong_person() -> None:
    counter = make_counter(open_order)
    with pytest.raises(commands.NothingToIssue):
        counter.issue()
    with pytest.raises(commands.MoreThanSigned):
        counter.issue("1")
    number = signed_order(counter.desk, jobs=wished_jobs(counter.article)).number
    with pytest.raises(Denied):
        commands.issue_order_parts(actor=make_actor(counter.desk.store, "technician"), number=number, at=AT)
    stranger = make_actor(make_store("NS"), "parts_clerk")
    for act in (commands.issue_order_parts, partial(commands.return_order_parts, quantities={1: Decimal(1)})):
        with pytest.raises(NotFound):
            act(actor=stranger, number=number, at=AT)
    assert counter.on_hand == 10


@pytest.mark.rule("R-RO22")
def test_an_order_is_settled_with_exactly_what_was_issued() -> None:
    counter = make_counter(inspected_order)
    settle = partial(commands.settle_repair_order, actor=counter.desk.actor, number=counter.number, at=AT)
    with pytest.raises(PartsNotSettled, match="还没有发料：机油滤清器"):
        settle()
    counter.issue()
    fewer = {"item_id": counter.item.id, "quantity": Decimal(1)}
    commands.change_item(actor=counter.desk.actor, number=counter.number, at=AT, **fewer)
    (left,) = queries.list_orders_to_supply(counter.keeper, counter.desk.store.pk)
    assert left.to_return[0].line.to_return == 1
    with pytest.raises(PartsNotSettled, match="多发的配件要先退料：机油滤清器"):
        settle()
    counter.give_back("1")
    commands.authorise_repair_order(
        actor=counter.desk.actor,
        number=counter.number,
        confirmations=commands.Confirmations(view_of(counter.desk, counter.number).head.promised_at, "boot", True),
        channel="paper",
        at=AT,
    )
    assert settle().state == "SETTLED"
    with pytest.raises(commands.OrderLocked):
        counter.give_back("1")


def test_a_store_without_stock_books_settles_without_issues() -> None:
    counter = make_counter(inspected_order)
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code="repair_orders.settle_issued_only",
            value=False,
            level="store",
            scope_id=counter.desk.store.pk,
            valid_from=AT.date(),
            actor_key="test",
            at=AT,
        )
    parameters.forget()
    settled = commands.settle_repair_order(actor=counter.desk.actor, number=counter.number, at=AT)
    assert settled.state == "SETTLED"


def test_an_order_is_not_called_off_while_it_holds_parts() -> None:
    counter = make_counter()
    counter.issue()
    cancel = partial(commands.cancel_repair_order, actor=counter.desk.actor, number=counter.number, reason="不修了", at=AT)
    with pytest.raises(PartsNotSettled, match="作废前请先退料"):
        cancel()
    counter.give_back("2")
    assert cancel().state == "CANCELLED"


def browser_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


def test_the_counter_issues_in_one_tap_and_takes_back_by_item() -> None:
    counter = make_counter()
    client = browser_of(counter.keeper)
    url = f"/repair-orders/{counter.number}"
    assert client.post(f"{url}/issue-parts/")["Location"] == f"{url}/parts/"
    field = f"quantity-{counter.item.id}"
    for nonsense in ("两个", "1e10000000"):
        assert client.post(f"{url}/return-parts/", {field: nonsense}).status_code == 422
    too_many = client.post(f"{url}/return-parts/", {field: "5"})
    assert (too_many.status_code, "只发了 2" in too_many.content.decode()) == (409, True)
    assert client.post(f"{url}/return-parts/", {field: "1"}).status_code == 303
    assert "已发 1" in client.get(f"{url}/parts/").content.decode()
    assert client.post(f"{url}/issue-parts/", {"items": "1", field: "1"}).status_code == 303
    assert counter.item.issued == 2
    assert "已发 2" in browser_of(counter.desk.actor).get(f"{url}/").content.decode()


def test_a_shortage_at_the_counter_is_told_where_it_was_asked() -> None:
    counter = make_counter(on_hand="1")
    client = browser_of(counter.keeper)
    refused = client.post(f"/repair-orders/{counter.number}/issue-parts/")
    assert (refused.status_code, "库存 1" in refused.content.decode()) == (409, True)


def test_a_program_reads_the_queue_issues_and_takes_back() -> None:
    counter = make_counter()
    user = User.objects.get(pk=counter.keeper.id)
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer t"})
    root = "/api/v1/repair-orders"
    (waiting,) = client.get(f"{root}/stores/{counter.desk.store.pk}/to-supply").json()
    (part,) = waiting["parts"]
    assert (waiting["number"], part["on_hand"], part["is_short"]) == (counter.number, "10.000", False)

    def post(path: str, **body: Any) -> Any:
        return client.post(f"{root}/{counter.number}{path}", json.dumps(body), content_type="application/json")

    issued = post("/issue-parts")
    assert (issued.status_code, issued.json()["items"][0]["issued"]) == (200, "2.000")
    assert post("/issue-parts").json()["code"] == "nothing_to_issue"
    line = {"item_id": part["line"]["item_id"], "quantity": "1"}
    assert post("/return-parts", lines=[line]).json()["items"][0]["issued"] == "1.000"
    assert post("/return-parts", lines=[{**line, "quantity": "1e10000000"}]).status_code == 422
    refused = post("/return-parts", lines=[line, line]).json()
    assert (refused["code"], refused["field"]) == ("more_than_issued", "lines")
