"""The handbook: every definition with its sources, targets, rivals and obstacles, to be read by everybody."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi import queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.definitions import Definition, Rival, SourceRow
from anxin.management.kpi.rules.formula import read_formula
from anxin.management.kpi.web import labels
from anxin.platform.names import in_reading_order
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page


@dataclass(frozen=True)
class HandbookFilter:
    """Name in either language, code or row of a source."""

    text: str = filter_field(gettext_lazy("名称、英文名、编号"), default="")


@dataclass(frozen=True, slots=True)
class HandbookRow:
    """A definition as the table shows it."""

    name: str
    sources: str
    unit: str
    direction: str
    owner: str
    state: str
    url: str
    code: str = ""
    version: int = 0
    formula: str = ""
    population: str = ""
    exclusions: str = ""
    targets: str = ""
    stated: str = ""
    grains: str = ""
    note: str = ""


COLUMNS = (
    Column("name", gettext_lazy("指标")),
    Column("sources", gettext_lazy("出处")),
    Column("unit", gettext_lazy("单位"), wide_only=True),
    Column("direction", gettext_lazy("方向"), wide_only=True),
    Column("owner", gettext_lazy("负责"), wide_only=True),
    Column("state", gettext_lazy("数据"), wide_only=True),
)


FILE = (
    Column("code", gettext_lazy("代码")),
    *COLUMNS,
    Column("version", gettext_lazy("版本"), kind="integer"),
    Column("formula", gettext_lazy("怎么算")),
    Column("population", gettext_lazy("范围")),
    Column("exclusions", gettext_lazy("不计入")),
    Column("targets", gettext_lazy("目标")),
    Column("stated", gettext_lazy("来源怎么说")),
    Column("grains", gettext_lazy("看到哪一级")),
    Column("note", gettext_lazy("说明")),
)
"""Of the file, which stands without the pages of the definitions."""


@page(None)
def list_definitions(request: PageRequest) -> HttpResponse:
    """The handbook (M22.01)."""
    listing = read_list(request, HandbookFilter, COLUMNS)
    found = queries.search_definitions(request.actor, listing.filter.text)
    rows = [_row(one) for one in sorted(found, key=lambda one: in_reading_order(labels.say(one.name)))]
    listing = listing.with_page(RowPage(rows, len(rows)))
    if listing.wants_export:
        return replace(listing, columns=FILE).export(_("指标手册"))
    return render_page(request, "kpi/handbook.html", {"list": listing}, partial="table")


@page(None)
def show_definition(request: PageRequest, code: str) -> HttpResponse:
    """One definition."""
    definition = queries.get_definition(request.actor, code)
    return render_page(request, "kpi/definition.html", {"view": definition_view(definition)})


def definition_view(definition: Definition) -> dict[str, object]:
    """A definition in the words of the screen's language."""
    known = catalogue()
    return {
        "code": definition.code,
        "name": labels.say(definition.name),
        "version": definition.version,
        "since": definition.since,
        "formula": formula_words(definition),
        "population": labels.say(definition.population),
        "exclusions": labels.say(definition.exclusions),
        "unit": labels.UNITS[definition.unit],
        "direction": labels.DIRECTIONS[definition.direction],
        "class": labels.CLASSES[definition.indicator_class],
        "owner": labels.owner(definition),
        "grains": _grains(definition),
        "note": labels.say(definition.note),
        "looks_back": labels.looks_back_words(definition),
        "is_proposed": definition.is_proposed,
        "obstacles": [labels.say(known.obstacles[one].name) for one in definition.obstacles],
        "needs": [labels.say(known.planned[one]) for one in queries.needs_of(definition)],
        "sources": [_source(one) for one in definition.sources],
        "rivals": [_rival(one) for one in definition.rivals],
    }


def _source(row: SourceRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": labels.say(row.name),
        "stated": labels.say(row.stated),
        "targets": _targets(row),
        "actual": row.actual,
        "is_proposed": row.is_proposed,
        "note": labels.say(row.note),
    }


def _targets(row: SourceRow) -> list[str]:
    """What a source asks for, by tier or month where it differs."""
    asked = [(str(labels.TIERS[tier]), target) for tier, target in row.targets.items()]
    asked += [(str(MONTHS[month]), target) for month, target in row.months.items()]
    return [f"{of} {labels.target_words(target)}".strip() for of, target in asked]


def _rival(rival: Rival) -> dict[str, object]:
    return {
        "name": labels.say(rival.name),
        "by": labels.say(rival.by),
        "note": labels.say(rival.note),
        "formula": _said(rival.formula.text) if rival.formula else "",
    }


def formula_words(definition: Definition) -> str:
    """The formula with the measures' names instead of their codes."""
    return _said(definition.formula.text)


def _said(text: str) -> str:
    known = catalogue().measures
    names = {
        (f"{term.shift}.{term.measure}" if term.shift else term.measure): labels.say_measure(known[term.measure], term)
        for term in read_formula(text).terms
    }
    words = [names.get(word, word) for word in text.replace("(", "( ").replace(")", " )").split()]
    return (
        " ".join(words)
        .replace("( ", "(")
        .replace(" )", ")")
        .replace(" / ", " ÷ ")
        .replace(" * ", " × ")
        .replace(" - ", " − ")
    )


def _grains(definition: Definition) -> str:
    return " · ".join(str(labels.GRAINS[one]) for one in definition.grains)


def _row(definition: Definition) -> HandbookRow:
    needs = queries.needs_of(definition)
    state = _("等数据") if needs else _("可计算")
    return HandbookRow(
        labels.say(definition.name),
        " ".join(one.id for one in definition.sources),
        str(labels.UNITS[definition.unit]),
        str(labels.DIRECTIONS[definition.direction]),
        labels.owner(definition),
        f"{state} · {_('建议公式')}" if definition.is_proposed else state,
        reverse("kpi:definition", args=[definition.code]),
        definition.code,
        definition.version,
        formula_words(definition),
        labels.say(definition.population),
        labels.say(definition.exclusions),
        "; ".join(f"{one.id}: {' / '.join(asked)}" for one in definition.sources if (asked := _targets(one))),
        "; ".join(f"{one.id}: {words}" for one in definition.sources if (words := labels.say(one.stated))),
        _grains(definition),
        labels.say(definition.note),
    )
