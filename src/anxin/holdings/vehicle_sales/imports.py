"""The spreadsheet of rebates: what was claimed, and what the manufacturer settled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from anxin.holdings.vehicle_sales import commands, permissions
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.money import Money
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, CheckedRow, Column, Kind, RowOutcome, Sheet, refused

REBATES = Sheet(
    "rebates",
    _("厂家返利"),
    (
        Column("vin", _("车架号"), Kind.VIN, aliases=("VIN", "底盘号"), required=True),
        Column("programme", _("返利项目"), aliases=("项目", "政策", "返利政策"), required=True, max_length=60),
        Column("price", _("车价"), Kind.MONEY, aliases=("成交价", "开票价"), required=True, help=_("含税，单位元")),
        Column("claimed", _("申报金额"), Kind.MONEY, aliases=("应返金额", "申报返利"), required=True),
        Column("claimed_on", _("申报日期"), Kind.DATE, required=True),
        Column("settled", _("结算金额"), Kind.MONEY, aliases=("到账金额", "实返金额"), help=_("没到账的不填")),
        Column("settled_on", _("结算日期"), Kind.DATE, aliases=("到账日期",), help=_("没到账的不填")),
    ),
    unique=(("vin", "programme"),),
)
CURE = _("请在表里改正这一格，再导入一次。")
HALF = _("结算金额和结算日期要么都填，要么都不填。")
OUTCOMES = {"created": CREATED, "updated": UPDATED, "unchanged": UNCHANGED}


def write_rebates(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Claim what is new and settle what was claimed; one outcome a row, in order."""
    return [_write(actor, store_id, row.values, at) for row in rows]


def _write(actor: Actor, store_id: int, said: Mapping[str, Any], at: datetime) -> RowOutcome:
    settled, settled_on = said["settled"], said["settled_on"]
    if (settled is None) != (settled_on is None):
        return refused(Finding("half_settled", HALF, CURE), "settled" if settled is None else "settled_on")
    wish = commands.NewRebate(
        said["vin"], said["programme"], Money(said["price"]), Money(said["claimed"]), said["claimed_on"]
    )
    end = None if settled is None else commands.Settlement(Money(settled), settled_on)
    try:
        done = commands.import_rebate(actor=actor, store_id=store_id, rebate=wish, settlement=end, at=at)
    except (Invalid, Conflict) as refusal:
        field = refusal.field if refusal.field and refusal.field in said else "programme"
        return refused(Finding(f"{field}_refused", refusal.shown, CURE), field)
    return OUTCOMES[done]


HINT = _(
    "车架号和返利项目相同的算同一笔：没有的登记，已申报而表里有结算的结算，其他不动；拒付和撤销过的同一笔不会重新登记。只收本店售出的车。"
)
register_import(
    ImportKind("rebates", _lazy(REBATES.title_zh), REBATES, permissions.KEEP_REBATES, write_rebates, _lazy(HINT), order=45)
)
