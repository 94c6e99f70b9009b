"""Plans for a job, as they are kept: priced lines written down, read again, and made items of once one is chosen."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from anxin.platform.database.prepared import prepared
from anxin.platform.money import Money
from anxin.visit.repair_orders.models import Item, PlanOffer

MONEY = ("unit_price", "discount", "amount", "list_price", "package_discount")
DECIMAL = ("quantity", "tax_rate")
PLAIN = (
    *("kind", "operation_id", "article_id", "code", "name", "position_words", "unit", "payer", "price_source", "skill"),
    *("needs_position", "is_care", "is_high_voltage", "quality_days", "quality_km", "origin", "proposed_by_id"),
)


def offers_of(store_id: int, order_id: int) -> list[PlanOffer]:
    """What was put before the customer of an order that the caller has fetched in scope, in order; each with its choice."""
    return list(_offers([store_id], order_id))


def open_offers(offers: Iterable[PlanOffer]) -> list[PlanOffer]:
    """Offers that wait for the customer: the last of each job, unless something was chosen."""
    last = {offer.job_id: offer for offer in offers}
    return [offer for offer in last.values() if not is_answered(offer)]


def is_answered(offer: PlanOffer) -> bool:
    """Whether a plan was chosen, or the plans were taken back."""
    return hasattr(offer, "choice")


def lines_of_all(offer: PlanOffer) -> list[dict[str, Any]]:
    """The lines of all plans, each once, in order of entry."""
    lines: list[dict[str, Any]] = []
    for line in (line for plan in offer.plans for line in plan["lines"]):
        if line not in lines:
            lines.append(line)
    return sorted(lines, key=lambda line: line["item"])


def line_of(item: Item) -> dict[str, Any]:
    """What is kept of a priced item, with its id and what it mends; amounts in fen, decimals as text."""
    kept: dict[str, Any] = {"item": item.pk, "proposal": item.proposal_id}
    kept |= {name: getattr(item, name) for name in PLAIN}
    kept |= {name: str(getattr(item, name)) for name in DECIMAL}
    return kept | {name: getattr(item, name).fen for name in MONEY}


def item_of(line: Mapping[str, Any]) -> Item:
    """An unsaved item that costs what the line says."""
    # An offer that was kept earlier does not say where its parts come from.
    given: dict[str, Any] = {name: line[name] for name in PLAIN if name != "origin" or name in line}
    given |= {name: Decimal(line[name]) for name in DECIMAL}
    return Item(**given, **{name: Money(line[name]) for name in MONEY})


@prepared
def _offers(store_ids: list[int], order_id: int) -> QuerySet[PlanOffer]:
    rows: QuerySet[PlanOffer] = PlanOffer.objects.in_stores(store_ids)
    return rows.filter(repair_order_id=order_id).select_related("choice").order_by("pk")
