"""Forms of the catalogue: what people type, as the terms that the commands take, and back."""

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import list_brands
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.text import to_half_width
from anxin.platform.ui.forms import set_choices
from anxin.resources.catalog import commands, queries
from anxin.resources.catalog.queries import LabourClass, PartOrigin

SKILLS = (
    ("mechanical", _("机修")),
    ("electrical", _("电气")),
    ("body", _("钣金")),
    ("paint", _("喷漆")),
    ("high_voltage", _("高压")),
    ("diagnosis", _("诊断")),
)
DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def yuan_field(label: Any, **more: Any) -> forms.DecimalField:
    """An amount in yuan with two decimals."""
    return forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=0, **more)


class CatalogueForm(forms.Form):
    """What all rows of the catalogue share; the fields stand still for those who may only read.

    ``terms()`` gives the command's form of a valid form.
    """

    terms: Callable[[], Any]

    def __init__(self, *args: Any, actor: Actor, may_change: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("所有品牌")), *((brand.id, brand.name) for brand in list_brands(actor))]
        set_choices(self, "brand_id", choices)
        for field in self.fields.values():
            field.disabled = not may_change

    @staticmethod
    def initial_of(row: Any) -> dict[str, Any]:
        """What stands now, as the fields show it."""
        return asdict(row)

    def named(self, differences: dict[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
        """Differences under the labels that people know."""
        return {str(self.fields[name].label) if name in self.fields else name: pair for name, pair in differences.items()}


def _brand_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=_("品牌"), coerce=int, empty_value=None, required=False)


def _active_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("在用"), required=False, initial=True)


def _board_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("上价格看板"), required=False)


def _position_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("工单上要写位置（左右前后）"), required=False)


def _care_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("养护项目，要单独征得客户同意"), required=False)


def _months_field(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=240, required=False, **more)


def _km_field(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=2_000_000, required=False, **more)


class OperationForm(CatalogueForm):
    """A labour operation."""

    code = forms.CharField(label=_("工时编码"), max_length=32)
    name = forms.CharField(label=_("名称"), max_length=80)
    hours = forms.DecimalField(label=_("标准工时（小时）"), max_digits=6, decimal_places=2, min_value=0)
    labour_class = forms.ChoiceField(label=_("工时类别"), choices=LabourClass.choices, initial="general")
    skill = forms.ChoiceField(label=_("所需技能"), choices=SKILLS, initial="mechanical")
    is_high_voltage = forms.BooleanField(label=_("涉及高压"), required=False)
    brand_id = _brand_field()
    is_active = _active_field()
    is_on_board = _board_field()
    needs_position = _position_field()
    is_care = _care_field()

    def terms(self) -> commands.OperationTerms:
        """The command's form of a valid form."""
        return commands.OperationTerms(**self.cleaned_data)


class ArticleForm(CatalogueForm):
    """A part article."""

    number = forms.CharField(label=_("配件号"), max_length=40)
    name = forms.CharField(label=_("名称"), max_length=80)
    unit = forms.CharField(label=_("单位"), max_length=8, initial=_("个"))
    price = yuan_field(_("含税售价（元）"))
    next_price = yuan_field(_("新价格（元）"), required=False)
    next_price_on = forms.DateField(label=_("新价格生效日期"), required=False, widget=DAY_INPUT)
    quality_days = forms.IntegerField(label=_("质保天数"), min_value=0, max_value=36_500, initial=0)
    quality_km = forms.IntegerField(label=_("质保里程（km）"), min_value=0, max_value=2_000_000, initial=0)
    origin = forms.ChoiceField(label=_("配件来源"), choices=PartOrigin.choices, initial=PartOrigin.GENUINE, required=False)
    is_accessory = forms.BooleanField(label=_("精品"), required=False)
    part_class = forms.CharField(
        label=_("分类"), max_length=20, required=False, help_text=_("例如 滤清器、座垫脚垫；精品目录按它分组")
    )
    display_place = forms.CharField(label=_("陈列位置"), max_length=40, required=False, help_text=_("精品放在展厅哪里"))
    purchase_unit = forms.CharField(
        label=_("采购单位"), max_length=8, required=False, help_text=_("例如 箱；和单位相同的不填")
    )
    purchase_factor = forms.DecimalField(
        label=_("一个采购单位有多少"), max_digits=8, decimal_places=3, required=False, help_text=_("例如 一箱 12 个，填 12")
    )
    brand_id = _brand_field()
    is_active = _active_field()
    is_on_board = _board_field()
    needs_position = _position_field()
    is_care = _care_field()

    def terms(self) -> commands.ArticleTerms:
        """The command's form of a valid form."""
        said = self.cleaned_data
        announced = said["next_price"]
        said = {**said, "origin": said["origin"] or PartOrigin.GENUINE.value}
        said["purchase_factor"] = said["purchase_factor"] or Decimal(1)
        prices = {
            "price": Money.yuan(said["price"]),
            "next_price": None if announced is None else Money.yuan(announced),
        }
        return commands.ArticleTerms(**{**said, **prices})

    @staticmethod
    def initial_of(row: queries.ArticleRow) -> dict[str, Any]:
        """What stands now."""
        announced = row.next_price
        prices = {"price": row.price.as_yuan, "next_price": None if announced is None else announced.as_yuan}
        return {**asdict(row), **prices}


