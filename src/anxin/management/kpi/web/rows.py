"""The rows behind the parts of a figure, so that they can be added up: a document a line, and what all come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anxin.management.kpi import queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import WHOSE
from anxin.management.kpi.engine.monthly import stated_kind
from anxin.management.kpi.queries import FigureDocuments, Level
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.evidence import Evidence
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.members import member_names
from anxin.management.kpi.web.places import Place
from anxin.management.kpi.web.row_lines import RowLine, amount_words, in_unit, sign_of, stated_lines
from anxin.parties.customers import permissions as customers
from anxin.parties.customers.queries import list_vehicle_cards
from anxin.parties.org.queries import all_stores
from anxin.platform.facts import registry
from anxin.platform.web import PageRequest
from anxin.visit.repair_orders import permissions as orders
from anxin.visit.repair_orders.queries import list_plates

ROWS = 20
LONGEST_PAGE = 3
"""Digits of a page's number."""
OF_ORDERS = "repair_orders:detail"


@dataclass(frozen=True, slots=True)
class RowsOfFile:
    """All lines behind a part, what it is called, and how many there are and what they come to, in words."""

    called: str
    words: str
    rows: Sequence[RowLine]
    has_more: bool


def rows_view(request: PageRequest, place: Place, reading: Reading) -> dict[str, object]:
    """What the panel shows: the parts with what each came to, the lines of the chosen one, and their sum."""
    known = _parts(reading, request)
    if not known:
        return {}
    chosen = _chosen(known, request)
    given = request.GET.get("page", "")
    number = max(1, int(given)) if given.isdecimal() and len(given) <= LONGEST_PAGE else 1
    found = _found(request, place, reading, chosen, most=ROWS, skip=(number - 1) * ROWS)
    lines = [*(stated_lines(request, place, found) if number == 1 else []), *_lines(request, place, found)]
    return {
        "measures": [
            (
                _called(one, key, reading),
                key,
                key == chosen,
                labels.amount(reading.parts[term], one) if term and not one.history_counts else "",
            )
            for key, (one, term) in known.items()
        ],
        "measure": chosen,
        "rows_words": labels.rows_words(found.measure),
        "has_amounts": found.measure.aggregate in ("sum", "last") or bool(found.stated),
        "has_lines": any((one.lines or 0) > 1 for one in lines),
        "has_cars": any(one.car for one in lines),
        "has_people": any(one.whose for one in lines),
        "has_stores": place.level is not Level.STORE,
        "rows": lines,
        "rows_sum": _sum_words(found, reading),
        "row_page": number,
        "next_page": number + 1 if found.has_more else 0,
        "previous_page": number - 1,
    }


def rows_of_file(request: PageRequest, place: Place, reading: Reading, most: int) -> RowsOfFile | None:
    """The lines of the chosen part for a file, ``most`` of them; None where the figure has no rows."""
    known = _parts(reading, request)
    if not known:
        return None
    chosen = _chosen(known, request)
    found = _found(request, place, reading, chosen, most=most, skip=0)
    rows = [*stated_lines(request, place, found), *_lines(request, place, found)]
    return RowsOfFile(_called(known[chosen][0], chosen, reading), _sum_words(found, reading), rows, found.has_more)


def _found(request: PageRequest, place: Place, reading: Reading, part: str, *, most: int, skip: int) -> FigureDocuments:
    """Of the days of the reading: a day that still runs is not always one of them."""
    return queries.list_figure_documents(
        request.actor, reading.definition.code, part, place.level, place.unit_id, place.period, reading.span.last,
        most=most, skip=skip, has_stated=reading.marks.is_of_months,
    )  # fmt: skip


def _parts(reading: Reading, request: PageRequest) -> dict[str, tuple[Measure, Term | None]]:
    """Whose rows can be looked at: the parts of the figure, and the measure of some evidence that was asked for."""
    measures, asked = catalogue().measures, request.GET.get("rows", "")
    terms = [one for one in reading.definition.formula.terms if _has_rows(measures[one.measure])]
    known: dict[str, tuple[Measure, Term | None]] = {_key(one): (measures[one.measure], one) for one in terms}
    if known and asked not in known and _is_of(_evidence(reading), asked) and (behind := catalogue().measure(asked)):
        known[asked] = (behind, None)
    return known


def _key(term: Term) -> str:
    return f"{term.shift}.{term.measure}" if term.shift else term.measure


def _has_rows(measure: Measure) -> bool:
    return measure.fact in registry or bool(stated_kind(measure))


def _chosen(known: Mapping[str, object], request: PageRequest) -> str:
    asked = request.GET.get("rows", "")
    return asked if asked in known else next(iter(known))


