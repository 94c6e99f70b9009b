"""Inspections: what is to be looked at on an order, what was found, and which cars wait for a look at the wash."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.files.queries import FileRow
from anxin.platform.parameters import value
from anxin.platform.queries import query, remembered
from anxin.visit.repair_orders.queries import (
    InShopRow,
    JobView,
    OpenJobRow,
    OrderHead,
    get_repair_order,
    list_choices,
    list_in_shop,
)
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.checklists import checklist_of, label_of
from anxin.visit.workshop.models import Inspection
from anxin.visit.workshop.parameters import TYRE_WORDS
from anxin.visit.workshop.queries.sent_back import photos_of_lines


@dataclass(frozen=True, slots=True)
class CheckRow:
    """An item of a checklist with its words; ``job_id`` where it says whether a job is repaired."""

    code: str
    label: str
    passed: bool
    note: str
    job_id: int | None = None
    photos: tuple[FileRow, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """An inspection with its items."""

    id: int
    level: str
    level_label: str
    job_id: int | None
    inspector_id: int
    inspector_name: str
    passed: bool
    note: str
    odometer_km: int | None
    is_certified: bool | None
    at: datetime
    items: tuple[CheckRow, ...]
    job_title: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A line to be answered: its code and its words."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class WashRow:
    """A car whose wash was agreed and not yet found clean; ``is_sent_back`` when it was looked at and was not."""

    car: InShopRow
    is_sent_back: bool


@query(permissions.SEE)
@remembered
def list_inspections(actor: Actor, repair_order_id: int) -> list[InspectionRow]:
    """Inspections of an order with their items, the newest first. Two statements; one more when something failed."""
    rows = Inspection.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    found = list(rows.select_related("inspector", "job").prefetch_related("items__job").order_by("-pk"))
    photos = photos_of_lines(actor, [one for row in found for one in row.items.all()])
    return [
        InspectionRow(
            row.pk,
            row.level,
            str(row.get_level_display()),
            row.job_id,
            row.inspector_id,
            row.inspector.name,
            row.passed,
            row.note,
            row.odometer_km,
            row.is_certified,
            row.at,
            tuple(
                CheckRow(one.code, _label(one), one.passed, one.note, one.job_id, photos.get(one.pk, ()))
                for one in sorted(row.items.all(), key=lambda item: item.pk)
            ),
            row.job.title if row.job else "",
        )
        for row in found
    ]


@query(permissions.SEE)
def get_checklist(actor: Actor, number: str, level: str, job_id: int | None = None) -> list[CheckLine]:
    """What is to be answered at an inspection of an order: of its work; for a self-inspection of one job's.

    :raises NotFound: unknown order, job or level, or out of scope
    """
    view = get_repair_order(actor, number)
    jobs = [job for job in view.jobs if job_id in (None, job.id)]
    if level not in rules.CHECKS or not jobs:
        raise NotFound
    return checklist(level, jobs, view.head, store_info(view.head.store_id).clock.day(clock.now()))


def checklist(level: str, jobs: Iterable[JobView], head: OrderHead, on: date) -> list[CheckLine]:
    """The lines of a level for these jobs of an order."""
    lines = [item for job in jobs if job.state != "DROPPED" for item in job.items]
    trades = rules.trades_of_lines(lines, value(TYRE_WORDS, head.store_id, on))
    return [CheckLine(code, label) for code, label in checklist_of(level, trades, head.store_id, on, head.kind)]


def checklist_of_job(job: OpenJobRow, on: date) -> list[CheckLine]:
    """The lines of the technician's own inspection of a job."""
    words = value(TYRE_WORDS, job.store_id, on)
    trades = rules.trades_of(job.skills, job.lines, words, is_high_voltage=job.is_high_voltage)
    return [CheckLine(code, label) for code, label in checklist_of("self", trades, job.store_id, on)]


@query(permissions.SEE)
def list_cars_to_wash(actor: Actor, store_id: int) -> list[WashRow]:
    """Inspected cars whose wash was agreed and has not been found clean since (R-QC09), by promise."""
    cars = list_in_shop(actor, store_id, states=("INSPECTED", "SETTLED"))
    choices = list_choices(actor, {car.number for car in cars})
    wanted = [car for car in cars if car.number in choices and choices[car.number].wants_wash]
    last = _last_looks(actor, [car.id for car in wanted])
    return [WashRow(car, car.id in last) for car in wanted if not last.get(car.id, False)]


def _last_looks(actor: Actor, order_ids: Collection[int]) -> dict[int, bool]:
    """Order → whether its wash was in order when it was looked at last."""
    rows = Inspection.objects.visible_to(actor, permissions.SEE).filter(
        repair_order_id__in=order_ids, items__code="washed", level__in=("wash", "final")
    )
    found = rows.order_by("pk").values_list("repair_order_id", "items__code", "items__passed")
    return {order_id: passed for order_id, code, passed in found if code == "washed"}


def _label(item: object) -> str:
    job = getattr(item, "job", None)
    if job is not None:
        return _("项目修复完毕：%(title)s") % {"title": job.title}
    return label_of(str(getattr(item, "code", "")), str(getattr(item, "label", "")))
