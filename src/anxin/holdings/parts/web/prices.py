"""Page on which a receipt gets the price of its bill."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from anxin.holdings.parts import commands, permissions, queries
from anxin.holdings.parts.web.forms import PriceForm
from anxin.platform import clock
from anxin.platform.errors import Refusal, VersionConflict
from anxin.platform.money import Money
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "parts/price.html"


@page(permissions.CORRECT)
def price_entry(request: PageRequest, entry_id: int) -> HttpResponse:
    """Say what a receipt cost; what was issued since is costed anew."""
    article_id, entry = queries.get_entry(request.actor, entry_id)
    back = reverse("parts_article", args=[article_id])
    form = PriceForm(request.POST or None, initial={"cost": entry.cost_now.as_yuan, "seen": entry.cost_now.as_yuan})
    context = {"form": form, "entry": entry, "back": back}
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    if not form.is_valid():
        return render_page(request, TEMPLATE, context, status=422)
    said = form.cleaned_data
    try:
        done = commands.price_receipt(
            actor=request.actor,
            entry_id=entry_id,
            cost=Money.yuan(said["cost"]),
            seen=Money.yuan(said["seen"]),
            note=said["note"],
            at=clock.now(),
        )
    except VersionConflict:
        context["form"] = form = PriceForm({**request.POST.dict(), "seen": str(entry.cost_now.as_yuan)})
        form.add_error("cost", gettext("别人刚把进价改成了 %(now)s 元，请核对后再保存。") % {"now": entry.cost_now.as_yuan})
        return render_page(request, TEMPLATE, context, status=409)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return render_page(request, TEMPLATE, context, status=refusal.status)
    return redirect_after_post(request, back, toast=Toast(_told(done)))


def _told(done: commands.PricedReceipt) -> str:
    if not done.moved and not done.on_shelf:
        return gettext("进价没有变")
    return gettext("进价已更正：在库 %(shelf)s 元，已出库 %(gone)s 元") % {
        "shelf": f"{done.on_shelf.as_yuan:+,}",
        "gone": f"{done.gone_out.as_yuan:+,}",
    }
