"""What the job card says: of every job of an order who has it, where, when it was planned and when it was done."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max, Min

from anxin.parties.people.queries import list_certificates
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.models import Assignment, JobClock


@dataclass(frozen=True, slots=True)
class CardPerson:
    """A technician of a job; ``certificate`` is that for high voltage where the job asks for it."""

    name: str
    bay: str
    share_percent: int
    planned_from: datetime | None
    planned_to: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class CardJob:
    """A job with the customer's words, what was agreed, and who does it."""

    job_id: int
    title: str
    complaint: str
    hours: Decimal
    is_high_voltage: bool
    lines: tuple[str, ...]
    people: tuple[CardPerson, ...]


@query(permissions.SEE)
def list_card_jobs(actor: Actor, repair_order_id: int) -> list[CardJob]:
    """The dispatched jobs of an order as its job card prints them (FORM-34). Four statements."""
    rows = list(
        Assignment.objects.visible_to(actor, permissions.SEE)
        .filter(repair_order_id=repair_order_id, released_at=None)
        .select_related("technician", "bay")
        .order_by("job__position", "pk")
    )
    if not rows:
        return []
    clocks = JobClock.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    spans = {
        (job, technician): (since, until)
        for job, technician, since, until in clocks.values_list("job_id", "technician_id")
        .annotate(since=Min("started_at"), until=Max("ended_at"))
        .order_by()
    }
    jobs = {job.job_id: job for job in list_open_jobs(actor, rows[0].store_id, sorted({row.job_id for row in rows}))}
    certified = [row.technician_id for row in rows if jobs[row.job_id].is_high_voltage]
    certificates = list_certificates(actor, certified, rules.HIGH_VOLTAGE) if certified else {}
    teams: dict[int, list[CardPerson]] = {}
    for row in rows:
        since, until = spans.get((row.job_id, row.technician_id), (None, None))
        certificate = certificates.get(row.technician_id, "") if jobs[row.job_id].is_high_voltage else ""
        bay = row.bay.code if row.bay else ""
        teams.setdefault(row.job_id, []).append(
            CardPerson(
                row.technician.name, bay, row.share_percent, row.planned_from, row.planned_to, since, until, certificate
            )
        )
    return [
        CardJob(job_id, one.title, one.complaint, one.hours, one.is_high_voltage, one.lines, tuple(teams[job_id]))
        for job_id in teams
        if (one := jobs[job_id])
    ]
