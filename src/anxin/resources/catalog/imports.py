"""The spreadsheets of the catalogue: which columns they have, and how their rows become terms of the bulk command."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from anxin.parties.org.queries import list_brands
from anxin.platform.actor import Actor
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.money import Money
from anxin.platform.text import compact, to_half_width
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, CheckedRow, Column, Kind, RowOutcome, Sheet, refused
from anxin.resources.catalog import commands, permissions, rules

CLASSES = {
    _("机电"): "general",
    _("快保"): "express",
    _("钣金"): "body",
    _("喷漆"): "paint",
    _("高压"): "high_voltage",
    _("诊断"): "diagnosis",
}
ORIGINS = {_("原厂件"): "genuine", _("品牌件"): "brand", _("其他件"): "other", _("客户自带"): "customer"}
SKILLS = {
    _("机修"): "mechanical",
    _("电气"): "electrical",
    _("钣金"): "body",
    _("喷漆"): "paint",
    _("高压"): "high_voltage",
    _("诊断"): "diagnosis",
}
BRAND = Column("brand", _("品牌代码"), aliases=("品牌",), help=_("不填表示所有品牌"), max_length=12)
BOARD = Column("is_on_board", _("上价格看板"), Kind.BOOLEAN)
POSITION = Column("needs_position", _("要写位置"), Kind.BOOLEAN, help=_("左右前后；不填的按名称判断，如减振器、轮胎"))
CARE = Column("is_care", _("养护项目"), Kind.BOOLEAN, help=_("要单独征得客户同意"))

OPERATIONS = Sheet(
    "operations",
    _("工时项目"),
    (
        Column("code", _("工时编码"), aliases=("工时代码", "项目编码", "作业代码", "编码"), required=True, max_length=32),
        Column("name", _("名称"), aliases=("工时名称", "项目名称", "作业名称"), required=True, max_length=80),
        Column(
            "hours", _("标准工时"), Kind.DECIMAL, aliases=("工时", "工时数"), required=True, help=_("小时，最多两位小数")
        ),
        Column("labour_class", _("工时类别"), Kind.CHOICE, choices=CLASSES),
        Column("skill", _("所需技能"), Kind.CHOICE, choices=SKILLS),
        Column("is_high_voltage", _("涉及高压"), Kind.BOOLEAN),
        BRAND,
        BOARD,
        POSITION,
        CARE,
    ),
    unique=(("code", "brand"),),
)
ARTICLES = Sheet(
    "articles",
    _("配件目录"),
    (
        Column("number", _("配件号"), aliases=("备件号", "零件号", "配件编号", "备件编号"), required=True, max_length=40),
        Column("name", _("名称"), aliases=("配件名称", "备件名称", "零件名称"), required=True, max_length=80),
        Column("unit", _("单位"), max_length=8),
        Column("price", _("含税售价"), Kind.MONEY, aliases=("售价", "销售价", "零售价", "单价"), required=True),
        Column("next_price", _("新价格"), Kind.MONEY),
        Column("next_price_on", _("新价格生效日期"), Kind.DATE),
        Column("quality_days", _("质保天数"), Kind.INTEGER),
        Column("quality_km", _("质保里程"), Kind.INTEGER),
        Column("origin", _("配件来源"), Kind.CHOICE, choices=ORIGINS, help=_("不填就是原厂件")),
        BRAND,
        BOARD,
        POSITION,
        CARE,
    ),
    unique=(("number", "brand"),),
)
PACKAGES = Sheet(
    "packages",
    _("套餐"),
    (
        Column("code", _("套餐编码"), aliases=("套餐代码", "编码"), required=True, max_length=32),
        Column("name", _("名称"), aliases=("套餐名称",), required=True, max_length=80),
        Column(
            "operation_lines",
            _("工时"),
            aliases=("工时项目",),
            help=_("编码*数量，用分号隔开，例如 L-1；L-2*2；要写位置的 L-3*1@前"),
            max_length=1000,
        ),
        Column(
            "article_lines",
            _("配件"),
            help=_("配件号*数量，用分号隔开，例如 F-1；O-1*4；要写位置的 S-1*2@前"),
            max_length=1000,
        ),
        Column("price", _("套餐价"), Kind.MONEY, help=_("含税；不填则按明细合计")),
        Column("model_pattern", _("适用车型"), max_length=200),
        BRAND,
        BOARD,
        Column("care_every_km", _("养护间隔里程"), Kind.INTEGER, help=_("填了就是养护套餐，到期推荐")),
        Column("care_every_months", _("养护间隔月数"), Kind.INTEGER),
    ),
    unique=(("code", "brand"),),
)

MAINTENANCE = Sheet(
    "maintenance",
    _("保养计划"),
    (
        Column("code", _("编码"), aliases=("计划编码", "保养编码"), required=True, max_length=32),
        Column("name", _("保养项目"), aliases=("名称", "项目名称"), required=True, max_length=80),
        Column("package_code", _("套餐编码"), aliases=("套餐",), required=True, max_length=32),
        Column("every_km", _("间隔里程"), Kind.INTEGER, help=_("里程和月数先到为准，至少填一个")),
        Column("every_months", _("间隔月数"), Kind.INTEGER),
        Column("first_km", _("首次里程"), Kind.INTEGER, help=_("新车第一次到期；不填则按间隔")),
        Column("first_months", _("首次月数"), Kind.INTEGER),
        Column("model_pattern", _("适用车型"), max_length=200),
        BRAND,
    ),
    unique=(("code", "brand"),),
)

CURE = _("请在表里改正这一格，再导入一次。")
UNKNOWN_BRAND = _("没有品牌“%(brand)s”。")
BRAND_CURE = _("请写系统里的品牌代码，或留空表示所有品牌。")
BAD_LINE = _("“%(line)s”看不懂。")
LINE_CURE = _("请写成“编码*数量”，用分号隔开。")
OUTCOMES = {"created": CREATED, "updated": UPDATED, "unchanged": UNCHANGED}
COLUMN_OF = {"brand_id": "brand", "lines": "operation_lines"}


def write_operations(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of labour operations; one outcome a row, in order."""
    return _write(actor, rows, _operation, "operations", at)


