"""Columns of a proposal, for paging and the spreadsheet."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.lists import Column


@dataclass(frozen=True, slots=True)
class NoFilter:
    """The list is cut by supplier and by what is tried out, which stand in the address by themselves."""


COLUMNS = (
    Column("number", _("配件号")),
    Column("name", _("配件")),
    Column("on_hand", _("在库"), kind="number"),
    Column("coming", _("在途"), kind="number"),
    Column("wanted", _("单据要"), kind="number"),
    Column("minimum", _("最低库存"), lambda row: row.used.minimum, kind="number"),
    Column("standard", _("标准库存"), lambda row: row.used.standard, kind="number"),
    Column("maximum", _("最高库存"), lambda row: row.used.maximum, kind="number"),
    Column("days_left", _("还够几天"), kind="integer"),
    Column("quantity", _("订多少"), kind="number"),
    Column("unit_price", _("单价 元（不含税）"), kind="money"),
    Column("amount", _("金额 元（不含税）"), kind="money"),
)
