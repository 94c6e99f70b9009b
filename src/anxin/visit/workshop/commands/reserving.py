"""Taking a bay or a technician for a job, and saying by whom it is taken."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict
from anxin.platform.references import DocumentRef
from anxin.platform.ui.formats import plate_or_vin
from anxin.resources.capacity import commands as capacity
from anxin.visit.workshop.models import Assignment

JOB_KIND = "repair_orders.job"


class CapacityTaken(Conflict):
    """A bay or a technician is taken; ``resource``, ``free_from`` and ``held_by`` (an order's number) say by what."""

    code = "capacity_taken"
    default_rule = "M07.01"


def reserve(
    actor: Actor,
    store_id: int,
    resource: tuple[str, int, object],
    span: tuple[datetime, datetime],
    job_id: int,
    at: datetime,
) -> None:
    kind, number, name = resource
    try:
        capacity.reserve(
            actor=actor,
            store_id=store_id,
            resource_kind=kind,
            resource_id=number,
            starts_at=span[0],
            ends_at=span[1],
            document=DocumentRef(JOB_KIND, job_id),
            at=at,
        )
    except capacity.ResourceTaken as taken:
        free_from: datetime = taken.details["free_from"]
        held_by = _holder(store_id, kind, number, span, job_id)
        words = {
            "name": str(name),
            "until": f"{store_info(store_id).clock.local(free_from):%m-%d %H:%M}",
            "holder": held_by or _("预约"),
        }
        raise CapacityTaken(
            _("%(name)s这段时间已被 %(holder)s 占用，%(until)s 起才有空，请换时间、工位或技师。") % words,
            field="bay_id" if kind == "bay" else "technicians",
            resource=f"{kind}:{number}",
            free_from=free_from.isoformat(),
            held_by=held_by,
        ) from None


def _holder(store_id: int, kind: str, number: int, span: tuple[datetime, datetime], job_id: int) -> str:
    rows = Assignment.objects.across_stores(reason="the store was checked by the caller").filter(
        store_id=store_id,
        released_at=None,
        planned_from__lt=span[1],
        planned_to__gt=span[0],
        **{f"{kind}_id": number},
    )
    found = rows.exclude(job_id=job_id).select_related("repair_order__vehicle").order_by("planned_from").first()
    if found is None:
        return ""
    vehicle = found.repair_order.vehicle
    return f"{plate_or_vin(vehicle.plate, vehicle.vin)} {found.repair_order.number}".strip()
