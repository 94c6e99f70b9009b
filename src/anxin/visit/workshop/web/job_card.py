"""The printed job card (派工单, FORM-34): technician, bay, planned and actual times of every job of an order."""

from datetime import datetime
from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.ui.formats import format_quantity, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import OrderHead, get_order_head
from anxin.visit.workshop import permissions, queries
from anxin.visit.workshop.queries import CardJob, CardPerson


class PrintedPerson(TypedDict):
    """Somebody who has the job, with times as planned and as they were."""

    name: str
    bay: str
    hours: str
    planned: str
    actual: str


class PrintedJob(TypedDict):
    """A job as the card shows it."""

    title: str
    note: str
    complaint: str
    people: list[PrintedPerson]
    lines: list[str]


class JobCardDocument(TypedDict):
    """workshop/job_card."""

    document: DocumentHead
    store: StoreHead
    plate: str
    model: str
    vin: str
    odometer_km: int | None
    advisor: str
    promised: str
    jobs: list[PrintedJob]
    signatures: list[Signature]


@page(permissions.SEE)
def print_job_card(request: PageRequest, number: str) -> HttpResponse:
    """The job card of an order as PDF; ``?job=`` prints one job alone."""
    head = get_order_head(request.actor, number)
    wanted = request.GET.get("job", "")
    jobs = [one for one in queries.list_card_jobs(request.actor, head.id) if wanted in ("", str(one.job_id))]
    return pdf_file("workshop/job_card", card_of(head, jobs, store_info(head.store_id)), number)


def card_of(head: OrderHead, jobs: list[CardJob], store: StoreInfo) -> JobCardDocument:
    """What the paper shows; times in the store's zone."""
    return {
        "document": {"title": _("派工单"), "number": head.number, "issued_at": store.clock.local(clock.now()).isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "plate": plate_or_vin(head.plate, head.vin),
        "model": head.model_name,
        "vin": head.vin,
        "odometer_km": head.odometer_km,
        "advisor": head.advisor_name,
        "promised": _moment(head.promised_at, store),
        "jobs": [_job(job, store) for job in jobs],
        "signatures": [{"label": _("车间调度")}, {"label": _("技师")}],
    }


def _job(job: CardJob, store: StoreInfo) -> PrintedJob:
    return {
        "title": job.title,
        "note": _("高压作业，须持证") if job.is_high_voltage else "",
        "complaint": job.complaint,
        "people": [_person(one, job, store) for one in job.people],
        "lines": list(job.lines),
    }


def _person(one: CardPerson, job: CardJob, store: StoreInfo) -> PrintedPerson:
    named = f"{one.name} {one.certificate}".strip()
    return {
        "name": named,
        "bay": one.bay,
        "hours": format_quantity(job.hours * one.share_percent / 100),
        "planned": _span(one.planned_from, one.planned_to, store),
        "actual": _span(one.started_at, one.ended_at, store),
    }


def _span(since: datetime | None, until: datetime | None, store: StoreInfo) -> str:
    if since is None:
        return ""
    end = f"{store.clock.local(until):%H:%M}" if until else ""
    return f"{store.clock.local(since):%m-%d %H:%M}–{end}"


def _moment(at: datetime | None, store: StoreInfo) -> str:
    return f"{store.clock.local(at):%Y-%m-%d %H:%M}" if at else "—"
