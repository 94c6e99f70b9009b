"""Forms of the parts counter. Lines are typed or scanned one a row, so that a scanner needs no mouse."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.platform.numerals import is_sane
from anxin.platform.text import compact, to_half_width

REASONS = (("purchase", _("采购入库")), ("other_receipt", _("其他入库")), ("opening", _("期初")))


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One row as typed: article number and its figures."""

    number: str
    figures: tuple[Decimal, ...]


class ReceiptForm(forms.Form):
    """Goods received."""

    lines = forms.CharField(
        label=_("入库明细"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("每行一个：配件号，空格，数量，空格，不含税成本单价（元）。例如 06A115561B 10 42.50"),
    )
    reason = forms.ChoiceField(label=_("原因"), choices=REASONS, initial="purchase")

    def clean_lines(self) -> list[TypedLine]:
        """The rows with quantity and unit cost."""
        return read_lines(self.cleaned_data["lines"], 2, _("第 %(n)s 行看不懂，请写成“配件号 数量 成本单价”。"))


class CountForm(forms.Form):
    """What was counted."""

    lines = forms.CharField(
        label=_("盘点明细"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("每行一个：配件号，空格，实盘数量。例如 06A115561B 8"),
    )
    note = forms.CharField(label=_("盘点原因"), max_length=120, help_text=_("例如 月底盘点、抽盘、破损"))

    def clean_lines(self) -> list[TypedLine]:
        """The rows with the counted quantity."""
        return read_lines(self.cleaned_data["lines"], 1, _("第 %(n)s 行看不懂，请写成“配件号 实盘数量”。"))


class ReversalForm(forms.Form):
    """Why an entry is undone."""

    note = forms.CharField(label=_("冲正原因"), max_length=120)


class PriceForm(forms.Form):
    """What a receipt cost by its bill; ``seen`` is what stood there."""

    cost = forms.DecimalField(label=_("进价合计 元（不含税）"), min_value=0, max_digits=12, decimal_places=2)
    note = forms.CharField(label=_("原因"), max_length=120, help_text=_("例如 供应商发票 0123 到票"))
    seen = forms.DecimalField(widget=forms.HiddenInput, max_digits=14, decimal_places=2)


def read_lines(text: str, figures: int, message: Any) -> list[TypedLine]:
    """Rows of a number and so many figures; article numbers may hold spaces.

    :raises ValidationError: a row does not fit
    """
    lines = []
    for position, typed in enumerate(to_half_width(text).splitlines(), 1):
        words = typed.split()
        if not words:
            continue
        try:
            values = tuple(Decimal(word.replace(",", "")) for word in words[-figures:])
        except InvalidOperation:
            values = ()
        if len(words) <= figures or len(values) != figures or not all(map(is_sane, values)):
            raise forms.ValidationError(message % {"n": position})
        lines.append(TypedLine(compact("".join(words[:-figures])), values))
    return lines
