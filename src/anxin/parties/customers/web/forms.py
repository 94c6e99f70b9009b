"""Forms of customer and vehicle files: they read what was typed; the commands decide whether it is right."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.commands.cleaning import SALUTATIONS
from anxin.parties.customers.commands.registers import MINIMISED
from anxin.parties.customers.models import Consent, Customer, Vehicle, VehicleParty
from anxin.parties.customers.rules import CustomerData, VehicleData
from anxin.parties.org.queries import BrandRow
from anxin.platform.ui.formats import format_day
from anxin.platform.ui.forms import set_choices


class Day(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Typed(forms.TextInput):
    """Typed anew each time: no browser suggests another car's or person's."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})


class Phone(Typed):
    """The keypad of a phone."""

    def __init__(self) -> None:
        super().__init__({"inputmode": "tel"})


class CustomerForm(forms.Form):
    """A customer file. A phone or tax number left empty stays as it is: the page never shows it whole."""

    name = forms.CharField(label=_("姓名或单位名称"), max_length=80, widget=Typed)
    kind = forms.ChoiceField(
        label=_("性质"), choices=Customer.Kind.choices, widget=forms.RadioSelect, initial=Customer.Kind.PRIVATE
    )
    salutation = forms.ChoiceField(label=_("称呼"), choices=list(SALUTATIONS.items()), required=False)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False, widget=Phone)
    second_phone = forms.CharField(label=_("备用电话"), max_length=40, required=False, widget=Phone)
    contact_person = forms.CharField(label=_("联系人"), max_length=40, required=False)
    address = forms.CharField(label=_("地址"), max_length=160, required=False, widget=Typed)
    trade = forms.CharField(label=_("行业"), max_length=40, required=False)
    tax_number = forms.CharField(label=_("税号"), max_length=20, required=False, widget=Typed)
    source = forms.ChoiceField(label=_("来源"), choices=[("", ""), *Customer.Source.choices], required=False)
    wishes = forms.CharField(label=_("期望的服务"), max_length=300, required=False)

    def file(self) -> CustomerData:
        """The file as typed."""
        return CustomerData(**self.cleaned_data)


class VehicleForm(forms.Form):
    """A vehicle file. The page walks the fields: what names the car, what is mostly filled in, and all others."""

    plate = forms.CharField(label=_("车牌"), max_length=20, required=False, widget=Typed)
    vin = forms.CharField(label=_("车架号（17 位）"), max_length=40, required=False, widget=Typed)
    brand_id = forms.TypedChoiceField(label=_("品牌"), coerce=int, empty_value=None, required=False)
    brand_name = forms.CharField(label=_("其他品牌"), max_length=40, required=False)
    model_name = forms.CharField(label=_("车型"), max_length=60, required=False)
    model_year = forms.IntegerField(label=_("年款"), required=False)
    engine_type = forms.ChoiceField(label=_("动力"), choices=[("", ""), *Vehicle.EngineType.choices], required=False)
    color = forms.CharField(label=_("颜色"), max_length=20, required=False)
    body_type = forms.CharField(label=_("车辆类型"), max_length=20, required=False)
    engine_number = forms.CharField(label=_("发动机号"), max_length=30, required=False)
    is_own_sold = forms.BooleanField(label=_("本店销售"), required=False)
    sold_on = forms.DateField(label=_("购车日期"), widget=Day, required=False)
    first_registered_on = forms.DateField(label=_("上牌日期"), widget=Day, required=False)
    first_service_on = forms.DateField(label=_("首保日期"), widget=Day, required=False)
    service_interval_km = forms.IntegerField(label=_("保养间隔 km"), required=False)
    service_interval_months = forms.IntegerField(label=_("保养间隔（月）"), required=False)
    next_service_on = forms.DateField(label=_("下次保养日期"), widget=Day, required=False)
    next_service_km = forms.IntegerField(label=_("下次保养里程 km"), required=False)

    NAMES = ("plate", "vin")
    USUAL = ("brand_id", "brand_name", "model_name", "model_year", "engine_type", "color")
    IN_HEAD = (*NAMES, *USUAL, "is_own_sold", "next_service_on", "next_service_km")

    def __init__(self, *args: Any, brands: Sequence[BrandRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "brand_id", [("", ""), *((row.id, row.name) for row in brands)])

    def names(self) -> list[forms.BoundField]:
        """What names the car."""
        return [self[name] for name in self.NAMES]

    def usual(self) -> list[forms.BoundField]:
        """What is mostly filled in."""
        return [self[name] for name in self.USUAL]

    def others(self) -> list[forms.BoundField]:
        """Everything else, behind one tap."""
        return [self[name] for name in self.fields if name not in (*self.NAMES, *self.USUAL)]

    @classmethod
    def told(cls, data: VehicleData) -> list[tuple[str, str]]:
        """Label and value of what the file says beside the head of the vehicle's page."""
        said = {name: getattr(data, name) for name in cls.base_fields if name not in cls.IN_HEAD}
        return [
            (str(cls.base_fields[name].label), format_day(value) if isinstance(value, date) else str(value))
            for name, value in said.items()
            if value not in ("", None)
        ]

    def file(self, sold_store_id: int | None) -> VehicleData:
        """The file as typed; ``sold_store_id`` is the store that sold the car if it is an own one."""
        store_id = sold_store_id if self.cleaned_data["is_own_sold"] else None
        return VehicleData(**self.cleaned_data, sold_store_id=store_id)


class PartyForm(forms.Form):
    """Who takes over a role, from which day."""

    customer_id = forms.IntegerField(min_value=1)
    role = forms.ChoiceField(label=_("角色"), choices=VehicleParty.Role.choices)
    valid_from = forms.DateField(label=_("从哪天起"), widget=Day, required=False)


class ConsentForm(forms.Form):
    """A consent with its evidence."""

    purpose = forms.ChoiceField(label=_("用途"), choices=Consent.Purpose.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("方式"), choices=Consent.Channel.choices[:5], widget=forms.RadioSelect)
    evidence = forms.CharField(label=_("凭证（单据号）"), max_length=120, required=False)


class LoanForm(forms.Form):
    """Who borrows a customer's file, what for, until when."""

    borrower_user_id = forms.TypedChoiceField(label=_("借阅人"), coerce=int)
    purpose = forms.CharField(label=_("用途"), max_length=120, widget=Typed)
    due_on = forms.DateField(label=_("应还"), widget=Day)

    def __init__(self, *args: Any, colleagues: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "borrower_user_id", [("", ""), *colleagues])


class DataRequestForm(forms.Form):
    """Which department asks, what for, and the fewest fields that do."""

    department = forms.CharField(label=_("部门"), max_length=40, widget=Typed)
    purpose = forms.CharField(label=_("用途"), max_length=120, widget=Typed)
    fields_asked = forms.MultipleChoiceField(
        label=_("提供的字段"),
        choices=list(MINIMISED.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只勾用得着的；电话一律打星号。"),
    )
    trade = forms.CharField(
        label=_("行业"),
        max_length=40,
        required=False,
        help_text=_("只要一个行业的客户时填；不填是本店全部客户。一次最多列出 2000 位，超出时表头写明总数。"),
    )


def add_refusal(form: forms.Form, refusal: Any) -> None:
    """Show a command's refusal at its field."""
    for name, message in getattr(refusal, "errors", {refusal.field: refusal.message}).items():
        form.add_error(name if name in form.fields else None, str(message))
