"""What each movement of an article costs at moving average, by all that is known today (ADR 0021).

A bill that comes late, stock issued before it was received and an entry that was undone change what other movements
cost: ``replay`` works all of them out from the first one; the ledger books the differences.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from anxin.platform.money import Money

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of an article is on hand and what it cost in all, tax excluded.

    Below zero the value is what the house owes the shelf: what went out unreceived, at the cost it was given for now.
    """

    on_hand: Decimal
    value: Money

    @property
    def unit_cost(self) -> Money:
        """Moving-average cost of one unit, rounded to the fen; zero when nothing is on hand."""
        return share(self.value, Decimal(1), self.on_hand) if self.on_hand > 0 else Money(0)


@dataclass(frozen=True, slots=True)
class Step:
    """A movement as it was booked: signed quantity, and signed cost with all later corrections (tax excluded).

    ``is_priced``: what came in at a cost of its own. ``line`` is the line of a document to which it went, or from which it
    came back (``is_return``). ``reverses`` is the step that it undoes, ``takes_back`` the receipt of which a part goes back
    to the supplier.
    """

    id: int
    quantity: Decimal
    cost: Money
    is_priced: bool = False
    is_return: bool = False
    line: Hashable = None
    reverses: int | None = None
    takes_back: int | None = None


@dataclass(frozen=True, slots=True)
class Costing:
    """What each step costs, by its id, what is on hand after the last, and what so much cost when last it was known.

    ``known`` is zero of one where nothing ever came in at a cost.
    """

    costs: dict[int, Money]
    holding: Holding
    known: Holding


def share(whole: Money, part: Decimal, of: Decimal) -> Money:
    """The share of a sum that ``part`` of a quantity carries, rounded to the fen."""
    return Money(int((Decimal(whole.fen) * part / of).quantize(Decimal(1), ROUND_HALF_UP)))


def cost_of_movement(holding: Holding, quantity: Decimal, unit_cost: Money | None) -> Money:
    """Signed cost of a movement of ``quantity`` (signed) of a shelf that is not below zero before or after, tax excluded.

    With a unit cost the movement carries its own; without one it takes its share of the value on hand, and the last
    unit takes all that is left, so that an empty shelf is worth nothing.
    """
    if unit_cost is not None:
        return unit_cost.times(quantity)
    if holding.on_hand <= 0:
        return Money(0)
    if -quantity == holding.on_hand:
        return -holding.value
    return share(holding.value, quantity, holding.on_hand)


def cost_of_return(issued: Decimal, issued_cost: Money, quantity: Decimal) -> Money:
    """Cost at which ``quantity`` of what a document still holds goes back: its share of what it was issued at."""
    return issued_cost if quantity == issued else share(issued_cost, quantity, issued)


def replay(steps: Sequence[Step]) -> Costing:
    """Work the costs of an article's movements out from the first one on.

    What went out before it was received costs what the next goods that come in cost. A step that was undone and the step
    that undid it stand outside: all others cost what they would have cost without it. So does what went back to a
    supplier: the receipt counts as if that part had never come.
    """
    undone = {step.reverses for step in steps if step.reverses is not None}
    booked = {step.id: step.cost for step in steps}
    sent_back = _sent_back(steps, undone)
    shelf = _Shelf()
    for step in steps:
        if step.reverses is not None:
            shelf.costs[step.id] = -booked[step.reverses]
        elif step.id in undone:
            shelf.costs[step.id] = step.cost
        elif step.takes_back is not None:
            shelf.costs[step.id] = sent_back.costs[step.id]
        elif step.quantity < 0:
            shelf.take(step)
        else:
            kept = sent_back.kept.get(step.id, step)
            if kept.quantity:
                shelf.put(kept)
            shelf.costs[step.id] = step.cost if step.is_priced else shelf.costs[step.id]
    holding = Holding(sum((step.quantity for step in steps), ZERO), Money.sum(shelf.costs.values()))
    return Costing(shelf.costs, holding, Holding(shelf.unit[1], shelf.unit[0]))


def worth_of(difference: Decimal, holding: Holding, known: Holding, price: Money) -> Money:
    """What a difference between shelf and ledger is worth, signed: at average cost; of an empty shelf at the last known one.

    Where no cost is known, or none above zero, at list price, to be safe.
    """
    for one in (holding, known):
        if one.on_hand > 0 and one.value.fen > 0:
            return share(one.value, difference, one.on_hand)
    return price.times(difference)


