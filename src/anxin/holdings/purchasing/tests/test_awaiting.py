"""Who waits for what is ordered reads when it comes, and that it does not."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from anxin.holdings.parts.commands import answer_demand, post_demand
from anxin.holdings.parts.queries import DemandFilter, DemandRow, demands_of, list_demands, newest_arrivals
from anxin.holdings.purchasing import commands
from anxin.holdings.purchasing.parameters import OTHER_WAY_TASK
from anxin.holdings.purchasing.tests.factories import make_special, make_supplier, ordered_special, view
from anxin.parties.org.models import Store
from anxin.parties.org.queries import calendar_of, system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.parties.work.queries import find_open_task
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-PT04")]
TODAY, DAY = AT.date(), timedelta(days=1)
ORDER = DocumentRef("repair_orders.repairorder", 7)


@pytest.fixture
def store() -> Store:
    return make_store("LG")


def awaited(store: Store, article: PartArticle, *, kind: str = "emergency", with_demand: bool = True) -> int:
    """A placed order that brings what a repair order asks for."""
    given: dict[str, Any] = {"actor": system_actor("test"), "at": AT}
    about: dict[str, Any] = {"document": ORDER, "document_line": 1}
    if with_demand:
        asked = {"store_id": store.pk, "article_id": article.pk, "quantity": Decimal(1), "key": "d"}
        about["demand_id"] = post_demand(**asked, **about, **given).id
    line = commands.WantedLine(Decimal(1), Money.yuan(40), article.pk, **about)
    order = commands.NewPurchase(make_supplier(store), kind, [line])
    order_id = commands.draft_order(store_id=store.pk, order=order, **given).id
    commands.place_order(order_id=order_id, **given)
    if with_demand:
        by = DocumentRef("purchasing.purchaseorder", order_id)
        answer_demand(demand_id=about["demand_id"], how=kind, by=by, **given)
    return order_id


def demand(store: Store) -> DemandRow:
    with reading(system := system_actor("test")):
        return demands_of(system, store.pk, ORDER)[0]


def told(store: Store, article: PartArticle) -> Any:
    with reading(system := system_actor("test")):
        return newest_arrivals(system, store.pk, [article.pk]).get(article.pk)


def has_task(order_id: int) -> bool:
    subject = DocumentRef("purchasing.purchaseorder", order_id)
    return find_open_task(system_actor("test"), kind=OTHER_WAY_TASK, subject=subject) is not None


def test_the_day_that_a_supplier_tells_reaches_who_waits_and_so_does_his_refusal(store: Store) -> None:
    oil, given = make_article("O-1"), {"actor": system_actor("test"), "at": AT}
    order_id = awaited(store, oil)
    (line,) = view(order_id).lines
    commands.answer_order(order_id=order_id, promised={line.id: TODAY + 2 * DAY}, **given)
    closing = calendar_of(store.pk).closing_of(TODAY + 2 * DAY)
    answer = demand(store).answer
    assert answer is not None
    assert (answer.how, answer.expected_at, told(store, oil).expected_at) == ("emergency", closing, closing)
    assert not has_task(order_id)
    commands.refuse_order(order_id=order_id, reason="停产", **given)
    answer = demand(store).answer
    assert answer is not None
    assert (answer.how, answer.expected_at, answer.words) == ("open", None, "供应商不供：停产")
    assert (told(store, oil).expected_at, told(store, oil).words) == (None, "供应商不供：停产")
    assert has_task(order_id)
    with reading(system := system_actor("test")):
        found = list_demands(system, store.pk, DemandFilter(outcome="open")).rows
        assert list_demands(system, store.pk, DemandFilter(outcome="emergency")).rows == []
    assert [row.id for row in found] == [demand(store).id]


def test_a_line_that_is_called_off_opens_the_demand_unless_another_way_was_found(store: Store) -> None:
    oil, given = make_article("O-1"), {"actor": system_actor("test"), "at": AT}
    order_id = awaited(store, oil)
    answer_demand(demand_id=demand(store).id, how="lost", words="客户不等", **given)
    (line,) = view(order_id).lines
    commands.cancel_rest(order_id=order_id, line_ids=[line.id], reason="不要了", **given)
    answer = demand(store).answer
    assert answer is not None
    assert (answer.how, has_task(order_id)) == ("lost", False)


def test_what_is_ordered_for_a_document_without_a_demand_is_told_by_its_article(store: Store) -> None:
    oil, given = make_article("O-1"), {"actor": system_actor("test"), "at": AT}
    order_id = awaited(store, oil, with_demand=False)
    (line,) = view(order_id).lines
    commands.answer_order(order_id=order_id, promised={line.id: TODAY + DAY}, **given)
    assert told(store, oil).expected_at == calendar_of(store.pk).closing_of(TODAY + DAY)
    commands.cancel_order(order_id=order_id, reason="供应商断货", **given)
    assert (told(store, oil).words, has_task(order_id)) == ("订货取消：供应商断货", True)


def test_who_waits_for_a_special_order_is_thought_of_while_he_waits(store: Store) -> None:
    lamp, given = make_article("L-1"), {"actor": system_actor("test"), "at": AT}
    waiting, over = make_special(store, lamp), make_special(store, lamp)
    orders = [ordered_special(store, lamp, one) for one in (waiting, over)]
    commands.cancel_special_order(special_id=over, reason="不要了", **given)
    for order_id in orders:
        commands.refuse_order(order_id=order_id, reason="停产", **given)
    assert [has_task(order_id) for order_id in orders] == [True, False]
