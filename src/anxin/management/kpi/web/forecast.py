"""The forecast of a year's repair gross profit, and how far the budget is from it (M23.02, REP-17)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import reduce

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.queries import ForecastBasis, Level, Wholeness
from anxin.management.kpi.queries.plans import ACCIDENT, MECHANICAL, PREMIUM, PROFIT, Estimate
from anxin.management.kpi.queries.wording import lacking_words, odd_words
from anxin.management.kpi.rules.forecast import Forecast, ForecastInput, forecast_gross_profit
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.web.choice import level_choice
from anxin.management.kpi.web.marks import months_said
from anxin.management.kpi.web.places import name_of, read_place
from anxin.management.kpi.web.target_words import asked_year, plain_number, read_number
from anxin.platform.errors import Invalid
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.figures.permissions import SEE as SEE_MONTHLY

FIELDS = ("premium_before", "accident_before", "mechanical_before", "premium_planned", "mechanical_growth", "budget")
BEFORE = {PREMIUM: "premium_before", ACCIDENT: "accident_before", MECHANICAL: "mechanical_before"}
MINUS = "\u2212"
GREATEST = Decimal(10) ** 14


@page(permissions.SEE)
def show_forecast(request: PageRequest) -> HttpResponse:
    """What a year's repair gross profit will be by premium, ratio and growth; every number can be tried out."""
    place, year = read_place(request, keeps=("year",)), asked_year(request)
    basis = queries.get_forecast_basis(request.actor, place.level, place.unit_id, year)
    known = _known(basis)
    errors: dict[str, str] = {}
    typed = {name: _typed(request, name, known[name], errors) for name in FIELDS}
    given = {name: value for name, value in typed.items() if value is not None}
    forecast = None
    if not errors and set(given) >= set(FIELDS[:5]):
        forecast = forecast_gross_profit(ForecastInput(**given))
    context = {
        "place": place,
        "unit": name_of(request.actor, place),
        "choice": level_choice(request, place),
        "year": year,
        "values": {name: request.GET.get(name, plain_number(known[name])) for name in FIELDS},
        "errors": errors,
        "mending": _mending(request, place.level, place.unit_id, basis),
        "hints": _sources(basis, known, typed, year),
        "missing": [] if forecast else [name for name in FIELDS[:5] if name not in given],
        "forecast": forecast,
        "budget": typed["budget"],
        "said": _said(forecast, typed["budget"]),
        "agreeing": {"place": place, "year": year, "given": given} if forecast else None,
        "budget_url": _budget_url(request, place.level, place.unit_id, year, forecast),
    }
    return render_page(request, "kpi/forecast.html", context)


def _known(basis: ForecastBasis) -> dict[str, Decimal | None]:
    """What is filled in before anybody types: growth follows from the plan of the mechanical part, if it has one."""
    growth = None
    if basis.mechanical_planned is not None and basis.mechanical_before:
        growth = round((basis.mechanical_planned / basis.mechanical_before - 1) * 100, 1)
    return {
        "premium_before": basis.premium_before,
        "accident_before": basis.accident_before,
        "mechanical_before": basis.mechanical_before,
        "premium_planned": basis.premium_planned,
        "mechanical_growth": growth,
        "budget": basis.budget,
    }


