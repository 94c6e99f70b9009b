"""Forms of stocktaking."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.holdings.stocktaking.commands import BYS
from anxin.holdings.stocktaking.models import Cause, Kind
from anxin.platform.text import compact, to_half_width

MOST_NUMBERS = 2000


class OpenForm(forms.Form):
    """What is to be counted."""

    kind = forms.ChoiceField(label=_("种类"), choices=Kind.choices, initial=Kind.FULL)
    by = forms.ChoiceField(label=_("盘哪些"), choices=BYS, initial="all")
    first_bin = forms.CharField(label=_("库位从"), max_length=20, required=False, help_text=_("只写“从”就是这个开头的库位"))
    last_bin = forms.CharField(label=_("库位到"), max_length=20, required=False)
    part_class = forms.CharField(label=_("配件分类"), max_length=20, required=False)
    least_value = forms.DecimalField(
        label=_("库存金额至少 元"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    days = forms.IntegerField(label=_("多少天没盘过"), min_value=1, max_value=3650, required=False)
    numbers = forms.CharField(
        label=_("配件号"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("指定的配件，每行一个，可以扫码"),
    )
    note = forms.CharField(label=_("说明"), max_length=120, required=False)

    def clean_numbers(self) -> list[str]:
        """The numbers, each once."""
        typed = to_half_width(self.cleaned_data["numbers"]).splitlines()
        found = list(dict.fromkeys(one for one in map(compact, typed) if one))
        if len(found) > MOST_NUMBERS:
            raise forms.ValidationError(_("一张盘点单最多指定 2000 个配件，请分几张。"))
        return found


class CountForm(forms.Form):
    """How much lies there."""

    article_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    counted = forms.DecimalField(
        label=_("实盘数量"),
        min_value=0,
        max_digits=10,
        decimal_places=3,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "autofocus": True, "autocomplete": "off", "step": "any"}),
    )


class CauseForm(forms.Form):
    """Why it differs."""

    article_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    cause = forms.ChoiceField(label=_("差异原因"), choices=Cause.choices)
    note = forms.CharField(label=_("说明"), max_length=120, required=False)


class SubmitForm(forms.Form):
    """Whether the rest is left as it is."""

    rest_not_counted = forms.BooleanField(label=_("其余不盘，按账面不动"), required=False)


class NothingForm(forms.Form):
    """Nothing is to be said."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=120)


def plain(quantity: Any) -> str:
    """A quantity as it is typed."""
    return f"{quantity.normalize():f}" if quantity is not None else ""
