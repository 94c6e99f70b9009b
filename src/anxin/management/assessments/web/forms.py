"""Forms of assessments."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.management.assessments.commands import NewAssessment, Redress
from anxin.management.assessments.models import LONGEST_WORDS, Assessment, AssessmentStep
from anxin.management.assessments.queries import Subject
from anxin.platform.money import Money
from anxin.platform.ui.forms import set_choices

AREA = forms.Textarea({"rows": 3})
NO_NAMES = _("不要写客户的姓名、电话、车牌")


def _money(amount: Any) -> Money | None:
    return None if amount is None else Money.yuan(amount)


def _amount() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("金额（元）"),
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text=_("没有金额的，在说明里写奖什么、罚什么"),
    )


class AssessForm(forms.Form):
    """Whose result, what is given for it, and why."""

    whose = forms.ChoiceField(label=_("考核谁"), error_messages={"required": _("请选择考核谁。")})
    outcome = forms.ChoiceField(
        label=_("奖惩"),
        choices=Assessment.Outcome.choices,
        widget=forms.RadioSelect,
        help_text=_("达标才能奖励，没达标才能处罚"),
        error_messages={"required": _("请选择奖励、处罚或不奖不罚。")},
    )
    amount = _amount()
    words = forms.CharField(
        label=_("说明和理由"),
        max_length=LONGEST_WORDS,
        widget=AREA,
        help_text=NO_NAMES,
        error_messages={"required": _("请写说明和理由。")},
    )

    def offer(self, subjects: Sequence[Subject]) -> Self:
        """Give the field the results that can be judged and are not yet."""
        open_ones = [one for one in subjects if one.outcomes and one.assessment_id is None]
        set_choices(
            self,
            "whose",
            [("", "—")]
            + [
                (one.key, f"{one.name} · {one.value_words} / {one.target_words} · {one.standing_label}") for one in open_ones
            ],
        )
        return self

    def assessment(self, code: str, month: date) -> NewAssessment:
        """The command's form of it."""
        said = self.cleaned_data
        kind, _dash, key = said["whose"].partition("-")
        return NewAssessment(
            code,
            month,
            said["outcome"],
            said["words"],
            int(key) if kind == "employee" else None,
            int(key) if kind == "team" else None,
            _money(said["amount"]),
        )


class ObjectForm(forms.Form):
    """Why it is not fair."""

    words = forms.CharField(
        label=_("异议"),
        max_length=LONGEST_WORDS,
        widget=AREA,
        help_text=NO_NAMES,
        error_messages={"required": _("请写异议。")},
    )
    order = forms.CharField(
        label=_("哪张工单"),
        max_length=30,
        required=False,
        help_text=_("说到客户的事时填，客户要求删除个人信息时才找得到"),
    )


class UpholdForm(forms.Form):
    """What is changed."""

    remedy = forms.ChoiceField(
        label=_("怎么改"),
        choices=AssessmentStep.Remedy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎么改：撤掉奖惩、改奖惩，或调整目标。")},
    )
    target = forms.DecimalField(
        label=_("改后的目标"),
        max_digits=17,
        decimal_places=3,
        required=False,
        help_text=_("调整目标时填，和目标页一样的单位"),
    )
    until = forms.DecimalField(
        label=_("目标上限"), max_digits=17, decimal_places=3, required=False, help_text=_("目标是范围的才填")
    )
    outcome = forms.ChoiceField(
        label=_("改后的奖惩"), choices=Assessment.Outcome.choices, initial=Assessment.Outcome.NONE, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    amount = _amount()
    words = forms.CharField(
        label=_("答复"),
        max_length=LONGEST_WORDS,
        widget=AREA,
        help_text=NO_NAMES,
        error_messages={"required": _("请写答复。")},
    )

    def redress(self) -> Redress:
        """The command's form of what is changed."""
        said = self.cleaned_data
        outcome = said["outcome"] or Assessment.Outcome.NONE
        return Redress(said["remedy"], outcome, _money(said["amount"]), said["target"], said["until"])


class WordsForm(forms.Form):
    """Why."""

    words = forms.CharField(
        label=_("理由"),
        max_length=LONGEST_WORDS,
        widget=AREA,
        help_text=NO_NAMES,
        error_messages={"required": _("请写理由。")},
    )
