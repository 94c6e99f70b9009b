"""Adding items to a job: found in the catalogue and added in one tap, or written with a free price."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import search_catalog
from anxin.visit.repair_orders import commands, permissions, queries
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.web.forms import ItemForm

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
        "may_add_package": request.actor.may(permissions.CHANGE, head.store_id),
    }
    if request.method != "POST":
        form.is_bound = False
        return render_page(request, TEMPLATE, context, partial=("hits",))
    if not form.is_valid():
        return render_page(request, TEMPLATE, context, partial="form", status=422)
    try:
        _propose(request, number, job_id, form)
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return render_page(request, TEMPLATE, context, partial="form", status=422)
    return redirect_after_post(request, back_address(request, number), Toast(_("明细已加上")))


def _propose(request: PageRequest, number: str, job_id: int, form: ItemForm) -> None:
    given = form.cleaned_data
    price = Money.yuan(given["unit_price"]) if given["unit_price"] is not None else None
    item = NewItem(**{**given, "unit_price": price})
    commands.propose_items(actor=request.actor, number=number, job_id=job_id, items=[item], at=clock.now())


def back_address(request: PageRequest, number: str) -> str:
    """The page of this site that ``?back=`` names, else the order."""
    wished = request.GET.get("back", "")
    if wished and url_has_allowed_host_and_scheme(wished, None):
        return wished
    return reverse("repair_orders:detail", args=[number])
