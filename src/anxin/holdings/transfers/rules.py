"""What a transfer costs and to whom, pure: prices between companies, shares of receipts, and who is one company."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from anxin.platform.money import Money


@dataclass(frozen=True, slots=True)
class Company:
    """To whom a store belongs, as far as it is known."""

    store_id: int
    name: str
    tax_number: str


@dataclass(frozen=True, slots=True)
class Terms:
    """How a company sells parts to another: on its cost or on its list price, and the tax rate that it charges."""

    by_cost: bool
    cost_plus: Decimal
    list_less: Decimal
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class Amount:
    """What was sent costs in all: ``net`` without tax, and the tax on it."""

    net: Money
    tax: Money


def is_one_company(one: Company, other: Company) -> bool:
    """Whether two stores belong to the same taxpayer: the same tax number, or, where one is missing, the same name."""
    if one.store_id == other.store_id:
        return True
    if one.tax_number and other.tax_number:
        return one.tax_number == other.tax_number
    return bool(one.name) and one.name == other.name


def selling_price(terms: Terms, *, cost: Money, list_price: Money, quantity: Decimal) -> Amount:
    """What the buyer owes for so much that cost ``cost`` in all; ``list_price`` is of one, tax included."""
    if terms.by_cost:
        net = cost.times(1 + terms.cost_plus)
        return Amount(net, net.times(terms.tax_rate))
    gross = list_price.times((1 - terms.list_less) * quantity)
    net = Money(int((Decimal(gross.fen) / (1 + terms.tax_rate)).quantize(Decimal(1), ROUND_HALF_UP)))
    return Amount(net, gross - net)


def shares(whole: Money, quantities: Sequence[Decimal], of: Decimal) -> list[Money]:
    """What each part of a quantity carries of a sum, in order: what is left carries the rest, to the fen."""
    carried, cut, told = Decimal(0), Money(0), []
    for quantity in quantities:
        carried += quantity
        reached = whole if carried == of else whole.times(carried / of)
        told.append(reached - cut)
        cut = reached
    return told


def less_returned(whole: Money, before: Decimal, quantity: Decimal) -> Money:
    """What is left of a sum for ``before`` when ``quantity`` of it goes back."""
    return whole - shares(whole, [quantity], before)[0]


def free(on_hand: Decimal, held: Decimal, kept_back: Decimal) -> Decimal:
    """What a store can give away."""
    return max(on_hand - held - kept_back, Decimal(0))
