"""Forms of reception."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import UNASKED, consent_choices
from anxin.platform.ui.forms import set_choices
from anxin.visit.reception import rules
from anxin.visit.reception.models import DeliveryNote, Reception, Visitor
from anxin.visit.reception.web import words

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class NewCarForm(forms.Form):
    """A car to receive; with ``vehicle_id`` the rest is known."""

    vehicle_id = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    appointment_number = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    plate = forms.CharField(label=_("车牌"), max_length=12, required=False)
    vin = forms.CharField(label=_("车架号"), max_length=20, required=False)
    customer_name = forms.CharField(label=_("客户姓名"), max_length=80, required=False)
    phone = forms.CharField(label=_("电话"), max_length=24, required=False)
    model_name = forms.CharField(label=_("车型"), max_length=60, required=False)
    purpose = forms.ChoiceField(
        label=_("来店目的"), choices=Reception.Purpose.choices, widget=forms.RadioSelect, required=False
    )

    def clean_purpose(self) -> str:
        """Maintenance unless something else was chosen."""
        return str(self.cleaned_data["purpose"] or Reception.Purpose.MAINTENANCE)


class VisitorForm(forms.Form):
    """Somebody without a car: why is enough."""

    purpose = forms.ChoiceField(
        label=_("来访目的"),
        choices=Visitor.Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择来访目的。")},
    )
    name = forms.CharField(label=_("姓名"), max_length=40, required=False)
    phone = forms.CharField(label=_("电话"), max_length=24, required=False)
    host_id = forms.TypedChoiceField(label=_("找谁"), coerce=int, empty_value=None, required=False)

    def offer(self, hosts: Sequence[tuple[int, str]]) -> None:
        """Who may be asked for; nobody is whose turn it is."""
        set_choices(self, "host_id", [("", _("轮到的顾问")), *hosts])


class VinForm(forms.Form):
    """The VIN of a car that came without one."""

    vin = forms.CharField(
        label=_("车架号"),
        max_length=40,
        help_text=_("17 位，在行驶证或前挡风玻璃左下角。"),
        widget=forms.TextInput({"autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("请填车架号；现在没有就先跳过。")},
    )


class WalkAroundForm(forms.Form):
    """The walk-around as the phone posts it."""

    odometer_km = forms.CharField(label=_("里程"), required=False, max_length=12)
    odometer_was_reset = forms.BooleanField(label=_("里程重置（换过仪表）"), required=False)
    fuel_eighths = forms.IntegerField(required=False, min_value=0, max_value=8)
    warning_lights = forms.MultipleChoiceField(required=False, choices=list(words.WARNING_LIGHTS.items()))
    valuables = forms.MultipleChoiceField(required=False, choices=list(words.VALUABLES.items()))
    belongings_note = forms.CharField(label=_("物品说明"), required=False, max_length=200)
    bulky_note = forms.CharField(label=_("大件物品"), required=False, max_length=200)
    locker = forms.CharField(label=_("前台储物柜"), required=False, max_length=20)
    protective_set = forms.ChoiceField(required=False, choices=[("", ""), *words.PROTECTIVE_SET.items()])
    protective_words = forms.CharField(label=_("客户怎么说的"), required=False, max_length=200)
    marks = forms.CharField(required=False, max_length=40_000)
    marks_text = forms.CharField(required=False, max_length=500)
    remarks = forms.CharField(label=_("备注"), required=False, max_length=500)

    def clean_odometer_km(self) -> int | None:
        """Kilometres as people write them."""
        text = self.cleaned_data["odometer_km"].replace(",", "").replace(" ", "").lower().removesuffix("km")
        if not text:
            return None
        if not text.isdecimal():
            raise forms.ValidationError(_("里程只填数字，例如 41286。"))
        return int(text)

    def clean_marks(self) -> tuple[rules.DamageMark, ...]:
        """Marks of the outline."""
        try:
            return rules.read_marks(json.loads(self.cleaned_data["marks"] or "[]"))
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("损伤标记没有读出来，请重新点一次。")) from None

    def seen(self, photos: list[str]) -> rules.WalkAround:
        """The command's form of it; what was written without the outline goes to the remarks."""
        given: dict[str, Any] = dict(self.cleaned_data)
        told = given.pop("marks_text")
        given["remarks"] = " ".join(part for part in (given["remarks"], told) if part)
        given["warning_lights"] = tuple(given["warning_lights"])
        given["valuables"] = tuple(given["valuables"])
        return rules.WalkAround(**given, photos=tuple(photos))


class ContactForm(forms.Form):
    """The question for consent to be called; whatever is known, every answer may come back."""

    service_contact = forms.ChoiceField(
        label=_("修后电话回访"), choices=consent_choices(UNASKED), required=False, widget=forms.RadioSelect
    )

    def know(self, answer: str) -> None:
        """Show what the customer has said before."""
        set_choices(self, "service_contact", consent_choices(answer))


class WaitingForm(ContactForm):
    """Where the customer waits, asked with the rest; nothing posted leaves it as it is."""

    waits = forms.ChoiceField(
        label=_("客户在哪里等"), choices=Reception.Waits.choices, required=False, widget=forms.RadioSelect
    )


class InterviewForm(WaitingForm):
    """What the customer says."""

    concerns = forms.CharField(
        label=_("客户原话，一行一项"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    warranty = forms.ChoiceField(
        label=_("保修判断"), choices=Reception.Warranty.choices, required=False, widget=forms.RadioSelect
    )
    warranty_words = forms.CharField(label=_("怎样向客户说明的"), max_length=300, required=False)


class SignForm(WaitingForm):
    """The confirmations that are not on the estimate."""

    promised_at = forms.DateTimeField(label=_("3 时间"), input_formats=MOMENTS, widget=MOMENT)
    old_parts = forms.ChoiceField(label=_("4 旧件"), choices=list(words.OLD_PARTS.items()), widget=forms.RadioSelect)
    wash = forms.ChoiceField(label=_("5 洗车"), choices=list(words.WASH.items()), widget=forms.RadioSelect)
    total = forms.CharField(widget=forms.HiddenInput, max_length=20)
    walk_declined = forms.ChoiceField(
        label=_("客户不做环车检查"), choices=list(words.WALK_DECLINED.items()), required=False, widget=forms.RadioSelect
    )


class DeliveryForm(forms.Form):
    """What is not a line of the delivery note."""

    follow_up_note = forms.CharField(
        label=_("建议与回访"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("客服回访时照着问；按做的项目先写好了"),
    )
    is_locker_returned = forms.BooleanField(label=_("柜里物品已交还"), required=False)
    rating = forms.ChoiceField(
        label=_("请客户点：这次服务怎么样"),
        choices=[*((str(level), label) for level, label in words.LEVELS.items()), ("0", _("客户不评价"))],
        widget=forms.RadioSelect,
        required=False,
    )
    call_time = forms.ChoiceField(
        label=_("几天后客服会打电话回访，什么时候方便"),
        choices=[("", _("都可以")), *DeliveryNote.CallTime.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    is_accompanied = forms.BooleanField(label=_("已陪客户去收银"), required=False)
    unsatisfied_words = forms.CharField(label=_("哪里不满意（客户原话）"), max_length=300, required=False)
    is_set_removed = forms.BooleanField(label=_("三件套已当面取下"), required=False)
