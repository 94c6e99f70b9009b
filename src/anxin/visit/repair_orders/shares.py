"""Pure: how items are split between payers, to the fen (M09.01). What is taken over is never more than there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from anxin.platform.money import Money
from anxin.visit.repair_orders.rules import Line

SHARE_TAKERS = ("customer", "warranty", "insurer")
"""Who may take over a part. What the house gives away is asked for on the item itself (R-RO16)."""


@dataclass(frozen=True, slots=True)
class Share:
    """What ``payer`` takes over of an item, or of everything that ``of_payer`` owes: a fraction or a sum in fen."""

    item_id: int | None
    of_payer: str
    payer: str
    share: Decimal | None
    amount_fen: int | None

    def reaches(self, line: Line) -> bool:
        """Whether it is of this line; rework becomes the customer's only on the line itself, with a reason (R-QC05)."""
        if self.payer == "customer" and line.is_ruled:
            return False
        return line.payer == self.of_payer and self.item_id in (None, line.id)

    def taken_of(self, whole_fen: int, rest_fen: int) -> int:
        """How much of ``whole_fen`` is taken over while ``rest_fen`` of it is left."""
        wished = self.amount_fen if self.amount_fen is not None else Money(whole_fen).times(self.share or Decimal(0)).fen
        return min(wished, rest_fen)


def split_lines(lines: Iterable[Line], shares: Sequence[Share]) -> list[Line]:
    """The lines as their payers owe them; those of one item sum to it. First shares of items, then those of a payer."""
    given = list(lines)
    if not shares:
        return given
    rests = {line.id: line.amount_fen for line in given}
    taken: dict[tuple[int, str], int] = {}
    for share in shares:
        if share.item_id is not None:
            for line in given:
                if share.reaches(line):
                    _take(rests, taken, line.id, share.payer, share.taken_of(line.amount_fen, rests[line.id]))
    after_items = dict(rests)
    for share in shares:
        if share.item_id is None:
            owed = [line.id for line in given if share.reaches(line) and rests[line.id]]
            whole = sum(after_items[line.id] for line in given if share.reaches(line))
            part = Money(share.taken_of(whole, sum(rests[one] for one in owed)))
            for one, fen in zip(owed, part.split([rests[one] for one in owed]) if owed else [], strict=True):
                _take(rests, taken, one, share.payer, fen.fen)
    return [each for line in given for each in _parts(line, rests[line.id], taken)]


def _take(rests: dict[int, int], taken: dict[tuple[int, str], int], item_id: int, payer: str, fen: int) -> None:
    rests[item_id] -= fen
    taken[item_id, payer] = taken.get((item_id, payer), 0) + fen


def _parts(line: Line, rest: int, taken: dict[tuple[int, str], int]) -> list[Line]:
    others = [replace(line, payer=payer, amount_fen=fen) for (item, payer), fen in taken.items() if item == line.id and fen]
    own = [replace(line, amount_fen=rest)] if rest or not others else []
    return [*own, *others]
