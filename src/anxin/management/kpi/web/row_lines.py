"""Lines behind a figure: how a document's amount is written, and months that a store stated as lines of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.management.kpi.queries import FigureDocuments, Level, StatedMonth
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place
from anxin.parties.org.queries import all_stores
from anxin.platform.facts import registry
from anxin.platform.ui.formats import format_time
from anxin.platform.ui.lists import Window
from anxin.platform.web import PageRequest
from anxin.resources.figures import permissions as monthly
from anxin.resources.figures.queries import ChangeFilter, all_kinds, list_figure_changes

MOST_VERSIONS = 60
"""So many versions of stated months are looked through for who said them."""


@dataclass(frozen=True, slots=True)
class RowLine:
    """A line behind a part: a document with how many rows it has and what they add up to, or a month that was stated."""

    day: date
    number: str
    url: str
    store: str
    car: str
    whose: str
    lines: int | None
    raw: Decimal | None
    amount: str
    sign: str
    note: str = ""


def stated_lines(request: PageRequest, place: Place, found: FigureDocuments) -> list[RowLine]:
    """The months that a store stated, each as a line with who said it and when, for whoever sees monthly figures."""
    said = _said_by(request, place, found.stated)
    sees = request.actor.may(monthly.SEE, request.store_id)
    return [
        RowLine(
            day=one.month,
            number=_("月度数据 %(month)s") % {"month": f"{one.month:%Y-%m}"},
            url=f"{reverse('figures:year')}?year={one.month.year}" if sees and one.store_id == request.store_id else "",
            store=all_stores()[one.store_id].name,
            car="",
            whose="",
            lines=None,
            raw=in_unit(one.value, found.measure),
            amount=_stated_amount(one, found.measure),
            sign=sign_of(found.measure),
            note=" · ".join(filter(None, (said.get(one.month, ""), _("异常") if one.is_outlier else ""))),
        )
        for one in found.stated
    ]


def _stated_amount(one: StatedMonth, measure: Measure) -> str:
    """As it was stated: percent are not the ratio that formulas work with."""
    if all_kinds()[one.kind].unit == "percent" and not measure.history_counts:
        return f"{(one.value * 100).normalize():f}%"
    return amount_words(one.value, measure)


def _said_by(request: PageRequest, place: Place, stated: Sequence[StatedMonth]) -> dict[date, str]:
    """By month who stated it and when."""
    if not stated or place.level is not Level.STORE or not request.actor.may(monthly.SEE, place.unit_id):
        return {}
    months = sorted(one.month for one in stated)
    wanted = ChangeFilter(kind=(stated[0].kind,), first=months[0], last=months[-1])
    found: dict[date, str] = {}
    for cell in list_figure_changes(request.actor, place.unit_id, wanted, Window(0, MOST_VERSIONS)).rows:
        who = cell.entered_by or cell.file_name
        found.setdefault(cell.month, _("%(who)s %(when)s 填报") % {"who": who, "when": format_time(cell.entered_at)})
    return found


def amount_words(value: Decimal, measure: Measure) -> str:
    """What rows come to, with its unit."""
    return f"{labels.amount(value, measure)} {unit_of(measure)}".strip()


def unit_of(measure: Measure) -> str:
    """The unit of a column of time, as its name begins; amounts carry theirs."""
    return str(labels.UNITS.get(measure.column.partition("_")[0], "")) if measure.column else ""


def _is_money(measure: Measure) -> bool:
    return bool(measure.column) and measure.fact in registry and registry[measure.fact].columns[measure.column] == "money"


def in_unit(amount: Decimal, measure: Measure) -> Decimal:
    """The number of a file: yuan, else as the fact holds it."""
    return amount / 100 if _is_money(measure) else amount


def sign_of(measure: Measure) -> str:
    """The unit of a file's number."""
    return str(labels.UNITS["yuan"]) if _is_money(measure) else unit_of(measure)
