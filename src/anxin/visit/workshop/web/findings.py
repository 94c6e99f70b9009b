"""The advisor's answer to a finding: a price, and the customer is asked."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.permissions import PROPOSE
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.web.forms import PriceForm

TEMPLATE = "workshop/price_finding.html"


@page(PROPOSE)
def price_finding(request: PageRequest, finding_id: int) -> HttpResponse:
    """One finding with the form of its price."""
    found = queries.get_finding(request.actor, finding_id)
    form = PriceForm(request.POST if request.method == "POST" else None, initial={"name": found.words[:80]})
    context = {"found": found, "form": form}
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    if not form.is_valid():
        return render_page(request, TEMPLATE, context, status=422)
    try:
        commands.price_finding(actor=request.actor, finding_id=finding_id, items=[form.item()], at=clock.now())
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return render_page(request, TEMPLATE, context, status=refusal.status)
    address = reverse("repair_orders:detail", args=[found.number])
    return redirect_after_post(request, address, Toast(_("已报价，等客户确认")))
