"""Forms of the cash desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.platform.money import Money
from anxin.platform.ui.formats import PAYER_LABELS, format_money
from anxin.visit.billing.commands import CashCount, Tender
from anxin.visit.billing.commands.closing import PIECES
from anxin.visit.billing.commands.credit import MOST_DAYS
from anxin.visit.billing.models import Invoice, Payment
from anxin.visit.billing.queries import CashierBill
from anxin.visit.repair_orders.commands import NewShare

TAKERS = ("customer", "warranty", "insurer")
MOST = Decimal(10**9)
MOST_PIECES = 100_000
IN_CASH = [(code, label) for code, label in Payment.Method.choices if code != Payment.Method.ACCOUNT]


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class RefundForm(forms.Form):
    """How much of a payment goes back, and why; all that is left of it when no amount is given."""

    amount = forms.DecimalField(
        label=gettext_lazy("退款金额"), required=False, min_value=Decimal("0.01"), max_value=MOST, decimal_places=2
    )
    reason = forms.CharField(label=gettext_lazy("退款原因"), max_length=200)

    def wished(self) -> Money | None:
        """The amount, if one was typed."""
        amount = self.cleaned_data["amount"]
        return Money.yuan(amount) if amount is not None else None


class DepositForm(forms.Form):
    """Money before the bill: how much, how, and the number on its slip."""

    amount = forms.DecimalField(label=gettext_lazy("定金金额"), min_value=Decimal("0.01"), max_value=MOST, decimal_places=2)
    method = forms.ChoiceField(label=gettext_lazy("收款方式"), choices=IN_CASH, widget=forms.RadioSelect)
    reference = forms.CharField(label=gettext_lazy("凭证号"), max_length=64, required=False)

    def tender(self) -> Tender:
        """What was typed."""
        said = self.cleaned_data
        return Tender(said["method"], Money.yuan(said["amount"]), said["reference"])


class ShareForm(forms.Form):
    """Which part of what another payer takes over: a percentage or an amount."""

    what = forms.ChoiceField(label=gettext_lazy("分摊什么"))
    payer = forms.ChoiceField(
        label=gettext_lazy("由谁承担"), choices=[(code, PAYER_LABELS[code]) for code in TAKERS], widget=forms.RadioSelect
    )
    percent = forms.DecimalField(
        label=gettext_lazy("百分比"), required=False, min_value=Decimal("0.01"), max_value=Decimal(100), decimal_places=2
    )
    amount = forms.DecimalField(
        label=gettext_lazy("或金额"), required=False, min_value=Decimal("0.01"), max_value=MOST, decimal_places=2
    )

    insurer = forms.CharField(
        label=gettext_lazy("哪家保险公司"),
        help_text=gettext_lazy("由保险承担时填；不知道可以以后填"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "insurers", "autocomplete": "off"}),
    )
    is_new_insurer = forms.BooleanField(label=gettext_lazy("新的保险公司（名单里没有）"), required=False)

    def __init__(self, bills: Iterable[CashierBill], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        for bill in bills:
            label = str(PAYER_LABELS.get(bill.payer, bill.payer))
            choices.append(
                (
                    f"payer:{bill.payer}",
                    _("%(payer)s的全部 ¥%(amount)s") % {"payer": label, "amount": format_money(bill.amount)},
                )
            )
            choices += [
                (f"item:{line.item.id}", f"{line.item.description} ¥{format_money(line.item.amount)}")
                for line in bill.lines
                if line.item.payer == bill.payer
            ]
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = choices

    def named_insurer(self) -> str:
        """The company, where an insurer takes the part and somebody knows which."""
        return self.cleaned_data["insurer"] if self.cleaned_data["payer"] == "insurer" else ""

    def share(self) -> NewShare:
        """What was chosen."""
        said = self.cleaned_data
        kind, _colon, key = said["what"].partition(":")
        return NewShare(
            said["payer"],
            of_payer=key if kind == "payer" else "",
            item_id=int(key) if kind == "item" else None,
            share=said["percent"] / 100 if said["percent"] is not None else None,
            amount=Money.yuan(said["amount"]) if said["amount"] is not None else None,
        )


class RoundingForm(forms.Form):
    """What is taken off the customer's bill."""

    rounding = forms.DecimalField(
        label=gettext_lazy("抹去"),
        min_value=Decimal("0.01"),
        max_value=MOST,
        decimal_places=2,
        error_messages={"required": gettext_lazy("请填要抹去的金额，例如 0.50。")},
    )


class ClosingForm(forms.Form):
    """The cash as it was counted: the sum, or how many of each note and coin."""

    total = forms.DecimalField(
        label=gettext_lazy("清点的现金"),
        help_text=gettext_lazy("必填：填总数，没有现金填 0；或在下面按张数填"),
        required=False,
        min_value=Decimal(0),
        max_value=MOST,
        decimal_places=2,
    )
    reason = forms.CharField(
        label=gettext_lazy("差额原因"),
        help_text=gettext_lazy("清点和账面有差额时必填"),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for piece in PIECES:
            label = _("%(piece)s 元张数") % {"piece": piece}
            self.fields[f"piece_{piece}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_PIECES
            )

    def pieces(self) -> list[forms.BoundField]:
        """The fields of notes and coins."""
        return [self[f"piece_{piece}"] for piece in PIECES]

    def count(self, seen: str) -> CashCount:
        """What was counted."""
        total = self.cleaned_data["total"]
        return CashCount(
            Money.yuan(total) if total is not None else None,
            {piece: self.cleaned_data[f"piece_{piece}"] or 0 for piece in PIECES},
            Money(int(seen)) if seen.lstrip("-").isdecimal() and len(seen) < 16 else None,
        )


class InvoiceForm(forms.Form):
    """Title, tax number and kind of an invoice."""

    kind = forms.ChoiceField(label=gettext_lazy("发票种类"), choices=Invoice.Kind.choices, widget=forms.RadioSelect)
    buyer_name = forms.CharField(label=gettext_lazy("抬头"), max_length=100)
    tax_number = forms.CharField(label=gettext_lazy("税号"), max_length=30, required=False)


class FiscalForm(forms.Form):
    """Number and code of an invoice issued by hand."""

    fiscal_number = forms.CharField(max_length=24)
    code = forms.CharField(max_length=20, required=False)


class CreditForm(forms.Form):
    """How much a customer may owe on account, each bill for how long, until when."""

    limit = forms.DecimalField(
        label=gettext_lazy("挂账额度（填 0 停止挂账）"), min_value=Decimal(0), max_value=MOST, decimal_places=2
    )
    days = forms.IntegerField(label=gettext_lazy("每张账单几天内付"), min_value=0, max_value=MOST_DAYS)
    until = forms.DateField(label=gettext_lazy("有效期至"), widget=Day)


class PromiseForm(forms.Form):
    """By when a debtor said that it would pay."""

    on = forms.DateField(label=gettext_lazy("承诺付款日"), widget=Day)


@dataclass(frozen=True)
class NoFilter:
    """All there are."""
