"""Adding items to a job: found in the catalogue and added in one tap, or written with a free price."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
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
from anxin.visit.repair_orders.web.forms import POSITIONS, ItemForm

TEMPLATE = "repair_orders/propose_items.html"
MOST_HITS = 8


@page(permissions.PROPOSE)
def propose_items(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Add an item to a job; ``?q=`` searches the catalogue, ``?back=`` names the page from which one came."""
    head = queries.get_order_head(request.actor, number)
    form = ItemForm(request.POST or None)
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
        "may_add_package": request.actor.may(permissions.CHANGE, head.store_id),
    }
    if request.method != "POST":
        form.is_bound = False
        return render_page(request, TEMPLATE, context, partial=("hits",))

    def propose(given: Mapping[str, Any]) -> object:
        price = Money.yuan(given["unit_price"]) if given["unit_price"] is not None else None
        item = NewItem(**{**given, "unit_price": price})
        return commands.propose_items(actor=request.actor, number=number, job_id=job_id, items=[item], at=clock.now())

    back, url = (TEMPLATE, lambda: context), back_address(request, number)
    return submit(request, form, propose, back=back, url=url, toast=_("明细已加上"), partial="form")


def back_address(request: PageRequest, number: str) -> str:
    """The page of this site that ``?back=`` names, else the order."""
    wished = request.GET.get("back", "")
    if wished and url_has_allowed_host_and_scheme(wished, None):
        return wished
    return reverse("repair_orders:detail", args=[number])
