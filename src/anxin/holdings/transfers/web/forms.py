"""Forms of transfers: what each of the two stores says at its step."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _quantity(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=10, decimal_places=3)


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, required=required)


class WantedForm(forms.Form):
    """Which article is looked for in other stores, and how much of it."""

    number = forms.CharField(label=_("配件号"), max_length=40)
    quantity = _quantity(_("数量"))


class AskForm(forms.Form):
    """What is asked of a store; ``key`` is this request's own."""

    from_store_id = forms.IntegerField(label=_("向哪家门店"), widget=forms.HiddenInput)
    article_id = forms.IntegerField(widget=forms.HiddenInput)
    quantity = _quantity(_("数量"))
    needed_at = forms.DateTimeField(label=_("什么时候要"), required=False, widget=MOMENT)
    note = _words(_("给对方的话"), required=False)


class AgreeForm(forms.Form):
    """How much is given, and when it arrives."""

    quantity = _quantity(_("同意多少"))
    expected_at = forms.DateTimeField(label=_("预计什么时候到"), widget=MOMENT)
    answer = _words(_("给对方的话"), required=False)


class QuantityForm(forms.Form):
    """How much moves."""

    quantity = _quantity(_("数量"))


class ReasonForm(forms.Form):
    """Why."""

    reason = _words(_("原因"))


class BackForm(forms.Form):
    """How much came back, and why."""

    quantity = _quantity(_("收回多少"))
    reason = _words(_("原因"))


class MissingForm(forms.Form):
    """How much did not come, and who bears it."""

    quantity = _quantity(_("少了多少"))
    is_ours = forms.TypedChoiceField(
        label=_("谁承担"),
        choices=(("no", _("发货门店（路上丢失或发少了）")), ("yes", _("本店（本店弄丢了）"))),
        coerce=lambda said: said == "yes",
    )
    words = _words(_("怎么回事"))


class InvoiceForm(forms.Form):
    """The invoice between two companies."""

    number = forms.CharField(label=_("发票号码"), max_length=40)
