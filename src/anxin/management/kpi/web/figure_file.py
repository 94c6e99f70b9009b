"""A figure's page as spreadsheets: its numbers over time, its members, and the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi.queries import Carrier, Contributions, CourseOfFigure
from anxin.management.kpi.queries.sheet import TREND_MONTHS, Reading
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.periods import Span, last_period, last_year
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place
from anxin.management.kpi.web.rows import RowsOfFile
from anxin.platform.ui.late import LateFile
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.web import PageRequest

MOST_ROWS = 20_000
"""Rows behind a figure that one file holds; it says so when there are more."""


@dataclass(frozen=True)
class NoFilter:
    """The page reads its own choices."""


@dataclass(frozen=True, slots=True)
class Line:
    """A number of the figure: of which part of the page, of what or whom, of which days."""

    part: str
    name: str
    first: date
    last: date
    value: Decimal | None
    unit: str
    target: Target | None = None
    standing: Standing = Standing.NONE
    points: Decimal | None = None
    made_of: str = ""
    note: str = ""


COLUMNS = (
    Column("part", gettext_lazy("部分")),
    Column("name", gettext_lazy("期间或谁")),
    Column("first", gettext_lazy("从"), kind="day"),
    Column("last", gettext_lazy("到"), kind="day"),
    Column("value", gettext_lazy("数值"), kind="number"),
    Column("unit", gettext_lazy("单位")),
    Column("operator", gettext_lazy("比较"), value=lambda one: _operator(one.target)),
    Column("target", gettext_lazy("目标"), value=lambda one: one.target.value if one.target else None, kind="number"),
    Column("until", gettext_lazy("目标上限"), value=lambda one: one.target.until if one.target else None, kind="number"),
    Column("standing", gettext_lazy("状态"), value=lambda one: str(labels.STANDINGS[one.standing][1])),
    Column("points", gettext_lazy("占差距"), kind="number"),
    Column("made_of", gettext_lazy("组成")),
    Column("note", gettext_lazy("说明")),
)
ROWS = (
    Column("day", gettext_lazy("日期"), kind="day"),
    Column("number", gettext_lazy("单据")),
    Column("store", gettext_lazy("门店")),
    Column("car", gettext_lazy("车牌")),
    Column("whose", gettext_lazy("谁")),
    Column("lines", gettext_lazy("行数"), kind="integer"),
    Column("raw", gettext_lazy("数值"), kind="number"),
    Column("sign", gettext_lazy("单位")),
)


def figure_file(
    request: PageRequest,
    place: Place,
    unit: str,
    reading: Reading,
    course: CourseOfFigure,
    members: tuple[str, Contributions, Sequence[str]] | None,
) -> LateFile:
    """What the page shows of the figure, as numbers; ``members`` with what they are called and their names."""
    lines = [*_periods(place, reading), *_months(reading.definition, course)]
    if members:
        label, found, names = members
        lines += [_member(label, one, name, reading) for one, name in zip(found.members, names, strict=True)]
    listing = read_list(request, NoFilter, COLUMNS).with_page(RowPage(lines, len(lines)))
    return listing.export(f"{labels.say(reading.definition.name)} {unit} {place.words}", about_words(place, unit, reading))


def rows_file(request: PageRequest, place: Place, unit: str, reading: Reading, found: RowsOfFile) -> LateFile:
    """The rows behind one part of the figure, as the page shows them, with how many there are and what they come to."""
    about = f"{about_words(place, unit, reading)} · {found.called} · {found.words}"
    if found.has_more:
        about += " · " + _("只有前 %(most)s 行，请选短一些的期间") % {"most": f"{MOST_ROWS:,}"}
    listing = read_list(request, NoFilter, ROWS).with_page(RowPage(found.rows, len(found.rows)))
    return listing.export(f"{labels.say(reading.definition.name)} {_('明细')} {unit} {place.words}", about)


def about_words(place: Place, unit: str, reading: Reading) -> str:
    """Code, version of the definition, of whom, which days, and which source asks for the figure."""
    definition = reading.definition
    words = [f"{definition.code} v{definition.version}", unit, place.words]
    if definition.sources:
        words.append(_("来源 %(id)s") % {"id": " / ".join(one.id for one in definition.sources)})
    return " · ".join(words)


def _periods(place: Place, reading: Reading) -> list[Line]:
    definition, now = reading.definition, reading.even_span or reading.span
    asked = reading.held or reading.target
    part, before, year_ago = _("本期和比较"), last_period(place.period, now), last_year(now)
    even = [] if now == reading.span else [_line(part, _("本期过完的天"), now, reading.even, definition)]
    return [
        _line(part, _("本期"), reading.span, reading.value, definition, target=asked, standing=reading.standing),
        *even,
        _line(part, _("上期"), before, reading.before, definition),
        _line(part, _("去年同期"), year_ago, reading.year_ago, definition),
    ]


def _months(definition: Definition, course: CourseOfFigure) -> list[Line]:
    lines = []
    for one in course.points[-TREND_MONTHS:]:
        note = _("记录只有一部分") if one.is_partial else ""
        name = f"{one.span.first:%Y-%m}"
        lines.append(
            _line(_("按月"), name, one.span, one.value, definition, target=one.target, standing=one.standing, note=note)
        )
    return lines


def _line(
    part: str,
    name: str,
    span: Span,
    value: Decimal | None,
    definition: Definition,
    *,
    target: Target | None = None,
    standing: Standing = Standing.NONE,
    note: str = "",
) -> Line:
    unit = str(labels.UNITS[definition.unit])
    return Line(part, name, span.first, span.last, _rounded(value, definition), unit, target, standing, note=note)


def _member(label: str, one: Carrier, name: str, reading: Reading) -> Line:
    definition, span = reading.definition, reading.span
    return Line(
        label, name, span.first, span.last, _rounded(one.value, definition), str(labels.UNITS[definition.unit]), one.target,
        one.standing, _rounded(one.points, definition), _parts(one), _("笔数少") if one.is_small else "",
    )  # fmt: skip


def _parts(one: Carrier) -> str:
    return labels.parts_words(one.parts)


def _operator(target: Target | None) -> str:
    return "" if target is None else labels.OPERATORS.get(target.operator, "–")


def _rounded(value: Decimal | None, definition: Definition) -> Decimal | None:
    return None if value is None else round(value, max(definition.decimals, 2))
