"""Forms of what customers wait for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing.models import OrderKind
from anxin.platform.money import Money


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class SpecialForm(forms.Form):
    """What a customer waits for."""

    customer = forms.CharField(
        label=_("客户"), max_length=40, help_text=_("车牌、车架号后六位、手机号或姓名；找到的要正好是一位")
    )
    words = forms.CharField(
        label=_("要哪个件"),
        max_length=200,
        help_text=_("写准：名称、位置、颜色、车型年款，订错了退不了"),
        widget=forms.Textarea({"rows": 2}),
    )
    number = forms.CharField(label=_("配件号"), max_length=40, required=False, help_text=_("知道就填"))
    quantity = forms.DecimalField(label=_("数量"), max_digits=10, decimal_places=3, initial=1)
    promised_on = _day(_("答应客户哪天到货"))
    advisor_id = forms.TypedChoiceField(label=_("服务顾问"), coerce=int)
    deposit_words = forms.CharField(
        label=_("订金"), max_length=120, required=False, help_text=_("例如 已收订金 500 元，收据 0123")
    )


class DelayForm(forms.Form):
    """The new day, and why."""

    promised_on = _day(_("改到哪天到货"))
    reason = forms.CharField(
        label=_("为什么改期"), max_length=120, help_text=_("比原来晚的会写进给客户的短信，例如 厂家缺货")
    )


class HandOverForm(forms.Form):
    """Whether his repair order took it off the shelf already."""

    is_fitted = forms.BooleanField(
        label=_("已经装在车上，由工单领的料"),
        required=False,
        help_text=_("不勾的，交给客户时从库存出一次"),
    )


class CancelForm(forms.Form):
    """Why it is wanted no longer."""

    reason = forms.CharField(label=_("为什么取消"), max_length=200)


class PurchaseForm(forms.Form):
    """From whom it is ordered, and at which price."""

    supplier_id = forms.TypedChoiceField(label=_("供应商"), coerce=int)
    unit_price = forms.DecimalField(label=_("约定单价 元（不含税）"), max_digits=11, decimal_places=2, min_value=0)
    kind = forms.ChoiceField(
        label=_("订货类型"),
        choices=[(one.value, one.label) for one in (OrderKind.SPECIAL, OrderKind.EMERGENCY)],
        initial=OrderKind.SPECIAL,
    )

    def clean_unit_price(self) -> Money:
        return Money.yuan(self.cleaned_data["unit_price"])
