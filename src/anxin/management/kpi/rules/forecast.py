"""The forecast of a year's repair gross profit out of premium, ratio and growth, and how far off the budget is (TAB-11)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class ForecastInput:
    """What is known of the year before and planned for this one; any one unit of money, percent as percent.

    ``premium_before`` is all premium written, new cars and renewals; ``mechanical_before`` and ``accident_before`` are
    gross profit. ``mechanical_growth`` is what is expected of the mechanical part.
    """

    premium_before: Decimal
    accident_before: Decimal
    mechanical_before: Decimal
    premium_planned: Decimal
    mechanical_growth: Decimal
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast in whole units of the money that was given. ``premium_growth`` and ``growth`` are percent.

    ``accident_share`` of repair gross profit is another thing than ``accident_to_premium`` (X-Z17).
    """

    accident_to_premium: Decimal | None
    accident: Decimal | None
    mechanical: Decimal
    total: Decimal | None
    difference: Decimal | None
    premium_growth: Decimal | None
    growth: Decimal | None
    accident_share: Decimal | None


def forecast_gross_profit(given: ForecastInput) -> Forecast:
    """Accident profit follows premium at last year's ratio (K-G12, K-G13), the mechanical part grows (K-G11, K-G14).

    The ratio is taken with one decimal of percent, as people write it down. Without premium there is no ratio, and no
    forecast of accidents nor of the whole.
    """
    ratio = _tenth(_share(given.accident_before, given.premium_before))
    accident = None if ratio is None else _whole(given.premium_planned * ratio / HUNDRED)
    mechanical = _whole(given.mechanical_before * (1 + given.mechanical_growth / HUNDRED))
    before = given.mechanical_before + given.accident_before
    total = None if accident is None else mechanical + accident
    return Forecast(
        ratio,
        accident,
        mechanical,
        total,
        None if total is None or given.budget is None else total - given.budget,
        _tenth(_growth(given.premium_planned, given.premium_before)),
        None if total is None else _tenth(_growth(total, before)),
        _tenth(_share(given.accident_before, before)),
    )


def estimate_profit(output: Decimal | None, profit_now: Decimal | None, output_now: Decimal | None) -> Decimal | None:
    """The gross profit of a year of which only the output is known, at the profit on a yuan of output of now; whole units.

    None where one of them is not known, or now has no output.
    """
    if output is None or profit_now is None or output_now is None or output_now <= 0:
        return None
    return _whole(output * profit_now / output_now)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return part / whole * HUNDRED if whole > 0 else None


def _growth(now: Decimal, before: Decimal) -> Decimal | None:
    return (now / before - 1) * HUNDRED if before > 0 else None


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def _tenth(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(TENTH, ROUND_HALF_UP)
