"""Prices at the parts counter, pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from anxin.platform.money import Money


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a line comes to, with and without tax."""

    gross: Money
    net: Money
    tax: Money


def usual_price(list_price: Money, less: Decimal) -> Money:
    """What one piece costs whom the price group is for, tax included."""
    return list_price.times(1 - less)


def lowest_price(usual: Money, share: Decimal) -> Money:
    """The lowest price of a piece that whoever may give this share away may ask."""
    return usual.times(1 - share)


def amounts(unit_price: Money, quantity: Decimal, tax_rate: Decimal) -> Amounts:
    """What so many at a price come to; the tax is inside the price."""
    gross = unit_price.times(quantity)
    return split(gross, tax_rate)


def split(gross: Money, tax_rate: Decimal) -> Amounts:
    """An amount with tax, taken apart."""
    net = Money(int((Decimal(gross.fen) / (1 + tax_rate)).quantize(Decimal(1), ROUND_HALF_UP)))
    return Amounts(gross, net, gross - net)


def returned(whole: Money, quantity: Decimal, before: Decimal, more: Decimal) -> Money:
    """What ``more`` pieces of a line carry of its amount after ``before`` went back; the last carries the rest."""

    def reached(count: Decimal) -> Money:
        return whole if count == quantity else whole.times(count / quantity)

    return reached(before + more) - reached(before)
