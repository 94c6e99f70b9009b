"""The labour budget of a store's year: the table, what does not fit, and the form (M23.06)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.budgets import commands, permissions, queries
from anxin.management.budgets.queries import AreaYear, Labour, LabourMisfit, LabourYear, Misfit
from anxin.management.budgets.rules.labour import AREAS, MONTHS
from anxin.management.budgets.web.forms import AREA_NAMES, LabourForm, fresh_labour
from anxin.management.budgets.web.years import asked_year, today_of
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

TEMPLATE, STORES_TEMPLATE = "budgets/labour.html", "budgets/labour_stores.html"


@dataclass(frozen=True)
class NoFilter:
    """The page reads its own year."""


@dataclass(frozen=True, slots=True)
class LabourLine:
    """An area's budget, last year, or what was stated so far."""

    area: str
    basis: str
    headcount: int | None
    labour_cost: Money | None
    gross_profit: Money | None
    cost_per_head: Money | None
    profit_per_head: Money | None
    contribution: Decimal | None
    cost_rate: Decimal | None
    share: Decimal | None
    used: Decimal | None


COLUMNS = (
    Column("area", _("区域")),
    Column("basis", _("口径")),
    Column("headcount", _("人数"), kind="integer"),
    Column("labour_cost", _("人工费用"), kind="money"),
    Column("gross_profit", _("毛利"), kind="money", wide_only=True),
    Column("cost_per_head", _("人均费用"), kind="money", wide_only=True),
    Column("profit_per_head", _("人均毛利"), kind="money", wide_only=True),
    Column("contribution", _("每元人工的毛利"), kind="number", wide_only=True),
    Column("cost_rate", _("薪酬贡献率"), kind="percent", wide_only=True),
    Column("share", _("毛利占比"), kind="percent", wide_only=True),
    Column("used", _("比预算进度"), kind="percent"),
)
MISFITS: dict[Misfit, str | Promise] = {
    Misfit.PROFIT_TARGET: _("售后毛利预算 %(value)s 元，维修毛利的全年目标是 %(expected)s 元。改其中一个。"),
    Misfit.EXPENSE_TARGET: _("人工费用合计 %(value)s 元，超过全店费用的全年目标 %(expected)s 元。"),
    Misfit.HEADS_TARGET: _("编制合计 %(value)s 人，人员结构的全年目标是 %(expected)s 人。改其中一个。"),
    Misfit.HEADS_ON_FILE: _("%(area)s编制 %(value)s 人，在职已有 %(expected)s 人。"),
    Misfit.NO_HEADS: _("%(area)s有人工费用，没有编制。请补上人数。"),
    Misfit.NO_COST: _("%(area)s有编制 %(value)s 人，没有人工费用。请补上金额。"),
    Misfit.COST_FASTER: _("%(area)s人工费用比去年多 %(value)s%%，毛利多 %(expected)s%%：人工涨得比毛利快。"),
    Misfit.STATED_PARTS: _("月度数据里三个区域的人工费用合计 %(value)s 元，全店的人工费用是 %(expected)s 元。请核对。"),
}


@require_safe
@page(permissions.SEE_LABOUR)
def show_labour(request: PageRequest) -> HttpResponse:
    """The store's labour budget of a year: spreadsheet, what does not fit, form (R-AW19).

    Whoever sees several stores and chose none begins with them all.
    """
    if not request.has_chosen_store and (stores := _stores(request)):
        return render_page(request, STORES_TEMPLATE, {"year": asked_year(request), "stores": stores})
    found = _read(request)
    listing = read_list(request, NoFilter, COLUMNS).with_page(RowPage(rows := list(_lines(found)), len(rows)))
    if listing.wants_export:
        words = {"store": store_info(request.store_id).name, "year": found.year}
        return listing.export(_now("%(store)s %(year)s 年人工预算") % words)
    return render_page(request, TEMPLATE, _context(request, found))


