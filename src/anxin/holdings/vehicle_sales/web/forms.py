"""Forms of the manufacturer's rebates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales.commands import NewRebate
from anxin.platform.money import Money

DAY = {"type": "date"}


def _yuan(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=11, decimal_places=2)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(DAY, format="%Y-%m-%d"))


class ClaimForm(forms.Form):
    """What was claimed for a car."""

    vin = forms.CharField(label=_("车架号"), max_length=40)
    programme = forms.CharField(
        label=_("返利项目"), max_length=60, help_text=_("厂家的项目名称或代码；同一个项目每次写法要一样"),
        widget=forms.TextInput({"list": "programmes"}),
    )  # fmt: skip
    price = _yuan(_("车价（含税，元）"))
    claimed = _yuan(_("申报金额（元）"))
    claimed_on = _day(_("申报日期"))

    def wish(self) -> NewRebate:
        """The command's form of it."""
        said = self.cleaned_data
        amounts = {name: Money.yuan(said[name]) for name in ("price", "claimed")}
        return NewRebate(said["vin"], said["programme"], **amounts, claimed_on=said["claimed_on"])


class SettleForm(forms.Form):
    """What the manufacturer settled."""

    settled = _yuan(_("结算金额（元）"))
    settled_on = _day(_("结算日期"))

    def clean_settled(self) -> Money:
        return Money.yuan(self.cleaned_data["settled"])


class RefuseForm(forms.Form):
    """Why the manufacturer refused it."""

    reason = forms.CharField(label=_("厂家为什么拒付"), max_length=200, widget=forms.Textarea({"rows": 2}))


class WithdrawForm(forms.Form):
    """Why it is withdrawn."""

    reason = forms.CharField(label=_("哪里登错了"), max_length=200, widget=forms.Textarea({"rows": 2}))
