"""Plans for a job, side by side, as the customer sees them (R-RO13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from anxin.platform.money import Money
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.models import Item, PlanOffer
from anxin.visit.repair_orders.plans import is_answered, item_of, open_offers


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of a plan as it was shown; money tax included."""

    description: str
    quantity: Decimal
    unit: str
    amount: Money
    payer: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """One way to do a job; ``number`` counts from 1, ``amount`` is what the customer pays, ``hours`` its labour."""

    number: int
    name: str
    words: str
    amount: Money
    hours: Decimal
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class PlanOfferView:
    """Plans that were put before the customer; ``chosen`` is the number of the one that was chosen, 0 none yet."""

    id: int
    job_id: int
    offered_at: datetime
    plans: tuple[PlanView, ...]
    waits: bool
    chosen: int
    chosen_at: datetime | None

    @property
    def choice(self) -> PlanView | None:
        """The plan that was chosen."""
        return self.plans[self.chosen - 1] if self.chosen else None

    @property
    def others(self) -> tuple[PlanView, ...]:
        """The plans that were not chosen."""
        return tuple(plan for plan in self.plans if plan.number != self.chosen)


def plan_offers(offers: Iterable[PlanOffer]) -> list[PlanOfferView]:
    """Plans of an order that wait for the customer, and those of which one was chosen."""
    rows = list(offers)
    waiting = {offer.pk for offer in open_offers(rows)}
    views = [_offer(offer, waits=offer.pk in waiting) for offer in rows]
    return [view for view in views if view.waits or view.chosen]


def _offer(offer: PlanOffer, *, waits: bool) -> PlanOfferView:
    choice = offer.choice if is_answered(offer) else None
    return PlanOfferView(
        offer.pk,
        offer.job_id,
        offer.offered_at,
        tuple(_plan(number, plan) for number, plan in enumerate(offer.plans, start=1)),
        waits,
        choice.number if choice else 0,
        choice.at if choice else None,
    )


def _plan(number: int, kept: dict[str, Any]) -> PlanView:
    items = [item_of(line) for line in kept["lines"]]
    hours = sum((item.quantity for item in items if item.kind == Item.Kind.LABOUR), Decimal(0))
    lines = tuple(PlanLine(item.description, item.quantity, item.unit, item.amount, item.payer) for item in items)
    amount = Money.sum(item.amount for item in items if item.payer == "customer")
    return PlanView(number, kept["name"], kept["words"], amount, rules.rounded_quantity(hours), lines)