def write_articles(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of part articles; one outcome a row, in order."""
    return _write(actor, rows, _article, "articles", at)


def write_packages(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of packages; one outcome a row, in order."""
    return _write(actor, rows, _package, "packages", at)


def write_maintenance(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of the maintenance schedule; one outcome a row, in order."""
    return _write(actor, rows, _maintenance_item, "maintenance", at)


Build = Callable[[dict[str, Any], int | None], Any]


def _write(actor: Actor, rows: Sequence[CheckedRow], build: Build, kind: str, at: datetime) -> list[RowOutcome]:
    brands = {compact(word): brand.id for brand in list_brands(actor) for word in (brand.name, brand.code)}
    outcomes: list[RowOutcome | None] = []
    terms = []
    for row in rows:
        name = compact(row.values["brand"] or "")
        if name and name not in brands:
            outcomes.append(refused(Finding("brand_unknown", UNKNOWN_BRAND, BRAND_CURE, {"brand": name}), "brand"))
            continue
        try:
            terms.append(build(row.values, brands.get(name)))
            outcomes.append(None)
        except _LineUnreadable as problem:
            finding = Finding("package_line_unreadable", BAD_LINE, LINE_CURE, {"line": problem.line})
            outcomes.append(refused(finding, problem.column))
    given: dict[str, Any] = {kind: terms}
    done = iter(commands.import_catalog(actor=actor, at=at, **given))
    return [_outcome(next(done)) if each is None else each for each in outcomes]


def _outcome(done: commands.ImportOutcome) -> RowOutcome:
    if done.outcome in OUTCOMES:
        return OUTCOMES[done.outcome]
    field, message = next(iter(done.errors.items()))
    return refused(Finding(f"{field}_refused", str(message), CURE), COLUMN_OF.get(field, field))


def _operation(said: dict[str, Any], brand_id: int | None) -> commands.OperationTerms:
    return commands.OperationTerms(
        code=said["code"],
        name=said["name"],
        hours=said["hours"],
        labour_class=said["labour_class"] or "general",
        skill=said["skill"] or "mechanical",
        is_high_voltage=bool(said["is_high_voltage"]),
        brand_id=brand_id,
        is_on_board=bool(said["is_on_board"]),
        needs_position=_says_where(said),
        is_care=bool(said["is_care"]),
    )


def _article(said: dict[str, Any], brand_id: int | None) -> commands.ArticleTerms:
    return commands.ArticleTerms(
        number=said["number"],
        name=said["name"],
        unit=said["unit"] or "个",
        price=Money(said["price"]),
        next_price=None if said["next_price"] is None else Money(said["next_price"]),
        next_price_on=said["next_price_on"],
        quality_days=said["quality_days"] or 0,
        quality_km=said["quality_km"] or 0,
        origin=said["origin"] or "genuine",
        brand_id=brand_id,
        is_on_board=bool(said["is_on_board"]),
        needs_position=_says_where(said),
        is_care=bool(said["is_care"]),
    )


def _package(said: dict[str, Any], brand_id: int | None) -> commands.PackageTerms:
    lines = [
        line for kind in ("operation", "article") for line in _lines(kind, f"{kind}_lines", said[f"{kind}_lines"] or "")
    ]
    return commands.PackageTerms(
        code=said["code"],
        name=said["name"],
        lines=lines,
        price=None if said["price"] is None else Money(said["price"]),
        model_pattern=said["model_pattern"] or "",
        brand_id=brand_id,
        is_on_board=bool(said["is_on_board"]),
        care_every_km=said["care_every_km"] or 0,
        care_every_months=said["care_every_months"] or 0,
    )


def _maintenance_item(said: dict[str, Any], brand_id: int | None) -> commands.MaintenanceTerms:
    given = {name: value for name, value in said.items() if value is not None and name != "brand"}
    return commands.MaintenanceTerms(**given, brand_id=brand_id)


def _says_where(said: dict[str, Any]) -> bool:
    flag = said["needs_position"]
    return rules.has_positions(said["name"]) if flag is None else bool(flag)


class _LineUnreadable(ValueError):
    def __init__(self, line: str, column: str) -> None:
        self.line, self.column = line, column


def _lines(kind: str, column: str, text: str) -> list[commands.PackageLineTerms]:
    lines = []
    for typed in re.split(r"[;\n]", to_half_width(text)):
        if not typed.strip():
            continue
        rest, _at, position = typed.partition("@")
        code, _star, quantity = rest.partition("*")
        try:
            amount = Decimal(quantity.strip() or 1)
        except InvalidOperation:
            raise _LineUnreadable(typed.strip(), column) from None
        if not amount.is_finite() or amount <= 0:
            raise _LineUnreadable(typed.strip(), column)
        lines.append(commands.PackageLineTerms(kind, code, amount, position.strip()))
    return lines


HINTS = {
    "operations": _("编码和品牌相同的算同一个工时项目；整行按表里的内容更新。"),
    "articles": _("配件号和品牌相同的算同一个配件；整行按表里的内容更新。"),
    "packages": _("编码和品牌相同的算同一个套餐；明细整个换成表里的。请先导入工时项目和配件。"),
    "maintenance": _("编码和品牌相同的算同一行；整行按表里的内容更新。请先导入套餐。"),
}
for _place, (_sheet, _write_rows) in enumerate(
    (
        (OPERATIONS, write_operations),
        (ARTICLES, write_articles),
        (PACKAGES, write_packages),
        (MAINTENANCE, write_maintenance),
    )
):
    register_import(
        ImportKind(
            f"catalog_{_sheet.name}",
            _lazy(_sheet.title_zh),
            _sheet,
            permissions.CHANGE,
            _write_rows,
            _lazy(HINTS[_sheet.name]),
            order=30 + _place,
            is_group_wide=True,
        )
    )