@require_POST
@page(permissions.SET_LABOUR)
def set_labour_budget(request: PageRequest) -> HttpResponse:
    """Set what the areas may cost."""
    form, year, seen = LabourForm(request.POST), asked_year(request), request.POST.get("seen", "")
    by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "year": year, "at": clock.now()}

    def act(_given: Mapping[str, Any]) -> Any:
        known = int(seen) if seen.isdecimal() and len(seen) <= 18 else None
        return commands.set_labour_budget(areas=form.areas(), seen=known, **by)

    url = f"{reverse('budgets:labour')}?year={year}"
    back = (TEMPLATE, lambda: _context(request, _read(request)))
    return submit(request, form, act, back=back, url=url, toast=_("人工预算已保存"))


def _read(request: PageRequest) -> LabourYear:
    return queries.read_labour_budget(request.actor, request.store_id, asked_year(request), today_of(request))


def _context(request: PageRequest, found: LabourYear) -> dict[str, Any]:
    rows = list(_lines(found))
    listing = read_list(request, NoFilter, COLUMNS).with_page(RowPage(rows, len(rows)))
    address = f"{reverse('budgets:labour')}?year={found.year}"
    return {
        "list": listing,
        "store": store_info(request.store_id).name,
        "year": found.year,
        "stores": _stores(request),
        "found": found,
        "has_rows": bool(rows),
        "misfits": [_words(one) for one in found.misfits],
        "form": fresh_labour(found) if request.actor.may(permissions.SET_LABOUR, request.store_id) else None,
        "export_url": f"{address}&format=xlsx",
    }


def _stores(request: PageRequest) -> list[dict[str, object]]:
    """What each store may cost in the year, for whoever sees several."""
    if len(request.actor.stores_for(permissions.SEE_LABOUR)) < 2:
        return []
    return [
        {
            "row": one,
            "of": len(AREAS),
            "is_part": 0 < one.areas < len(AREAS),
            "is_here": request.has_chosen_store and one.store_id == request.store_id,
        }
        for one in queries.list_labour_budgets(request.actor, asked_year(request))
    ]


def _lines(found: LabourYear) -> Iterator[LabourLine]:
    """The budget, last year and what was stated so far of each area, as far as anything is known."""
    whole = found.areas[-1]
    for one in found.areas:
        for basis, labour, of in (
            (_now("预算"), one.budget, whole.budget),
            (_stated(found.year - 1, one.before), one.before, whole.before),
            (_stated(found.year, one.so_far), one.so_far, whole.so_far),
        ):
            if (
                labour.labour_cost is not None
                or labour.gross_profit is not None
                or (labour is one.budget and labour.headcount)
            ):
                yield _line(one, basis, labour, labour.share_of(of) if labour.months == of.months else None)


def _line(one: AreaYear, basis: str, labour: Labour, share: Decimal | None) -> LabourLine:
    is_so_far = labour is one.so_far
    used = None
    if is_so_far and one.due and labour.labour_cost is not None:
        used = Decimal(labour.labour_cost.fen) / one.due.fen
    return LabourLine(
        str(AREA_NAMES[one.area]),
        basis,
        labour.headcount,
        labour.labour_cost,
        labour.gross_profit,
        labour.cost_per_head,
        labour.profit_per_head,
        None if labour.contribution is None else round(labour.contribution, 2),
        labour.cost_rate,
        share,
        used,
    )


def _stated(year: int, labour: Labour) -> str:
    if labour.months == MONTHS:
        return _now("%(year)s 年实际") % {"year": year}
    return _now("%(year)s 年实际，%(months)s 个月") % {"year": year, "months": labour.months}


def _words(one: LabourMisfit) -> str:
    area = AREA_NAMES[one.area]
    said = {"value": f"{one.value.normalize():,f}", "expected": f"{one.expected.normalize():,f}"}
    return str(MISFITS[one.code]) % {"area": area, **said}
