"""Where the parts of a document came from: first in, first out, with supplier and batch of purchases."""

from decimal import Decimal

import pytest

from anxin.holdings.parts.commands import IssueLine, issue_parts, return_parts
from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.purchasing import queries
from anxin.holdings.purchasing.tests.factories import came, ordered, received
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Denied
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-PT05")]
KIND = "repair_orders.repairorder"


def issue(store: Store, article: PartArticle, quantity: str, number: int) -> None:
    lines = [IssueLine(article.pk, Decimal(quantity), number)]
    document = DocumentRef(KIND, number)
    actor = system_actor("test")
    issue_parts(actor=actor, store_id=store.pk, document=document, lines=lines, key=f"i{number}", at=AT)


def batches(store: Store, number: int) -> list[tuple[str, str, bool | None]]:
    found = queries.list_part_origins(system_actor("test"), store.pk, DocumentRef(KIND, number))
    assert all(one.document_line == number and one.issued_on == AT.date() for one in found)
    return [(one.batch, one.supplier, one.is_genuine) for one in found]


def test_what_lay_there_longest_goes_first_and_an_issue_over_two_arrivals_names_both() -> None:
    store, oil = make_store(), make_article("O-1")
    stock_up(store, oil, "2")
    for batch, quantity in (("B-1", "4"), ("B-2", "6")):
        received(store, ordered(store, oil).id, came(oil, quantity, batch))
    first, second = (("B-1", "广汽配件供应中心", True), ("B-2", "广汽配件供应中心", True))
    issue(store, oil, "3", 1)
    assert batches(store, 1) == [("", "", None), first]
    issue(store, oil, "3", 2)
    assert batches(store, 2) == [first]
    lines = [IssueLine(oil.pk, Decimal(3), 2)]
    actor = system_actor("test")
    return_parts(actor=actor, store_id=store.pk, document=DocumentRef(KIND, 2), lines=lines, key="back", at=AT)
    issue(store, oil, "5", 3)
    assert batches(store, 3) == [first, second]
    received(store, ordered(store, oil).id, came(oil, "1", "B-3"))
    issue(store, oil, "4", 4)
    assert batches(store, 4) == [second]
    issue(store, oil, "1", 5)
    assert [batch for batch, _supplier, _genuine in batches(store, 5)] == ["B-3"]


def test_origins_are_read_in_the_actors_store() -> None:
    store = make_store()
    with pytest.raises(Denied):
        queries.list_part_origins(make_actor(make_store("FT"), "parts_clerk"), store.pk, DocumentRef(KIND, 1))
