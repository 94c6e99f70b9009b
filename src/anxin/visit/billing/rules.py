"""Pure sums of billing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from anxin.platform.money import Money


@dataclass(frozen=True, slots=True)
class Charge:
    """A line as it is billed: amount in fen with tax, rate in thousandths (130 is 13 %)."""

    item_id: int
    payer: str
    amount_fen: int
    tax_thousandths: int


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A charge with its tax-exclusive part; ``net_fen + tax_fen`` is the amount."""

    item_id: int
    amount_fen: int
    net_fen: int
    tax_fen: int


@dataclass(frozen=True, slots=True)
class PayerBill:
    """What one payer owes."""

    payer: str
    lines: tuple[BilledLine, ...]

    @property
    def amount_fen(self) -> int:
        """Sum with tax."""
        return sum(line.amount_fen for line in self.lines)

    @property
    def net_fen(self) -> int:
        """Sum without tax."""
        return sum(line.net_fen for line in self.lines)

    @property
    def tax_fen(self) -> int:
        """Tax contained in the sum."""
        return sum(line.tax_fen for line in self.lines)


def net_of(amount_fen: int, tax_thousandths: int) -> int:
    """Tax-exclusive part of an amount with tax, rounded half up to the fen."""
    divisor = 1000 + tax_thousandths
    return (amount_fen * 1000 * 2 + divisor) // (2 * divisor)


def bills_of(charges: Iterable[Charge]) -> list[PayerBill]:
    """One bill per payer, in the order in which the payers first appear. The bills sum to the charges to the fen."""
    given = list(charges)
    by_item: dict[int, list[int]] = {}
    for place, charge in enumerate(given):
        by_item.setdefault(charge.item_id, []).append(place)
    nets = {
        place: net
        for places in by_item.values()
        for place, net in zip(places, nets_of([given[place] for place in places]), strict=True)
    }
    by_payer: dict[str, list[BilledLine]] = {}
    for place, charge in enumerate(given):
        line = BilledLine(charge.item_id, charge.amount_fen, nets[place], charge.amount_fen - nets[place])
        by_payer.setdefault(charge.payer, []).append(line)
    return [PayerBill(payer, tuple(lines)) for payer, lines in by_payer.items()]


def owed_by_customer(charges: Iterable[Charge]) -> Money:
    """The customer's part of charges."""
    return Money(sum(charge.amount_fen for charge in charges if charge.payer == "customer"))


def freed(charges: Iterable[Charge]) -> list[Charge]:
    """What the customer would owe, owed by the house as goodwill: revenue and cost stay to be seen (R-DL11).

    What goodwill pays of an item already and what is freed of it are one charge: an item stands once on a bill.
    """
    by_share: dict[tuple[int, str], Charge] = {}
    for charge in charges:
        payer = "goodwill" if charge.payer == "customer" else charge.payer
        known = by_share.get((charge.item_id, payer))
        amount = charge.amount_fen + (known.amount_fen if known else 0)
        by_share[charge.item_id, payer] = replace(charge, payer=payer, amount_fen=amount)
    return list(by_share.values())


def nets_of(parts: Sequence[Charge]) -> list[int]:
    """Tax-exclusive parts of one item's charges: they sum to that of the whole item, however many payers share it."""
    whole = sum(part.amount_fen for part in parts)
    net = net_of(whole, parts[0].tax_thousandths)
    if not whole:
        return [0] * len(parts)
    return [share.fen for share in Money(net).split([part.amount_fen for part in parts])]


def balance(entries_fen: Sequence[int]) -> int:
    """What is still due: the sum of the signed entries (billed positive, paid negative)."""
    return sum(entries_fen)
