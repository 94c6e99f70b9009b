"""All figures of a store on one page: this period up to today, against target, the period before and last year."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.choice import level_choice
from anxin.management.kpi.web.marks import back_words, known_months, running_words
from anxin.management.kpi.web.peers import Beside, peers_of_sheet
from anxin.management.kpi.web.places import name_of, read_place
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, RowPage, Status, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

STATES = (
    ("missed", gettext_lazy("未达标")),
    ("near", gettext_lazy("接近")),
    ("met", gettext_lazy("达标")),
    ("none", gettext_lazy("没有目标")),
    ("needs", gettext_lazy("还没有数据")),
)


@dataclass(frozen=True)
class SheetFilter:
    """What stands where; without a choice all that can be computed."""

    text: str = filter_field(gettext_lazy("指标"), default="")
    state: tuple[str, ...] = filter_field(gettext_lazy("状态"), choices=STATES, default=())


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A figure as the table shows it."""

    name: str
    value: str
    target: str
    standing: Status
    before: str
    year_ago: str
    owner: str
    url: str
    peers: str = ""
    brand: str = ""
    code: str = ""
    amount: Decimal | None = None
    sign: str = ""
    amount_before: Decimal | None = None
    amount_year_ago: Decimal | None = None
    where: str = ""
    days: str = ""
    notes: str = ""
    operator: str = ""
    aim: Decimal | None = None
    aim_until: Decimal | None = None


COLUMNS = (
    Column("name", gettext_lazy("指标")),
    Column("value", gettext_lazy("本期")),
    Column("target", gettext_lazy("目标"), wide_only=True),
    Column("standing", gettext_lazy("状态"), kind="status"),
    Column("before", gettext_lazy("环比"), wide_only=True),
    Column("year_ago", gettext_lazy("同比"), wide_only=True),
    Column("owner", gettext_lazy("负责"), wide_only=True),
)
BESIDE = (
    Column("peers", gettext_lazy("同类店中位数"), wide_only=True),
    Column("brand", gettext_lazy("品牌中位数"), wide_only=True),
)

FILE = (
    Column("code", gettext_lazy("代码")),
    Column("name", gettext_lazy("指标")),
    Column("amount", gettext_lazy("本期"), kind="number"),
    Column("sign", gettext_lazy("单位")),
    Column("operator", gettext_lazy("比较")),
    Column("aim", gettext_lazy("目标"), kind="number"),
    Column("aim_until", gettext_lazy("目标上限"), kind="number"),
    Column("standing", gettext_lazy("状态")),
    Column("amount_before", gettext_lazy("上期"), kind="number"),
    Column("amount_year_ago", gettext_lazy("去年同期"), kind="number"),
    Column("where", gettext_lazy("范围")),
    Column("days", gettext_lazy("期间")),
    Column("owner", gettext_lazy("负责")),
    Column("notes", gettext_lazy("说明")),
)
"""Of the file, which stands without its page: numbers as numbers, and of whom and which days they are."""


@page(permissions.SEE)
def list_figures(request: PageRequest) -> HttpResponse:
    """Every figure of the store, those off target first (M22.04)."""
    place = read_place(request)
    readings = queries.read_sheet(request.actor, place.level, place.unit_id, place.period, place.day)
    beside = peers_of_sheet(request, place, [one.definition.code for one in readings if not one.needs])
    listing = read_list(request, SheetFilter, (*COLUMNS[:-1], *(BESIDE if beside else ()), COLUMNS[-1]))
    chosen = [one for one in readings if _is_wanted(one, listing.filter)]
    order = [Standing.MISSED, Standing.NEAR, Standing.MET, Standing.NONE]
    chosen.sort(key=lambda one: (bool(one.needs), order.index(one.standing), one.value is None, one.definition.code))
    unit = name_of(request.actor, place)
    rows = [replace(_row(one, place.query, beside), where=unit, days=place.words) for one in chosen]
    listing = listing.with_page(RowPage(rows, len(rows)))
    if listing.wants_export:
        return replace(listing, columns=FILE).export(f"{_('经营指标')} {unit} {place.words}")
    counts = [(labels.STANDINGS[one], sum(1 for each in readings if each.standing is one)) for one in order[:3]]
    running = next((words for one in readings if not one.definition.is_of_days_over and (words := running_words(one))), "")
    context = {"list": listing, "place": place, "unit": unit, "counts": counts, "running": running}
    context |= {"choice": level_choice(request, place), "beside": beside}
    return render_page(request, "kpi/sheet.html", context, partial="table")


def _is_wanted(reading: Reading, wanted: SheetFilter) -> bool:
    if not reading.definition.is_called(wanted.text):
        return False
    state = "needs" if reading.needs else str(reading.standing)
    return state in wanted.state if wanted.state else state != "needs"


def _flag(reading: Reading) -> str:
    if reading.marks.outliers:
        return _("（异常）")
    if reading.marks.lacking:
        return _("（不是每家店都有）")
    if reading.whole_from:
        return _("（%(why)s）") % {"why": back_words(reading)}
    if reading.marks.is_partial and reading.marks.whole_from:
        return _("（只有 %(known)s 个月的记录）") % {"known": known_months(reading)}
    if reading.marks.is_partial and reading.value is not None:
        return _("（不全）")
    return _("（月度数据）") if reading.marks.stated else ""


def _notes(reading: Reading) -> str:
    """What the page marks a number with, in words that stand by themselves."""
    own = _("还没有数据") if reading.needs else _flag(reading)[1:-1]
    odd = ((reading.is_before_odd, _("上期异常")), (reading.is_year_ago_odd, _("去年同期异常")))
    return " · ".join([*filter(None, [own]), *(words for is_odd, words in odd if is_odd)])


def _beside_odd(words: str, *, is_odd: bool) -> str:
    return f"{words} {_('（异常）')}" if is_odd and words != "—" else words


def _row(reading: Reading, query: str, beside: Beside | None) -> SheetRow:
    definition = reading.definition
    peers, brand = (beside.peers, beside.brand) if beside else ({}, {})
    level, _word = labels.STANDINGS[reading.standing]
    target = reading.target
    return SheetRow(
        labels.say(definition.name),
        _("还没有数据") if reading.needs else f"{_said(reading.value, definition)} {_flag(reading)}".strip(),
        labels.target_words(target),
        Status(level, labels.standing_words(reading)),
        _beside_odd(labels.change(reading.even, reading.base, definition), is_odd=reading.is_before_odd),
        _beside_odd(labels.change(reading.even, reading.base_year_ago, definition), is_odd=reading.is_year_ago_odd),
        labels.owner(definition),
        f"{reverse('kpi:figure', args=[definition.code])}?{query}",
        peers.get(definition.code, "—"),
        brand.get(definition.code, "—"),
        definition.code,
        _rounded(reading.value, definition),
        str(labels.UNITS[definition.unit]),
        _rounded(reading.before, definition),
        _rounded(reading.year_ago, definition),
        notes=_notes(reading),
        operator=labels.OPERATORS.get(target.operator, "–") if target else "",
        aim=target.value if target else None,
        aim_until=target.until if target else None,
    )


def _said(value: Decimal | None, definition: Definition) -> str:
    return "—" if value is None else f"{labels.number(value, definition)} {labels.UNITS[definition.unit]}".strip()


def _rounded(value: Decimal | None, definition: Definition) -> Decimal | None:
    return None if value is None else round(value, definition.decimals)
