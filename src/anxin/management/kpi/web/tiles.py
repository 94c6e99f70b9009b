"""Tiles of figures: value, target, standing, how the target is reached so far, the change, twelve months as a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.standing import Standing, harm_sign
from anxin.management.kpi.web import labels
from anxin.platform.ui.formats import format_yuan_short

WORST_FIRST = (Standing.MISSED, Standing.NEAR, Standing.MET, Standing.NONE)
MUCH = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Tile:
    """What ``kpi/_tiles.html`` draws; ``level`` is the colour of the standing, empty where nothing is judged."""

    name: str
    value: str
    unit: str
    target: str
    level: str
    word: str
    url: str
    trend: tuple[Decimal | None, ...]
    aim: Decimal | None
    change: str
    is_rise: bool
    is_worse: bool


def tiles_of(
    readings: Sequence[Reading], query: str, trends: Mapping[str, tuple[Decimal | None, ...]] | None = None
) -> list[Tile]:
    """Tiles, the worst first, in the given order else; ``query`` leads to the same unit and days, ``trends`` are by code."""
    ordered = sorted(readings, key=lambda one: (WORST_FIRST.index(one.standing), one.value is None))
    return [_tile(one, query, (trends or {}).get(one.definition.code, ())) for one in ordered]


def short(value: Decimal | None, definition: Definition) -> tuple[str, str]:
    """A shown value and its unit: much money in ten thousands (in English thousands), anything else as it is."""
    if value is None:
        return labels.number(None, definition), ""
    is_much = definition.unit == "yuan" and abs(value) >= MUCH
    words, unit = labels.in_currency(money(value) if is_much else labels.number(value, definition), definition)
    return words, "" if is_much else unit


def in_full(value: Decimal | None, definition: Definition) -> str:
    """A shown value with its unit: 40.0%, 12 天, 28.5 万."""
    number, unit = short(value, definition)
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()


def money(yuan: Decimal) -> str:
    """Yuan, much of it in ten thousands (in English thousands)."""
    return format_yuan_short(int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP)))


def target_in_full(target: Target | None, definition: Definition) -> str:
    """≥ 30%, ≥ 420.0 万 or 80–110%."""
    if target is None:
        return ""
    if definition.unit == "yuan" and target.until is None and abs(target.value) >= MUCH:
        return f"{labels.OPERATORS[target.operator]} {labels.in_currency(money(target.value), definition)[0]}"
    unit = labels.UNITS[definition.unit]
    target = labels.rounded(target, definition)
    return f"{labels.target_words(target)}{'' if unit == '%' else ' '}{unit}".strip()


def _tile(one: Reading, query: str, trend: tuple[Decimal | None, ...]) -> Tile:
    definition = one.definition
    level, word = labels.STANDINGS[one.standing]
    value, unit = short(one.value, definition)
    target = target_in_full(one.target, definition)
    if target and one.done is not None:
        target = _("%(target)s · 完成 %(done)s%%") % {"target": target, "done": f"{one.done:.0f}"}
    moved = Decimal(0) if one.even is None or one.base is None else one.even - one.base
    change = labels.change(one.even, one.base, definition)
    return Tile(
        labels.say(definition.name),
        value,
        unit,
        target,
        level,
        str(word),
        f"{reverse('kpi:figure', args=[definition.code])}?{query}",
        trend,
        # A month's line has no mark of what a whole quarter asks.
        one.target.value if one.target and not definition.grows else None,
        "" if change == "—" or change.startswith("0.0") else change,
        moved > 0,
        definition.direction in ("up", "down") and moved * harm_sign(definition, moved) > 0,
    )
