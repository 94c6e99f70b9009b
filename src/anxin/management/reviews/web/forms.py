"""Forms of suggestions and of reviews."""

from collections.abc import Sequence
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews.commands import NewReview, NewSuggestion
from anxin.management.reviews.models import ReviewedOrder, Suggestion
from anxin.management.reviews.queries import suggestion_departments
from anxin.platform.ui.forms import set_choices


def _wanted(words: Any) -> dict[str, Any]:
    """What an empty field is refused with."""
    return {"required": words}


AREA = forms.Textarea({"rows": 2})
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class SuggestionForm(forms.Form):
    """What is suggested."""

    words = forms.CharField(
        label=_("建议"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages=_wanted(_("请写建议是什么。")),
    )
    department = forms.ChoiceField(
        label=_("关于哪个部门"),
        help_text=_("由这个部门的负责人判定"),
        error_messages=_wanted(_("请选择建议关于哪个部门。")),
    )
    about_kind = forms.ChoiceField(
        label=_("因为什么提"), choices=[("", "—"), *Suggestion.About.choices], required=False, widget=forms.Select
    )
    about = forms.CharField(
        label=_("哪一项、哪一张、怎么说的"), max_length=200, required=False, help_text=_("指标名称、工单号，或客户的原话")
    )
    order = forms.CharField(
        label=_("这位客户的工单号"),
        max_length=30,
        required=False,
        help_text=_("写客户的话时填，客户要求删除个人信息时才找得到；不填就不要写姓名、电话"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "department", [("", "—"), *suggestion_departments()])

    def suggestion(self) -> NewSuggestion:
        """The command's form of it."""
        return NewSuggestion(**self.cleaned_data)


class GivenForm(forms.Form):
    """To whom, and until when."""

    responsible_id = forms.TypedChoiceField(label=_("交给谁落实"), coerce=int, error_messages=_wanted(_("请选交给谁落实。")))
    due_on = forms.DateField(label=_("哪天前完成"), widget=DAY, error_messages=_wanted(_("请选哪天前完成。")))

    def offer(self, staff: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> Self:
        """Give the field the people of the store, under their posts."""
        set_choices(self, "responsible_id", [("", "—"), *staff])
        return self


class AcceptForm(GivenForm):
    """It is worth carrying out."""

    reason = forms.CharField(label=_("判定的说明"), max_length=500, required=False, widget=AREA)


class GiveForm(GivenForm):
    """Somebody else, or another day."""

    reason = forms.CharField(
        label=_("为什么改派"), max_length=500, widget=AREA, error_messages=_wanted(_("请写为什么改派。"))
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("理由（提建议的人会看到）"), max_length=500, widget=AREA, error_messages=_wanted(_("请写理由。"))
    )


class DoneForm(forms.Form):
    """What was carried out."""

    done = forms.CharField(label=_("做了什么"), max_length=500, widget=AREA, error_messages=_wanted(_("请写做了什么。")))


class ReviewForm(forms.Form):
    """Which orders are looked at again, when and with whom."""

    first = forms.DateField(
        label=_("从哪天"),
        widget=DAY,
        error_messages=_wanted(_("请选从哪天看起。")),
        help_text=_("晚交和在厂最久的按交车日；返厂和质检退回的按登记返工的那天，列出的是没一次修好的那张工单"),
    )
    last = forms.DateField(label=_("到哪天"), widget=DAY, error_messages=_wanted(_("请选看到哪天。")))
    held_on = forms.DateField(label=_("开会日期"), widget=DAY, error_messages=_wanted(_("请选哪天开会。")))
    people = forms.CharField(label=_("参加的人"), max_length=300, required=False)

    def review(self) -> NewReview:
        """The command's form of it."""
        return NewReview(**self.cleaned_data)


class OrderForm(forms.Form):
    """One more order."""

    number = forms.CharField(
        label=_("再加一张工单"),
        max_length=30,
        help_text=_("写完整的工单号"),
        error_messages=_wanted(_("请写完整的工单号。")),
    )


class CauseForm(forms.Form):
    """Why it took long or came back."""

    causes = forms.MultipleChoiceField(
        label=_("原因"),
        choices=ReviewedOrder.Cause.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=_wanted(_("请选择至少一个原因。")),
    )
    words = forms.CharField(label=_("具体是什么"), max_length=500, required=False, widget=AREA)


class MeasureForm(GivenForm):
    """What is done about it."""

    words = forms.CharField(label=_("怎么改进"), max_length=500, widget=AREA, error_messages=_wanted(_("请写怎么改进。")))
    reviewed_id = forms.TypedChoiceField(label=_("因为哪张工单"), coerce=int, empty_value=None, required=False)

    def offer_orders(self, orders: Sequence[tuple[int, str]]) -> Self:
        """Give the field the orders of the review."""
        set_choices(self, "reviewed_id", [("", _("全店")), *orders])
        return self


class ConclusionForm(forms.Form):
    """What was learnt."""

    conclusion = forms.CharField(
        label=_("结论"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("不要写客户的姓名、电话、车牌"),
        error_messages=_wanted(_("请写结论。")),
    )
