"""How what is missing can be got: other stores that have it, suppliers that bring it, and whether that keeps the promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from anxin.holdings.parts.queries import unit_costs
from anxin.holdings.purchasing.permissions import ORDER
from anxin.holdings.purchasing.queries import SupplierRow, list_suppliers
from anxin.holdings.transfers.permissions import ASK as ASK_TRANSFER
from anxin.holdings.transfers.permissions import SEE_ELSEWHERE
from anxin.holdings.transfers.queries import FreeElsewhere, free_elsewhere
from anxin.parties.org.queries import system_actor
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.resources.catalog.queries import find_articles
from anxin.visit.parts_desk.queries.requests import OpenRequest, RequestLine


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to get what is missing: ``how`` as the demand's answer says it, by a store or a supplier.

    ``expected_at`` is worked out from what was usual; None: nobody can say. ``keeps_promise`` follows from it.
    """

    how: str
    name: str
    expected_at: datetime | None
    keeps_promise: bool
    from_store_id: int | None = None
    supplier_id: int | None = None
    free: Decimal | None = None
    lead_days: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be done about a line of which something is missing, the fastest first; ``usual_cost`` without tax."""

    item_id: int
    ways: tuple[Choice, ...]
    usual_cost: Money | None


def choices_for(actor: Actor, request: OpenRequest, at: datetime) -> dict[int, Choices]:
    """Of each line that is short of an order fetched in scope: where it can be had.

    What the actor may not ask for, or order, is left out.
    """
    order, short = request.order, request.short
    if not short:
        return {}
    store_id = order.store_id
    wanted: dict[int, Decimal] = {}
    for line in short:
        article_id = line.part.line.article_id
        wanted[article_id] = wanted.get(article_id, Decimal(0)) + line.missing
    may_ask = actor.may(SEE_ELSEWHERE, store_id) and actor.may(ASK_TRANSFER, store_id)
    elsewhere = free_elsewhere(actor, store_id, wanted, at) if may_ask else []
    suppliers = list_suppliers(actor, store_id) if actor.may(ORDER, store_id) else []
    genuine = {row.id for row in find_articles(actor, list(wanted)).values() if row.origin == "genuine"}
    costs = unit_costs(system_actor("parts_desk"), store_id, list(wanted))
    found = {}
    for line in short:
        article_id = line.part.line.article_id
        able = [one for one in suppliers if one.is_active and (one.deals_genuine or article_id not in genuine)]
        ways = [*_stores(elsewhere, line, order.promised_at, at), *_suppliers(able, order.promised_at, at)]
        found[line.part.line.item_id] = Choices(line.part.line.item_id, tuple(ways), costs.get(article_id))
    return found


def _stores(elsewhere: Iterable[FreeElsewhere], line: RequestLine, promised: datetime | None, at: datetime) -> list[Choice]:
    own = [one for one in elsewhere if one.article_id == line.part.line.article_id and one.free >= line.missing]
    ways = []
    for one in own:
        comes = at + timedelta(minutes=one.usual_minutes) if one.usual_minutes is not None else None
        kept = comes is not None and (promised is None or comes <= promised)
        ways.append(Choice("transfer", one.store_name, comes, kept, from_store_id=one.store_id, free=one.free))
    return ways


def _suppliers(suppliers: Iterable[SupplierRow], promised: datetime | None, at: datetime) -> list[Choice]:
    ways = []
    for how in ("emergency", "order"):
        for one in suppliers:
            comes = at + timedelta(days=one.lead_days) if one.lead_days is not None else None
            kept = comes is not None and (promised is None or comes <= promised)
            ways.append(Choice(how, one.name, comes, kept, supplier_id=one.id, lead_days=one.lead_days))
    return ways
