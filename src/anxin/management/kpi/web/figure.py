"""One figure: value, trend, who, definition and rivals, and the rows that made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.sheet import TREND_MONTHS, Reading
from anxin.management.kpi.rules.evidence import Evidence
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.chart import draw_trend
from anxin.management.kpi.web.choice import level_choice
from anxin.management.kpi.web.confirmations import confirmations_view
from anxin.management.kpi.web.diagnosis import diagnosis_view, flag_sentences, level_sentences
from anxin.management.kpi.web.figure_file import MOST_ROWS, figure_file, rows_file
from anxin.management.kpi.web.handbook import definition_view
from anxin.management.kpi.web.marks import mark_sentences
from anxin.management.kpi.web.members import member_names, members_of, members_view, name_of_member
from anxin.management.kpi.web.peers import peers_view
from anxin.management.kpi.web.places import Place, name_of, read_place
from anxin.management.kpi.web.remedies import remedies_view
from anxin.platform.facts import registry
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

ROWS = 20
WHOSE = ("technician_id", "advisor_id", "clerk_id", "consultant_id", "bay_id", "team_id")
LONGEST_PAGE = 3
"""Digits of a page's number."""


@dataclass(frozen=True, slots=True)
class FigureOnPage:
    """What panels of higher modules are about: a figure of a store (0 of anything larger) up to a day."""

    code: str
    store_id: int
    day: date
    today: date


@page(permissions.SEE)
def show_figure(request: PageRequest, code: str) -> HttpResponse:
    """A figure of a unit over a period, with everything that explains it (M22.06); as a file what it shows, or its rows."""
    if request.GET.get("format") == "xlsx":
        return _file(request, code)
    return render_figure(request, code)


def _file(request: PageRequest, code: str) -> HttpResponse:
    place = read_place(request, keeps=("by",))
    reading = queries.read_figure(request.actor, code, place.level, place.unit_id, place.period, place.day)
    unit = name_of(request.actor, place)
    if request.GET.get("part") == "rows" and (known := _measures(reading, request)):
        measure = _chosen(known, request)
        found = queries.list_figure_rows(request.actor, measure.name, place.level, place.unit_id, place.span, most=MOST_ROWS)
        called = _called(measure, _evidence(reading))
        return rows_file(request, place, unit, reading, called, _rows_said(request, place, found), has_more=found.has_more)
    course = queries.read_course(request.actor, code, place.level, place.unit_id, place.day)
    divided = None if reading.needs else members_of(request, place, reading)
    members = None
    if divided:
        column, carried, names = divided
        members = (str(labels.MEMBERS[column]), carried, [name_of_member(one, names) for one in carried.members])
    return figure_file(request, place, unit, reading, course, members)


def render_figure(
    request: PageRequest,
    code: str,
    *,
    problem: str = "",
    status: int = 200,
    chosen: Sequence[str] | None = None,
    note: str = "",
) -> HttpResponse:
    """The page of a figure; with what was refused of a form on it, and what was typed there."""
    place = read_place(request, keeps=("by",))
    reading = queries.read_figure(request.actor, code, place.level, place.unit_id, place.period, place.day)
    may_set = place.level is queries.Level.STORE and request.actor.may(permissions.SET_TARGETS, place.unit_id)
    context = {
        "place": place,
        "unit": name_of(request.actor, place),
        "choice": level_choice(request, place),
        **_head(reading, may_set=may_set),
        "view": definition_view(reading.definition),
        "on_page": FigureOnPage(code, place.unit_id if place.level is queries.Level.STORE else 0, place.day, place.today),
    }
    if not reading.needs:
        course = queries.read_course(request.actor, code, place.level, place.unit_id, place.day)
        context |= {"parts": _parts(reading), "trend": _trend(place, reading, course)}
        context |= {"levels": level_sentences(course, reading.definition)}
        context |= {"flags": flag_sentences(request, place, reading)}
        diagnosed = diagnosis_view(request, place, reading)
        divided = members_view(request, place, reading)
        context |= divided | diagnosed
        context |= _rows(request, place, reading) | peers_view(request, place, reading.definition.code)
        confirmed = confirmations_view(request, place, reading, diagnosed["evident"], chosen, note)
        may_plan = confirmed["confirming"]["may"]
        context |= confirmed | remedies_view(request, place, reading, divided["carriers"], may_plan=may_plan)
        context |= {"problem": problem}
    return render_page(request, "kpi/figure.html", context, status=status)


def _head(reading: Reading, *, may_set: bool) -> dict[str, object]:
    definition = reading.definition
    level, standing = labels.STANDINGS[reading.standing]
    value, sign = labels.in_currency(labels.number(reading.value, definition), definition)
    return {
        "name": labels.say(definition.name),
        "value": value,
        "sign": sign if reading.value is not None else "",
        "level": level,
        "standing": standing,
        "target": labels.target_words(reading.target),
        "progress": labels.progress(reading.done, reading.passed),
        "is_unrecorded": reading.is_unrecorded,
        "due": labels.target_words(labels.rounded(reading.held, definition))
        if reading.held not in (None, reading.target)
        else "",
        "is_own": reading.is_own,
        "may_set": may_set,
        "missing": labels.number(reading.missing, definition) if reading.missing else "",
        "before": labels.change(reading.even, reading.base, definition),
        "year_ago": labels.change(reading.even, reading.base_year_ago, definition),
        "marks": mark_sentences(reading),
        "needs": [labels.say(catalogue().planned[one]) for one in reading.needs],
    }


