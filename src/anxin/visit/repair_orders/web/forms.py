"""Forms of the repair order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import UNASKED, consent_choices
from anxin.platform.ui.forms import set_choices
from anxin.visit.repair_orders.commands import Facts, OwnWish
from anxin.visit.repair_orders.models import Authorisation, Item, Proposal, RepairOrder
from anxin.visit.repair_orders.queries import EarlierJob

PAYERS = Item.Payer.choices
KINDS = Item.Kind.choices
POSITIONS = (_("左前"), _("右前"), _("左后"), _("右后"), _("前"), _("后"), _("左"), _("右"))
WHERE = forms.TextInput({"list": "positions", "autocomplete": "off"})


class WhyForm(forms.Form):
    """Why something is added to a signed order: what was found, or the customer's own words (R-WS05)."""

    asked_words = forms.CharField(
        label=_("客户自己要求：他的原话"),
        max_length=500,
        required=False,
        help_text=_("是我们发现的就空着，写下面四件事"),
        widget=forms.Textarea({"rows": 2}),
    )
    said_by = forms.ChoiceField(
        label=_("谁说的"), choices=Proposal.SaidBy.choices, initial="owner", required=False, widget=forms.RadioSelect
    )
    cause = forms.CharField(label=_("原因和现在的情况"), max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    harm = forms.CharField(label=_("不做会怎样"), max_length=200, required=False)
    urgency = forms.ChoiceField(
        label=_("现在做还是可以等"), choices=Proposal.Urgency.choices, required=False, widget=forms.RadioSelect
    )
    extra_minutes = forms.IntegerField(label=_("要多等几分钟"), required=False, min_value=0, help_text=_("空着按工时算"))

    def take_why(self, given: dict[str, Any]) -> Facts | OwnWish | None:
        """What was said, taken out of what was typed; None when nothing was."""
        said = {name: given.pop(name, None) for name in WhyForm.base_fields}
        words = said["asked_words"] or ("" if said["cause"] or said["harm"] else given.get("complaint", ""))
        if words:
            return OwnWish(words, said["said_by"] or "owner")
        if said["cause"] or said["harm"] or said["urgency"]:
            return Facts(said["cause"], said["harm"], said["urgency"], said["extra_minutes"])
        return None


class JobForm(forms.Form):
    """A new job: a package, or a concern to which items are added."""

    title = forms.CharField(label=_("项目"), max_length=80, required=False)
    complaint = forms.CharField(label=_("客户原话"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    package_code = forms.ChoiceField(label=_("套餐"), required=False)
    rework_of = forms.TypedChoiceField(label=_("返修：上次没修好的是哪一项"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, packages: list[tuple[str, str]], earlier: Sequence[EarlierJob] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if earlier:
            shown = [(str(one.id), f"{one.title} · {one.number}") for one in earlier]
            set_choices(self, "rework_of", [("", _("不是返修")), *shown])
        else:
            del self.fields["rework_of"]
        set_choices(self, "package_code", [("", _("不用套餐")), *packages])
        self.names = dict(packages)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["title"] = given.get("title") or self.names.get(given.get("package_code", ""), "").split(" · ")[0]
        given["title"] = given["title"] or given.get("complaint", "").partition("\n")[0].strip()[:80]
        if not given["title"]:
            self.add_error("title", _("请写项目或客户原话，或选一个套餐。"))
        return given


class SignedJobForm(WhyForm, JobForm):
    """A job beside what is signed; the customer's words of the job are his own wish, unless the four facts are written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["asked_words"]
        self.order_fields(["title", "complaint", "said_by"])


class JobWordsForm(forms.Form):
    """The three Cs of a job (R-RO05)."""

    title = forms.CharField(label=_("项目"), max_length=80)
    complaint = forms.CharField(
        label=_("故障现象（客户原话）"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
    cause = forms.CharField(label=_("原因"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    correction = forms.CharField(label=_("措施"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


class ItemForm(forms.Form):
    """One item: a code of the catalogue, or a name with a free price."""

    kind = forms.ChoiceField(label=_("类"), choices=KINDS, initial="labour")
    code = forms.CharField(
        label=_("编码"), max_length=40, required=False, help_text=_("目录里的工时编码或配件号；自由定价时留空")
    )
    name = forms.CharField(label=_("名称"), max_length=80, required=False)
    position_words = forms.CharField(
        label=_("位置"), max_length=40, required=False, help_text=_("左前、右后…"), widget=WHERE
    )
    quantity = forms.DecimalField(label=_("数量"), max_digits=8, decimal_places=3, min_value=0.001, required=False)
    unit_price = forms.DecimalField(label=_("单价（元）"), max_digits=10, decimal_places=2, min_value=0, required=False)
    payer = forms.ChoiceField(label=_("付款方"), choices=PAYERS, initial="customer")


class SignedItemForm(WhyForm, ItemForm):
    """An item beside what is signed."""

    field_order = tuple(WhyForm.base_fields)


class ItemChangeForm(forms.Form):
    """What may be changed on an item."""

    position_words = forms.CharField(
        label=_("位置"), max_length=40, required=False, help_text=_("左前、右后…"), widget=WHERE
    )
    quantity = forms.DecimalField(label=_("数量"), max_digits=8, decimal_places=3, min_value=0.001)
    unit_price = forms.DecimalField(label=_("单价（元）"), max_digits=10, decimal_places=2, min_value=0)
    discount = forms.DecimalField(label=_("优惠（元）"), max_digits=10, decimal_places=2, min_value=0, required=False)
    payer = forms.ChoiceField(label=_("付款方"), choices=PAYERS)
    words = forms.CharField(
        label=_("原因"),
        max_length=200,
        required=False,
        help_text=_("优惠超过您的权限时，保存后自动报批；返修的付款方改由别人付，也写在这里"),
    )


class PromiseForm(forms.Form):
    """A promise."""

    promised_at = forms.DateTimeField(
        label=_("预计交车"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class HeadForm(forms.Form):
    """The words on the order's head."""

    kind = forms.ChoiceField(label=_("工单类型"), choices=RepairOrder.Kind.choices)
    parking_place = forms.CharField(label=_("停车位"), max_length=12, required=False)
    follow_up_suggestion = forms.CharField(
        label=_("回访建议"), max_length=200, required=False, help_text=_("给客服的一句话，如：关注左前异响")
    )


class CancelForm(forms.Form):
    """Why the order is called off."""

    reason = forms.CharField(label=_("作废原因"), max_length=200)


class AuthoriseForm(forms.Form):
    """The five confirmations (R-RO01), prefilled from the last visit, before the one signature."""

    promised_at = forms.DateTimeField(
        label=_("预计交车"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    old_parts = forms.ChoiceField(label=_("旧件"), choices=Authorisation.OldParts.choices, widget=forms.RadioSelect)
    wants_wash = forms.ChoiceField(
        label=_("洗车"), choices=[("yes", _("要洗")), ("no", _("不洗"))], widget=forms.RadioSelect
    )
    service_contact = forms.ChoiceField(
        label=_("修后电话回访"), choices=consent_choices(UNASKED), required=False, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label=_("确认方式"),
        choices=[(one.value, one.label) for one in Authorisation.STAFF_CHANNELS],
        initial="screen",
        widget=forms.RadioSelect,
    )
