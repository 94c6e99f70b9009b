"""The spreadsheet of suppliers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from anxin.holdings.purchasing import commands, permissions
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, CheckedRow, Column, Kind, RowOutcome, Sheet, refused

KINDS = {_("厂家"): "manufacturer", _("经销商"): "dealer", _("配件市场"): "market"}
SUPPLIERS = Sheet(
    "suppliers",
    _("供应商"),
    (
        Column("code", _("代码"), aliases=("供应商代码", "供应商编号", "编号"), required=True, max_length=20),
        Column("name", _("名称"), aliases=("供应商名称", "供应商"), required=True, max_length=80),
        Column("kind", _("类型"), Kind.CHOICE, choices=KINDS, required=True),
        Column("deals_genuine", _("供原厂件"), Kind.BOOLEAN, help=_("不填就是否")),
        Column("tax_percent", _("发票税率"), Kind.DECIMAL, help=_("百分数，例如 13；不填就是 13")),
        Column("lead_days", _("通常几天到货"), Kind.INTEGER),
        Column("contact", _("联系人"), max_length=40),
        Column("phone", _("电话"), Kind.PHONE),
    ),
    unique=("code",),
)
CURE = _("请在表里改正这一格，再导入一次。")
USUAL_TAX = Decimal(13)
OUTCOMES = {"created": CREATED, "updated": UPDATED, "unchanged": UNCHANGED}


def write_suppliers(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Register what is new and change what is known; one outcome a row, in order."""
    return [_write(actor, store_id, row.values, at) for row in rows]


def _write(actor: Actor, store_id: int, said: Mapping[str, Any], at: datetime) -> RowOutcome:
    tax = said["tax_percent"]
    terms = commands.SupplierTerms(
        code=said["code"],
        name=said["name"],
        kind=said["kind"],
        tax_percent=USUAL_TAX if tax is None else tax,
        deals_genuine=bool(said["deals_genuine"]),
        contact=said["contact"] or "",
        phone=said["phone"] or "",
        lead_days=said["lead_days"],
    )
    try:
        done = commands.import_supplier(actor=actor, store_id=store_id, terms=terms, at=at)
    except (Invalid, Conflict) as refusal:
        field = refusal.field if refusal.field and refusal.field in said else "code"
        return refused(Finding(f"{field}_refused", refusal.shown, CURE), field)
    return OUTCOMES[done]


HINT = _("代码相同的算同一家：没有的登记，表里不同的按表改，其他不动。")
register_import(
    ImportKind(
        "suppliers", _lazy(SUPPLIERS.title_zh), SUPPLIERS, permissions.KEEP_SUPPLIERS, write_suppliers, _lazy(HINT), order=42
    )
)