def _parts(reading: Reading) -> list[tuple[str, str]]:
    known = catalogue().measures
    return [
        (labels.say_measure(known[term.measure], term), labels.amount(value, known[term.measure]))
        for term, value in reading.parts.items()
    ]


def _trend(place: Place, reading: Reading, course: queries.CourseOfFigure) -> object:
    points, limits = course.points[-TREND_MONTHS:], course.limits[-TREND_MONTHS:]
    words = [labels.number(point.value, reading.definition) for point in points]
    return draw_trend(points, words, limits)


def _rows(request: PageRequest, place: Place, reading: Reading) -> dict[str, object]:
    known = _measures(reading, request)
    if not known:
        return {}
    measure, evidence = _chosen(known, request), _evidence(reading)
    given = request.GET.get("page", "")
    number = int(given) if given.isdecimal() and len(given) <= LONGEST_PAGE and int(given) else 1
    found = queries.list_figure_rows(
        request.actor, measure.name, place.level, place.unit_id, place.span, most=ROWS, skip=(number - 1) * ROWS
    )
    return {
        "measures": [(_called(one, evidence), name, name == measure.name) for name, one in known.items()],
        "measure": measure.name,
        "rows_words": labels.rows_words(measure),
        "has_amounts": measure.aggregate in ("sum", "last"),
        "rows": _rows_said(request, place, found),
        "row_page": number,
        "next_page": number + 1 if found.has_more else 0,
        "previous_page": number - 1,
    }


def _evidence(reading: Reading) -> Mapping[str, Evidence]:
    return {one.code: one for one in catalogue().evidence_for(reading.definition)}


def _measures(reading: Reading, request: PageRequest) -> dict[str, Measure]:
    """Whose rows can be looked at: the measures of the figure, and the one of some evidence that was asked for."""
    measures, asked = catalogue().measures, request.GET.get("rows", "")
    names = sorted({term.measure for term in reading.definition.formula.terms if measures[term.measure].fact in registry})
    known = {name: one for name in names if (one := catalogue().measure(name))}
    if known and _is_of(_evidence(reading), asked) and (behind := catalogue().measure(asked)):
        known[asked] = behind
    return known


def _chosen(known: Mapping[str, Measure], request: PageRequest) -> Measure:
    return known.get(request.GET.get("rows", ""), next(iter(known.values())))


def _unit(measure: Measure) -> str:
    """The unit of a column of time, as its name begins; amounts carry theirs."""
    return str(labels.UNITS.get(measure.column.partition("_")[0], "")) if measure.column else ""


def _is_of(evidence: Mapping[str, Evidence], asked: str) -> bool:
    """Whether rows of some evidence about the figure are asked for."""
    measure, _dot, code = asked.partition(".")
    about = [evidence[code]] if code in evidence else [] if code else evidence.values()
    return any(measure == term.measure for one in about for term in one.formula.terms)


def _called(measure: Measure, evidence: Mapping[str, Evidence]) -> str:
    _of, _dot, code = measure.name.partition(".")
    return labels.say(evidence[code].name) if code else labels.say_measure(measure, Term(measure.name))


def _rows_said(request: PageRequest, place: Place, found: queries.FigureRows) -> list[dict[str, object]]:
    """The rows; one without a document is called by the person, bay or team that it is of."""
    column = next((one for one in WHOSE if one in found.fact.columns), "")
    ids = {whose for row in found.rows if not row.get("number") and isinstance(whose := row.get(column), int)}
    names = member_names(request.actor, place, column, ids) if ids else {}
    return [_row(found, row, names.get(_whose(row, column), "")) for row in found.rows]


def _whose(row: Mapping[str, object], column: str) -> int:
    whose = row.get(column)
    return whose if isinstance(whose, int) else 0


def _row(found: queries.FigureRows, row: Mapping[str, object], name: str) -> dict[str, object]:
    number, amount = row.get("number"), row.get(found.measure.column)
    url = reverse(found.fact.page, args=[number]) if found.fact.page and number else ""
    counted = found.measure.aggregate in ("sum", "last") and isinstance(amount, int | Decimal)
    return {
        "day": row["day"],
        "number": number or name or "—",
        "url": url,
        "raw": _in_unit(amount, found) if counted else None,
        "sign": _sign(found) if counted else "",
        "amount": f"{labels.amount(Decimal(str(amount)), found.measure)} {_unit(found.measure)}".strip() if counted else "",
    }


def _is_money(found: queries.FigureRows) -> bool:
    return bool(found.measure.column) and found.fact.columns[found.measure.column] == "money"


def _in_unit(amount: object, found: queries.FigureRows) -> Decimal:
    """The number of a file: yuan, else as the fact holds it."""
    number = Decimal(str(amount))
    return number / 100 if _is_money(found) else number


def _sign(found: queries.FigureRows) -> str:
    return str(labels.UNITS["yuan"]) if _is_money(found) else _unit(found.measure)
