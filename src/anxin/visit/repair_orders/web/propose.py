"""Adding items to a job: found in the catalogue and added in one tap, or written with a free price."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import search_catalog
from anxin.visit.repair_orders import commands, permissions, queries
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.web.forms import POSITIONS, ItemForm, SignedItemForm

TEMPLATE = "repair_orders/propose_items.html"
MOST_HITS = 8


@page(permissions.PROPOSE)
def propose_items(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Add an item to a job; ``?q=`` searches the catalogue, ``?back=`` names the page from which one came."""
    head = queries.get_order_head(request.actor, number)
    form = (ItemForm if head.state == OPEN else SignedItemForm)(_posted(request))
    text = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    brand_id = store_info(head.store_id).brand_id
    context = {
        "order": head,
        "form": form,
        "text": text,
        "hits": search_catalog(request.actor, text, brand_id, limit=MOST_HITS),
        "back": back_address(request, number),
        "job_id": job_id,
        "positions": POSITIONS,
        "signed": head.state != OPEN,
        "may_add_package": request.actor.may(permissions.CHANGE, head.store_id),
    }
    if request.method != "POST":
        form.is_bound = False
        return render_page(request, TEMPLATE, context, partial=("hits",))

    def propose(given: Mapping[str, Any]) -> object:
        typed = dict(given)
        why = form.take_why(typed) if isinstance(form, SignedItemForm) else None
        price = Money.yuan(typed["unit_price"]) if typed["unit_price"] is not None else None
        wished = [NewItem(**{**typed, "unit_price": price})]
        by: dict[str, Any] = {"actor": request.actor, "number": number, "job_id": job_id}
        return commands.propose_items(items=wished, why=why, at=clock.now(), **by)

    back, url = (TEMPLATE, lambda: context), back_address(request, number)
    return submit(request, form, propose, back=back, url=url, toast=_("明细已加上"), partial="form")


def _posted(request: PageRequest) -> QueryDict | None:
    """What was typed; a tap on a hit of the catalogue stands for kind, code and position."""
    kind, _bar, rest = request.POST.get("pick", "").partition("|")
    if not rest:
        return request.POST or None
    code, _bar, where = rest.partition("|")
    typed = request.POST.copy()
    typed.update({"kind": kind, "code": code, "position_words": where})
    for name in ("name", "quantity", "unit_price"):
        typed[name] = ""
    return typed


def back_address(request: PageRequest, number: str) -> str:
    """The page of this site that ``?back=`` names, else the order."""
    wished = request.GET.get("back", "")
    if wished and url_has_allowed_host_and_scheme(wished, None):
        return wished
    return reverse("repair_orders:detail", args=[number])
