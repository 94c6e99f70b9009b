"""How figures and their targets are written: rounded as the definition says, with a true minus, their unit; months."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.handbook import say
from anxin.management.kpi.queries.whole import Wholeness
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.periods import months_later

UNITS = {
    "percent": "%",
    "yuan": gettext_lazy("元"),
    "count": "",
    "hours": gettext_lazy("小时"),
    "minutes": gettext_lazy("分钟"),
    "days": gettext_lazy("天"),
    "years": gettext_lazy("年"),
    "ratio": ": 1",
    "points": gettext_lazy("分"),
    "times": gettext_lazy("次"),
    "class": "",
}
MOST_RUNS = 4
"""How many stretches of months a sentence names."""
OPERATORS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}


def number(value: Decimal | None, definition: Definition) -> str:
    """A shown value without its unit; unknown is a dash."""
    if value is None:
        return "—"
    rounded = value.quantize(Decimal(1).scaleb(-definition.decimals), ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):,}".replace("-", "−")


def target_words(target: Target | None) -> str:
    """≥ 30 or 80–110, without the unit."""
    if target is None:
        return ""
    if target.until is not None:
        return f"{_plain(target.value)}–{_plain(target.until)}"
    return f"{OPERATORS[target.operator]} {_plain(target.value)}"


def figure_name(code: str) -> str:
    """What a figure is called in the language of the screen; a code that is no longer known stands for itself."""
    definition = catalogue().definitions.get(code)
    return say(definition.name) if definition else code


def value_words(code: str, value: Decimal | None) -> str:
    """A shown value of a figure with its unit."""
    definition = catalogue().definitions.get(code)
    if definition is None or value is None:
        return "—" if value is None else f"{value.normalize():,f}".replace("-", "−")
    return f"{number(value, definition)} {UNITS[definition.unit]}".strip()


def asked_words(operator: str, value: Decimal, until: Decimal | None) -> str:
    """The same of a target that somebody kept."""
    return target_words(Target(operator, value, until))


def months_words(months: Sequence[date]) -> str:
    """Months as runs, the first of them."""
    runs: list[list[date]] = []
    for month in months:
        if runs and months_later(runs[-1][-1], 1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    words = [f"{run[0]:%Y-%m}" if len(run) == 1 else f"{run[0]:%Y-%m} – {run[-1]:%Y-%m}" for run in runs[:MOST_RUNS]]
    return _("、").join(words) + (" …" if len(runs) > MOST_RUNS else "")


def lacking_words(of: Wholeness) -> str:
    """Of how many months a number would be, and which lack; empty where all of them are known."""
    if of.is_whole:
        return ""
    words = {"months": of.months, "known": of.known, "lacking": months_words(of.lacking)}
    return _("%(months)s 个月里只有 %(known)s 个月是全的，缺 %(lacking)s") % words


def odd_words(of: Wholeness) -> str:
    """That a month of it is odd, which counts; empty without one."""
    return _("%(months)s 的数异常，仍然计入，请先核对") % {"months": months_words(of.odd)} if of.odd else ""


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}".replace("-", "−")
