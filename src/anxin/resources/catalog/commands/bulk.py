"""The bulk write: many rows of the catalogue in one transaction; a row that is as given is left alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import InvalidFields
from anxin.platform.turns import take_turn
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.articles import ArticleTerms, article_values
from anxin.resources.catalog.commands.maintenance import MaintenanceTerms, maintenance_values
from anxin.resources.catalog.commands.operations import OperationTerms, operation_values
from anxin.resources.catalog.commands.packages import PackageTerms, package_values, signature, write_lines
from anxin.resources.catalog.commands.rows import differences, fill
from anxin.resources.catalog.models import CatalogueRow, LabourOperation, MaintenanceItem, Package, PackageLine, PartArticle

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
# One import at a time: two of the same file would otherwise insert the same codes.

ImportedOperation = OperationTerms
ImportedArticle = ArticleTerms
ImportedPackage = PackageTerms
ImportedMaintenanceItem = MaintenanceTerms


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of one row; ``errors`` maps field to message when it was refused."""

    code: str
    outcome: str
    errors: dict[str, Any]


@command(permissions.CHANGE)
def import_catalog(
    *,
    actor: Actor,
    operations: Sequence[ImportedOperation] = (),
    articles: Sequence[ImportedArticle] = (),
    packages: Sequence[ImportedPackage] = (),
    maintenance: Sequence[ImportedMaintenanceItem] = (),
    at: datetime,
) -> list[ImportOutcome]:
    """Write up to some thousand rows of the catalogue at once, by code and brand (M06.06).

    The outcomes come in the order given: operations, articles, packages, maintenance. A refused row keeps no other out.

    :raises Denied: the actor does not hold the permission for the group
    """
    actor.require_in_group(permissions.CHANGE)
    take_turn("catalog:import")
    stamp = partial(fill, actor=actor, at=at)
    outcomes = [
        *_write(LabourOperation, "code", [_checked(row.code, partial(operation_values, row)) for row in operations], stamp),
        *_write(PartArticle, "number", [_checked(row.number, partial(article_values, row)) for row in articles], stamp),
        *[_write_package(each, actor, at) for each in packages],
        *_write(
            MaintenanceItem, "code", [_checked(row.code, partial(maintenance_values, row)) for row in maintenance], stamp
        ),
    ]
    counts = {kind: sum(each.outcome == kind for each in outcomes) for kind in (CREATED, UPDATED, UNCHANGED, REFUSED)}
    audit.note(None, None, **counts)
    return outcomes


def _write(
    model: Any, field: str, checked: Sequence[dict[str, Any] | ImportOutcome], stamp: Callable[..., None]
) -> list[ImportOutcome]:
    codes = {values[field] for values in checked if isinstance(values, dict)}
    known = {(getattr(row, field), row.brand_id): row for row in model.objects.filter(**{f"{field}__in": codes})}
    new: dict[tuple[str, int | None], CatalogueRow] = {}
    changed: dict[int, CatalogueRow] = {}
    outcomes = []
    for values in checked:
        if isinstance(values, ImportOutcome):
            outcomes.append(values)
            continue
        key = (values[field], values["brand_id"])
        row = known.get(key) or new.get(key)
        if row is None:
            row = new[key] = model()
            stamp(row, values)
            outcome = CREATED
        elif not differences(row, values):
            outcome = UNCHANGED
        else:
            stamp(row, values)
            if row.pk is not None:
                row.version += 1
                changed[row.pk] = row
            outcome = UPDATED
        outcomes.append(ImportOutcome(values[field], outcome, {}))
    model.objects.bulk_create(list(new.values()))
    names = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    # An upsert on the primary key: bulk_update would send a CASE per row and column.
    model.objects.bulk_create(list(changed.values()), update_conflicts=True, unique_fields=["id"], update_fields=names)
    return outcomes


def _checked(code: str, values: Callable[[], dict[str, Any]]) -> dict[str, Any] | ImportOutcome:
    try:
        return values()
    except InvalidFields as refusal:
        return ImportOutcome(code, REFUSED, refusal.errors)


def _write_package(given: PackageTerms, actor: Actor, at: datetime) -> ImportOutcome:
    try:
        values, lines = package_values(given)
    except InvalidFields as refusal:
        return ImportOutcome(given.code, REFUSED, refusal.errors)
    package = Package.objects.filter(code=values["code"], brand_id=values["brand_id"]).first()
    if package is None:
        package, outcome = Package(), CREATED
    else:
        present: list[PackageLine] = list(package.lines.order_by("position"))
        if not differences(package, values) and signature(present) == signature(lines):
            return ImportOutcome(values["code"], UNCHANGED, {})
        package.version += 1
        package.lines.all().delete()
        outcome = UPDATED
    fill(package, values, actor, at)
    package.save()
    write_lines(package, lines)
    return ImportOutcome(values["code"], outcome, {})
