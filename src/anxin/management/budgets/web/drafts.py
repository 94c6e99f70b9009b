"""Proposing targets to stores: history grown, the market beside it, each number to be changed, then sent (M23.08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.budgets import commands, permissions, queries
from anxin.management.budgets.commands import NewProposal
from anxin.management.budgets.models import LONGEST_WORDS
from anxin.management.budgets.rules.numbers import said
from anxin.management.budgets.web.years import asked_year, today_of
from anxin.management.kpi.queries import YearSuggestion, get_definition, lacking_words, odd_words
from anxin.management.kpi.queries.handbook import say
from anxin.parties.org.queries import all_stores, list_regions
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "budgets/propose.html"
FIGURES = (
    "repair_gross_profit",
    "after_sales_revenue",
    "total_repair_output",
    "vehicle_entries",
    "parts_sales",
    "total_insurance_premium",
    "gross_margin",
    "average_ticket",
    "after_sales_market_share",
)
"""What is asked of a store for a year."""
FIRST = FIGURES[:1]
NEXT_YEAR_FROM = 9
"""The month from which on next year is planned."""
LONGEST = 24
WIDE_COMMA = chr(0xFF0C)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A figure of a store on the form: what is known of it, and what was typed.

    ``lacking`` says of which months nothing or a part is known, so that nothing is proposed, ``odd`` which to check first.
    """

    field: str
    name: str
    sign: str
    before: str
    standing: str
    value: str
    error: str
    lacking: str
    odd: str


@require_safe
@page(permissions.PROPOSE)
def draft_proposals(request: PageRequest) -> HttpResponse:
    """Which stores, which figures, how much more; and what comes of it (R-KP11)."""
    return render_page(request, TEMPLATE, _context(request, request.GET, {}))


@require_POST
@page(permissions.PROPOSE)
def propose_targets(request: PageRequest) -> HttpResponse:
    """Send what was filled in; a number left empty is not proposed."""
    errors: dict[str, str] = {}
    proposals = []
    for store_id in _stores(request, request.POST.get("unit", "")):
        for code in _codes(request.POST):
            field = f"v-{store_id}-{code}"
            try:
                value = _number(request.POST.get(field, ""))
            except Invalid as refusal:
                errors[field] = refusal.shown
            else:
                if value is not None:
                    proposals.append(NewProposal(store_id, code, value))
    refused = ""
    if not errors:
        try:
            done = commands.propose_targets(
                actor=request.actor,
                year=_year(request),
                proposals=proposals,
                words=request.POST.get("words", ""),
                at=clock.now(),
            )
        except Invalid as refusal:
            refused = refusal.shown
        else:
            words = _("已发给门店 %(count)s 个建议目标") % {"count": done.sent} if done.sent else _("没有变化")
            return redirect_after_post(request, reverse("budgets:proposals"), Toast(words))
    return render_page(request, TEMPLATE, {**_context(request, request.POST, errors), "refused": refused}, status=422)


def _context(request: PageRequest, given: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, Any]:
    codes, year, unit = _codes(given), _year(request), given.get("unit", "")
    growth = given.get("growth", "")
    try:
        percent = _number(growth) or Decimal(0)
    except Invalid as refusal:
        errors, percent = {**errors, "growth": refusal.shown}, Decimal(0)
    if abs(percent) > 1000:
        errors, percent = {**errors, "growth": _("增长率请填 −100 到 1000 之间的百分数。")}, Decimal(0)
    percent = max(percent, Decimal(-100))
    found = queries.read_proposal_basis(request.actor, _stores(request, unit), year, codes, percent, today_of(request))
    stores = [
        {
            "name": one.store,
            "notes": one.notes,
            "lines": [_line(request, line, given, errors) for line in one.lines],
        }
        for one in found
    ]
    spans = {(line.first, line.last) for one in found for line in one.lines}
    return {
        "year": year,
        "years": (today_of(request).year, today_of(request).year + 1),
        "unit": unit,
        "units": _units(request),
        "figures": [(code, say(get_definition(request.actor, code).name), code in codes) for code in FIGURES],
        "codes": codes,
        "growth": growth,
        "errors": errors,
        "stores": stores,
        "span": min(spans) if spans else None,
        "words": given.get("words", ""),
        "longest": LONGEST_WORDS,
    }


def _line(request: PageRequest, line: YearSuggestion, given: Mapping[str, Any], errors: Mapping[str, str]) -> DraftLine:
    definition = get_definition(request.actor, line.code)
    field = f"v-{line.store_id}-{line.code}"
    suggested = "" if line.suggested is None else f"{line.suggested.normalize():f}"
    return DraftLine(
        field,
        say(definition.name),
        sign_of(definition.unit),
        "" if line.before is None else said(line.before),
        "" if line.standing is None else said(line.standing),
        given.get(field, suggested),
        errors.get(field, ""),
        lacking_words(line.of),
        odd_words(line.of),
    )


def sign_of(unit: str) -> str:
    """What stands behind a number of the unit."""
    return {"percent": "%", "yuan": _("元")}.get(unit, "")


def _codes(given: Any) -> list[str]:
    asked = given.getlist("code") if hasattr(given, "getlist") else []
    return [one for one in FIGURES if one in asked] or list(FIRST)


def _year(request: PageRequest) -> int:
    if request.GET.get("year") or request.POST.get("year"):
        return asked_year(request)
    today = today_of(request)
    return today.year + (today.month >= NEXT_YEAR_FROM)


def _units(request: PageRequest) -> list[tuple[str, str]]:
    """All stores, and each region and brand of which the person may propose to several kinds of stores."""
    stores = [all_stores()[one] for one in request.actor.stores_for(permissions.PROPOSE)]
    regions = {one.id: one.name for one in list_regions(request.actor)}
    found = [("", str(_("全部门店")))]
    found += sorted({(f"r{one.region_id}", regions.get(one.region_id, "")) for one in stores if one.region_id is not None})
    return found + sorted({(f"b{one.brand_id}", one.brand_name) for one in stores})


def _stores(request: PageRequest, unit: str) -> list[int]:
    """The stores of the region or brand, or all, to which the person may propose."""
    found = sorted(request.actor.stores_for(permissions.PROPOSE))
    kind, number = unit[:1], unit[1:]
    if kind not in ("r", "b") or not number.isdecimal():
        return found
    return [
        one for one in found if str(all_stores()[one].region_id if kind == "r" else all_stores()[one].brand_id) == number
    ]


def _number(text: str) -> Decimal | None:
    plain = text.strip().replace(",", "").replace(WIDE_COMMA, "").replace("−", "-").removesuffix("%")
    if not plain:
        return None
    try:
        if len(plain) > LONGEST or not (found := Decimal(plain)).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid(_("“%(text)s”不是数。请只填数字。") % {"text": text.strip()[:LONGEST]}) from None
    return found
