"""The spreadsheet of opening stock: its columns, and how its rows become a booking."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _lazy

from anxin.holdings.parts import commands, permissions
from anxin.platform.actor import Actor
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.money import Money
from anxin.platform.workbook import CREATED, UNCHANGED, CheckedRow, Column, Kind, RowOutcome, Sheet, refused

OPENING_STOCK = Sheet(
    "opening_stock",
    _("期初库存"),
    (
        Column("number", _("配件号"), aliases=("备件号", "零件号", "配件编号", "备件编号"), required=True, max_length=40),
        Column("quantity", _("数量"), Kind.DECIMAL, aliases=("库存", "库存数量", "结存数量"), required=True),
        Column(
            "unit_cost",
            _("成本单价"),
            Kind.MONEY,
            aliases=("成本价", "进价", "不含税成本"),
            required=True,
            help=_("不含税，单位元"),
        ),
    ),
    unique=("number",),
)
CURE = _("请在表里改正这一格，再导入一次。")


def write_opening_stock(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Book a batch of opening stock; one outcome a row, in order."""
    given = [
        commands.ImportedStock(row.values["number"], row.values["quantity"], Money(row.values["unit_cost"])) for row in rows
    ]
    done = commands.import_stock(actor=actor, store_id=store_id, rows=given, at=at)
    return [_outcome(each) for each in done]


def _outcome(done: commands.StockImportOutcome) -> RowOutcome:
    if not done.errors:
        return CREATED if done.outcome == "created" else UNCHANGED
    field, message = next(iter(done.errors.items()))
    return refused(Finding(f"{field}_refused", str(message), CURE), field)


HINT = _("每个配件在每家店只能有一次期初库存；同一份文件再导入不会重复记账。请先导入配件目录。")
register_import(
    ImportKind(
        "opening_stock",
        _lazy(OPENING_STOCK.title_zh),
        OPENING_STOCK,
        permissions.IMPORT,
        write_opening_stock,
        _lazy(HINT),
        order=40,
    )
)
