"""What is off target, ordered by harm: with who carries most of it, the first obstacle, what was confirmed (M22.04)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import ConfirmationRow, Gap, Level, Why
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.cockpit import COUNTED, posts_of, store_place, tabs_of, until_words
from anxin.management.kpi.web.confirmations import day_said
from anxin.management.kpi.web.members import member_names
from anxin.management.kpi.web.places import Place, name_of, read_place
from anxin.management.kpi.web.reasons import evidence_words, need_words
from anxin.management.kpi.web.remedies import RemedyWords, remedy_words
from anxin.management.kpi.web.tiles import in_full, money, target_in_full
from anxin.platform.ui.formats import format_day
from anxin.platform.ui.lists import Column, ListPage, RowPage, read_list
from anxin.platform.ui.pages import render_page, wants_region
from anxin.platform.web import PageRequest, page

FEW_PERCENT = 10
EXPLAINED = 5
"""Rows that say who and why; the others' own pages do."""


@dataclass(frozen=True)
class NoFilter:
    """The page reads its own choices."""


@dataclass(frozen=True, slots=True)
class GapRow:
    """A row of the table, and of the spreadsheet."""

    name: str
    level: str
    word: str
    value: str
    target: str
    so_far: str
    money: str
    formula: tuple[tuple[str, str], ...]
    relative: str
    owner: str
    url: str
    said: str
    said_by: str
    said_before: str
    same: tuple[tuple[str, str], ...] = ()
    who: str = ""
    share: str = ""
    obstacle: str = ""
    need: str = ""
    evidence: str = ""
    has_reasons: bool = False
    is_explained: bool = False
    remedies: tuple[RemedyWords, ...] = ()


def _near(row: tuple[str, str, Gap, str], value: Decimal | None) -> Decimal | None:
    """A number of the file as precise as its figure is shown, with two decimals at least."""
    return None if value is None else round(value, max(row[2].reading.definition.decimals, 2))


COLUMNS = (
    Column("store", gettext_lazy("门店"), value=lambda row: row[0]),
    Column("span", gettext_lazy("期间"), value=lambda row: row[1]),
    Column("name", gettext_lazy("指标"), value=lambda row: labels.say(row[2].reading.definition.name)),
    Column("unit", gettext_lazy("单位"), value=lambda row: str(labels.UNITS[row[2].reading.definition.unit])),
    Column("standing", gettext_lazy("状态"), value=lambda row: str(labels.STANDINGS[row[2].reading.standing][1])),
    Column("value", gettext_lazy("现值"), value=lambda row: _near(row, row[2].reading.value), kind="number"),
    Column("operator", gettext_lazy("比较"), value=lambda row: labels.OPERATORS.get(row[2].reading.held.operator, "–")),
    Column("target", gettext_lazy("目标"), value=lambda row: _near(row, row[2].reading.held.value), kind="number"),
    Column("until", gettext_lazy("目标上限"), value=lambda row: _near(row, row[2].reading.held.until), kind="number"),
    Column("missing", gettext_lazy("差"), value=lambda row: _near(row, row[2].harm.missing), kind="number"),
    Column("relative", gettext_lazy("差目标的百分之几"), value=lambda row: _near(row, row[2].harm.relative), kind="number"),
    Column("harm", gettext_lazy("每月影响毛利（元）"), value=lambda row: _near(row, row[2].harm.money), kind="number"),
    Column("owner", gettext_lazy("负责"), value=lambda row: labels.owner(row[2].reading.definition)),
    Column("family", gettext_lazy("同一个缺口"), value=lambda row: row[3]),
)


@page(permissions.SEE)
def list_gaps(request: PageRequest) -> HttpResponse:
    """All gaps of the store; in the cockpit the first of them, and on paper with the store and the days on each row.

    Whoever looks at more than a store is led to where its stores are side by side.
    """
    asked = read_place(request)
    if asked.level is not Level.STORE:
        return redirect(f"{reverse('kpi:group_cockpit')}?{asked.query}")
    place = store_place(request)
    is_mine = request.GET.get("mine") == "1"
    posts = posts_of(request.actor) if is_mine else ()
    found = queries.list_gaps(request.actor, place.unit_id, place.period, place.day)
    chosen = [one for one in found.gaps if not is_mine or one.reading.definition.owner in posts]
    unit, listing = name_of(request.actor, place), read_list(request, NoFilter, COLUMNS)
    if listing.wants_export:
        return _export(listing, chosen, place, unit)
    is_region, families = wants_region(request), list(_families(chosen).values())
    shown = families[:EXPLAINED] if is_region else families
    unrecorded = [one for one in found.unrecorded if not is_mine or one.definition.owner in posts]
    context = {
        "place": place,
        "unit": unit,
        "tabs": [(label, f"{query}{'&mine=1' if is_mine else ''}", here) for label, query, here in tabs_of(place)],
        "until": until_words(place),
        "is_mine": is_mine,
        "rows": _rows(request, shown, place),
        "more": len(families) - len(shown),
        "judged": sum(found.counts[each] for each in Standing if each is not Standing.NONE),
        "counts": [(*labels.STANDINGS[each], found.counts[each]) for each in COUNTED],
        "explained": EXPLAINED if len(shown) > EXPLAINED else 0,
        "may_confirm": place.period is not Period.DAY and place.unit_id in request.actor.stores_for(permissions.CONFIRM),
        "unrecorded": _unrecorded(unrecorded, place),
        "export_url": f"{reverse('kpi:cockpit_gaps')}?{place.query}{'&mine=1' if is_mine else ''}&format=xlsx",
        "is_region": is_region,
    }
    return render_page(request, "kpi/gaps.html", context, partial="gaps")


