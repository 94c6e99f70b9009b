"""The register of suppliers."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import Supplier, SupplierKind
from anxin.platform.actor import Actor
from anxin.platform.phones import mask_phone
from anxin.platform.queries import query
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"code": "code", "name": "name", "lead_days": "lead_days"}
MOST_SUPPLIERS = 500


@dataclass(frozen=True, slots=True)
class SupplierFilter:
    """Which suppliers; the text is looked for in code and name."""

    text: str = filter_field(_("代码 / 名称"), default="")
    kind: str = filter_field(_("类型"), default="", choices=SupplierKind.choices)
    active: str = filter_field(_("状态"), default="", choices=[("yes", _("在用")), ("no", _("停用"))])


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """A supplier. ``phone`` is whole for who may order there, else masked."""

    id: int
    version: int
    store_id: int
    code: str
    name: str
    kind: str
    kind_label: str
    contact: str
    phone: str
    deals_genuine: bool
    lead_days: int | None
    tax_percent: Decimal
    is_active: bool
    url: str = ""


@query(permissions.SEE)
def page_suppliers(
    actor: Actor,
    store_id: int,
    asked: SupplierFilter,
    order: Order,
    window: Window,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[SupplierRow]:
    """Suppliers of a store, by name."""
    actor.require(permissions.SEE, store_id)
    rows = _rows(actor).filter(store_id=store_id)
    for term in clean_text(asked.text).split():
        rows = rows.filter(Q(code__contains=compact(term)) | Q(name__icontains=term))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.active:
        rows = rows.filter(is_active=asked.active == "yes")
    by = order.as_order_by(SORTS) if order.name in SORTS else ["name", "pk"]
    found = rows.order_by(*by)[window.offset : window.offset + window.limit]
    return RowPage([_row(actor, one, url(one.pk)) for one in found], rows.count())


@query(permissions.SEE)
def list_suppliers(actor: Actor, store_id: int) -> list[SupplierRow]:
    """Suppliers that get new orders, by name."""
    actor.require(permissions.SEE, store_id)
    rows = _rows(actor).filter(store_id=store_id, is_active=True).order_by("name", "pk")[:MOST_SUPPLIERS]
    return [_row(actor, one) for one in rows]


@query(permissions.SEE)
def get_supplier(actor: Actor, supplier_id: int) -> SupplierRow:
    """One supplier.

    :raises NotFound: unknown or out of scope
    """
    return _row(actor, _rows(actor).one(pk=supplier_id))


def _rows(actor: Actor) -> Any:
    return Supplier.objects.visible_to(actor, permissions.SEE)


def _row(actor: Actor, one: Supplier, url: str = "") -> SupplierRow:
    phone = one.phone if not one.phone or actor.may(permissions.ORDER, one.store_id) else mask_phone(one.phone)
    return SupplierRow(
        one.pk,
        one.version,
        one.store_id,
        one.code,
        one.name,
        one.kind,
        str(SupplierKind(one.kind).label),
        one.contact,
        phone,
        one.deals_genuine,
        one.lead_days,
        one.tax_percent,
        one.is_active,
        url,
    )
