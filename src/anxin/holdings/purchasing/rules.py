"""Which lines of an order what came in belongs to, how typed or scanned rows are read, and what a fund leaves."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

from anxin.platform.money import ZERO, Money
from anxin.platform.text import compact, to_half_width

LARGEST = Decimal(9_999_999)


@dataclass(frozen=True, slots=True)
class Came:
    """So much of an article came in, of one batch."""

    article_id: int
    quantity: Decimal
    batch: str = ""


@dataclass(frozen=True, slots=True)
class OpenLine:
    """What is still expected of a line."""

    line_id: int
    article_id: int
    open: Decimal


@dataclass(frozen=True, slots=True)
class Placed:
    """What came in, of which line."""

    line_id: int
    article_id: int
    quantity: Decimal
    batch: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """So much more of an article came than is expected."""

    article_id: int
    quantity: Decimal


def place(came: Iterable[Came], lines: Sequence[OpenLine]) -> tuple[list[Placed], list[Beyond]]:
    """Give what came to the lines of its article, the first line first; the rest is beyond what is expected."""
    left = {line.line_id: max(line.open, Decimal(0)) for line in lines}
    placed: list[Placed] = []
    beyond: dict[int, Decimal] = {}
    for one in came:
        rest = one.quantity
        for line in lines:
            if line.article_id != one.article_id or not rest:
                continue
            taken = min(rest, left[line.line_id])
            if taken:
                placed.append(Placed(line.line_id, one.article_id, taken, one.batch))
                left[line.line_id] -= taken
                rest -= taken
        if rest:
            beyond[one.article_id] = beyond.get(one.article_id, Decimal(0)) + rest
    return placed, [Beyond(article_id, quantity) for article_id, quantity in beyond.items()]


def place_all(came: Sequence[Came], lines: Sequence[OpenLine]) -> list[Placed]:
    """As ``place``, but what is beyond goes to the last line of its article, with the batch that came last."""
    placed, beyond = place(came, lines)
    for more in beyond:
        last = [line for line in lines if line.article_id == more.article_id][-1]
        batch = [one.batch for one in came if one.article_id == more.article_id][-1]
        placed.append(Placed(last.line_id, more.article_id, more.quantity, batch))
    return placed


@dataclass(frozen=True, slots=True)
class Scanned:
    """A row as typed or scanned: the article's number as the order knows it (None: none of it), quantity and batch."""

    row: int
    number: str | None
    quantity: Decimal | None
    batch: str


def read_scanned(text: str, numbers: Collection[str]) -> list[Scanned]:
    """Rows of “number [quantity [batch]]”; a number alone is one piece, and may hold spaces.

    ``numbers`` are those of the order, compact; the longest that begins a row is meant. A quantity that cannot be read is
    None.
    """
    rows = []
    for position, typed in enumerate(to_half_width(text).splitlines(), 1):
        words = typed.split()
        if not words:
            continue
        counts = [n for n in range(len(words), 0, -1) if compact("".join(words[:n])) in numbers]
        if not counts:
            rows.append(Scanned(position, None, None, ""))
            continue
        taken = counts[0]
        rest = words[taken:]
        quantity = _quantity(rest[0]) if rest else Decimal(1)
        rows.append(Scanned(position, compact("".join(words[:taken])), quantity, " ".join(rest[1:])))
    return rows


def _quantity(word: str) -> Decimal | None:
    try:
        quantity = Decimal(word)
    except InvalidOperation:
        return None
    sound = quantity.is_finite() and 0 < quantity <= LARGEST and quantity == round(quantity, 3)
    return quantity if sound else None


@dataclass(frozen=True, slots=True)
class FundState:
    """A month's fund without tax (None: none was set), the share of it that a hold leaves (None: not held), and what was
    ordered for stock.
    """

    amount: Money | None
    percent: int | None
    ordered: Money

    @property
    def is_held(self) -> bool:
        """Whether orders for stock are limited; without a fund nothing is."""
        return self.amount is not None and self.percent is not None

    @property
    def available(self) -> Money | None:
        """What may be ordered for stock in the whole month; a share is cut to the fen."""
        if self.amount is None or self.percent is None:
            return self.amount
        share = (Decimal(self.amount.fen) * self.percent / 100).to_integral_value(ROUND_FLOOR)
        return Money(int(share))

    @property
    def left(self) -> Money | None:
        """What is left of it; below zero where more was ordered."""
        return None if self.available is None else self.available - self.ordered

    def takes(self, amount: Money, released: Money | None = None) -> bool:
        """Whether an order for stock may be placed: nothing is held, it fits, or it was released up to its amount."""
        if not self.is_held or (released is not None and amount <= released):
            return True
        return amount <= max(self.left or ZERO, ZERO)
