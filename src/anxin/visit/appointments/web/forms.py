"""The booking form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import UNASKED, consent_choices
from anxin.platform.ui.forms import set_choices
from anxin.visit.appointments.models import Appointment

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LANES = [(one.value, one.label) for one in (Appointment.Lane.REWORK, Appointment.Lane.GRIEVANCE)]
"""What a caller must say; a short package is express by itself."""
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class BookingForm(forms.Form):
    """Car, time and wish; name and phone only for a car that the store does not know."""

    plate = forms.CharField(label=_("车牌"), max_length=12)
    wanted_at = forms.DateTimeField(label=_("约定时间"), input_formats=MOMENTS, widget=MOMENT)
    kind = forms.ChoiceField(label=_("类型"), choices=Appointment.Kind.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("预约方式"), choices=Appointment.Channel.choices, widget=forms.RadioSelect)
    advisor_id = forms.TypedChoiceField(label=_("服务顾问"), coerce=int, empty_value=None, required=False)
    package_code = forms.ChoiceField(label=_("套餐"), required=False)
    service_contact = forms.ChoiceField(
        label=_("修后电话回访"), choices=consent_choices(UNASKED), required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("客户需求"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    lane = forms.ChoiceField(
        label=_("绿色通道"), choices=[("", _("不用")), *LANES], required=False, widget=forms.RadioSelect
    )
    is_complaint = forms.BooleanField(label=_("说的是故障，要查原因"), required=False)
    customer_name = forms.CharField(label=_("姓名（新客户）"), max_length=80, required=False)
    phone = forms.CharField(label=_("电话（新客户）"), max_length=24, required=False)
    model_name = forms.CharField(label=_("车型（新车）"), max_length=60, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        advisors: list[tuple[int, str]],
        packages: list[tuple[str, str]],
        wanted_at: datetime | None = None,
        given: Mapping[str, str] | None = None,
    ) -> None:
        initial = {"kind": "maintenance", "channel": "phone", "service_contact": "", "lane": "", "wanted_at": wanted_at}
        super().__init__(data, initial={**initial, **(given or {})})
        set_choices(self, "advisor_id", [("", _("到店再定")), *advisors])
        set_choices(self, "package_code", [("", _("不选")), *packages])

    def clean_is_complaint(self) -> bool | None:
        """Not ticked is not said: the kind of the booking tells."""
        return True if self.cleaned_data["is_complaint"] else None


class MoveForm(forms.Form):
    """Another time."""

    wanted_at = forms.DateTimeField(label=_("改到"), input_formats=MOMENTS, widget=MOMENT)
