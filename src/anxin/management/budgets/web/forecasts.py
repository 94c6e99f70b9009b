"""The forecast of a year's budget between after-sales management and the front desk (M23.07)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.budgets import commands, permissions, queries
from anxin.management.budgets.commands import KeptForecast
from anxin.management.budgets.lifecycle import FORECAST
from anxin.management.budgets.queries import ForecastRow
from anxin.management.budgets.web.forms import AnswerForecastForm, ForecastForm, forecast_form
from anxin.management.budgets.web.years import asked_year
from anxin.management.kpi.commands import TargetsDisagree
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, Refusal
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "budgets/forecast.html"


@dataclass(frozen=True)
class NoFilter:
    """The page reads its own year."""


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """A version as the list shows it."""

    version: str
    budget: Decimal
    total: Decimal | None
    proposed_by: str
    proposed_at: Any
    state: str
    answered_by: str
    answer: str
    taken_by: str
    url: str


COLUMNS = (
    Column("version", _("版本")),
    Column("budget", _("维修毛利预算"), kind="number"),
    Column("total", _("算出来"), kind="number", wide_only=True),
    Column("proposed_by", _("提出人")),
    Column("proposed_at", _("提出时间"), kind="time", wide_only=True),
    Column("state", _("状态")),
    Column("answered_by", _("答复人"), wide_only=True),
    Column("answer", _("意见"), wide_only=True),
    Column("taken_by", _("定为目标的人"), wide_only=True),
)


@require_safe
@page(permissions.SEE_FORECASTS)
def list_forecasts(request: PageRequest) -> HttpResponse:
    """Every version of the store's year, the newest first: spreadsheet (R-KP09)."""
    store, year = store_info(request.store_id), asked_year(request)
    rows = [_line(one) for one in queries.list_forecasts(request.actor, request.store_id, year)]
    listing = read_list(request, NoFilter, COLUMNS).with_page(RowPage(rows, len(rows)))
    if listing.wants_export:
        return listing.export(_now("%(store)s %(year)s 年预算预测") % {"store": store.name, "year": year})
    context = {
        "list": listing,
        "year": year,
        "store": store.name,
        "may_propose": request.actor.may(permissions.FORECAST, request.store_id),
        "form": ForecastForm(),
        "export_url": f"{reverse('budgets:forecasts')}?year={year}&format=xlsx",
    }
    return render_page(request, "budgets/forecasts.html", context)


@require_safe
@page(permissions.SEE_FORECASTS)
def show_forecast(request: PageRequest, forecast_id: int) -> HttpResponse:
    """One version, and what can be done with it."""
    return render_page(request, TEMPLATE, _context(request, forecast_id))


@require_POST
@page(permissions.FORECAST)
def propose_forecast(request: PageRequest) -> HttpResponse:
    """Propose numbers to the other side."""
    form, year = ForecastForm(request.POST), asked_year(request)
    by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "year": year, "at": clock.now()}

    def act(given: Mapping[str, Any]) -> KeptForecast:
        return commands.propose_forecast(given=form.given(), words=given["words"], **by)

    back = ("budgets/propose_forecast.html", lambda: {"year": year})
    toast = _("已提出，等另一方确认")
    return submit(request, form, act, back=back, url=lambda done: _url(done.id), toast=toast)


@require_POST
@page(permissions.FORECAST)
def confirm_forecast(request: PageRequest, forecast_id: int) -> HttpResponse:
    """Confirm what the other side proposed."""
    return _answer(request, forecast_id, commands.confirm_forecast, _("已确认"))


@require_POST
@page(permissions.FORECAST)
def object_to_forecast(request: PageRequest, forecast_id: int) -> HttpResponse:
    """Object, and say why."""
    return _answer(request, forecast_id, commands.object_to_forecast, _("异议已记下"))


@require_POST
@page(permissions.TAKE_FORECAST)
def take_forecast(request: PageRequest, forecast_id: int) -> HttpResponse:
    """Set its budget as the store's target."""
    by: dict[str, Any] = {"actor": request.actor, "forecast_id": forecast_id, "at": clock.now()}
    try:
        commands.take_forecast(is_sure=request.POST.get("is_sure") == "1", **by)
    except (TargetsDisagree, Conflict, Invalid) as refusal:
        return _refused(request, forecast_id, refusal, must_be_sure=isinstance(refusal, TargetsDisagree))
    return redirect_after_post(request, _url(forecast_id), Toast(_now("已定为目标")))


def _answer(
    request: PageRequest, forecast_id: int, command: Callable[..., KeptForecast], toast: str | Promise
) -> HttpResponse:
    form = AnswerForecastForm(request.POST)

    def act(given: Mapping[str, Any]) -> KeptForecast:
        return command(actor=request.actor, forecast_id=forecast_id, words=given["words"], at=clock.now())

    def back() -> dict[str, Any]:
        found = _context(request, forecast_id)
        return found if found["form"] else {**found, "unplaced": form}

    return submit(request, form, act, back=(TEMPLATE, back), url=_url(forecast_id), toast=toast)


def _refused(request: PageRequest, forecast_id: int, refusal: Refusal, *, must_be_sure: bool) -> HttpResponse:
    context = {**_context(request, forecast_id), "refusal": refusal, "must_be_sure": must_be_sure}
    return render_page(request, TEMPLATE, context, status=refusal.status)


def _context(request: PageRequest, forecast_id: int) -> dict[str, Any]:
    row, actor = queries.get_forecast(request.actor, forecast_id), request.actor
    form: forms.Form | None = AnswerForecastForm() if row.may_answer else None
    may_propose = actor.may(permissions.FORECAST, row.store_id) and row.store_id == request.store_id
    may_take = actor.may(permissions.TAKE_FORECAST, row.store_id) and FORECAST.allows("take", row.state)
    difference = Decimal(0) if row.made.total is None else row.budget - row.made.total
    return {
        "row": row,
        "store": store_info(row.store_id).name,
        "form": form,
        "may_take": may_take,
        "anew": forecast_form(row) if may_propose else None,
        "more": max(difference, Decimal(0)),
        "less": max(-difference, Decimal(0)),
    }


def _line(row: ForecastRow) -> ForecastLine:
    version = _now("第 %(number)s 版") % {"number": row.number}
    return ForecastLine(
        version, row.budget, row.made.total, row.proposed_by, row.proposed_at, row.state_label, row.answered_by, row.answer,
        row.taken_by, _url(row.id),
    )  # fmt: skip


def _url(forecast_id: int) -> str:
    return reverse("budgets:forecast", args=[forecast_id])
