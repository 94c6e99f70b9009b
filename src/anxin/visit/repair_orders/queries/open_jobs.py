"""The jobs that the workshop may work on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared_values
from anxin.platform.queries import query, remembered
from anxin.platform.ui.formats import format_quantity
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.lifecycle import AUTHORISED, DISPATCHED, IN_PROGRESS, JOB_IN_PROGRESS, JOB_OPEN
from anxin.visit.repair_orders.models import Item, Job


@dataclass(frozen=True, slots=True)
class OpenJobRow:
    """A job that the workshop may work on: of a signed order, not finished. ``hours`` sums its labour items; ``lines``
    say what the customer agreed to, labour first."""

    job_id: int
    title: str
    complaint: str
    state: str
    number: str
    order_state: str
    store_id: int
    plate: str
    model_name: str
    advisor_name: str
    promised_at: datetime | None
    hours: Decimal
    skills: tuple[str, ...]
    is_high_voltage: bool
    lines: tuple[str, ...] = ()
    operation_ids: tuple[int, ...] = ()
    is_appointment: bool = False
    lane: str = ""
    lane_label: str = ""
    booking_plate: int | None = None
    advisor_id: int = 0
    vin: str = ""

    @property
    def queue_rank(self) -> int:
        """Whose turn it is, the lower the earlier (R-AP01, R-AP09)."""
        return rules.queue_rank(self.lane, is_appointment=self.is_appointment)


@query(permissions.SEE)
@remembered
def list_open_jobs(actor: Actor, store_id: int, job_ids: Sequence[int] | None = None) -> list[OpenJobRow]:
    """Jobs of signed orders that are not finished, by promise; with ids, those jobs whatever their state."""
    rows = Job.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if job_ids is None:
        rows = rows.filter(
            state__in=(JOB_OPEN, JOB_IN_PROGRESS), repair_order__state__in=(AUTHORISED, DISPATCHED, IN_PROGRESS)
        )
    else:
        rows = rows.filter(pk__in=list(job_ids))
    page = list(
        rows.select_related("repair_order__vehicle", "repair_order__advisor").order_by("repair_order__promised_at", "pk")[
            :500
        ]
    )
    labour: dict[int, list[Item]] = {}
    for item in Item.objects.visible_to(actor, permissions.SEE).filter(job__in=page, decision="APPROVED"):
        labour.setdefault(item.job_id, []).append(item)
    return [_open_job(job, labour.get(job.pk, [])) for job in page]


@query(permissions.SEE)
def list_job_hours(actor: Actor, store_id: int, job_ids: Sequence[int]) -> dict[int, Decimal]:
    """Job → the hours of labour that are agreed to in it; jobs without any, or out of scope, are left out."""
    return dict(_job_hours(sorted(actor.stores_for(permissions.SEE)), store_id, list(job_ids))) if job_ids else {}


@prepared_values
def _job_hours(stores: list[int], store_id: int, job_ids: list[int]) -> Any:
    rows = Item.objects.in_stores(stores).filter(store_id=store_id, job_id__any=job_ids, kind="labour", decision="APPROVED")
    return rows.order_by().values_list("job_id").annotate(hours=Sum("quantity"))


def _open_job(job: Job, items: Sequence[Item]) -> OpenJobRow:
    order = job.repair_order
    labour = [item for item in items if item.kind == "labour"]
    return OpenJobRow(
        job.pk,
        job.title,
        job.complaint,
        job.state,
        order.number,
        order.state,
        order.store_id,
        order.vehicle.plate or "",
        order.vehicle.model_name,
        order.advisor.name,
        order.promised_at,
        sum((item.quantity for item in labour), Decimal(0)),
        tuple(sorted({item.skill for item in labour if item.skill})),
        any(item.is_high_voltage for item in labour),
        tuple(_line(item) for item in sorted(items, key=lambda item: (item.kind != "labour", item.pk))),
        tuple(item.operation_id for item in labour if item.operation_id is not None),
        order.is_appointment,
        order.lane,
        order.lane_label,
        order.booking_plate,
        order.advisor_id,
        vin=order.vehicle.vin or "",
    )


def _line(item: Item) -> str:
    quantity = "" if item.kind == "labour" else f"{format_quantity(item.quantity)} {item.unit}"
    return " · ".join(filter(None, [item.description, quantity]))
