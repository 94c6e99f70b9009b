"""Forms of the hours: a stretch that nobody clocked, and shares that change after the work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.forms import set_choices
from anxin.visit.workshop.commands import Seen, Share
from anxin.visit.workshop.queries import ClockRow, IndirectRow
from anxin.visit.workshop.web.forms import Choices, CorrectionForm

LOOK = {"required": _("请重新打开这一页再更正。"), "invalid": _("请重新打开这一页再更正。")}


class SeenCorrectionForm(CorrectionForm):
    """The correction of a stretch, with what it said when the page was shown."""

    seen_from = forms.DateTimeField(widget=forms.HiddenInput, error_messages=LOOK)
    seen_until = forms.DateTimeField(widget=forms.HiddenInput, error_messages=LOOK)

    def seen(self) -> Seen:
        """The command's form of it."""
        return Seen(self.cleaned_data["seen_from"], self.cleaned_data["seen_until"])

    def look_again(self, now: ClockRow | IndirectRow) -> None:
        """Keep what was typed, and hold it against what the stretch says now."""
        self.data = {
            **{name: self.data.get(name) for name in self.fields},
            "seen_from": now.started_at,
            "seen_until": now.ended_at,
        }


class AddedClockForm(CorrectionForm):
    """Who worked, from when to when, and why nobody clocked it."""

    technician_id = forms.TypedChoiceField(label=_("技师"), coerce=int)
    field_order = ("technician_id", "started_at", "ended_at", "reason")

    def __init__(self, *args: Any, technicians: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "technician_id", technicians)


class SharesForm(forms.Form):
    """A percentage for each technician, and the reason."""

    reason = forms.CharField(label=_("调整原因"), max_length=200, help_text=_("例如 李明帮忙拆装、交接给下一班"))

    def __init__(self, *args: Any, technicians: Sequence[tuple[int, str]], shares: Mapping[int, int]) -> None:
        super().__init__(*args)
        self.technicians = technicians
        for number, name in technicians:
            self.fields[f"share_{number}"] = forms.IntegerField(
                label=name, min_value=0, max_value=100, required=False, initial=shares.get(number)
            )

    @property
    def share_fields(self) -> list[Any]:
        """The technicians' fields, as the page shows them."""
        return [self[f"share_{number}"] for number, _name in self.technicians]

    def shares(self) -> list[Share]:
        """The command's form of it: whoever has nothing is left out."""
        given = [(number, self.cleaned_data.get(f"share_{number}")) for number, _name in self.technicians]
        return [Share(number, percent) for number, percent in given if percent]
