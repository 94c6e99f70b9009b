"""Access cases of replenishment, and of what it reads of parts, purchasing and transfers."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from anxin.holdings.purchasing.tests.factories import make_supplier
from anxin.holdings.replenishment import commands, queries
from anxin.holdings.replenishment.tests.factories import short_of
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from tests.access.cases_purchasing import bought, drafted, receipt
from tests.access.cases_transfers import coming
from tests.access.world import AT, TODAY, World, case


def article(w: World) -> PartArticle:
    """An article of which too little is there."""

    def make() -> PartArticle:
        made = make_article()
        short_of(w.store, made)
        return made

    return w.once("short article", make)  # type: ignore[no-any-return]


def to_draft(w: World) -> dict[str, Any]:
    """A line of the proposal."""
    made = article(w)
    lines = [commands.ChosenLine(made.pk, Decimal(18), Money.yuan(40), Decimal(0))]
    return {"store_id": w.sid, "supplier_id": make_supplier(w.store), "lines": lines, "key": "a"}


def reminded(w: World) -> int:
    """The night on which the buyer heard of it."""

    def make() -> int:
        article(w)
        commands.remind_buyer(actor=system_actor("test"), store_id=w.sid, at=AT)
        return 1

    return int(w.once("buyer reminded", make))


def wanted(w: World) -> dict[str, Any]:
    return {"store_id": article(w) and w.sid, "asked": queries.WhatIf(), "at": AT}


def days(w: World) -> dict[str, Any]:
    return {"store_id": article(w) and w.sid, "since": TODAY - timedelta(days=90), "until": TODAY}


def seen(w: World) -> list[int]:
    """What is proposed."""
    article(w)
    with reading(system := system_actor("test")):
        return [one.article_id for one in queries.proposed_lines(system, w.sid, queries.WhatIf(), AT, supplier_id=None)]


COMMANDS = {
    "replenishment.draft_proposal": case(to_draft),
    "replenishment.remind_buyer": case(lambda w: {"store_id": article(w) and w.sid}),
}
QUERIES = {
    "replenishment.get_proposal": case(wanted),
    "replenishment.proposed_lines": case(lambda w: {**wanted(w), "supplier_id": None}),
    "replenishment.coming_of": case(lambda w: {"store_id": drafted(w) and w.sid, "article_ids": [bought(w).pk]}),
    "parts.watched_articles": case(lambda w: {**days(w), "expected": {}}),
    "parts.stock_depth": case(days),
    "purchasing.list_coming": case(lambda w: {"store_id": drafted(w) and w.sid}),
    "purchasing.last_purchases": case(lambda w: {"store_id": receipt(w) and w.sid, "article_ids": [bought(w).pk]}),
    "transfers.coming_by_article": case(lambda w: {"store_id": coming(w) and w.sid}),
}
