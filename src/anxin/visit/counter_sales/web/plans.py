"""The page of a year's plan of external sales: months beside what was sold, who sold, what was judged, and the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, ListPage, RowPage, Status, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.counter_sales import commands, permissions, queries
from anxin.visit.counter_sales.parameters import MARGIN_WANTED
from anxin.visit.counter_sales.rules import MONTHS, begun_months
from anxin.visit.counter_sales.web.forms import AnswerForm, PlanForm

TEMPLATE = "counter_sales/plan.html"
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class NoFilter:
    """The page reads its own year and month."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month as the table shows it; money without tax."""

    name: str
    planned: Money | None
    sold: Money
    missing: Money | None
    achieved: Decimal | None
    margin: Decimal | None
    standing: Status | None


COLUMNS = (
    Column("name", _("月份")),
    Column("planned", _("计划 元"), kind="money"),
    Column("sold", _("实际 元"), kind="money"),
    Column("missing", _("还差 元"), kind="money", wide_only=True),
    Column("achieved", _("达成"), kind="percent"),
    Column("margin", _("毛利率"), kind="percent", wide_only=True),
    Column("standing", _("状态"), kind="status", wide_only=True),
)


@require_safe
@page(permissions.SEE)
def sales_plan(request: PageRequest) -> HttpResponse:
    """A year's plan and what was sold, with spreadsheet."""
    year = _asked_year(request)
    found = queries.get_plan_year(request.actor, request.store_id, year)
    listing = _listing(request, request.store_id, found)
    if listing.wants_export:
        words = {"store": store_info(request.store_id).name, "year": year}
        return listing.export(_now("%(store)s %(year)s 年配件外销计划") % words)
    return render_page(request, TEMPLATE, _context(request, request.store_id, found, listing))


@require_safe
@page(permissions.SEE)
def sales_plan_version(request: PageRequest, plan_id: int) -> HttpResponse:
    """The year of one version, where a task leads."""
    store_id, year = queries.find_year_of_plan(request.actor, plan_id)
    found = queries.get_plan_year(request.actor, store_id, year)
    return render_page(request, TEMPLATE, _context(request, store_id, found, _listing(request, store_id, found)))


@require_POST
@page(permissions.SET_PLAN)
def set_sales_plan(request: PageRequest) -> HttpResponse:
    """Set the plan of a year."""
    year, seen = _asked_year(request), request.POST.get("seen", "")
    form = PlanForm(request.POST)

    def act(given: Mapping[str, Any]) -> commands.SavedPlan:
        return commands.set_sales_plan(
            actor=request.actor,
            store_id=request.store_id,
            year=year,
            total=form.amount("total"),
            steps=[form.amount(f"step_{month}") for month in MONTHS],
            reason=given["reason"],
            seen=int(seen) if seen.isdecimal() and len(seen) < 5 else None,
            at=clock.now(),
        )

    toast = _("计划已保存，等售后经理确认")
    return submit(request, form, act, back=_back(request, year), url=_url(year), toast=toast)


@require_POST
@page(permissions.CONFIRM_PLAN)
def confirm_sales_plan(request: PageRequest, plan_id: int) -> HttpResponse:
    """Confirm the version that waits."""
    return _answer(request, plan_id, commands.confirm_sales_plan, _("计划已确认，从现在起按它算"))


@require_POST
@page(permissions.CONFIRM_PLAN)
def return_sales_plan(request: PageRequest, plan_id: int) -> HttpResponse:
    """Send the version that waits back."""
    return _answer(request, plan_id, commands.return_sales_plan, _("计划已退回"))


def _answer(request: PageRequest, plan_id: int, command: Any, toast: Any) -> HttpResponse:
    store_id, year = queries.find_year_of_plan(request.actor, plan_id)
    form = AnswerForm(request.POST)

    def act(given: Mapping[str, Any]) -> Any:
        return command(actor=request.actor, plan_id=plan_id, words=given["words"], at=clock.now())

    back = _back(request, year, store_id)
    return submit(request, form, act, back=back, name="answer_form", url=_url(year), toast=toast)


def _back(request: PageRequest, year: int, store_id: int | None = None) -> tuple[str, Any]:
    def context() -> dict[str, Any]:
        here = store_id or request.store_id
        found = queries.get_plan_year(request.actor, here, year)
        return _context(request, here, found, _listing(request, here, found))

    return TEMPLATE, context


def _context(request: PageRequest, store_id: int, found: queries.PlanYear, listing: ListPage[NoFilter]) -> dict[str, Any]:
    today = store_info(store_id).clock.day(clock.now())
    asked = request.GET.get("month", "")
    month = int(asked) if asked.isdecimal() and len(asked) < 3 and int(asked) in MONTHS else today.month
    may_set = request.actor.may(permissions.SET_PLAN, store_id)
    return {
        "year": found.year,
        "month": month,
        "months": [(one, one == month) for one in MONTHS],
        "found": found,
        "store": store_info(store_id).name,
        "this_month": found.months[today.month - 1] if found.year == today.year else None,
        "margin_wanted": value(MARGIN_WANTED, store_id, today),
        "list": listing,
        "sellers": queries.sellers_of_month(request.actor, store_id, found.year, month),
        "form": PlanForm.of(found) if may_set else None,
        "may_answer": request.actor.may(permissions.CONFIRM_PLAN, store_id),
        "answer_form": AnswerForm(),
    }


def _listing(request: PageRequest, store_id: int, found: queries.PlanYear) -> ListPage[NoFilter]:
    today = store_info(store_id).clock.day(clock.now())
    running = today.month if found.year == today.year else 0
    begun, wanted = begun_months(found.year, today.year, today.month), value(MARGIN_WANTED, store_id, today)
    rows = [_line(one, begun, running, wanted) for one in found.months]
    sums: dict[str, Any] = {"sold": Money.sum(one.sold for one in found.months)}
    if found.holding is not None:
        sums["planned"] = found.holding.total
    return read_list(request, NoFilter, COLUMNS).with_page(RowPage(rows, len(rows), sums))


def _line(one: queries.MonthOfPlan, begun: int, running: int, wanted: Decimal) -> MonthLine:
    name = _now("%(month)s 月") % {"month": one.month}
    standing = _standing(one, running, wanted) if one.month <= begun else None
    return MonthLine(name, one.planned, one.sold, one.missing, one.achieved, one.margin, standing)


def _standing(one: queries.MonthOfPlan, running: int, wanted: Decimal) -> Status | None:
    """Of a month that has begun: what is missing first, then a margin below what is wanted (K-Z32)."""
    if one.missing:
        return Status("wait", _now("还差")) if one.month == running else Status("late", _now("没达到"))
    if one.margin is not None and one.margin < wanted:
        return Status("risk", _now("毛利低于目标"))
    return Status("ok", _now("达成")) if one.planned else None


def _asked_year(request: PageRequest) -> int:
    given = request.POST.get("year") or request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else 0
    return year if year in YEARS else store_info(request.store_id).clock.day(clock.now()).year


def _url(year: int) -> str:
    return f"{reverse('sales_plan')}?year={year}"
