"""The drawing of a trend in words: a table that every reader can have."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.management.kpi.queries.sheet import Point
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.individuals import Limits
from anxin.management.kpi.web import labels as labels_of
from anxin.management.kpi.web.chart import is_hollow


def value_table(
    points: Sequence[Point], labels: Sequence[str], limits: Sequence[Limits | None], definition: Definition
) -> list[tuple[str, str, str, str, str]]:
    """The drawing in words, the newest first: month, value, target, what was usual, what is to be said of the month."""
    rows = []
    for point, label, usual in zip(points, labels, limits, strict=True):
        first, last = point.span.first, point.span.last
        is_month = (first.year, first.month) == (last.year, last.month)
        ends = [labels_of.number(Decimal(str(end)), definition) for end in (usual.lower, usual.upper)] if usual else []
        note = _("异常") if point.is_outlier else _("不完整") if is_hollow(point, definition) else ""
        name = f"{first:%Y-%m}" if is_month else f"{first:%Y} Q{(first.month + 2) // 3}"
        rows.append((name, label, labels_of.target_words(point.target), " – ".join(ends), note))
    return rows[::-1]
