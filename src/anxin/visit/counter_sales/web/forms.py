"""Forms of the parts counter: lines are typed or scanned one a row, so that a scanner needs no mouse."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.platform.money import Money
from anxin.platform.numerals import is_sane
from anxin.platform.text import compact, to_half_width
from anxin.visit.counter_sales.models import Channel
from anxin.visit.counter_sales.queries import PlanYear
from anxin.visit.counter_sales.rules import MONTHS

METHODS = (
    ("cash", _("现金")),
    ("wechat", _("微信")),
    ("alipay", _("支付宝")),
    ("card", _("刷卡")),
    ("transfer", _("转账")),
)


@dataclass(frozen=True, slots=True)
class TypedSaleLine:
    """One row as typed: part number, how many, and the price of one if another than the usual."""

    number: str
    quantity: Decimal
    price: Money | None


class SellForm(forms.Form):
    """A sale."""

    offers_several = False

    lines = forms.CharField(
        label=_("配件"),
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=_("每行一个：扫码或填配件号，空格，数量（不填算 1），空格，含税单价（不填按目录）。例如 06A115561B 2"),
    )
    channel = forms.ChoiceField(label=_("渠道"), choices=Channel.choices, initial=Channel.RETAIL)
    customer = forms.CharField(
        label=_("客户（批发、团购必填）"),
        max_length=40,
        required=False,
        help_text=_("车牌、车架号后六位、手机号或姓名；找到几位时选一位。散客空着"),
    )
    customer_id = forms.TypedChoiceField(label=_("哪一位客户"), coerce=int, required=False, empty_value=None)
    method = forms.ChoiceField(label=_("收款方式"), choices=METHODS)
    received = forms.DecimalField(
        label=_("收款 元（不填按应收）"), required=False, min_value=0, max_digits=11, decimal_places=2
    )

    def clean_lines(self) -> list[TypedSaleLine]:
        """The rows with quantity and price."""
        rows = [to_half_width(row).split() for row in self.cleaned_data["lines"].splitlines() if row.strip()]
        return [_read(place, row) for place, row in enumerate(rows, 1)]


class LostForm(forms.Form):
    """What was asked for and not sold."""

    number = forms.CharField(label=_("配件号"), max_length=40, required=False)
    words = forms.CharField(label=_("没有编号的写明是什么件"), max_length=120, required=False)
    quantity = forms.DecimalField(label=_("数量"), initial=1, max_digits=10, decimal_places=3)
    reason = forms.CharField(label=_("为什么没卖成"), max_length=120, initial=_("没货"))


class TakeBackForm(forms.Form):
    """How the money goes back, and why; the quantities stand beside the lines."""

    method = forms.ChoiceField(label=_("退款方式"), choices=METHODS)
    reason = forms.CharField(label=_("退货原因"), max_length=120)


def _read(place: int, row: list[str]) -> TypedSaleLine:
    try:
        if len(row) > 3:
            raise ValueError
        figures = [Decimal(word.replace(",", "")) for word in row[1:]]
        if not all(map(is_sane, figures)):
            raise ValueError
        quantity = figures[0] if figures else Decimal(1)
        return TypedSaleLine(compact(row[0]), quantity, Money.yuan(figures[1]) if len(figures) > 1 else None)
    except (InvalidOperation, ValueError):
        raise forms.ValidationError(_("第 %(n)s 行看不懂，请写成“配件号 数量 单价”。") % {"n": place}) from None


class PlanForm(forms.Form):
    """A year's plan in yuan without tax; months left empty share evenly what is left of the total."""

    total = forms.DecimalField(
        label=_("全年计划 元（不含税）"), required=False, min_value=0, max_digits=13, decimal_places=2
    )
    reason = forms.CharField(label=_("改动原因（已经开始的月份必填）"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in MONTHS:
            self.fields[f"step_{month}"] = forms.DecimalField(
                label=_("%(month)s 月") % {"month": month}, required=False, min_value=0, max_digits=13, decimal_places=2
            )

    @classmethod
    def of(cls, found: PlanYear) -> "PlanForm":
        """The form with what was set last."""
        known = found.waiting or found.holding
        if known is None:
            return cls()
        steps = {f"step_{month}": step.as_yuan for month, step in zip(MONTHS, known.steps, strict=True)}
        return cls(initial={"total": known.total.as_yuan, **steps})

    @property
    def steps(self) -> list[forms.BoundField]:
        """The fields of the twelve months."""
        return [self[f"step_{month}"] for month in MONTHS]

    def amount(self, name: str) -> Money | None:
        """What was typed into a field."""
        given = self.cleaned_data.get(name)
        return None if given is None else Money.yuan(given)


class AnswerForm(forms.Form):
    """What the after-sales manager says to a plan."""

    words = forms.CharField(label=_("说明（退回必填）"), required=False, max_length=200)
