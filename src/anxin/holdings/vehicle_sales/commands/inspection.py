"""The inspection of a new car before its hand-over: how it ended, or that the car goes without it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import permissions
from anxin.holdings.vehicle_sales.commands.cars import KIND, LONGEST_REASON, KeptSoldCar, locked_car
from anxin.holdings.vehicle_sales.models import SoldCar
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text


class NotInspected(Conflict):
    """A new car has not passed its inspection, and nobody let it go without."""

    code = "not_inspected"
    default_rule = "M07.13"
    default_message = _("这辆新车的售前检查还没有合格，请先检查；急着交的请管理人员在本页写明原因放行。")


@dataclass(frozen=True, slots=True)
class Inspected:
    """How the newest inspection of a car stands: the number of its order, and whether it has passed."""

    number: str
    has_passed: bool


@command(permissions.WAIVE_INSPECTION, rule="M07.13")
def note_new_car_inspection(*, actor: Actor, store_id: int, vehicle_id: int, found: Inspected, at: datetime) -> bool:
    """Keep how the inspection of a sold car stands; returns whether there is such a car that waits for its hand-over."""
    actor.require(permissions.WAIVE_INSPECTION, store_id)
    rows = SoldCar.objects.visible_to(actor, permissions.WAIVE_INSPECTION).locked()
    row = rows.filter(store_id=store_id, vehicle_id=vehicle_id, handed_over_at=None, cancelled_at=None).first()
    if row is None:
        return False
    row.inspection_number, row.has_passed_inspection = found.number, found.has_passed
    row.save(update_fields=["inspection_number", "has_passed_inspection", "version"])
    audit.note(DocumentRef(KIND, row.pk), store_id, inspection=found.number, passed=found.has_passed)
    return True


@command(permissions.WAIVE_INSPECTION, rule="M07.13")
def waive_new_car_inspection(
    *, actor: Actor, sold_car_id: int, reason: str, at: datetime, version: int | None = None
) -> KeptSoldCar:
    """Let a new car go to its customer without a passed inspection, and say why.

    :raises NotFound: unknown or out of scope
    :raises Conflict: it has passed, or is handed over or called off already
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    row = locked_car(actor, permissions.WAIVE_INSPECTION, sold_car_id)
    require_version(row, version)
    if row.has_passed_inspection:
        raise Conflict(_("售前检查已经合格，不用放行，直接交付即可。"), rule="M07.13")
    said = clean_text(reason)
    if not 0 < len(said) <= LONGEST_REASON:
        raise Invalid(_("请写明为什么不等售前检查，最多 200 个字。"), field="reason", rule="M07.13")
    row.waived_at, row.waived_by, row.waive_reason = at, actor.key, said
    row.save(update_fields=["waived_at", "waived_by", "waive_reason", "version"])
    audit.note(DocumentRef(KIND, row.pk), row.store_id, waived=True)
    return KeptSoldCar(row.pk, row.version, row.planned_on)
