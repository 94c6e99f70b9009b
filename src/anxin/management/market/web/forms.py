"""Forms of the market notes."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.management.market.commands import NewNote
from anxin.management.market.models import LONGEST_ABOUT, LONGEST_ANSWER, LONGEST_SOURCE, LONGEST_WORDS, MarketNote


class NoteForm(forms.Form):
    """What was heard."""

    kind = forms.ChoiceField(
        label=_("类别"),
        choices=MarketNote.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择类别。")},
    )
    about = forms.CharField(
        label=_("对象"),
        max_length=LONGEST_ABOUT,
        help_text=_("哪家店、哪个品牌，或哪件事"),
        error_messages={"required": _("请写是哪家店、哪个品牌，或哪件事。")},
    )
    words = forms.CharField(
        label=_("情况"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("价格、活动、变化、客户怎么说；不要写客户的姓名、电话、车牌"),
        error_messages={"required": _("请写看到、听到的情况。")},
    )
    source = forms.CharField(label=_("怎么知道的"), max_length=LONGEST_SOURCE, required=False)
    seen_on = forms.DateField(
        label=_("哪天看到的"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请选择哪天看到的。")},
    )

    def note(self) -> NewNote:
        """The command's form of it."""
        return NewNote(**self.cleaned_data)


class AnswerForm(forms.Form):
    """What follows from it."""

    answer = forms.CharField(
        label=_("要做什么；不做也写明"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("请写要做什么；不做也请写明。")},
    )


def fresh(today: date) -> NoteForm:
    """An empty form: most is noted on the day on which it is heard."""
    return NoteForm(initial={"seen_on": today, "kind": MarketNote.Kind.COMPETITOR})
