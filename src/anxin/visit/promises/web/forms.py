"""Forms of the promise."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class TellForm(forms.Form):
    """The new time, why, and the words with which the customer is told."""

    promised_at = forms.DateTimeField(label=_("新的交车时间"), widget=MOMENT)
    reason = forms.CharField(label=_("原因"), max_length=200)
    words = forms.CharField(
        label=_("怎么说的（解释和道歉）"), max_length=300, widget=forms.Textarea({"rows": 3}), help_text=_("照实改，会存档")
    )


class DelayForm(forms.Form):
    """Until when, as a tile says or as typed, and why."""

    until = forms.DateTimeField(required=False)
    other = forms.DateTimeField(label=_("其他时间"), required=False, widget=MOMENT)
    reason = forms.CharField(required=False)
    words = forms.CharField(label=_("说明"), max_length=200, required=False)