def _sources(
    basis: ForecastBasis, known: Mapping[str, Decimal | None], typed: Mapping[str, Decimal | None], year: int
) -> dict[str, str]:
    """Where each number comes from, or where it is to be had; nothing beside what somebody typed instead."""
    target, before = _("%(year)s 年目标") % {"year": year}, {"year": _before_words(basis, year)}
    records = _("%(year)s的记录和月度数据") % before
    found = {
        "premium_before": records,
        "accident_before": records,
        "mechanical_before": records,
        "premium_planned": target,
        "mechanical_growth": _("机电毛利的目标 ÷ 去年"),
        "budget": target,
    }
    if ACCIDENT in basis.estimated:
        found["accident_before"] = _("估算：%(year)s钣喷产值 × 今年每元钣喷产值的事故毛利") % before
    if MECHANICAL in basis.estimated:
        words = _("估算：%(year)s其余产值 × 今年每元其余产值的机电毛利")
        if basis.estimated[MECHANICAL] is Estimate.REST:
            words = _("估算：%(year)s维修毛利减去事故毛利")
        found["mechanical_before"] = words % before
    missing = {
        "premium_before": _("没有保单记录，请照报表填。"),
        "accident_before": _("没有数。在“月度数据”里填去年各月的产值，这里就能估算。"),
        "mechanical_before": _("没有数。在“月度数据”里填去年各月的产值，这里就能估算。"),
        "premium_planned": _("没有定目标，可以先试一个数。"),
        "mechanical_growth": _("没有定机电毛利的目标，可以先试一个数。"),
        "budget": _("没有定预算，可以不填。"),
    }
    for code, name in BEFORE.items():
        of = basis.of[code]
        found[name] = _and(found[name], odd_words(of))
        if of.known:
            missing[name] = _and(lacking_words(of), odd_words(of)) or missing[name]
    found["mechanical_growth"] = _and(found["mechanical_growth"], odd_words(basis.of[MECHANICAL]))
    return {
        name: found[name] if known[name] is not None and known[name] == typed[name] else missing[name]
        for name in FIELDS
        if typed[name] is None or known[name] == typed[name]
    }


def _and(*words: str) -> str:
    return _("；").join(filter(None, words))


def _mending(request: PageRequest, level: Level, unit_id: int, basis: ForecastBasis) -> dict[str, str]:
    """Which months of what it is made from are odd or lack, and of the store at hand where they are mended."""
    of = reduce(Wholeness.joined, (one for one in basis.of.values() if one.known), Wholeness(0))
    months = of.odd or of.lacking
    if not months:
        return {}
    is_here = level is Level.STORE and unit_id == request.store_id and request.actor.may(SEE_MONTHLY, unit_id)
    words = odd_words(of) or _("缺 %(months)s 的数") % months_said(of.lacking)
    return {"words": words, "url": f"{reverse('figures:year')}?year={months[0].year}" if is_here else ""}


def _before_words(basis: ForecastBasis, year: int) -> str:
    """The year before, or the months that stand for one that is not over."""
    if basis.span == span_of(Period.YEAR, date(year - 1, 1, 1)):
        return _("%(year)s 年") % {"year": year - 1}
    return _("%(first)s – %(last)s 这一年") % {"first": f"{basis.span.first:%Y-%m}", "last": f"{basis.span.last:%Y-%m}"}


def _typed(request: PageRequest, name: str, known: Decimal | None, errors: dict[str, str]) -> Decimal | None:
    if name not in request.GET:
        return known
    try:
        found = read_number(request.GET[name], name)
        if found is not None and (not found.is_finite() or abs(found) > GREATEST):
            raise Invalid
    except Invalid as refusal:
        errors[name] = str(refusal.message)
        return None
    return found


def _said(forecast: Forecast | None, budget: Decimal | None) -> dict[str, str]:
    """The amounts in whole yuan."""
    said = {"budget": "" if budget is None else f"{budget:,.0f}"}
    if forecast is not None:
        amounts = {"mechanical": forecast.mechanical, "accident": forecast.accident, "total": forecast.total}
        said |= {name: f"{value:,.0f}" for name, value in amounts.items() if value is not None}
    if forecast is not None and forecast.difference is not None:
        said["difference"] = f"{forecast.difference:+,.0f}".replace("-", MINUS)
    return said


def _budget_url(request: PageRequest, level: Level, unit_id: int, year: int, forecast: Forecast | None) -> str:
    """Where the forecast becomes the store's budget."""
    if forecast is None or forecast.total is None or level is not Level.STORE or unit_id != request.store_id:
        return ""
    if not request.actor.may(permissions.SET_TARGETS, unit_id):
        return ""
    return f"{reverse('kpi:target', args=[PROFIT])}?year={year}&total={plain_number(forecast.total)}"
