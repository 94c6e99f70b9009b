"""What transfers do on the facts of the stock, each in the store whose stock it is."""

from datetime import datetime

from anxin.holdings.parts.events import CostsCorrected, StockMoved
from anxin.holdings.transfers.commands import KIND, note_sent_cost, publish_free_stock
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(StockMoved, last_by="article_ids")
def publish_what_moved(*, actor: Actor, event: StockMoved, at: datetime) -> None:
    """What a store can give away of the articles that moved."""
    assert event.store_id is not None
    publish_free_stock(actor=actor, store_id=event.store_id, article_ids=event.article_ids, at=at)


@subscribe(CostsCorrected)
def carry_costs_on(*, actor: Actor, event: CostsCorrected, at: datetime) -> None:
    """What was sent costs something else by now: the store that received it follows (ADR 0021)."""
    assert event.store_id is not None
    if event.kind == KIND:
        for transfer_id in sorted(set(event.document_ids)):
            note_sent_cost(actor=actor, store_id=event.store_id, transfer_id=transfer_id, at=at)
