"""The targets of a store's year: figures by months, how far each is, and what does not fit together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.management.kpi import commands, permissions, queries
from anxin.management.kpi.board import board
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import TargetsDisagree
from anxin.management.kpi.queries import TargetRow, YearSoFar
from anxin.management.kpi.queries.passing import passing_of
from anxin.management.kpi.queries.wording import lacking_words
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.periods import Period, to_date
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.rules.targets import ALL_MONTHS, WHOLE_YEAR, Kind, kind_of
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.target_words import asked_year, difference_words, read_number, today_of
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid, Refusal
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.formats import format_yuan_short
from anxin.platform.ui.lists import Column, ListPage, RowPage, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "kpi/targets.html"
LARGE = 10_000


@dataclass(frozen=True)
class TargetFilter:
    """Without a choice the figures that have a target."""

    text: str = filter_field(gettext_lazy("指标"), default="")
    every: str = filter_field(
        gettext_lazy("哪些指标"),
        choices=(("", gettext_lazy("定了目标的")), ("1", gettext_lazy("全部指标"))),
        default="",
    )


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A figure's year as the table shows it: targets in shown units; ``year`` of a total is the sum of its months.

    ``part`` says of how many months the sum of a total is, ``why`` which are missing where what was reached is not known, or
    of some months only and so not judged.
    """

    name: str
    unit: str
    operator: str
    url: str
    year: Decimal | None = None
    value: Decimal | None = None
    done: Decimal | None = None
    months: Mapping[int, Decimal] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    """The year, what is reached so far, and the twelve months, as people read them."""
    standing: str = ""
    level: str = ""
    part: str = ""
    why: str = ""


def _month(number: int) -> Column:
    def of(row: TargetLine) -> Decimal | None:
        return row.months.get(number)

    return Column(f"month_{number}", MONTHS[number - 1], of, kind="number", wide_only=True)


MONTHS = (
    gettext_lazy("1 月"),
    gettext_lazy("2 月"),
    gettext_lazy("3 月"),
    gettext_lazy("4 月"),
    gettext_lazy("5 月"),
    gettext_lazy("6 月"),
    gettext_lazy("7 月"),
    gettext_lazy("8 月"),
    gettext_lazy("9 月"),
    gettext_lazy("10 月"),
    gettext_lazy("11 月"),
    gettext_lazy("12 月"),
)
COLUMNS = (
    Column("name", gettext_lazy("指标")),
    Column("unit", gettext_lazy("单位"), wide_only=True),
    Column("operator", gettext_lazy("比较"), wide_only=True),
    Column("year", gettext_lazy("全年"), kind="number"),
    Column("value", gettext_lazy("到今天"), kind="number"),
    Column("done", gettext_lazy("完成"), kind="percent", wide_only=True),
    Column("standing", gettext_lazy("达标")),
    *(_month(number) for number in ALL_MONTHS),
)


@page(permissions.SEE)
def list_targets(request: PageRequest) -> HttpResponse:
    """The store's targets of a year (M23.01)."""
    return _overview(request)


@require_POST
@page(permissions.SET_TARGETS)
def copy_targets(request: PageRequest) -> HttpResponse:
    """Fill the year from the year before, grown by some percent."""
    year = asked_year(request)
    try:
        growth = read_number(request.POST.get("growth_percent", ""), "growth_percent") or Decimal(0)
        done = commands.copy_targets(
            actor=request.actor,
            store_id=request.store_id,
            year=year,
            growth_percent=growth,
            is_sure=request.POST.get("is_sure") == "1",
            at=clock.now(),
        )
    except TargetsDisagree as refusal:
        return _overview(request, refusal, status=422)
    except Refusal as refusal:
        if isinstance(refusal, Invalid) or refusal.code == "no_past_figures":
            return _overview(request, refusal, status=422)
        raise
    words = (
        _("照去年定了 %(count)s 个目标") % {"count": done.changed} if done.changed else _("没有可以照搬的，已有的目标没有动")
    )
    return redirect_after_post(request, f"{reverse('kpi:targets')}?year={year}", Toast(words))


