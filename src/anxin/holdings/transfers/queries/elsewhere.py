"""What other stores of the group can give away (R-PT14): what they publish, never their shelves, costs or customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, F

from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.models import FreeStock, TransferReceipt
from anxin.holdings.transfers.queries.reach import lenders_of
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.queries import query

FAR = 10**9


@dataclass(frozen=True, slots=True)
class FreeElsewhere:
    """What another store can give of an article, as it published it at ``told_at``.

    ``usual_minutes`` is how long its earlier transfers to the asker took from sending to the last receipt; None when
    there were none. ``covers``: it has all that is wanted.
    """

    article_id: int
    store_id: int
    store_name: str
    free: Decimal
    covers: bool
    usual_minutes: int | None
    told_at: datetime


@query(permissions.SEE_ELSEWHERE)
def free_elsewhere(
    actor: Actor, store_id: int, wanted: Mapping[int, Decimal], at: datetime | None = None
) -> list[FreeElsewhere]:
    """Stores that this one may ask, with what they can give of the articles: first who has all, then the nearest in time.

    :raises Denied: the actor may not look elsewhere for this store
    """
    actor.require(permissions.SEE_ELSEWHERE, store_id)
    lenders = lenders_of(store_id, store_info(store_id).clock.day(at or clock.now())) if wanted else {}
    if not lenders:
        return []
    published = FreeStock.objects.across_stores(reason="published to the group by the store that owns it")
    rows = list(published.filter(article_id__in=list(wanted), store_id__in=list(lenders), quantity__gt=0))
    usual = _usual_minutes(store_id) if rows else {}
    found = [
        FreeElsewhere(
            row.article_id,
            row.store_id,
            lenders[row.store_id].name,
            row.quantity,
            row.quantity >= wanted[row.article_id],
            usual.get(row.store_id),
            row.at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.article_id, not one.covers, one.usual_minutes or FAR, -one.free, one.store_id))


def _usual_minutes(store_id: int) -> dict[int, int]:
    """Lender → minutes from sending until what was sent was received here, on average."""
    came = TransferReceipt.objects.in_stores([store_id]).filter(store_id=store_id)
    rows = came.values("transfer__from_store_id").annotate(took=Avg(F("at") - F("transfer__sent_at"))).order_by()
    return {row["transfer__from_store_id"]: int(row["took"] / timedelta(minutes=1)) for row in rows}
