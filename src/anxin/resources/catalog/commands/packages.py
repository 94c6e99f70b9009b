"""Writes of packages with their lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import InvalidFields
from anxin.platform.money import Money
from anxin.platform.text import compact
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.rows import OUT_OF_RANGE, Changed, Checks, insert, locked, update
from anxin.resources.catalog.models import LabourOperation, Package, PackageLine, PartArticle

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class PackageLineTerms:
    """A line: ``kind`` is ``operation`` or ``article``, ``code`` an operation code or article number."""

    kind: str
    code: str
    quantity: Decimal = Decimal(1)
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTerms:
    """What a package says; without ``price`` (tax included) it costs the sum of its lines."""

    code: str
    name: str
    lines: Sequence[PackageLineTerms]
    price: Money | None = None
    model_pattern: str = ""
    brand_id: int | None = None
    is_active: bool = True
    is_on_board: bool = False
    care_every_km: int = 0
    care_every_months: int = 0


@command(permissions.CHANGE)
def add_package(*, actor: Actor, terms: PackageTerms, at: datetime) -> Changed:
    """Add a package to the catalogue (R-RO14).

    :raises Denied: the actor does not hold the permission for the group
    :raises InvalidFields: values to be mended; ``lines`` names the codes that are not in the catalogue
    :raises CodeTaken: the brand has a package with this code
    """
    actor.require_in_group(permissions.CHANGE)
    values, lines = package_values(terms)
    package = Package()
    made = insert(package, values, values["code"], actor, at)
    write_lines(package, lines)
    return made


@command(permissions.CHANGE)
def change_package(
    *, actor: Actor, package_id: int, terms: PackageTerms, version: int | None = None, at: datetime
) -> Changed:
    """Change a package and replace its lines (R-RO14).

    :raises NotFound: unknown id
    :raises VersionConflict: somebody else changed it since ``version``
    :raises InvalidFields: values to be mended
    :raises CodeTaken: the brand has another package with this code
    """
    actor.require_in_group(permissions.CHANGE)
    package = locked(Package, package_id)
    values, lines = package_values(terms)
    same_lines = signature(list(package.lines.order_by("position"))) == signature(lines)
    changed = update(package, values, version, actor, at, lines_differ=not same_lines)
    if not same_lines:
        package.lines.all().delete()
        write_lines(package, lines)
    return changed


def package_values(terms: PackageTerms) -> tuple[dict[str, Any], list[PackageLine]]:
    """Checked column values, and the lines without their package.

    :raises InvalidFields: values to be mended
    """
    checks = Checks()
    values = {
        "code": checks.code("code", terms.code, 32),
        "name": checks.name("name", terms.name),
        "price": checks.price("price", terms.price),
        "model_pattern": checks.name("model_pattern", terms.model_pattern, 200) if terms.model_pattern.strip() else "",
        "brand_id": checks.brand(terms.brand_id),
        "is_active": terms.is_active,
        "is_on_board": terms.is_on_board,
        "care_every_km": terms.care_every_km,
        "care_every_months": terms.care_every_months,
    }
    checks.require("care_every_km", 0 <= terms.care_every_km <= 2_000_000, OUT_OF_RANGE)
    checks.require("care_every_months", 0 <= terms.care_every_months <= 240, OUT_OF_RANGE)
    checks.require("lines", 0 < len(terms.lines) <= MOST_LINES, _("套餐至少要有一行、最多 60 行工时或配件。"))
    checks.conclude()
    return values, resolve_lines(terms.lines, terms.brand_id)


def resolve_lines(given: Sequence[PackageLineTerms], brand_id: int | None) -> list[PackageLine]:
    """Lines with the rows that their codes name: of the package's brand, else of every brand.

    :raises InvalidFields: codes that are not in the catalogue, or quantities out of range
    """
    known: dict[str, dict[str, int]] = {
        "operation": _ids(LabourOperation, "code", [each.code for each in given if each.kind == "operation"], brand_id),
        "article": _ids(PartArticle, "number", [each.code for each in given if each.kind == "article"], brand_id),
    }
    checks = Checks()
    lines = []
    missing = []
    for position, each in enumerate(given, 1):
        row_id = known.get(each.kind, {}).get(compact(each.code))
        quantity = checks.number("lines", each.quantity, Decimal("0.001"), Decimal("99999"), 3)
        if row_id is None:
            missing.append(compact(each.code) or str(position))
        words = checks.name("lines", each.position, 40) if each.position.strip() else ""
        which = {f"{each.kind}_id": row_id} if row_id else {}
        lines.append(PackageLine(position=position, quantity=quantity, position_words=words, **which))
    if missing:
        message = _("目录里没有：%(codes)s。请先添加，或改正编码。") % {"codes": "、".join(missing[:10])}
        raise InvalidFields({"lines": message})
    checks.conclude()
    return lines


def write_lines(package: Package, lines: list[PackageLine]) -> None:
    """Insert the lines of a package that has none."""
    for line in lines:
        line.package = package
    PackageLine.objects.bulk_create(lines)


def signature(lines: Sequence[PackageLine]) -> list[tuple[int | None, int | None, Decimal, str]]:
    """What two lists of lines are compared by."""
    return [(line.operation_id, line.article_id, line.quantity, line.position_words) for line in lines]


def _ids(model: Any, field: str, codes: Sequence[str], brand_id: int | None) -> dict[str, int]:
    rows = model.objects.filter(**{f"{field}__in": sorted({compact(code) for code in codes})}, is_active=True)
    mine = [row for row in rows.order_by(F("brand_id").asc(nulls_first=True)) if row.brand_id in (None, brand_id)]
    return {getattr(row, field): row.pk for row in mine}
