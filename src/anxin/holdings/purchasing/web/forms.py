"""Forms of purchasing. Lines are typed or scanned one a row, so that a scanner needs no mouse."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing.commands import SupplierTerms
from anxin.holdings.purchasing.models import OrderKind, SupplierKind
from anxin.platform.money import Money
from anxin.platform.text import clean_text, compact, to_half_width

DAY = {"type": "date"}
LARGEST_EXPONENT = 9


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A row as typed: what stands before the figures, as an article's number (compact) and as words, and the figures."""

    row: int
    number: str
    words: str
    quantity: Decimal
    unit_price: Decimal


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(DAY, format="%Y-%m-%d"), **more)


class SupplierForm(forms.Form):
    """What is known of a supplier."""

    code = forms.CharField(label=_("代码"), max_length=20)
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("类型"), choices=SupplierKind.choices)
    deals_genuine = forms.BooleanField(label=_("供原厂件"), required=False)
    tax_percent = forms.DecimalField(label=_("发票税率（百分数）"), max_digits=4, decimal_places=2, initial=13)
    lead_days = forms.IntegerField(label=_("通常几天到货"), required=False, min_value=0)
    contact = forms.CharField(label=_("联系人"), max_length=40, required=False)
    phone = forms.CharField(label=_("电话"), max_length=24, required=False)
    is_active = forms.BooleanField(label=_("在用"), required=False, initial=True)

    def terms(self) -> SupplierTerms:
        """The command's form of it."""
        return SupplierTerms(**self.cleaned_data)


class OrderForm(forms.Form):
    """An order to a supplier."""

    supplier_id = forms.TypedChoiceField(label=_("供应商"), coerce=int)
    kind = forms.ChoiceField(label=_("订货类型"), choices=OrderKind.choices)
    lines = forms.CharField(
        label=_("订货明细"),
        widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "每行一个：配件号，空格，数量，空格，约定的不含税单价（元）。例如 06A115561B 10 42.50。"
            "还不知道配件号的，写清楚是哪个件。"
        ),
    )
    wanted_on = _day(_("希望哪天到"), required=False)
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def clean_lines(self) -> list[TypedLine]:
        """The rows with quantity and unit price."""
        rows = []
        for position, typed in enumerate(to_half_width(self.cleaned_data["lines"]).splitlines(), 1):
            words = typed.split()
            if words:
                rows.append(_line(position, words))
        return rows


def _line(position: int, words: list[str]) -> TypedLine:
    try:
        quantity, price = (Decimal(word.replace(",", "")) for word in words[-2:])
        sound = all(one.is_finite() and one.adjusted() <= LARGEST_EXPONENT for one in (quantity, price))
    except (InvalidOperation, ValueError):
        sound = False
    if len(words) < 3 or not sound or price != round(price, 2):
        raise forms.ValidationError(_("第 %(n)s 行看不懂，请写成“配件号 数量 单价”，单价最多两位小数。") % {"n": position})
    return TypedLine(position, compact("".join(words[:-2])), clean_text(" ".join(words[:-2])), quantity, price)


class AnswerForm(forms.Form):
    """When what is expected comes: a day for all, or one by line."""

    promised_on = _day(_("全部哪天到"), required=False)

    def __init__(self, *given: Any, lines: Any = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.line_ids = [line.id for line in lines if line.open]
        for line in lines:
            if line.open:
                label = f"{line.number or line.words} {line.name}".strip()
                self.fields[f"line_{line.id}"] = _day(label, required=False, initial=line.promised_on)

    def promised(self) -> dict[int, Any]:
        """Line → the day told for it."""
        said = self.cleaned_data
        days = {line_id: said.get(f"line_{line_id}") or said["promised_on"] for line_id in self.line_ids}
        return {line_id: day for line_id, day in days.items() if day is not None}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=200)


class RestForm(ReasonForm):
    """Lines of which the rest is wanted no longer."""

    line_ids = forms.TypedMultipleChoiceField(label=_("不要哪些行没到的"), coerce=int, widget=forms.CheckboxSelectMultiple)


class NameForm(forms.Form):
    """The article that a line means."""

    line_id = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("配件号"), max_length=40)


class ReceiveForm(forms.Form):
    """What came, typed or scanned."""

    lines = forms.CharField(
        label=_("来货明细"),
        widget=forms.Textarea({"rows": 8}),
        help_text=_("扫一下配件就是一行，一行一件；要写数量和批次的，接着写：配件号 数量 批次。"),
    )
    note = forms.CharField(label=_("送货单号或说明"), max_length=120, required=False)
    may_exceed = forms.BooleanField(label=_("多送的也收下"), required=False)


class BillForm(forms.Form):
    """The supplier's bill of a receipt: what each line cost in all."""

    bill_number = forms.CharField(label=_("发票号"), max_length=40)
    billed_on = _day(_("发票日期"))

    def __init__(self, *given: Any, lines: Any = (), **more: Any) -> None:
        super().__init__(*given, **more)
        self.told = [line for line in lines if not line.is_undone]
        for line in self.told:
            label = f"{line.number} {line.name} × {line.quantity.normalize():f}"
            amount: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "min_value": 0}
            cost = line.cost.as_yuan
            self.fields[f"cost_{line.id}"] = forms.DecimalField(label=label, initial=cost, **amount)
            hidden = forms.DecimalField(widget=forms.HiddenInput, initial=cost, max_digits=14, decimal_places=2)
            self.fields[f"seen_{line.id}"] = hidden

    def costs(self) -> list[tuple[int, Money, Money]]:
        """Line of the receipt, what it cost, and what stood there."""
        said = self.cleaned_data
        return [(line.id, Money.yuan(said[f"cost_{line.id}"]), Money.yuan(said[f"seen_{line.id}"])) for line in self.told]
