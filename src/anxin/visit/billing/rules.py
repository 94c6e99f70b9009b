"""Pure sums of billing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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
    by_payer: dict[str, list[BilledLine]] = {}
    for charge in charges:
        net = net_of(charge.amount_fen, charge.tax_thousandths)
        line = BilledLine(charge.item_id, charge.amount_fen, net, charge.amount_fen - net)
        by_payer.setdefault(charge.payer, []).append(line)
    return [PayerBill(payer, tuple(lines)) for payer, lines in by_payer.items()]


def balance(entries_fen: Sequence[int]) -> int:
    """What is still due: the sum of the signed entries (billed positive, paid negative)."""
    return sum(entries_fen)
