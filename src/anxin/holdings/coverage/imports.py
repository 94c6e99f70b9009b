"""The spreadsheet of warranty terms: its columns, and how its rows become terms."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _lazy

from anxin.holdings.coverage import commands, permissions
from anxin.parties.org.queries import list_brands
from anxin.platform.actor import Actor
from anxin.platform.errors import InvalidFields
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.text import compact
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, CheckedRow, Column, Kind, RowOutcome, Sheet, refused

GROUPS = {_("整车"): "whole", _("动力总成"): "powertrain", _("三电"): "new_energy", _("易损件"): "wear"}
WARRANTY_TERMS = Sheet(
    "warranty_terms",
    _("质保条款"),
    (
        Column("part_group", _("部位"), Kind.CHOICE, aliases=("质保类别",), required=True, choices=GROUPS),
        Column("months", _("月数"), Kind.INTEGER, aliases=("质保月数",), help=_("不填表示不限")),
        Column("km", _("里程"), Kind.INTEGER, aliases=("质保里程",), help=_("不填表示不限")),
        Column("brand", _("品牌代码"), aliases=("品牌",), help=_("不填表示所有品牌"), max_length=12),
        Column("model_name", _("车型"), help=_("车型名称的开头；不填表示所有车型"), max_length=60),
        Column("sold_from", _("销售日期从"), Kind.DATE, help=_("这一天起销售的车；不填表示所有")),
    ),
    unique=(("brand", "model_name", "part_group", "sold_from"),),
)
CURE = _("请在表里改正这一格，再导入一次。")
UNKNOWN_BRAND = _("没有品牌“%(brand)s”。")
OUTCOMES = {"created": CREATED, "updated": UPDATED, "unchanged": UNCHANGED}


def write_warranty_terms(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of terms; one outcome a row, in order."""
    brands = {compact(word): brand.id for brand in list_brands(actor) for word in (brand.name, brand.code)}
    return [_write(actor, row, brands, at) for row in rows]


def _write(actor: Actor, row: CheckedRow, brands: dict[str, int], at: datetime) -> RowOutcome:
    said = dict(row.values)
    brand = compact(said.pop("brand") or "")
    if brand and brand not in brands:
        return refused(Finding("brand_unknown", UNKNOWN_BRAND, CURE, {"brand": brand}), "brand")
    said["model_name"] = said["model_name"] or ""
    try:
        (kept,) = commands.set_warranty_terms(
            actor=actor, terms=[commands.TermWish(**said, brand_id=brands.get(brand))], at=at
        )
    except InvalidFields as unfit:
        field, message = next(iter(unfit.errors.items()))
        return refused(Finding(f"{field}_refused", str(message), CURE), field)
    return OUTCOMES[kept.outcome]


HINT = _("品牌、车型、部位和销售日期相同的算同一条；月数和里程按表里的更新。")
register_import(
    ImportKind(
        "warranty_terms",
        _lazy(WARRANTY_TERMS.title_zh),
        WARRANTY_TERMS,
        permissions.CHANGE,
        write_warranty_terms,
        _lazy(HINT),
        order=35,
        is_group_wide=True,
    )
)
