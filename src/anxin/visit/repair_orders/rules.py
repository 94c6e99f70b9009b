"""Pure decisions and sums of the repair order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from anxin.platform.money import ZERO, Money
from anxin.visit.repair_orders.lifecycle import JOB_IN_PROGRESS, JOB_OPEN, OPEN

PAYERS = ("customer", "warranty", "insurer", "internal", "goodwill")
COUNTED = ("PRESENTED", "APPROVED")
NOTHING = Decimal(0)
QUARTER = timedelta(minutes=15)


def queue_rank(lane: str, *, is_appointment: bool) -> int:
    """Whose turn it is, the lower the earlier: green channel and rescue, booked cars, walk-ins (R-AP01, R-AP07, R-AP09).

    An express job that was not booked has its own lane in the workshop (R-WS11), no green channel.
    """
    if lane and (lane != "express" or is_appointment):
        return 0
    return 1 if is_appointment else 2


EXPRESS_KINDS = ("maintenance", "body_paint")
"""Kinds of orders that have an express lane (R-WS11, R-WS12)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the sums need of an item; amounts in fen, tax included. ``is_ruled``: the rule of rework named its payer."""

    id: int
    payer: str
    decision: str
    amount_fen: int
    is_ruled: bool = False


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part item beside the stock ledger: ``signed`` is what the customer approved, ``issued`` what went out to it.

    ``unit_price`` includes tax.
    """

    item_id: int
    article_id: int
    code: str
    name: str
    unit: str
    signed: Decimal
    issued: Decimal
    job_id: int = 0
    payer: str = ""
    unit_price: Money = ZERO

    @property
    def to_issue(self) -> Decimal:
        """What is still to go out."""
        return max(self.signed - self.issued, Decimal(0))

    @property
    def to_return(self) -> Decimal:
        """What went out beyond what is signed."""
        return max(self.issued - self.signed, Decimal(0))


def rounded_quantity(quantity: Decimal) -> Decimal:
    """A quantity as it is kept: three decimals, as in the stock ledger, rounded half up."""
    return quantity.quantize(Decimal("0.001"), "ROUND_HALF_UP")


def line_amount_fen(unit_price_fen: int, quantity: Decimal, discount_fen: int) -> int:
    """Amount of a line: price × quantity, rounded half up, less the discount; never below zero."""
    gross = int((Decimal(unit_price_fen) * quantity).quantize(Decimal(1), "ROUND_HALF_UP"))
    return max(gross - discount_fen, 0)


def is_due_again(not_before_on: date | None, not_before_km: int | None, on: date, odometer_km: int | None) -> bool:
    """Whether what was put off may be offered again: one of its limits is reached, or it has none."""
    if not_before_on is None and not_before_km is None:
        return True
    by_day = not_before_on is not None and on >= not_before_on
    return by_day or (not_before_km is not None and odometer_km is not None and odometer_km >= not_before_km)


def masked_plate(plate: str) -> str:
    """A plate that its owner knows again and nobody else can look up."""
    return f"{plate[:2]}***{plate[-2:]}" if len(plate) > 4 else "***"


def waits_for_customer(decision: str, order_state: str) -> bool:
    """Whether an item waits for the customer's word: presented after the first signature, or made dearer since."""
    return decision == "PRESENTED" and order_state != OPEN


def price_and_discount(unit_price_fen: int, quantity: Decimal, amount_fen: int) -> tuple[int, int]:
    """Unit price and discount in fen with which a line costs ``amount_fen``: the price is raised where it is too low."""
    if line_amount_fen(unit_price_fen, quantity, 0) < amount_fen:
        unit_price_fen = int((Decimal(amount_fen) / quantity).to_integral_value("ROUND_CEILING"))
    return unit_price_fen, line_amount_fen(unit_price_fen, quantity, 0) - amount_fen


def is_to_do(kind: str, decision: str, order_state: str, job_state: str) -> bool:
    """Whether an item is work ahead: labour of a job that is not done, approved, or still to be signed with the order."""
    agreed = decision == "APPROVED" or (decision == "PRESENTED" and order_state == OPEN)
    return kind == "labour" and agreed and job_state in (JOB_OPEN, JOB_IN_PROGRESS)


def totals_by_payer(lines: Iterable[Line], decisions: tuple[str, ...] = COUNTED) -> dict[str, int]:
    """Sum in fen for every payer over the items whose decision counts."""
    totals = dict.fromkeys(PAYERS, 0)
    for line in lines:
        if line.decision in decisions:
            totals[line.payer] += line.amount_fen
    return totals


def deviation(actual_fen: int, authorised_fen: int) -> Decimal | None:
    """(actual − authorised) ÷ authorised; None when nothing was authorised."""
    if authorised_fen == 0:
        return None
    return (Decimal(actual_fen - authorised_fen) / authorised_fen).quantize(Decimal("0.0001"))


def exceeds_tolerance(actual_fen: int, authorised_fen: int, tolerance: Decimal) -> bool:
    """Whether the customer must confirm again (R-RO02: beyond ±10 % by default)."""
    return abs(actual_fen - authorised_fen) > authorised_fen * tolerance