def _evidence(reading: Reading) -> Mapping[str, Evidence]:
    return {one.code: one for one in catalogue().evidence_for(reading.definition)}


def _is_of(evidence: Mapping[str, Evidence], asked: str) -> bool:
    """Whether rows of some evidence about the figure are asked for."""
    measure, _dot, code = asked.partition(".")
    about = [evidence[code]] if code in evidence else [] if code else evidence.values()
    return any(measure == term.measure for one in about for term in one.formula.terms)


def _called(measure: Measure, key: str, reading: Reading) -> str:
    shift, dot, code = key.partition(".")
    if dot and shift in labels.SHIFTS:
        return labels.say_measure(measure, Term(code, shift))
    evidence = _evidence(reading).get(code) if dot else None
    return labels.say(evidence.name) if evidence else labels.say_measure(measure, Term(measure.name))


def _sum_words(found: FigureDocuments, reading: Reading) -> str:
    """How many documents and rows there are and what they come to; whether that is what stands above."""
    said = []
    if found.count:
        said.append(ngettext("%(count)s 笔", "%(count)s 笔", found.count) % {"count": f"{found.count:,}"})
    if found.lines > found.count:
        said.append(ngettext("%(count)s 行", "%(count)s 行", found.lines) % {"count": f"{found.lines:,}"})
    if found.stated:
        count = len(found.stated)
        said.append(ngettext("%(count)s 个填报数", "%(count)s 个填报数", count) % {"count": count})
    total = amount_words(found.total, found.measure)
    said.append(_("合计 %(total)s") % {"total": total})
    part = reading.parts.get(found.term)
    if part is not None:
        same = round(part, 3) == round(found.total, 3)
        above = amount_words(part, found.measure)
        said.append(_("和指标里的数一致") if same else _("指标里是 %(above)s") % {"above": above})
    return " · ".join(said)


def _lines(request: PageRequest, place: Place, found: FigureDocuments) -> list[RowLine]:
    names = _names(request, place, found)
    plates = _plates(request, found)
    return [_line(found, row, names, plates) for row in found.rows]


def _names(request: PageRequest, place: Place, found: FigureDocuments) -> dict[tuple[str, int], str]:
    """Whom documents are of, by column and id."""
    ids: dict[str, set[int]] = {}
    for row in found.rows:
        column, whose = _whose(row)
        if column:
            ids.setdefault(column, set()).add(whose)
    return {
        (column, one): name
        for column, those in ids.items()
        for one, name in member_names(request.actor, place, column, those).items()
        if isinstance(one, int)
    }


def _whose(row: Mapping[str, object]) -> tuple[str, int]:
    """The column and id of whom a document is of; a part of its own is what its rows are about."""
    for column in (*WHOSE, "article_id"):
        if isinstance(whose := row.get(column), int):
            return column, whose
    return "", 0


def _plates(request: PageRequest, found: FigureDocuments) -> dict[str, str]:
    """By vehicle or by number of an order, for whoever sees those; of others no plate is told."""
    if found.fact is None:
        return {}
    ids = {whose for row in found.rows if isinstance(whose := row.get("vehicle_id"), int)}
    numbers = {str(row["number"]) for row in found.rows if row.get("number")}
    if numbers and found.fact.page == OF_ORDERS and request.actor.stores_for(orders.SEE):
        return list_plates(request.actor, numbers)
    if ids and request.actor.stores_for(customers.SEE):
        return {str(one): card.plate for one, card in list_vehicle_cards(request.actor, ids).items()}
    return {}


def _line(
    found: FigureDocuments,
    row: Mapping[str, object],
    names: Mapping[tuple[str, int], str],
    plates: Mapping[str, str],
) -> RowLine:
    number, amount, page = row.get("number"), row["amount"], found.fact.page if found.fact else ""
    counted = found.measure.aggregate in ("sum", "last") and isinstance(amount, int | Decimal)
    whose = names.get(_whose(row), "")
    car = plates.get(str(row.get("vehicle_id"))) or plates.get(str(number)) or ""
    lines, day, store = row["lines"], row["day"], row.get("store_id")
    assert isinstance(lines, int)
    assert isinstance(day, date)
    return RowLine(
        day=day,
        number=str(number or whose or car or "—"),
        url=reverse(page, args=[number]) if page and number else "",
        store=all_stores()[store].name if isinstance(store, int) else "",
        car=car,
        whose=whose if number else "",
        lines=lines,
        raw=in_unit(Decimal(str(amount)), found.measure) if counted else None,
        amount=amount_words(Decimal(str(amount)), found.measure) if counted else "",
        sign=sign_of(found.measure) if counted else "",
    )
