"""The labour record (FORM-35): who worked on what from when to when, and what of it was sold."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.visit.repair_orders.queries import list_sold_jobs
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import IndirectTime, JobClock
from anxin.visit.workshop.queries.labour import sold_by
from anxin.visit.workshop.queries.periods import PeriodFilter

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RecordFilter(PeriodFilter):
    """Which lines; of one technician when one is named."""

    technician_id: int | None = filter_field(_("技师"), hidden=True)


@dataclass(frozen=True, slots=True)
class LabourRecord:
    """One line of the labour record (FORM-35): who worked on what from when to when, with the person's sold hours of it.

    Without an order it is time on no car. ``sold`` stands once for each job, on the person's last line of it.
    """

    technician_id: int
    technician_name: str
    worked_on: date
    number: str
    plate: str
    title: str
    started_at: datetime
    ended_at: datetime | None
    minutes: int
    share_percent: int | None
    sold: Decimal | None
    vin: str = ""


@query(permissions.FIGURES)
def list_labour_records(
    actor: Actor, store_id: int, first: date, last: date, at: datetime, technician_id: int | None = None
) -> list[LabourRecord]:
    """The labour record (FORM-35) of a store, or of one technician, by technician and time.

    :raises Denied: not in this store
    """
    actor.require(permissions.FIGURES, store_id)
    sold = sold_by(actor, list_sold_jobs(actor, store_id, first, last))
    clocks = JobClock.objects.visible_to(actor, permissions.FIGURES).filter(
        store_id=store_id, worked_on__range=(first, last)
    )
    others = IndirectTime.objects.visible_to(actor, permissions.FIGURES).filter(
        store_id=store_id, worked_on__range=(first, last)
    )
    if technician_id is not None:
        clocks, others = clocks.filter(technician_id=technician_id), others.filter(technician_id=technician_id)
    found = []
    seen: set[tuple[int, int]] = set()
    for row in clocks.select_related("technician", "job", "repair_order__vehicle").order_by("-started_at"):
        key = (row.job_id, row.technician_id)
        share, hours = sold.get(key, (None, None)) if key not in seen else (None, None)
        seen.add(key)
        order = row.repair_order
        found.append(
            _record(row, at, (order.number, order.vehicle.plate or "", row.job.title, order.vehicle.vin or ""), share, hours)
        )
    for other in others.select_related("technician"):
        found.append(_record(other, at, ("", "", other.note or str(other.get_activity_display()), "")))
    return sorted(found, key=lambda one: (one.technician_name, one.started_at))


def _record(
    row: JobClock | IndirectTime,
    at: datetime,
    about: tuple[str, str, str, str],
    share: int | None = None,
    hours: Decimal | None = None,
) -> LabourRecord:
    number, plate, title, vin = about
    length = max(row.ended_at or at, row.started_at) - row.started_at
    return LabourRecord(
        row.technician_id,
        row.technician.name,
        row.worked_on,
        number,
        plate,
        title,
        row.started_at,
        row.ended_at,
        length // MINUTE,
        share,
        hours,
        vin=vin,
    )
