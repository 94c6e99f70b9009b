"""What distinguishes the four kinds of catalogue rows for the pages: columns, queries, form, commands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.lists import Column
from anxin.resources.catalog import commands, queries
from anxin.resources.catalog.queries import LabourClass
from anxin.resources.catalog.web.forms import ArticleForm, CatalogueForm, MaintenanceForm, OperationForm, PackageForm


@dataclass(frozen=True)
class Kind:
    """One kind of row: ``code`` is its word in addresses and in :func:`queries.list_history`."""

    code: str
    title: Any
    new_title: Any
    filter_type: Any
    columns: tuple[Column, ...]
    list_rows: Callable[..., Any]
    get_row: Callable[..., Any]
    form: type[CatalogueForm]
    add: Callable[..., commands.Changed]
    change: Callable[..., commands.Changed]
    code_field: str = "code"


class Linked:
    """A row with the address of its page, for the first cell of a table."""

    def __init__(self, row: Any, kind: str) -> None:
        self._row = row
        self.url = reverse("catalog_row", args=[kind, row.id])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def _class_label(row: Any) -> str:
    return str(LabourClass(row.labour_class).label)


def _state(row: Any) -> str:
    return "" if row.is_active else str(_("已停用"))


def _board(row: Any) -> str:
    return str(_("是")) if row.is_on_board else ""


NAME = Column("name", _("名称"), sort="name")
ENDS = (Column("board", _("价格看板"), _board, wide_only=True), Column("state", _("状态"), _state))

KINDS: Mapping[str, Kind] = {
    "operations": Kind(
        "operation",
        _("工时项目"),
        _("新增工时项目"),
        queries.OperationFilter,
        (
            Column("code", _("编码"), sort="code"),
            NAME,
            Column("hours", _("工时 h"), kind="number", sort="hours"),
            Column("labour_class", _("工时类别"), _class_label, wide_only=True),
            *ENDS,
        ),
        queries.list_operations,
        queries.get_operation,
        OperationForm,
        commands.add_operation,
        commands.change_operation,
    ),
    "articles": Kind(
        "article",
        _("配件目录"),
        _("新增配件"),
        queries.CatalogueFilter,
        (
            Column("number", _("配件号"), sort="number"),
            NAME,
            Column("unit", _("单位"), wide_only=True),
            Column("price", _("含税售价 元"), kind="money", sort="price"),
            Column("next_price", _("新价格 元"), kind="money", wide_only=True),
            Column("next_price_on", _("新价格生效"), kind="day", wide_only=True),
            *ENDS,
        ),
        queries.list_articles,
        queries.get_article,
        ArticleForm,
        commands.add_article,
        commands.change_article,
        "number",
    ),
    "packages": Kind(
        "package",
        _("套餐"),
        _("新增套餐"),
        queries.CatalogueFilter,
        (
            Column("code", _("编码"), sort="code"),
            NAME,
            Column("model_pattern", _("适用车型"), wide_only=True),
            Column("price", _("套餐价 元"), kind="money", sort="price"),
            *ENDS,
        ),
        queries.list_package_rows,
        queries.get_package,
        PackageForm,
        commands.add_package,
        commands.change_package,
    ),
    "maintenance": Kind(
        "maintenance_item",
        _("保养计划"),
        _("新增保养项目"),
        queries.RowFilter,
        (
            Column("code", _("编码"), sort="code"),
            NAME,
            Column("package_code", _("套餐编码"), wide_only=True),
            Column("model_pattern", _("适用车型"), wide_only=True),
            Column("every_km", _("间隔里程 km"), lambda row: row.every_km or None, kind="number", sort="every_km"),
            Column("every_months", _("间隔月数"), lambda row: row.every_months or None, kind="number"),
            Column("first_km", _("首次里程 km"), lambda row: row.first_km or None, kind="number", wide_only=True),
            Column("first_months", _("首次月数"), lambda row: row.first_months or None, kind="number", wide_only=True),
            ENDS[1],
        ),
        queries.list_maintenance_items,
        queries.get_maintenance_item,
        MaintenanceForm,
        commands.add_maintenance_item,
        commands.change_maintenance_item,
    ),
}
TABS = [*((code, kind.title) for code, kind in KINDS.items()), ("rates", _("工时单价")), ("board", _("价格看板"))]
