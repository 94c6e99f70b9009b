"""Forms of difficult cases."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.visit.technical.commands import CallForHelp, CaseResult
from anxin.visit.technical.models import System, TechnicalCase

AREA = forms.Textarea({"rows": 2})
SYMPTOMS = (_("故障码清不掉"), _("故障时有时无"), _("换件后没有好转"), _("查不到原因"), _("缺资料或专用工具"))
"""What mostly makes somebody call: one tap writes it."""
REASONS = (_("同意，按方案修"), _("不同意：还没查清原因"), _("不同意：先做别的检查"))
"""What is mostly said with a vote."""


class CallForm(forms.Form):
    """The cry for help from the bay."""

    kind = forms.ChoiceField(
        label=_("什么情况"), choices=TechnicalCase.Kind.choices, initial="difficult", widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("现象和已经做过的检查"), max_length=500, widget=forms.Textarea({"rows": 3}))
    fault_codes = forms.CharField(label=_("故障码"), max_length=100, required=False)
    ready_at = forms.DateTimeField(
        label=_("预计什么时候能好"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("服务顾问照此告诉客户；不知道就不填"),
    )
    is_major = forms.BooleanField(
        label=_("重大技术问题，要技术小组一致同意才能修"), required=False, help_text=_("勾上后停表，小组同意前不能施工")
    )
    plan = forms.CharField(label=_("建议怎么修"), max_length=500, required=False, widget=AREA)

    def call(self, photo_keys: Sequence[str]) -> CallForHelp:
        """The command's form of it."""
        return CallForHelp(**self.cleaned_data, photo_keys=photo_keys)


class EntryForm(forms.Form):
    """A step of the process."""

    words = forms.CharField(label=_("做了什么、结果怎样"), max_length=1000, widget=AREA)


class LeadForm(forms.Form):
    """Who leads, and who joins."""

    owner_id = forms.TypedChoiceField(label=_("主持人"), coerce=int, empty_value=None, required=False)
    member_ids = forms.TypedMultipleChoiceField(
        label=_("再请谁参加"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def offer(self, staff: Sequence[tuple[int, str]]) -> "LeadForm":
        """Give the fields the people of the store."""
        for name, more in (("owner_id", [("", _("不变"))]), ("member_ids", [])):
            field: Any = self.fields[name]
            field.choices = [*more, *staff]
        return self


class PlanForm(forms.Form):
    """The plan on which the group votes."""

    plan = forms.CharField(label=_("维修方案"), max_length=500, widget=AREA)


class VoteForm(forms.Form):
    """A vote with its reason; the round says on which plan."""

    reason = forms.CharField(label=_("理由"), max_length=200, widget=AREA)
    round = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10_000)


class MinorForm(forms.Form):
    """Why it is no major question."""

    reason = forms.CharField(label=_("为什么不是重大问题"), max_length=200)


class ResultForm(forms.Form):
    """How the case ended."""

    system = forms.ChoiceField(label=_("哪个系统"), choices=System.choices, widget=forms.RadioSelect)
    cause = forms.CharField(label=_("故障原因"), max_length=500, widget=AREA)
    solution = forms.CharField(label=_("处理结果"), max_length=500, widget=AREA)
    fault_codes = forms.CharField(label=_("故障码"), max_length=100, required=False)
    is_solved = forms.TypedChoiceField(
        label=_("解决了吗"),
        choices=(("yes", _("解决了")), ("no", _("没有解决"))),
        initial="yes",
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )

    def result(self) -> CaseResult:
        """The command's form of it."""
        return CaseResult(**self.cleaned_data)


class QuestionForm(forms.Form):
    """What is asked of experts outside."""

    question = forms.CharField(label=_("想请教什么"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class EndForm(forms.Form):
    """What came of asking."""

    result = forms.CharField(label=_("远程支持的结果"), max_length=500, widget=AREA)


class ExpertForm(forms.Form):
    """Who gets a link."""

    name = forms.CharField(label=_("专家姓名"), max_length=60)
    organisation = forms.CharField(label=_("单位"), max_length=80)


class AnswerForm(forms.Form):
    """A word in the thread."""

    words = forms.CharField(label=_("答复"), max_length=1000, widget=forms.Textarea({"rows": 4}))
