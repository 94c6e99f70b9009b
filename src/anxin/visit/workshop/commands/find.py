"""What the technician says from the bay: something was found (R-WS05, R-WS06), or a part is needed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import complete_task, create_task
from anxin.parties.work.parameters import PLAIN
from anxin.parties.work.queries import find_open_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.files.commands import attach_files
from anxin.platform.files.queries import list_files
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import at_most, worded
from anxin.resources.catalog.queries import price_package
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import Facts, NewItem, NewJob, WorkedOn
from anxin.visit.repair_orders.permissions import PROPOSE, WORK
from anxin.visit.workshop import permissions
from anxin.visit.workshop.access import own_employee
from anxin.visit.workshop.events import FindingReported
from anxin.visit.workshop.models import Finding
from anxin.visit.workshop.parameters import FINDING_TASK, PART_TASK, TELL_ADVISOR

ORDER_KIND, FINDING_KIND = "repair_orders.repairorder", "workshop.finding"
AT_WORK = ("AUTHORISED", "DISPATCHED", "IN_PROGRESS", "WORK_FINISHED", "INSPECTED")


class AlreadyPriced(Conflict):
    """The finding has its price, or somebody closed its task."""

    code = "already_priced"
    default_rule = "R-WS05"
    default_message = _("这个发现已经报过价，或任务已了结；要再加项目，请在工单上添加。")


class OrderNotInWorkshop(Conflict):
    """The order is not signed yet, or already settled."""

    code = "order_not_in_workshop"
    default_rule = "M06.12"
    default_message = _("工单不在车间：还没有签字的，请先让客户签字；已经结算的，请另开工单。")


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What was found; with ``items`` it is proposed to the customer through the advisor, and then needs its ``harm``."""

    words: str
    urgency: str = "soon"
    items: Sequence[NewItem] = ()
    photo_keys: Sequence[str] = ()
    harm: str = ""
    extra_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class FactsWish:
    """What the advisor says instead of the technician; None leaves the technician's word."""

    cause: str | None = None
    harm: str | None = None
    urgency: str | None = None
    extra_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class OwnJob:
    """A fault that is none of the job at which it was found: a job of its own, with its own payer."""

    title: str
    payer: str = "customer"


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """The finding, the items proposed for it and the advisor's task."""

    id: int
    number: str
    item_ids: tuple[int, ...]
    task_id: int


@dataclass(frozen=True, slots=True)
class AskedPart:
    """The parts counter's task."""

    number: str
    job_id: int
    task_id: int


@dataclass(frozen=True, slots=True)
class PricedFinding:
    """The finding's order after the items were proposed."""

    id: int
    number: str
    version: int
    item_ids: tuple[int, ...]


@command(permissions.REPORT, rule="R-WS05")
def report_finding(*, actor: Actor, number: str, job_id: int, finding: NewFinding, at: datetime) -> ReportedFinding:
    """Report something that the order does not cover; the advisor gets it as a task with a limit, and tells the customer.

    :raises OrderNotInWorkshop: not signed, or settled
    :raises Invalid: no words, too many, or an unknown urgency
    :raises FactsMissing: ``items``, but not all four facts (R-WS05)
    :raises NotFound: unknown order, job or photo
    """
    held, own_id = _at_work(actor, number, job_id)
    words, harm = _said(finding)
    items: tuple[int, ...] = ()
    if finding.items:
        facts = Facts(words, harm, finding.urgency, finding.extra_minutes, finding.photo_keys)
        proposed = hub.propose_repair(
            actor=actor, number=number, job_id=job_id, facts=facts, items=finding.items, proposed_by=own_id, at=at
        )
        items = proposed.item_ids
    row = Finding.objects.create(
        store_id=held.store_id,
        repair_order_id=held.id,
        job_id=job_id,
        found_by_id=own_id,
        words=words,
        harm=harm,
        urgency=finding.urgency,
        item_ids=list(items),
        at=at,
    )
    if finding.photo_keys:
        own = DocumentRef(FINDING_KIND, row.pk)
        photo, keys = permissions.FINDING_PHOTO, finding.photo_keys
        attach_files(actor=actor, store_id=held.store_id, purpose=photo, keys=keys, subject=own, at=at)
    title = _now("车间发现：%(words)s") % {"words": words}
    # Items have their price: the advisor only has to ask the customer, at the order.
    kind, subject = (PLAIN, DocumentRef(ORDER_KIND, held.id)) if items else (FINDING_TASK, DocumentRef(FINDING_KIND, row.pk))
    task_id = _tell(actor, held, title, at, subject=subject, kind=kind, owner_id=held.advisor_id)
    fact = FindingReported(
        repairorder_id=held.id, store_id=held.store_id, job_id=job_id, finding_id=row.pk, item_ids=list(items)
    )
    events.publish(fact, at=at)
    return ReportedFinding(row.pk, number, items, task_id)


