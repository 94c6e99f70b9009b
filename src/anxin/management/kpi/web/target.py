"""The targets of one figure in a store's year: its months beside last year's, its people, and what stood before."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.management.kpi import commands, permissions, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import Cell, NewTarget, SetTargets
from anxin.management.kpi.commands.sharing import MonthsStand
from anxin.management.kpi.queries import Level, MonthLine, TargetRow
from anxin.management.kpi.queries.contributions import GRAINS
from anxin.management.kpi.queries.targets import part_differences
from anxin.management.kpi.rules.consistency import Difference
from anxin.management.kpi.rules.definitions import OPERATORS, Definition
from anxin.management.kpi.rules.targets import WHOLE_YEAR, Kind, kind_of, months_allowed, usual_operator
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.target_form import Whom, basis_of, is_sure, typed_targets, whom_in, year_of_form
from anxin.management.kpi.web.target_words import (
    asked_year,
    change_words,
    difference_words,
    month_words,
    plain_number,
    read_number,
    today_of,
)
from anxin.parties.org.queries import list_teams, store_info
from anxin.parties.people.queries import is_on_staff, names_of
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, InvalidFields, NotFound, Refusal
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

CHANGES = 12


@page(permissions.SEE)
def show_target(request: PageRequest, code: str) -> HttpResponse:
    """One figure's targets of a year (M22.03, M23.03)."""
    return _page(request, code)


@require_POST
@page(permissions.SET_TARGETS)
def set_targets(request: PageRequest, code: str) -> HttpResponse:
    """Set the months that were filled in; those left empty are taken back."""

    def run() -> SetTargets:
        targets = typed_targets(request, queries.get_definition(request.actor, code))
        return commands.set_targets(targets=targets, is_sure=is_sure(request), **year_of_form(request))

    return _done(request, code, run)


@require_POST
@page(permissions.SET_TARGETS)
def break_down_year(request: PageRequest, code: str) -> HttpResponse:
    """Share the year's total out to its months."""

    def run() -> SetTargets:
        total = read_number(request.POST.get("total", ""), "total")
        if total is None:
            raise Invalid(_("请填全年目标再分到各月；要撤回已定的月份，请把那几格清空后保存。"), field="total")
        return commands.break_down_year(
            code=code, total=total, basis=basis_of(request), is_sure=is_sure(request), **year_of_form(request)
        )

    return _done(request, code, run)


@require_POST
@page(permissions.SET_TARGETS)
def break_down_to_people(request: PageRequest, code: str) -> HttpResponse:
    """Share each month out to advisors, technicians or teams."""

    def run() -> SetTargets:
        column = request.POST.get("column", "")
        return commands.break_down_to_people(code=code, column=column, basis=basis_of(request), **year_of_form(request))

    return _done(request, code, run)


@require_POST
@page(permissions.SET_TARGETS)
def set_targets_of_stores(request: PageRequest, code: str) -> HttpResponse:
    """Set the months that stand for this store for every store of its brand, or of the group, that set none itself."""
    actor, year = request.actor, asked_year(request)
    definition = queries.get_definition(actor, code)
    rows = queries.list_targets(actor, request.store_id, year)
    own = {one.cell.month: one for one in rows if one.cell.code == code and not one.cell.is_personal}
    targets = [
        NewTarget(one.cell, one.operator, one.value, one.until)
        if (one := own.get(month))
        # What stands here no more is taken back there too.
        else NewTarget(Cell(code, month), usual_operator(definition), None)
        for month in months_allowed(kind_of(definition, catalogue().measures))
    ]
    others = _others(request, is_of_brand=request.POST.get("whose") == "brand")
    done = commands.set_targets_of_stores(actor=actor, store_ids=others, year=year, targets=targets, at=clock.now())
    words = _("已下达到 %(stores)s 家店，改了 %(count)s 个目标") % {
        "stores": done.stores - done.kept,
        "count": done.changed,
    }
    if done.kept:
        words += _("；%(kept)s 家自己定过，没有动") % {"kept": done.kept}
    return redirect_after_post(request, f"{reverse('kpi:target', args=[code])}?year={year}", Toast(words))


