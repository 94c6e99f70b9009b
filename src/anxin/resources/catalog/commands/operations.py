"""Writes of labour operations."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.rows import Changed, Checks, insert, locked, update
from anxin.resources.catalog.models import LabourClass, LabourOperation

SKILLS = ("mechanical", "electrical", "body", "paint", "high_voltage", "diagnosis")


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationTerms:
    """What a labour operation says; ``hours`` are flat-rate hours, two decimals.

    ``needs_position``: an order says where, left or right, front or rear (R-RO06). ``is_care``: the customer is asked
    about it by itself (R-RO15).
    """

    code: str
    name: str
    hours: Decimal
    labour_class: str = LabourClass.GENERAL.value
    skill: str = "mechanical"
    is_high_voltage: bool = False
    brand_id: int | None = None
    is_active: bool = True
    is_on_board: bool = False
    needs_position: bool = False
    is_care: bool = False


@command(permissions.CHANGE)
def add_operation(*, actor: Actor, terms: OperationTerms, at: datetime) -> Changed:
    """Add a labour operation to the catalogue (M06.06).

    :raises Denied: the actor does not hold the permission for the group
    :raises InvalidFields: values to be mended
    :raises CodeTaken: the brand has an operation with this code
    """
    actor.require_in_group(permissions.CHANGE)
    values = operation_values(terms)
    return insert(LabourOperation(), values, values["code"], actor, at)


@command(permissions.CHANGE)
def change_operation(
    *, actor: Actor, operation_id: int, terms: OperationTerms, version: int | None = None, at: datetime
) -> Changed:
    """Change a labour operation; ``is_active`` false takes it out of use (M06.06).

    :raises NotFound: unknown id
    :raises VersionConflict: somebody else changed it since ``version``
    :raises InvalidFields: values to be mended
    :raises CodeTaken: the brand has another operation with this code
    """
    actor.require_in_group(permissions.CHANGE)
    row = locked(LabourOperation, operation_id)
    values = operation_values(terms)
    return update(row, values, version, actor, at)


def operation_values(terms: OperationTerms) -> dict[str, Any]:
    """Checked column values.

    :raises InvalidFields: values to be mended
    """
    checks = Checks()
    values = {
        "code": checks.code("code", terms.code, 32),
        "name": checks.name("name", terms.name),
        "hours": checks.number("hours", terms.hours, Decimal(0), Decimal("9999.99"), 2),
        "labour_class": terms.labour_class,
        "skill": terms.skill,
        "is_high_voltage": terms.is_high_voltage,
        "brand_id": checks.brand(terms.brand_id),
        "is_active": terms.is_active,
        "is_on_board": terms.is_on_board,
        "needs_position": terms.needs_position,
        "is_care": terms.is_care,
    }
    checks.require("labour_class", terms.labour_class in LabourClass.values)
    checks.require("skill", terms.skill in SKILLS)
    checks.conclude()
    return values