def instant(at: datetime) -> str:
    """An instant as it is hashed: the same text whatever zone it came in."""
    return at.astimezone(UTC).isoformat()


def rounded_promise(due: datetime) -> datetime:
    """A promise on the quarter of an hour, never earlier."""
    past_quarter = (due - datetime(2000, 1, 1, tzinfo=UTC)) % QUARTER
    return due + (QUARTER - past_quarter) if past_quarter else due


def agreed_promise(agreed: datetime | None, promised: datetime, at: datetime) -> datetime:
    """The promise that counts once the customer knows of ``promised`` at ``at`` (R-WS04: told before the old one passes)."""
    return promised if agreed is None or at <= agreed else agreed


@dataclass(frozen=True, slots=True)
class PromiseClock:
    """A promise against the expected finish, as every screen shows it.

    ``level`` is ``late`` (the promise has passed; ``minutes`` since), ``risk`` (the finish comes near or after it:
    ``minutes`` over or ``left_minutes`` under) or ``quiet``. ``share`` is the part of the promised time that is gone, 0-100.
    """

    promised_at: datetime | None
    expected_at: datetime | None
    level: str
    minutes: int
    left_minutes: int
    share: int = 0
    reason: str = ""
    label: str = ""


def promise_clock(
    promised_at: datetime | None,
    expected_at: datetime,
    now: datetime,
    *,
    begun_at: datetime,
    near_minutes: int,
    reason: str = "",
) -> PromiseClock:
    """How endangered a promise is at this moment."""
    if promised_at is None:
        return PromiseClock(None, expected_at, "quiet", 0, 0)
    minute = timedelta(minutes=1)
    share = int(min(max((now - begun_at) / max(promised_at - begun_at, minute), 0), 1) * 100)
    if now > promised_at:
        return PromiseClock(promised_at, expected_at, "late", int((now - promised_at) / minute), 0, share, reason)
    slack = int((promised_at - expected_at) / minute)
    level = "risk" if slack < near_minutes else "quiet"
    return PromiseClock(promised_at, expected_at, level, max(-slack, 0), max(slack, 0), share, reason)


def is_punctual(ready_at: datetime | None, promised_at: datetime | None, margin: timedelta, now: datetime) -> bool | None:
    """Whether the workshop was punctual: repair and inspection ended so long before the promise (R-WS09).

    None while that is open, and without a promise.
    """
    if promised_at is None:
        return None
    last = promised_at - margin
    if ready_at is None:
        return False if now > last else None
    return ready_at <= last


def minutes_together(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Whole minutes that the spans cover; what two of them share counts once."""
    total, covered = timedelta(0), datetime.min.replace(tzinfo=UTC)
    for since, until in sorted(spans):
        total += max(until - max(since, covered), timedelta(0))
        covered = max(covered, until)
    return int(total / timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line beside what it costs by the catalogue, in fen."""

    id: int
    list_fen: int
    amount_fen: int

    @property
    def given_fen(self) -> int:
        """What is given away on it; nothing where it costs more than the catalogue asks."""
        return max(self.list_fen - self.amount_fen, 0)


@dataclass(frozen=True, slots=True)
class DiscountLimit:
    """How much somebody may give away on one order: both a share of its list price and a sum in fen hold (R-RO16)."""

    share: Decimal
    amount_fen: int

    def allows(self, given_fen: int, list_fen: int) -> bool:
        """Whether so much may be given away on an order that costs so much by the catalogue."""
        return given_fen <= self.amount_fen and given_fen <= list_fen * self.share


def without_leave(lines: Sequence[PricedLine], granted: Mapping[int, int], own: DiscountLimit) -> list[PricedLine]:
    """Lines on which more is given away than was granted, if the order gives away more than an advisor's own limit.

    Judged over the whole order: five small discounts are one large one, and so is one on top of what was granted.
    """
    if own.allows(sum(line.given_fen for line in lines), sum(line.list_fen for line in lines)):
        return []
    return [line for line in lines if line.given_fen > granted.get(line.id, 0)]


def taken_off(amounts: Mapping[int, int], fen: int) -> dict[int, int]:
    """How a sum is taken off lines (id → fen): off the largest first, so that most lines keep their price."""
    rest, off = fen, {}
    for line, amount in sorted(amounts.items(), key=lambda one: (-one[1], one[0])):
        part = min(rest, amount)
        if part:
            off[line], rest = part, rest - part
    return off


def quality_ends(
    begun: date | None, odometer_km: int | None, days: int | None, km: int | None
) -> tuple[date | None, int | None]:
    """The last day and kilometre of a quality period; None where it has none, or where its start is not known."""
    ends_on = begun + timedelta(days=days) if begun is not None and days else None
    return ends_on, odometer_km + km if odometer_km is not None and km else None


def described(*words: str) -> str:
    """What names an item on a page or paper: its words, those that there are."""
    return " · ".join(filter(None, words))


def decided_with(proposal_id: int | None, item_id: int) -> str:
    """What an item is decided with: all that mends one finding, else the item by itself."""
    return f"p{proposal_id}" if proposal_id is not None else f"i{item_id}"
