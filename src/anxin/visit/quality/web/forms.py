"""Forms of quality."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.forms import set_choices
from anxin.visit.quality.commands import Judgement, NewConductCase
from anxin.visit.quality.models import ConductCase, ReworkCase

Choices = Sequence[tuple[str, str]]


class JudgeForm(forms.Form):
    """Cause, responsibility and measure of a rework case."""

    cause = forms.ChoiceField(label=_("原因"), choices=ReworkCase.Cause.choices, widget=forms.RadioSelect)
    responsible = forms.ChoiceField(label=_("责任方"), choices=ReworkCase.Responsible.choices, widget=forms.RadioSelect)
    person = forms.ChoiceField(label=_("责任人"), required=False, help_text=_("责任方是配件供应商时不选，其他都要选"))
    supplier = forms.CharField(label=_("供应商"), max_length=80, required=False, help_text=_("责任方是配件供应商时必填"))
    measure = forms.CharField(
        label=_("措施"), max_length=300, widget=forms.Textarea({"rows": 2}), help_text=_("怎样修好、怎样避免再发生")
    )
    reason = forms.CharField(label=_("与规定不同的理由"), max_length=200, required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "person", [("", _("请选择")), *people])

    def judgement(self) -> Judgement:
        """The command's form of it."""
        given = self.cleaned_data
        person = int(given["person"]) if given["person"] else None
        return Judgement(given["cause"], given["responsible"], person, given["supplier"], given["measure"], given["reason"])


class ReportForm(forms.Form):
    """What the customer says is still wrong, and with which job."""

    job = forms.ChoiceField(label=_("返修哪一项"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("客户怎么说"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, jobs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "job", list(jobs))


class RaiseForm(forms.Form):
    """Whom a case is about, and what happened."""

    person = forms.ChoiceField(label=_("当事人"))
    kind = forms.ChoiceField(label=_("种类"), choices=ConductCase.Kind.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("经过"), max_length=500, widget=forms.Textarea({"rows": 3}))
    rework = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "person", list(people))

    def case(self) -> NewConductCase:
        """The command's form of it."""
        given = self.cleaned_data
        return NewConductCase(int(given["person"]), given["kind"], given["words"], given["rework"])


class WordsForm(forms.Form):
    """A statement or an appeal."""

    words = forms.CharField(label=_("您的说明"), max_length=500, widget=forms.Textarea({"rows": 4}))


class WeightForm(forms.Form):
    """A graded decision with its reason."""

    weight = forms.TypedChoiceField(label=_("处理"), coerce=int, widget=forms.RadioSelect)
    words = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, grades: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "weight", [(str(weight), words) for weight, words in grades])
