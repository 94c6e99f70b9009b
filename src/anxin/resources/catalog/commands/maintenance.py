"""Writes of a brand's maintenance schedule."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.text import compact
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.rows import OUT_OF_RANGE, Changed, Checks, insert, locked, update
from anxin.resources.catalog.models import MaintenanceItem, Package


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceTerms:
    """A row of the schedule: the package that is due every so many kilometres or months, first at …; 0 is no limit."""

    code: str
    name: str
    package_code: str
    every_km: int = 0
    every_months: int = 0
    first_km: int = 0
    first_months: int = 0
    model_pattern: str = ""
    brand_id: int | None = None
    is_active: bool = True


@command(permissions.CHANGE, rule="R-DL02")
def add_maintenance_item(*, actor: Actor, terms: MaintenanceTerms, at: datetime) -> Changed:
    """Add a row to the maintenance schedule (R-DL02, M08.05).

    :raises Denied: the actor does not hold the permission for the group
    :raises InvalidFields: values to be mended; ``package_code`` is in no use in the brand
    :raises CodeTaken: the brand has a row with this code
    """
    actor.require_in_group(permissions.CHANGE)
    values = maintenance_values(terms)
    return insert(MaintenanceItem(), values, values["code"], actor, at)


@command(permissions.CHANGE, rule="R-DL02")
def change_maintenance_item(
    *, actor: Actor, maintenance_item_id: int, terms: MaintenanceTerms, version: int | None = None, at: datetime
) -> Changed:
    """Change a row of the maintenance schedule (R-DL02, M08.05).

    :raises NotFound: unknown id
    :raises VersionConflict: somebody else changed it since ``version``
    :raises InvalidFields: values to be mended
    :raises CodeTaken: the brand has another row with this code
    """
    actor.require_in_group(permissions.CHANGE)
    row = locked(MaintenanceItem, maintenance_item_id)
    return update(row, maintenance_values(terms), version, actor, at)


def maintenance_values(terms: MaintenanceTerms) -> dict[str, Any]:
    """Checked column values.

    :raises InvalidFields: values to be mended
    """
    checks = Checks()
    values: dict[str, Any] = {
        "code": checks.code("code", terms.code, 32),
        "name": checks.name("name", terms.name),
        "model_pattern": checks.name("model_pattern", terms.model_pattern, 200) if terms.model_pattern.strip() else "",
        "brand_id": checks.brand(terms.brand_id),
        "is_active": terms.is_active,
    }
    for field, given, most in (
        ("every_km", terms.every_km, 2_000_000),
        ("first_km", terms.first_km, 2_000_000),
        ("every_months", terms.every_months, 240),
        ("first_months", terms.first_months, 240),
    ):
        values[field] = given
        checks.require(field, 0 <= given <= most, OUT_OF_RANGE)
    checks.require("every_km", bool(terms.every_km or terms.every_months), _("请填写间隔里程或间隔月数。"))
    checks.require("first_km", not terms.first_km or bool(terms.every_km), _("填了首次里程，也要填间隔里程。"))
    checks.require("first_months", not terms.first_months or bool(terms.every_months), _("填了首次月数，也要填间隔月数。"))
    values["package_id"] = _package_id(terms.package_code, terms.brand_id)
    unknown = _("目录里没有在用的套餐“%(code)s”。请先添加套餐，或改正编码。") % {"code": compact(terms.package_code)[:32]}
    checks.require("package_code", values["package_id"] is not None, unknown)
    checks.conclude()
    return values


def _package_id(code: str, brand_id: int | None) -> int | None:
    """The package of the brand with this code, else the one of every brand."""
    rows = Package.objects.filter(Q(brand_id=brand_id) | Q(brand=None), code=compact(code), is_active=True)
    found: int | None = rows.order_by(F("brand_id").asc(nulls_last=True)).values_list("pk", flat=True).first()
    return found