def _overview(request: PageRequest, refusal: Refusal | None = None, *, status: int = 200) -> HttpResponse:
    actor, store_id, year, today = request.actor, request.store_id, asked_year(request), today_of(request)
    listing: ListPage[TargetFilter] = read_list(request, TargetFilter, COLUMNS)
    asked = queries.list_targets(actor, store_id, year)
    own: dict[str, dict[int, TargetRow]] = {}
    for one in asked:
        if not one.cell.is_personal:
            own.setdefault(one.cell.code, {})[one.cell.month] = one
    so_far = {one.code: one for one in queries.list_year_so_far(actor, store_id, year, sorted(own), today)}
    may_set = actor.may(permissions.SET_TARGETS, store_id)
    # Whoever has set none yet begins with those that matter most.
    first = _main_figures() if may_set and not own else []
    wanted = [
        one
        for one in catalogue().definitions.values()
        if one.is_called(listing.filter.text) and (listing.filter.every or one.code in own or one.code in first)
    ]
    wanted.sort(key=lambda one: (one.code not in own, first.index(one.code) if one.code in first else len(first), one.code))
    rows = [_line(one.code, own.get(one.code, {}), so_far.get(one.code), year) for one in wanted]
    listing = listing.with_page(RowPage(rows, len(rows)))
    if listing.wants_export:
        return listing.export(_("%(store)s %(year)s 年目标") % {"store": store_info(store_id).name, "year": year})
    found = refusal.found if isinstance(refusal, TargetsDisagree) else queries.check_targets(actor, store_id, year)
    passed = passing_of([store_id], Period.YEAR, to_date(Period.YEAR, today))
    context = {
        "list": listing,
        "store": store_info(store_id).name,
        "year": year,
        "has_targets": bool(own),
        "may_set": may_set,
        "may_copy": may_set and bool(queries.list_targets(actor, store_id, year - 1)),
        "stores": _stores(request, year),
        "has_chosen_store": request.has_chosen_store,
        "differences": [difference_words(one) for one in found],
        "refusal": refusal,
        "must_be_sure": isinstance(refusal, TargetsDisagree),
        "growth": request.POST.get("growth_percent", ""),
        "passed": round(passed.percent) if year == today.year else None,
    }
    return render_page(request, TEMPLATE, context, partial="table", status=status)


def _line(code: str, months: Mapping[int, TargetRow], so_far: YearSoFar | None, year: int) -> TargetLine:
    definition = catalogue().definitions[code]
    values = {month: one.value for month, one in months.items() if one.value is not None and month != WHOLE_YEAR}
    whole = months.get(WHOLE_YEAR)
    total = whole.value if whole else None
    kind = kind_of(definition, catalogue().measures)
    if kind is Kind.ADDED and values:
        total = sum(values.values(), Decimal(0))
    elif total is None and so_far and so_far.target and kind is Kind.LEVEL:
        total = so_far.target.value  # every month asks the same
    value = so_far.value if so_far else None
    shown = [_short(one, definition) for one in (total, value, *(values.get(month) for month in ALL_MONTHS))]
    is_held = so_far is not None and (so_far.of.is_whole or not definition.needs_all)
    is_part = kind is Kind.ADDED and 0 < len(values) < len(ALL_MONTHS)
    level, standing = labels.STANDINGS[so_far.standing if so_far else Standing.NONE]
    return TargetLine(
        labels.say(definition.name),
        str(labels.UNITS[definition.unit]),
        _operator(months),
        f"{reverse('kpi:target', args=[code])}?year={year}",
        total,
        None if value is None else round(value, definition.decimals),
        value / total if kind is not Kind.LEVEL and is_held and value is not None and total else None,
        values,
        tuple(shown),
        str(standing),
        level,
        _("%(known)s/12 个月") % {"known": len(values)} if is_part else "",
        lacking_words(so_far.of) if so_far and (value is None or not is_held) else "",
    )


def _main_figures() -> list[str]:
    """What a store sets first: of the cockpit's figures those that add up over the year, then the rates."""
    known, measures = catalogue().definitions, catalogue().measures
    shown = dict.fromkeys(code for codes in board().tiles.values() for code in codes if not catalogue().needs(known[code]))
    return sorted(shown, key=lambda code: kind_of(known[code], measures) is not Kind.ADDED)


def _stores(request: PageRequest, year: int) -> list[dict[str, object]]:
    """Which stores have targets, for whoever sees several."""
    if len(request.actor.stores_for(permissions.SEE)) < 2:
        return []
    return [
        {"id": one.store_id, "name": one.name, "figures": one.figures, "is_here": one.store_id == request.store_id}
        for one in queries.count_targets(request.actor, year)
    ]


def _short(value: Decimal | None, definition: Definition) -> str:
    """A number for a narrow column: large amounts in units of ten thousand yuan."""
    if value is not None and definition.unit == "yuan" and abs(value) >= LARGE:
        return format_yuan_short(value * 100)
    return "" if value is None else labels.number(value, definition)


def _operator(months: Mapping[int, TargetRow]) -> str:
    for one in months.values():
        if one.until is not None:
            return labels.target_words(one.target)
        return labels.OPERATORS[one.operator]
    return ""
