"""What somebody wanted at the counter and did not get."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts.commands import answer_demand, post_demand
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.visit.counter_sales import permissions


@dataclass(frozen=True, slots=True)
class LostSale:
    """The demand that was posted, and how much of it there would have been."""

    demand_id: int
    article_id: int | None
    free: Decimal


@command(permissions.SELL, rule="M14.02")
def record_lost_sale(
    *,
    actor: Actor,
    store_id: int,
    quantity: Decimal,
    reason: str,
    article_id: int | None = None,
    words: str = "",
    key: str,
    at: datetime,
) -> LostSale:
    """Post what was asked for and not sold, with the reason, in one step (M14.02); what no catalogue has is said in words.

    :raises Denied: the actor may not sell in this store
    :raises Invalid: neither article nor words, no reason, a quantity that is none, or no key
    :raises ArticleUnknown: not in the catalogue
    :raises IdempotencyKeyReused: the key came before with another request
    """
    actor.require(permissions.SELL, store_id)
    helper = Actor.system("counter_sales", [store_id], on_behalf_of=actor.id)
    demand = post_demand(
        actor=helper, store_id=store_id, article_id=article_id, words=words, quantity=quantity, key=f"lost:{key}", at=at
    )
    if not demand.replayed:
        answer_demand(actor=helper, demand_id=demand.id, how="lost", words=reason, at=at)
    return LostSale(demand.id, article_id, demand.free)
