"""Forms of the workshop."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.platform.money import Money
from anxin.platform.text import to_half_width
from anxin.platform.ui.forms import set_choices
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.workshop.commands import Correction, FactsWish, NewFinding, OwnJob, Plan, Share
from anxin.visit.workshop.models import Finding

Choices = Sequence[tuple[str, str]]
KINDS = (("labour", _("工时")), ("part", _("配件")), ("sublet", _("外包")), ("fee", _("费用")))
SECONDS = forms.DateTimeInput({"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")


class PlanForm(forms.Form):
    """Who does a job, where, from when and for how long."""

    technicians = forms.MultipleChoiceField(
        label=_("技师"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一位技师。"), "invalid_choice": _("请从列表中选择技师。")},
    )
    bay = forms.ChoiceField(label=_("工位"), required=False, widget=forms.RadioSelect)
    planned_from = forms.DateTimeField(
        label=_("开始"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    hours = forms.DecimalField(
        label=_("占用时长（小时）"), min_value=Decimal("0.25"), max_value=Decimal(500), max_digits=5, decimal_places=2
    )
    shares = forms.CharField(
        label=_("工时比例"), required=False, max_length=40, help_text=_("多人时按上面的顺序填，如 60/40；不填则平分")
    )

    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, technicians: Choices, bays: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "technicians", technicians)
        set_choices(self, "bay", [("", _("不占工位")), *bays])

    def clean_shares(self) -> list[int | None]:
        chosen = len(self.cleaned_data.get("technicians", []))
        given = [part for part in to_half_width(self.cleaned_data["shares"]).split("/") if part.strip()]
        if not given:
            return [None] * chosen
        if len(given) != chosen or not all(part.strip().isdecimal() for part in given):
            raise forms.ValidationError(_("每位技师填一个整数比例，用 / 分开，合计 100。"))
        return [int(part) for part in given]

    def plan(self) -> Plan:
        """The command's form of it."""
        given = self.cleaned_data
        shares = [Share(int(number), percent) for number, percent in zip(given["technicians"], given["shares"], strict=True)]
        length = timedelta(hours=float(given["hours"]))
        bay_id = int(given["bay"]) if given["bay"] else None
        return Plan(shares, given["planned_from"], given["planned_from"] + length, bay_id, seen=given["seen"])


class CauseForm(forms.Form):
    """Cause and correction of a job; both are asked for where the customer complained."""

    cause = forms.CharField(label=_("故障原因"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    correction = forms.CharField(label=_("处理措施"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="finish_%s")

    def mark_required(self, is_needed: bool) -> Self:
        """Take the mark of an optional field away; what is bound has been read by then and is judged by the command."""
        for name in ("cause", "correction"):
            self.fields[name].required = is_needed
        return self


class FinishForm(CauseForm):
    """The same at the finish; ``despite`` is asked for where help is still asked."""

    despite = forms.BooleanField(label=_("求助不用等了，照样完工"), required=False)


POSITIONS = (_("左前"), _("右前"), _("左后"), _("右后"))
"""Where it is: taken from the technician's words, or one tap."""
FINDS = (_("磨损到限"), _("漏油"), _("老化开裂"), _("异响"), _("松旷"), _("变形"))
"""What is mostly found: one tap writes it."""
HARMS = (_("影响行车安全"), _("会连带损坏其他部件"), _("可能半路抛锚"), _("油耗或噪声变大"), _("只影响舒适"))
"""What is mostly said of the harm: one tap writes it."""


class FindingForm(forms.Form):
    """What was found, in words."""

    words = forms.CharField(
        label=_("发现了什么"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("服务顾问照此告诉客户，请写清位置和程度"),
    )
    urgency = forms.ChoiceField(
        label=_("紧急程度"), choices=Finding.Urgency.choices, initial=Finding.Urgency.SOON, widget=forms.RadioSelect
    )
    harm = forms.CharField(label=_("不做会怎样"), max_length=200, required=False)

    def finding(self, photo_keys: Sequence[str]) -> NewFinding:
        """The command's form of it."""
        given = self.cleaned_data
        return NewFinding(given["words"], given["urgency"], (), photo_keys, given["harm"])


class PartForm(forms.Form):
    """Which part is needed."""

    words = forms.CharField(label=_("要什么配件"), max_length=100, help_text=_("名称和数量，有配件号更好"))


class CorrectionForm(forms.Form):
    """When a stretch of the clock really began and ended, and why it said something else."""

    started_at = forms.DateTimeField(label=_("开始"), widget=SECONDS)
    ended_at = forms.DateTimeField(label=_("结束"), widget=SECONDS)
    reason = forms.CharField(label=_("更正原因"), max_length=200, help_text=_("例如 忘记停表、点错项目"))
    is_confirmed = forms.BooleanField(label=_("总检以后还做过"), required=False)

    def stretch(self) -> Correction:
        """The command's form of it."""
        given = self.cleaned_data
        return Correction(given["started_at"], given["ended_at"], given["reason"], given["is_confirmed"])


class FactsForm(forms.Form):
    """The four facts of a finding but its price, as the technician said them, for the advisor to complete (R-WS05)."""

    cause = forms.CharField(label=_("原因和现在的情况"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    harm = forms.CharField(label=_("不做会怎样"), max_length=200, required=False)
    urgency = forms.ChoiceField(
        label=_("现在做还是可以等"), choices=Finding.Urgency.choices, required=False, widget=forms.RadioSelect
    )
    extra_minutes = forms.IntegerField(
        label=_("要多等（分钟）"),
        min_value=0,
        max_value=30_000,
        required=False,
        help_text=_("不填按工时算；不加时间写 0"),
    )

    def facts(self) -> FactsWish:
        """The command's form of it."""
        given = self.cleaned_data
        return FactsWish(given["cause"], given["harm"], given["urgency"] or None, given["extra_minutes"])


class PriceForm(FactsForm):
    """The facts, and what is not in the catalogue: the finding's words with a price."""

    unit_price = forms.DecimalField(
        label=_("报价（元，含税）"),
        max_digits=10,
        decimal_places=2,
        min_value=0,
        required=False,
    )
    name = forms.CharField(label=_("明细"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("类"), choices=KINDS, initial="labour", widget=forms.RadioSelect)
    is_own_job = forms.BooleanField(label=_("和原来的项目无关，另开一个项目"), required=False)
    payer = forms.ChoiceField(
        label=_("另开的项目谁付钱"),
        choices=(
            ("customer", _("自费")),
            ("warranty", _("保修")),
            ("insurer", _("保险")),
            ("internal", _("内部")),
            ("goodwill", _("善意")),
        ),
        initial="customer",
        required=False,
        widget=forms.RadioSelect,
    )
    free_quantity = forms.DecimalField(label=_("数量"), max_digits=8, decimal_places=2, initial=1, required=False)

    def own_job(self) -> OwnJob | None:
        """The job of its own, if it is to be one."""
        given = self.cleaned_data
        title = given["name"] or given["cause"][:80]
        return OwnJob(title, given["payer"] or "customer") if given["is_own_job"] else None

    def items(self) -> list[NewItem]:
        """The line written by hand, once it has a price."""
        given = self.cleaned_data
        if given["unit_price"] is None:
            return []
        return [NewItem(given["kind"], "", given["name"], given["free_quantity"], Money.yuan(given["unit_price"]))]
