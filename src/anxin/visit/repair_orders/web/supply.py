"""One order's parts by item: issue, take back. The counter itself is ``parts_desk``."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.holdings.parts.permissions import ISSUE
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.text import to_half_width
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import commands, queries

ORDER = "repair_orders/supply_order.html"


@page(ISSUE)
def supply_order(request: PageRequest, number: str) -> HttpResponse:
    """One order's parts."""
    return render_page(request, ORDER, _order(request, number))


@require_POST
@page(ISSUE)
def issue_order_parts(request: PageRequest, number: str) -> HttpResponse:
    """Issue all that is open, or the typed quantities; what is refused shows where it was asked."""

    def act() -> None:
        wished = _quantities(request) if "items" in request.POST else None
        commands.issue_order_parts(actor=request.actor, number=number, quantities=wished, at=clock.now())

    return _moved(request, number, act, _("已发料"))


@require_POST
@page(ISSUE)
def return_order_parts(request: PageRequest, number: str) -> HttpResponse:
    """Take back the typed quantities."""

    def act() -> None:
        commands.return_order_parts(actor=request.actor, number=number, quantities=_quantities(request), at=clock.now())

    return _moved(request, number, act, _("已退料"))


def _moved(request: PageRequest, number: str, act: Callable[[], None], done: str) -> HttpResponse:
    context = _order(request, number)
    try:
        act()
    except (Invalid, Conflict) as refusal:
        return render_page(request, ORDER, {**context, "problem": refusal.shown}, status=refusal.status)
    return redirect_after_post(request, reverse("repair_orders:supply_order", args=[number]), Toast(done))


def _order(request: PageRequest, number: str) -> dict[str, Any]:
    found = queries.get_order_to_supply(request.actor, number)
    typed = {part.line.item_id: request.POST.get(f"quantity-{part.line.item_id}") for part in found.parts}
    issues = "items" in request.POST
    return {
        "order": found,
        "rows": [(part, typed[part.line.item_id] if issues else None) for part in found.parts],
        "issued": [
            (part, f"quantity-{part.line.item_id}", "" if issues else typed[part.line.item_id] or "")
            for part in found.parts
            if part.line.issued
        ],
    }


def _quantities(request: PageRequest) -> dict[int, Decimal]:
    """What was typed per item; items left empty or at nothing do not move.

    :raises Invalid: something that is no number
    """
    found = {}
    for name, typed in request.POST.items():
        item = name.removeprefix("quantity-")
        words = to_half_width(str(typed)).strip()
        if item == name or not item.isdecimal() or len(item) > 18 or not words:
            continue
        try:
            quantity = Decimal(words)
        except InvalidOperation:
            quantity = Decimal("NaN")
        if not quantity.is_finite():
            raise Invalid(_("“%(typed)s”不是数量，请填数字。") % {"typed": words[:20]}, field="lines", rule="R-RO22")
        if quantity:
            found[int(item)] = quantity
    return found
