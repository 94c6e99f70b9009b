"""One figure: value, trend, who, definition and rivals, and the rows that made it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.sheet import TREND_MONTHS, Reading
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.chart import MUCH, PHONE, WIDE, draw_trend
from anxin.management.kpi.web.choice import level_choice
from anxin.management.kpi.web.confirmations import confirmations_view
from anxin.management.kpi.web.diagnosis import diagnosis_view, flag_sentences, level_sentences
from anxin.management.kpi.web.figure_file import MOST_ROWS, figure_file, rows_file
from anxin.management.kpi.web.handbook import definition_view
from anxin.management.kpi.web.marks import mark_sentences
from anxin.management.kpi.web.members import members_of, members_view, name_of_member
from anxin.management.kpi.web.peers import peers_view
from anxin.management.kpi.web.places import name_of, read_place
from anxin.management.kpi.web.remedies import remedies_view
from anxin.management.kpi.web.rows import rows_of_file, rows_view
from anxin.management.kpi.web.tiles import money
from anxin.management.kpi.web.trend_table import value_table
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page


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
    if request.GET.get("part") == "rows" and (found := rows_of_file(request, place, reading, MOST_ROWS)):
        return rows_file(request, place, unit, reading, found)
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
        context |= {"parts": _parts(reading), "is_stated": _is_stated(reading)} | _trend(reading, course)
        context |= {"levels": level_sentences(course, reading.definition)}
        context |= {"flags": flag_sentences(request, place, reading)}
        diagnosed = diagnosis_view(request, place, reading)
        divided = members_view(request, place, reading)
        context |= divided | diagnosed
        context |= rows_view(request, place, reading) | peers_view(request, place, reading.definition.code)
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


def _is_stated(reading: Reading) -> bool:
    """Whether somebody stated the value itself: then what it is divided by only counts the months that were stated."""
    known = catalogue().measures
    return bool(reading.marks.stated) and any(
        known[term.measure].history_counts for term in reading.definition.formula.terms
    )


def _parts(reading: Reading) -> list[tuple[str, str]]:
    known = catalogue().measures
    if _is_stated(reading):
        return []
    return [
        (labels.say_measure(known[term.measure], term), labels.amount(value, known[term.measure]))
        for term, value in reading.parts.items()
    ]


def _trend(reading: Reading, course: queries.CourseOfFigure) -> dict[str, object]:
    """The drawing, wide and for a phone, and the same in a table."""
    points, limits, definition = course.points[-TREND_MONTHS:], course.limits[-TREND_MONTHS:], reading.definition
    words = [labels.number(point.value, definition) for point in points]
    is_much = definition.unit == "yuan" and any(point.value and abs(point.value) >= MUCH for point in points)
    short = [
        money(point.value) if is_much and point.value is not None else word
        for point, word in zip(points, words, strict=True)
    ]
    papers = [draw_trend(points, short, limits, definition=definition, paper=paper) for paper in (WIDE, PHONE)]
    table = value_table(points, words, limits, definition)
    said = [f"{month} {value}" for month, value, *_rest in reversed(table) if value != "—"]
    return {
        "trend": papers[0],
        "trends": papers,
        "trend_table": table,
        "trend_words": " … ".join(dict.fromkeys((*said[:1], *said[-1:]))),
    }
