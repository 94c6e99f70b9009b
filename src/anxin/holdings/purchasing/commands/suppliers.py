"""The register of suppliers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import Supplier, SupplierKind
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.phones import parse_phone
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import at_most, compact, worded

LONGEST_CODE, LONGEST_NAME, LONGEST_CONTACT = 20, 80, 40
MOST_DAYS, MOST_TAX = 1000, Decimal(30)


class SupplierCodeTaken(Conflict):
    """Another supplier of the store has this code."""

    code = "supplier_code_taken"
    default_rule = "M14.09"
    default_message = _("这个供应商代码已经有了，请换一个，或去改那一家。")


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    """What is known of a supplier; ``lead_days`` are usual from order to arrival, ``tax_percent`` that of his invoices."""

    code: str
    name: str
    kind: str
    tax_percent: Decimal
    deals_genuine: bool = False
    contact: str = ""
    phone: str = ""
    lead_days: int | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class KeptSupplier:
    """A supplier after a command."""

    id: int
    version: int


@command(permissions.KEEP_SUPPLIERS, rule="M14.09")
def add_supplier(*, actor: Actor, store_id: int, terms: SupplierTerms, at: datetime) -> KeptSupplier:
    """Register whom the store buys from (R-PT01).

    :raises Denied: no permission in this store
    :raises Invalid: no code or name, an unknown kind, a phone that is none, days or tax beyond reason
    :raises SupplierCodeTaken: the store has one with this code
    """
    actor.require(permissions.KEEP_SUPPLIERS, store_id)
    row = Supplier(store_id=store_id)
    _take(row, terms)
    _save(row, force_insert=True)
    audit.note(DocumentRef("purchasing.supplier", row.pk), store_id, code=row.code)
    return KeptSupplier(row.pk, row.version)


@command(permissions.KEEP_SUPPLIERS, rule="M14.09")
def change_supplier(
    *, actor: Actor, supplier_id: int, terms: SupplierTerms, at: datetime, version: int | None = None
) -> KeptSupplier:
    """Change what is known of a supplier; one that is not active gets no new orders.

    :raises NotFound: unknown or out of scope
    :raises Invalid: as of :func:`add_supplier`
    :raises SupplierCodeTaken: another has this code
    :raises VersionConflict: somebody else changed it first
    """
    row: Supplier = Supplier.objects.visible_to(actor, permissions.KEEP_SUPPLIERS).locked().one(pk=supplier_id)
    require_version(row, version)
    _take(row, terms)
    _save(row)
    audit.note(DocumentRef("purchasing.supplier", row.pk), row.store_id, code=row.code, active=row.is_active)
    return KeptSupplier(row.pk, row.version)


@command(permissions.KEEP_SUPPLIERS, rule="M14.09")
def import_supplier(
    *, actor: Actor, store_id: int, terms: SupplierTerms, at: datetime
) -> Literal["created", "updated", "unchanged"]:
    """Take a supplier out of a list: the one with this code is changed where the list says otherwise.

    :raises Refusal: as of :func:`add_supplier`
    """
    actor.require(permissions.KEEP_SUPPLIERS, store_id)
    rows = Supplier.objects.visible_to(actor, permissions.KEEP_SUPPLIERS).locked()
    row = rows.filter(store_id=store_id, code=compact(terms.code)).first()
    if row is None:
        add_supplier(actor=actor, store_id=store_id, terms=terms, at=at)
        return "created"
    before = _terms(row)
    _take(row, terms)
    if _terms(row) == before:
        return "unchanged"
    change_supplier(actor=actor, supplier_id=row.pk, terms=terms, at=at)
    return "updated"


def _take(row: Supplier, terms: SupplierTerms) -> None:
    row.code = worded(compact(terms.code), LONGEST_CODE, "code")
    row.name = worded(terms.name, LONGEST_NAME, "name")
    row.contact = at_most(terms.contact, LONGEST_CONTACT, "contact")
    row.phone = _phone(terms.phone)
    if terms.kind not in SupplierKind.values:
        raise Invalid(_("请选择供应商类型：厂家、经销商或配件市场。"), field="kind")
    if terms.lead_days is not None and not 0 <= terms.lead_days <= MOST_DAYS:
        raise Invalid(_("通常到货天数要在 0 到 1000 之间，请改。"), field="lead_days")
    tax = terms.tax_percent
    if not tax.is_finite() or not 0 <= tax <= MOST_TAX or tax != round(tax, 2):
        raise Invalid(_("发票税率按百分数填，0 到 30，最多两位小数，例如 13。"), field="tax_percent")
    row.kind, row.lead_days, row.tax_percent = terms.kind, terms.lead_days, tax
    row.deals_genuine, row.is_active = terms.deals_genuine, terms.is_active


def _phone(typed: str) -> str:
    if not typed.strip():
        return ""
    phone = parse_phone(typed)
    if not phone.is_usable:
        raise Invalid(_("电话不对，请填 11 位手机号或带区号的座机。"), field="phone")
    return phone.text


def _save(row: Supplier, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=force_insert)
    except IntegrityError as error:
        if "supplier_code" not in str(error):
            raise
        raise SupplierCodeTaken(field="code") from None


def _terms(row: Supplier) -> SupplierTerms:
    known = (row.code, row.name, row.kind, row.tax_percent, row.deals_genuine, row.contact, row.phone, row.lead_days)
    return SupplierTerms(*known, is_active=row.is_active)