def _others(request: PageRequest, *, is_of_brand: bool) -> list[int]:
    """The other stores where the person may set targets, of the same brand or of all."""
    brand = store_info(request.store_id).brand_id
    found = sorted(request.actor.stores_for(permissions.SET_TARGETS) - {request.store_id})
    return [one for one in found if not is_of_brand or store_info(one).brand_id == brand]


def _done(request: PageRequest, code: str, run: Callable[[], SetTargets]) -> HttpResponse:
    try:
        done = run()
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, code, refusal)
    words = _("已定 %(count)s 个目标") % {"count": done.changed} if done.changed else _("没有变化")
    who = whom_in(request.POST.get("who", "")).said
    address = f"{reverse('kpi:target', args=[code])}?year={asked_year(request)}"
    return redirect_after_post(request, f"{address}&who={who}" if who else address, Toast(words))


def _page(request: PageRequest, code: str, refusal: Refusal | None = None) -> HttpResponse:
    actor, store_id, year = request.actor, request.store_id, asked_year(request)
    definition = queries.get_definition(actor, code)
    whom = whom_in(request.POST.get("who", "") or request.GET.get("who", ""))
    rows = [one for one in queries.list_targets(actor, store_id, year) if one.cell.code == code]
    kind = kind_of(definition, catalogue().measures)
    history = queries.list_target_changes(actor, store_id, year, code=code, most=CHANGES)
    _require_own(request, whom, [*rows, *history.rows])
    names = _names(request, [*rows, *history.rows])
    own = {one.cell.month: one for one in rows if one.cell == whom.cell(code, one.cell.month)}
    has_facts = not queries.needs_of(definition)
    today = today_of(request)
    known = queries.list_months(actor, store_id, code, year, today) if has_facts and not whom.said else []
    columns = [one for one in queries.carrier_columns(code, Level.STORE) if one in GRAINS.values()]
    context = {
        "code": code,
        "agreed_about": {"code": code, "year": year},
        "name": labels.say(definition.name),
        "sign": labels.UNITS[definition.unit],
        "store": store_info(store_id).name,
        "year": year,
        "who": whom.said,
        "whose": names.get(whom.employee_id or whom.team_id or 0, ""),
        "kind": str(kind),
        "may_set": actor.may(permissions.SET_TARGETS, store_id),
        "lines": _lines(request, definition, kind, own, {one.month: one for one in known}, today, _errors(refusal)),
        "basis": request.POST.get("basis", ""),
        "total": _total(kind, own, definition),
        "operators": [(one, labels.OPERATORS.get(one, _("范围"))) for one in OPERATORS],
        "operator": request.POST.get("operator") or _operator(own, definition),
        "has_range": definition.direction == "range" or any(one.until is not None for one in own.values()),
        "asked_total": request.POST.get("total", "") or request.GET.get("total", ""),
        "seen": request.POST.get("seen") or max((one.id for one in rows), default=0),
        "people": _people(rows, names, definition),
        "others": len(_others(request, is_of_brand=False)) if own and not whom.said else 0,
        "of_brand": len(_others(request, is_of_brand=True)),
        "columns": [(one, str(labels.MEMBERS[one])) for one in columns] if kind is Kind.ADDED else [],
        "changes": [change_words(one, names) for one in history.rows],
        **_refused(request, refusal, rows, definition),
    }
    return render_page(request, "kpi/target.html", context, status=refusal.status if refusal else 200)


def _require_own(request: PageRequest, whom: Whom, rows: list[TargetRow]) -> None:
    """Refuse a person or team of whom the store neither has nor ever had a target, and who does not belong to it.

    :raises NotFound: somebody of another store, be it one that the actor sees too
    """
    if not whom.said or any(Whom(one.cell.employee_id, one.cell.team_id) == whom for one in rows):
        return
    if whom.employee_id is not None:
        is_own = is_on_staff(request.actor, request.store_id, whom.employee_id)
    else:
        is_own = any(one.id == whom.team_id for one in list_teams(request.actor, request.store_id))
    if not is_own:
        raise NotFound


