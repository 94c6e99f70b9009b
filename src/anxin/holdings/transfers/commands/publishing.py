"""What a store publishes to the group: of each article the quantity that it can give away, and nothing else."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts.queries import needs_in, stock_on_hand
from anxin.holdings.transfers import permissions, rules
from anxin.holdings.transfers.models import FreeStock
from anxin.holdings.transfers.parameters import KEPT_BACK, SHARES
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.turns import take_turn


@command(permissions.FOLLOW, rule="R-PT14")
def publish_free_stock(*, actor: Actor, store_id: int, article_ids: Collection[int] | None = None, at: datetime) -> int:
    """Say anew how much of these articles (None: of all) the store can give away; returns how many rows changed.

    Free is what is on hand, less what others' signed lines hold, less what the store keeps for itself. A store that does
    not share publishes nothing.

    :raises Denied: not in this store
    """
    actor.require(permissions.FOLLOW, store_id)
    take_turn(f"transfers.free:{store_id}")
    helper = Actor.system("transfers", [store_id])
    rows = FreeStock.objects.visible_to(helper, permissions.SEE).filter(store_id=store_id)
    if article_ids is not None:
        rows = rows.filter(article_id__in=list(article_ids))
    known: dict[int, FreeStock] = {row.article_id: row for row in rows}
    now = _free_now(helper, store_id, article_ids, at)
    gone = [row.pk for article_id, row in known.items() if article_id not in now]
    changed = [
        FreeStock(store_id=store_id, article_id=article_id, quantity=free, is_held=is_held, at=at)
        for article_id, (free, is_held) in sorted(now.items())
        if article_id not in known or (known[article_id].quantity, known[article_id].is_held) != (free, is_held)
    ]
    if gone:
        rows.filter(pk__in=gone).delete()
    FreeStock.objects.bulk_create(
        changed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["article", "store"],
        update_fields=["quantity", "is_held", "at"],
    )
    return len(gone) + len(changed)


@command(permissions.FOLLOW, rule="R-PT14")
def publish_held_stock(*, actor: Actor, store_id: int, at: datetime) -> int:
    """Say anew what is free of the articles that documents want or wanted: signing a line moves nothing on the shelf.

    :raises Denied: not in this store
    """
    actor.require(permissions.FOLLOW, store_id)
    helper = Actor.system("transfers", [store_id])
    held = FreeStock.objects.visible_to(helper, permissions.SEE).filter(store_id=store_id, is_held=True)
    wanted = {need.article_id for need in needs_in(helper, store_id) if need.is_firm}
    touched = wanted | set(held.values_list("article_id", flat=True))
    return publish_free_stock(actor=actor, store_id=store_id, article_ids=touched, at=at) if touched else 0


def _free_now(
    helper: Actor, store_id: int, article_ids: Collection[int] | None, at: datetime
) -> dict[int, tuple[Decimal, bool]]:
    """Article → what is free of it, and whether signed lines hold some; left out is what nobody else needs to know of."""
    day = store_info(store_id).clock.day(at)
    if not value(SHARES, store_id, day):
        return {}
    on_hand = stock_on_hand(helper, store_id, article_ids)
    kept_back = Decimal(value(KEPT_BACK, store_id, day))
    held: dict[int, Decimal] = defaultdict(Decimal)
    for need in needs_in(helper, store_id, article_ids):
        if need.is_firm:
            held[need.article_id] += need.quantity
    told = {
        article_id: (rules.free(quantity, held[article_id], kept_back), held[article_id] > 0)
        for article_id, quantity in on_hand.items()
    }
    return {article_id: one for article_id, one in told.items() if one[0] or one[1]}