def _export(listing: ListPage[NoFilter], gaps: Sequence[Gap], place: Place, unit: str) -> HttpResponse:
    days = f"{place.span.first:%Y-%m-%d} – {place.span.last:%Y-%m-%d}"
    first = {family: labels.say(each[0].reading.definition.name) for family, each in _families(gaps).items()}
    rows = [(unit, days, one, first[one.family]) for one in gaps]
    return listing.with_page(RowPage(rows, len(rows))).export(_("最大差距"))


def _families(gaps: Sequence[Gap]) -> dict[str, list[Gap]]:
    """What one shortfall puts off target together, the dearest first."""
    found: dict[str, list[Gap]] = {}
    for one in gaps:
        found.setdefault(one.family, []).append(one)
    return found


def _rows(request: PageRequest, families: Sequence[Sequence[Gap]], place: Place) -> list[GapRow]:
    rows = [_row(one, place) for one in families]
    first = [gap for gap, *_others in families[:EXPLAINED]]
    whys = queries.explain_gaps(request.actor, first, place.unit_id, place.period, place.day)
    told = [_explained(request, row, why, gap.reading, place) for row, why, gap in zip(rows, whys, first, strict=False)]
    return [*told, *rows[EXPLAINED:]]


def _row(family: Sequence[Gap], place: Place) -> GapRow:
    gap, *others = family
    one, definition = gap.reading, gap.reading.definition
    level, word = labels.STANDINGS[one.standing]
    return GapRow(
        labels.say(definition.name),
        level,
        str(word),
        in_full(one.value, definition),
        target_in_full(one.target, definition),
        "" if one.held == one.target else target_in_full(one.held, definition),
        _loss(gap),
        _formula(gap),
        _points(gap) if definition.is_change else _percent(gap.harm.relative),
        labels.owner(definition),
        _url(definition, place),
        _names(gap.said),
        f"{gap.said.by} {format_day(day_said(gap.said))}" if gap.said else "",
        _before(gap.said_before),
        tuple((labels.say(other.reading.definition.name), _url(other.reading.definition, place)) for other in others),
        remedies=tuple(remedy_words(each) for each in gap.remedies),
        has_reasons=queries.is_explainable(definition),
    )


def _explained(request: PageRequest, row: GapRow, why: Why, reading: Reading, place: Place) -> GapRow:
    who = share = ""
    if why.carrier is not None:
        key = why.carrier.id
        names = member_names(request.actor, place, why.column, [] if key is None else [key])
        who = _("没有记到谁") if key is None else names[key]
        value = in_full(why.carrier.value, reading.definition)
        points = labels.off_in_unit(why.carrier.points, reading.definition)
        share = _("%(value)s，差距里占 %(points)s") % {"value": value, "points": points}
    known = catalogue().obstacles
    obstacle = evidence = ""
    if why.finding is not None:
        obstacle = " · ".join(labels.say(known[code].name) for code in why.finding.evidence.obstacles) or _("线索")
        evidence = " · ".join(one for one in (labels.say(why.finding.evidence.name), evidence_words(why.finding)) if one)
    need = need_words(why.need) if why.need is not None else ""
    return replace(row, who=who, share=share, obstacle=obstacle, evidence=evidence, need=need, is_explained=True)


def _names(said: ConfirmationRow | None) -> str:
    known = catalogue().obstacles
    return " · ".join(labels.say(known[code].name) for code in (said.obstacles if said else ()) if code in known)


def _before(said: ConfirmationRow | None) -> str:
    """What was confirmed last for another period, with its days."""
    if said is None:
        return ""
    return f"{format_day(said.first)} – {format_day(said.last)}: {_names(said)}"


def _url(definition: Definition, place: Place) -> str:
    return f"{reverse('kpi:figure', args=[definition.code])}?{place.query}"


def _loss(gap: Gap) -> str:
    yuan = gap.harm.money
    return "" if yuan is None else in_full(-yuan, replace(gap.reading.definition, unit="yuan", decimals=0))


def _points(gap: Gap) -> str:
    return _("%(points)s 点") % {"points": f"{gap.harm.missing:.1f}"}


def _percent(relative: Decimal | None) -> str:
    if relative is None:
        return ""
    return f"{relative:.1f}%" if relative < FEW_PERCENT else f"{relative:.0f}%"


def _formula(gap: Gap) -> tuple[tuple[str, str], ...]:
    """The factors of what the gap costs, named, as numbers with their units."""
    definition = gap.reading.definition
    names = {
        "missing": _("差"),
        "of": _("基数"),
        "ticket": _("单车收入"),
        "net": _("不含税占"),
        "margin": _("毛利率"),
        "month": _("折成一个月"),
    }
    return tuple((str(names[name]), _factor(name, value, definition)) for name, value in gap.harm.factors)


def _factor(name: str, value: Decimal, definition: Definition) -> str:
    match name:
        case "missing":
            return in_full(value, definition)
        case "margin" | "net":
            return f"{value:.1f}%"
        case "month":
            return f"{value:.2f}"
        case "ticket":
            return money(value)
    return money(value) if definition.unit == "percent" and value >= 10_000 else f"{value:,.0f}"


def _unrecorded(readings: Collection[Reading], place: Place) -> list[dict[str, str]]:
    return [
        {
            "name": labels.say(one.definition.name),
            "owner": labels.owner(one.definition),
            "url": _url(one.definition, place),
        }
        for one in readings
    ]
