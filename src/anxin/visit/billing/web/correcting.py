"""The bill of a delivered order set right: payers and amounts of its lines, with the reason."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions, queries
from anxin.visit.billing.web.refusing import refusal_of
from anxin.visit.repair_orders.commands import CorrectedLine
from anxin.visit.repair_orders.queries import ItemView


class CorrectionForm(forms.Form):
    """A payer and an amount for every approved item, as they stand, and why they change."""

    reason = forms.CharField(label=gettext_lazy("更正原因"), max_length=200)

    def __init__(self, items: Sequence[ItemView], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"payer_{item.id}"] = forms.ChoiceField(
                label=_("付款方"), choices=list(PAYER_LABELS.items()), initial=item.payer
            )
            self.fields[f"amount_{item.id}"] = forms.DecimalField(
                label=_("金额（含税）"),
                min_value=Decimal(0),
                max_value=(item.amount + item.discount).as_yuan,
                decimal_places=2,
                initial=item.amount.as_yuan,
            )

    def rows(self) -> list[tuple[ItemView, forms.BoundField, forms.BoundField]]:
        """Each item with its two fields."""
        return [(item, self[f"payer_{item.id}"], self[f"amount_{item.id}"]) for item in self.items]

    def lines(self) -> list[CorrectedLine]:
        """What was said of every item."""
        said = self.cleaned_data
        return [
            CorrectedLine(item.id, said[f"payer_{item.id}"], Money.yuan(said[f"amount_{item.id}"])) for item in self.items
        ]


@page(permissions.CORRECT)
def correct_bill(request: PageRequest, number: str) -> HttpResponse:
    """Take the bill of a delivered order back and make it anew."""
    actor, found = request.actor, queries.get_cashier_order(request.actor, number)
    items = [item for job in found.order.jobs for item in job.items if item.decision == "APPROVED"]
    form = CorrectionForm(items, request.POST or None)
    context: dict[str, Any] = {"found": found, "head": found.order.head, "form": form}
    if request.method != "POST":
        return render_page(request, "billing/correct.html", context)
    if not form.is_valid():
        return render_page(request, "billing/correct.html", context, status=422)
    done: list[commands.CorrectedBill] = []

    def run() -> None:
        reason = form.cleaned_data["reason"]
        done.append(commands.correct_bill(actor=actor, number=number, lines=form.lines(), reason=reason, at=clock.now()))

    refused = refusal_of(run)
    if refused is not None:
        form.add_error("reason", refused.shown)
        return render_page(request, "billing/correct.html", context, status=refused.status)
    toast = Toast(_("账单已更正，新结算单 %(number)s") % {"number": done[0].settled.number})
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=toast)
