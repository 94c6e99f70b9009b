"""Writes of coverage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.holdings.coverage import permissions
from anxin.holdings.coverage.models import WarrantyTerm
from anxin.parties.org.queries import list_brands
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import InvalidFields, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

MOST_MONTHS, MOST_KM = 600, 2_000_000


@dataclass(frozen=True, slots=True)
class TermWish:
    """A term as it is typed; no months or no km is no limit."""

    part_group: str
    months: int | None = None
    km: int | None = None
    brand_id: int | None = None
    model_name: str = ""
    sold_from: date | None = None


@dataclass(frozen=True, slots=True)
class KeptTerm:
    """A term after the write; ``outcome`` is created, updated or unchanged."""

    id: int
    outcome: str


@command(permissions.CHANGE, rule="R-RC16")
def set_warranty_terms(*, actor: Actor, terms: Sequence[TermWish], at: datetime) -> list[KeptTerm]:
    """Set warranty terms (R-RC16); one for the same brand, model, kind of part and first day replaces the former.

    :raises Denied: no permission in the group
    :raises InvalidFields: unknown brand or kind of part, months or km that cannot be
    """
    actor.require_in_group(permissions.CHANGE)
    brands = {brand.id for brand in list_brands(actor)}
    return [_set(actor, wish, brands, at) for wish in terms]


@command(permissions.CHANGE, rule="R-RC16")
def withdraw_warranty_term(*, actor: Actor, term_id: int, at: datetime) -> KeptTerm:
    """Take a term off the list; its history stays.

    :raises NotFound: unknown or off already
    """
    actor.require_in_group(permissions.CHANGE)
    row = WarrantyTerm.objects.select_for_update().filter(pk=term_id, is_active=True).first()
    if row is None:
        raise NotFound
    row.is_active, row.changed_at, row.changed_by_id = False, at, _user_of(actor)
    row.save()
    audit.note(DocumentRef("coverage.warrantyterm", row.pk), None, is_active=False)
    return KeptTerm(row.pk, "updated")


def _set(actor: Actor, wish: TermWish, brands: set[int], at: datetime) -> KeptTerm:
    key: dict[str, Any] = {
        "brand_id": wish.brand_id,
        "model_name": clean_text(wish.model_name),
        "part_group": wish.part_group,
        "sold_from": wish.sold_from,
    }
    _check(wish, key["model_name"], brands)
    limits = {"months": wish.months, "km": wish.km, "is_active": True}
    known = WarrantyTerm.objects.filter(**key).first()
    if known is not None and all(getattr(known, name) == given for name, given in limits.items()):
        return KeptTerm(known.pk, "unchanged")
    made: dict[str, Any] = {**limits, "changed_at": at, "changed_by_id": _user_of(actor)}
    row, is_new = WarrantyTerm.objects.update_or_create(**key, defaults=made)
    audit.note(DocumentRef("coverage.warrantyterm", row.pk), None, part_group=row.part_group, months=row.months, km=row.km)
    return KeptTerm(row.pk, "created" if is_new else "updated")


def _check(wish: TermWish, model_name: str, brands: set[int]) -> None:
    errors: dict[str, Any] = {}
    if wish.part_group not in WarrantyTerm.PartGroup.values:
        errors["part_group"] = _("请从列表中选择。")
    if wish.brand_id is not None and wish.brand_id not in brands:
        errors["brand_id"] = _("没有这个品牌，请从列表中选择。")
    if len(model_name) > 60:
        errors["model_name"] = _("太长了，请缩短。")
    for name, most in (("months", MOST_MONTHS), ("km", MOST_KM)):
        given = getattr(wish, name)
        if given is not None and not 1 <= given <= most:
            errors[name] = _("请填 1 到 %(most)s，不限就留空。") % {"most": most}
    if errors:
        raise InvalidFields(errors)


def _user_of(actor: Actor) -> int | None:
    return actor.id if actor.kind == "user" else None
