"""How kinds and values of monthly figures are said."""

from decimal import Decimal

from django.utils.translation import gettext_lazy

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
    """A value with thousands commas, yuan without needless fen; a gap in words; nothing where nothing was said."""
    if cell is None or cell.says_nothing:
        return ""
    if cell.value is None:
        return str(gettext_lazy("缺"))
    value = in_unit(kind, cell.value)
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value.normalize():,f}"


def typed(kind: FigureKind, cell: FigureCell | None) -> str:
    """A value as a form shows it, without commas."""
    return "" if cell is None or cell.value is None else f"{in_unit(kind, cell.value).normalize():f}"


def in_unit(kind: FigureKind, value: Decimal) -> Decimal:
    """Fen as yuan; anything else as it is."""
    return value / 100 if kind.is_money else value
