"""How kinds and values of monthly figures are said."""

from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy

from anxin.resources.figures.current import FigureCell
from anxin.resources.figures.kinds import FigureKind

GROUP_NAMES = {
    "expense": gettext_lazy("费用与毛利"),
    "rebate": gettext_lazy("厂家返利"),
    "market": gettext_lazy("市场"),
    "history": gettext_lazy("台次与产值（系统启用前）"),
    "satisfaction": gettext_lazy("满意度"),
}
UNITS = {"yuan": gettext_lazy("元"), "count": "", "points": gettext_lazy("分"), "percent": "%"}
SOURCES = {"typed": gettext_lazy("填报"), "imported": gettext_lazy("导入")}


def shown(kind: FigureKind, cell: FigureCell | None) -> str:
    """What a cell says; nothing where nothing was said."""
    return "" if cell is None or cell.says_nothing else say_value(kind, cell.value)


def say_value(kind: FigureKind, value: Decimal | None) -> str:
    """A value with thousands commas, yuan without needless fen; a gap in words."""
    if value is None:
        return gettext("缺")
    number = in_unit(kind, value)
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number.normalize():,f}"


def typed(kind: FigureKind, cell: FigureCell | None) -> str:
    """A value as a form shows it, without commas."""
    return "" if cell is None or cell.value is None else f"{in_unit(kind, cell.value).normalize():f}"


def in_unit(kind: FigureKind, value: Decimal) -> Decimal:
    """Fen as yuan; anything else as it is."""
    return value / 100 if kind.is_money else value