@dataclass(frozen=True, slots=True)
class _SentBack:
    """What is left of receipts of which a part went back, and the (negative) cost of each step that took it back."""

    kept: dict[int, Step]
    costs: dict[int, Money]


def _sent_back(steps: Sequence[Step], undone: Collection[int]) -> _SentBack:
    kept: dict[int, Step] = {}
    costs: dict[int, Money] = {}
    receipts = {step.id: step for step in steps}
    for step in steps:
        if step.takes_back is None or step.id in undone:
            continue
        whole = receipts[step.takes_back]
        before = kept.get(whole.id, whole)
        left = before.quantity + step.quantity
        after = replace(before, quantity=left, cost=share(whole.cost, left, whole.quantity))
        kept[whole.id], costs[step.id] = after, after.cost - before.cost
    return _SentBack(kept, costs)


@dataclass(slots=True)
class _Owed:
    """What went out before it was received, and the cost that it was given for now."""

    step: Step
    quantity: Decimal
    cost: Money


@dataclass(slots=True)
class _Shelf:
    """The state between two steps; ``unit`` is the last known cost (a sum) of a quantity."""

    on_hand: Decimal = ZERO
    value: Money = field(default_factory=lambda: Money(0))
    unit: tuple[Money, Decimal] = field(default_factory=lambda: (Money(0), Decimal(1)))
    owed: list[_Owed] = field(default_factory=list)
    costs: dict[int, Money] = field(default_factory=dict)
    held: dict[Hashable, tuple[Decimal, Money]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """What is there goes at average cost, what is not at the last known."""
        wanted = -step.quantity
        there = min(wanted, self.on_hand)
        cost = Money(0)
        if there:
            cost = self.value if there == self.on_hand else share(self.value, there, self.on_hand)
            self.on_hand, self.value = self.on_hand - there, self.value - cost
        if missing := wanted - there:
            for_now = share(self.unit[0], missing, self.unit[1])
            self.owed.append(_Owed(step, missing, for_now))
            cost += for_now
        self.costs[step.id] = -cost
        self._hold(step, wanted, cost)

    def put(self, step: Step) -> None:
        """What comes in covers what is owed first, that of its own line before all."""
        quantity, cost = step.quantity, self._cost_of(step)
        self.costs[step.id] = cost
        if step.is_return:
            self._hold(step, -quantity, -cost)
        if step.is_priced:
            self.unit = (cost, quantity)
        own = [one for one in self.owed if step.is_return and one.step.line == step.line]
        for owed in [*own, *(one for one in self.owed if one not in own)]:
            if quantity:
                quantity, cost = self._cover(owed, quantity, cost)
        self.on_hand, self.value = self.on_hand + quantity, self.value + cost
        if self.on_hand:
            self.unit = (self.value, self.on_hand)

    def _cost_of(self, step: Step) -> Money:
        if step.is_priced:
            return step.cost
        issued, issued_cost = self.held.get(step.line, (ZERO, Money(0)))
        if step.is_return and 0 < step.quantity <= issued:
            return cost_of_return(issued, issued_cost, step.quantity)
        if self.on_hand:
            return share(self.value, step.quantity, self.on_hand)
        return share(self.unit[0], step.quantity, self.unit[1])

    def _cover(self, owed: _Owed, quantity: Decimal, cost: Money) -> tuple[Decimal, Money]:
        covered = min(owed.quantity, quantity)
        paid = cost if covered == quantity else share(cost, covered, quantity)
        given = owed.cost if covered == owed.quantity else share(owed.cost, covered, owed.quantity)
        more = paid - given
        self.costs[owed.step.id] -= more
        self._hold(owed.step, ZERO, more)
        owed.quantity, owed.cost = owed.quantity - covered, owed.cost - given
        if not owed.quantity:
            self.owed.remove(owed)
        return quantity - covered, cost - paid

    def _hold(self, step: Step, quantity: Decimal, cost: Money) -> None:
        if step.line is not None:
            before = self.held.get(step.line, (ZERO, Money(0)))
            self.held[step.line] = (before[0] + quantity, before[1] + cost)