@command(permissions.REPORT, rule="M14.02")
def ask_part(*, actor: Actor, number: str, job_id: int, words: str, at: datetime) -> AskedPart:
    """Ask the parts counter for a part of a job.

    :raises OrderNotInWorkshop: not signed, or settled
    :raises Invalid: no words, or too many
    """
    held, _own_id = _at_work(actor, number, job_id)
    title = _now("领料：%(words)s") % {"words": worded(words, 100, "words")}
    subject = DocumentRef(ORDER_KIND, held.id)
    return AskedPart(number, job_id, _tell(actor, held, title, at, subject=subject, kind=PART_TASK, post="parts_clerk"))


@command(PROPOSE, rule="R-WS05")
def price_finding(
    *,
    actor: Actor,
    finding_id: int,
    at: datetime,
    items: Sequence[NewItem] = (),
    packages: Sequence[str] = (),
    facts: FactsWish | None = None,
    own_job: OwnJob | None = None,
) -> PricedFinding:
    """Put a price on what a technician found: it waits for the customer, and the advisor's task is done (R-WS05).

    ``items`` join the job at which it was found, or are ``own_job``; each of ``packages``, by its code, is a job of its
    own. What ``facts`` leave out stands as the technician said it.

    :raises NotFound: unknown, or in a store where the actor may not propose items
    :raises AlreadyPriced: somebody was first, or the report came with its items
    :raises OrderLocked: the order is settled or cancelled
    :raises Invalid: nothing to offer, an unknown package, or an item to be mended
    :raises FactsMissing: cause, harm, time or urgency is not said (R-WS05)
    """
    found: Finding = Finding.objects.visible_to(actor, PROPOSE).select_related("repair_order").one(pk=finding_id)
    day = store_info(found.store_id).clock.day(at)
    payer = own_job.payer if own_job else "customer"
    named = [(price_package(actor, found.store_id, code, day).name, code) for code in packages]
    jobs = [NewJob(name, package_code=code, payer=payer) for name, code in named]
    if own_job is not None and items:
        jobs.append(NewJob(own_job.title, items=[replace(item, payer=payer) for item in items], payer=payer))
    made = hub.propose_repair(
        actor=actor,
        number=found.repair_order.number,
        job_id=found.job_id,
        facts=_facts(actor, found, facts or FactsWish()),
        items=() if own_job else items,
        jobs=jobs,
        proposed_by=found.found_by_id,
        at=at,
    )
    # Only now, since the order is locked: of two who price at once the second finds no open task, and its items go.
    task = find_open_task(actor, FINDING_TASK, DocumentRef(FINDING_KIND, found.pk))
    if task is None:
        raise AlreadyPriced
    complete_task(actor=actor, task_id=task.id, result=_now("已报价，等客户确认"), at=at)
    return PricedFinding(found.pk, found.repair_order.number, made.version, made.item_ids)


def _facts(actor: Actor, found: Finding, wished: FactsWish) -> Facts:
    own = DocumentRef(FINDING_KIND, found.pk)
    photos = list_files(actor, own, permissions.FINDING_PHOTO)
    return Facts(
        found.words if wished.cause is None else wished.cause,
        found.harm if wished.harm is None else wished.harm,
        wished.urgency or found.urgency,
        wished.extra_minutes,
        [photo.key for photo in photos],
        found.at,
        own,
    )


def _at_work(actor: Actor, number: str, job_id: int) -> tuple[WorkedOn, int]:
    hub.require_order(actor, permissions.REPORT, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    if held.state not in AT_WORK:
        raise OrderNotInWorkshop(state=held.state)
    return held, own_employee(actor, held.store_id).id


def _said(finding: NewFinding) -> tuple[str, str]:
    words, harm = worded(finding.words, 500, "words"), at_most(finding.harm, 200, "harm")
    if finding.urgency not in Finding.Urgency.values:
        raise Invalid(_("请选择紧急程度。"), field="urgency")
    return words, harm


def _tell(actor: Actor, held: WorkedOn, title: str, at: datetime, *, subject: DocumentRef, **to: object) -> int:
    limit = value(TELL_ADVISOR, held.store_id, store_info(held.store_id).clock.day(at))
    task = create_task(
        actor=actor,
        store_id=held.store_id,
        subject=subject,
        title=title if len(title) <= 120 else title[:119] + "…",
        due_at=limit.due(calendar_of(held.store_id), at),
        at=at,
        **to,  # type: ignore[arg-type]
    )
    return task.id