class PackageForm(CatalogueForm):
    """A package; its lines are typed one a row: code, and a quantity if it is not one."""

    code = forms.CharField(label=_("套餐编码"), max_length=32)
    name = forms.CharField(label=_("名称"), max_length=80)
    operation_lines = forms.CharField(
        label=_("工时"),
        required=False,
        widget=forms.Textarea,
        help_text=_("每行一个：编码，空格，数量（1 可不写），要写位置的再空格写位置"),
    )
    article_lines = forms.CharField(
        label=_("配件"),
        required=False,
        widget=forms.Textarea,
        help_text=_("每行一个：配件号，空格，数量（1 可不写），要写位置的再空格写位置"),
    )
    price = yuan_field(_("套餐价（元，含税）"), required=False, help_text=_("不填则按明细合计"))
    model_pattern = forms.CharField(
        label=_("适用车型"), max_length=200, required=False, help_text=_("例如 朗逸*，宝来*；不填则适用所有车型")
    )
    brand_id = _brand_field()
    is_active = _active_field()
    is_on_board = _board_field()
    care_every_km = _km_field(_("养护间隔里程（km）"), help_text=_("填了间隔就是养护套餐：到期时推荐，要单独征得客户同意"))
    care_every_months = _months_field(_("养护间隔月数"))

    def clean_operation_lines(self) -> list[commands.PackageLineTerms]:
        """The operations, in order."""
        return _read_lines("operation", self.cleaned_data["operation_lines"])

    def clean_article_lines(self) -> list[commands.PackageLineTerms]:
        """The articles, in order."""
        return _read_lines("article", self.cleaned_data["article_lines"])

    def terms(self) -> commands.PackageTerms:
        """The command's form of a valid form."""
        said = dict(self.cleaned_data)
        lines = said.pop("operation_lines") + said.pop("article_lines")
        price = said.pop("price")
        said |= {name: said[name] or 0 for name in ("care_every_km", "care_every_months")}
        return commands.PackageTerms(**said, lines=lines, price=None if price is None else Money.yuan(price))

    @staticmethod
    def initial_of(row: queries.PackageCard) -> dict[str, Any]:
        """What stands now."""

        def typed(kind: str) -> str:
            return "\n".join(
                f"{line.code} {line.quantity.normalize():f} {line.position}".rstrip()
                for line in row.lines
                if line.kind == kind
            )

        price = None if row.price is None else row.price.as_yuan
        lines = {"operation_lines": typed("operation"), "article_lines": typed("article")}
        return {**asdict(row), **lines, "price": price}


class MaintenanceForm(CatalogueForm):
    """A row of the maintenance schedule."""

    code = forms.CharField(label=_("编码"), max_length=32)
    name = forms.CharField(label=_("保养项目"), max_length=80)
    package_code = forms.CharField(
        label=_("套餐编码"), max_length=32, help_text=_("价格和工时取这个套餐当天的；几项工时配件一起做的，先建一个套餐")
    )
    every_km = _km_field(_("间隔里程（km）"), help_text=_("里程和月数先到为准，至少填一个"))
    every_months = _months_field(_("间隔月数"))
    first_km = _km_field(_("首次里程（km）"), help_text=_("新车第一次到期；不填则按间隔"))
    first_months = _months_field(_("首次月数"))
    model_pattern = forms.CharField(
        label=_("适用车型"), max_length=200, required=False, help_text=_("例如 朗逸*，宝来*；不填则适用所有车型")
    )
    brand_id = _brand_field()
    is_active = _active_field()

    def terms(self) -> commands.MaintenanceTerms:
        """The command's form of a valid form."""
        limits = {name: self.cleaned_data[name] or 0 for name in ("every_km", "every_months", "first_km", "first_months")}
        return commands.MaintenanceTerms(**{**self.cleaned_data, **limits})

    @staticmethod
    def initial_of(row: queries.MaintenanceRow) -> dict[str, Any]:
        """What stands now; no limit of a kind is left empty."""
        said = asdict(row)
        return {name: None if name.endswith(("_km", "_months")) and not value else value for name, value in said.items()}


class RateForm(forms.Form):
    """A labour rate of the present store, its brand, or the group."""

    labour_class = forms.ChoiceField(label=_("工时类别"), choices=LabourClass.choices)
    rate = yuan_field(_("每小时单价（元，含税）"))
    valid_from = forms.DateField(label=_("生效日期"), widget=DAY_INPUT)
    scope = forms.ChoiceField(
        label=_("适用范围"), choices=(("store", _("本店")), ("brand", _("本品牌")), ("group", _("全集团"))), initial="store"
    )


def _read_lines(kind: str, text: str) -> list[commands.PackageLineTerms]:
    lines = []
    for number, typed in enumerate(to_half_width(text).splitlines(), 1):
        words = typed.replace(",", " ").split()
        if not words:
            continue
        try:
            quantity = Decimal(words[1]) if len(words) > 1 else Decimal(1)
        except InvalidOperation:
            quantity = Decimal(0)
        if len(words) > 3 or not quantity.is_finite() or quantity <= 0:
            raise forms.ValidationError(_("第 %(n)s 行看不懂，请写成“编码 数量 位置”。") % {"n": number})
        lines.append(commands.PackageLineTerms(kind, words[0], quantity, words[2] if len(words) > 2 else ""))
    return lines
