"""Writes of labour rates."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import InvalidFields
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.rows import Checks
from anxin.resources.catalog.models import LabourClass, LabourRate


@dataclass(frozen=True, slots=True)
class RateSet:
    """A rate as it stands after the write."""

    id: int
    labour_class: str
    rate: Money
    valid_from: date


@command(permissions.CHANGE_RATES)
def set_labour_rate(
    *,
    actor: Actor,
    labour_class: str,
    rate: Money,
    valid_from: date,
    brand_id: int | None = None,
    store_id: int | None = None,
    at: datetime,
) -> RateSet:
    """Set the price of a labour hour, tax included, from a day on: for a store, a brand, or the group (M06.06).

    A second rate for the same scope, kind and day replaces the first.

    :raises NotFound: unknown store
    :raises Denied: no permission in that store, or for the group's and brands' rates none in the group
    :raises InvalidFields: values to be mended
    """
    if store_id is not None:
        store_info(store_id)
        actor.require(permissions.CHANGE_RATES, store_id)
    else:
        actor.require_in_group(permissions.CHANGE_RATES)
    checks = Checks()
    checks.price("rate", rate)
    checks.brand(brand_id)
    checks.require("labour_class", labour_class in LabourClass.values)
    checks.require("brand_id", store_id is None or brand_id is None)
    if checks.errors:
        raise InvalidFields(checks.errors)
    scope: dict[str, Any] = {"store_id": store_id, "brand_id": brand_id}
    made = {"rate": rate, "changed_at": at, "changed_by_id": actor.id if actor.kind == "user" else None}
    row, _is_new = LabourRate.objects.update_or_create(
        **scope, labour_class=labour_class, valid_from=valid_from, defaults=made
    )
    audit.note(
        DocumentRef("catalog.labourrate", row.pk),
        store_id,
        labour_class=labour_class,
        fen=rate.fen,
        valid_from=valid_from.isoformat(),
        brand_id=brand_id,
    )
    return RateSet(row.pk, labour_class, rate, valid_from)