def _refused(
    request: PageRequest, refusal: Refusal | None, rows: list[TargetRow], definition: Definition
) -> dict[str, object]:
    """What was refused, and of what does not fit or would be replaced which."""
    return {
        "refusal": refusal,
        "wrong": len(_errors(refusal)),
        "is_conflict": isinstance(refusal, Conflict),
        "differences": [difference_words(one) for one in getattr(refusal, "found", None) or _unshared(rows)],
        "replaced": _replaced(refusal, definition),
        "act": request.resolver_match.url_name if refusal and request.resolver_match else "",
    }


def _errors(refusal: Refusal | None) -> Mapping[str, Any]:
    return refusal.errors if isinstance(refusal, InvalidFields) else {}


def _lines(
    request: PageRequest,
    definition: Definition,
    kind: Kind,
    own: Mapping[int, TargetRow],
    known: Mapping[int, MonthLine],
    today: date,
    errors: Mapping[str, Any],
) -> list[dict[str, object]]:
    lines = []
    for month in months_allowed(kind):
        asked, line = own.get(month), known.get(month)
        lines.append(
            {
                "month": month,
                "words": month_words(month),
                "is_year": month == WHOLE_YEAR,
                "value": request.POST.get(f"m{month}", plain_number(asked.value if asked else None)),
                "until": request.POST.get(f"u{month}", plain_number(asked.until if asked else None)),
                "before": labels.number(line.before, definition) if line else "",
                "now": labels.number(line.value, definition) if line and line.value is not None else "",
                "error": errors.get(f"m{month}", ""),
                "is_here": today.month == month and asked_year(request) == today.year,
            }
        )
    return lines


def _total(kind: Kind, own: Mapping[int, TargetRow], definition: Definition) -> str:
    if kind is not Kind.ADDED or not own:
        return ""
    return labels.number(sum((one.value for one in own.values() if one.value is not None), Decimal(0)), definition)


def _operator(own: Mapping[int, TargetRow], definition: Definition) -> str:
    return next((one.operator for one in own.values()), usual_operator(definition))


def _people(rows: list[TargetRow], names: Mapping[int, str], definition: Definition) -> list[dict[str, str]]:
    """Each person's or team's months added up, or their mean where they do not add up."""
    found: dict[Whom, list[Decimal]] = {}
    for one in rows:
        if one.cell.is_personal and one.value is not None:
            found.setdefault(Whom(one.cell.employee_id, one.cell.team_id), []).append(one.value)
    is_added = kind_of(definition, catalogue().measures) is Kind.ADDED
    return [
        {
            "name": names.get(whom.employee_id or whom.team_id or 0, ""),
            "who": whom.said,
            "months": str(len(values)),
            "total": labels.number(sum(values, Decimal(0)) if is_added else values[-1], definition),
        }
        for whom, values in found.items()
    ]


def _names(request: PageRequest, rows: list[TargetRow]) -> dict[int, str]:
    whom = whom_in(request.GET.get("who", ""))
    people = {one.cell.employee_id for one in rows} | {whom.employee_id}
    names = dict(names_of(request.actor, [one for one in people if one is not None]))
    if any(one.cell.team_id is not None for one in rows):
        names |= {one.id: one.name for one in list_teams(request.actor, request.store_id)}
    return names


def _replaced(refusal: Refusal | None, definition: Definition) -> list[dict[str, str]]:
    """The months that a share would replace: what stands, and what would."""
    if not isinstance(refusal, MonthsStand):
        return []
    return [
        {
            "words": month_words(month),
            "before": labels.target_words(before),
            "after": labels.target_words(after),
            "change": labels.change(after.value, before.value, definition),
        }
        for month, (before, after) in sorted(refusal.replaced.items())
    ]


def _unshared(rows: list[TargetRow]) -> list[Difference]:
    return part_differences({one.cell: one.target for one in rows})
