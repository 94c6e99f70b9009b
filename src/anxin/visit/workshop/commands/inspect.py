"""The general and the final inspection of an order, and the look at the washed car (R-QC01, R-QC02, R-QC04, R-QC09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague, list_employees
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IllegalTransition, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.repair_orders.permissions import SEND_BACK, WORK
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.access import own_employee
from anxin.visit.workshop.commands.checking import (
    attach_line_photos,
    items_of_jobs,
    items_of_list,
    keep_inspection,
    list_for,
    require_complete,
    require_failed,
)
from anxin.visit.workshop.commands.reserving import JOB_KIND
from anxin.visit.workshop.events import OrderInspected
from anxin.visit.workshop.models import Assignment, Inspection, InspectionItem, JobClock
from anxin.visit.workshop.parameters import CERTIFICATE, INSPECT_OWN_WORK, TEST_DRIVE, TRAINED_POSTS
from anxin.visit.workshop.rules import Check

INSPECTION = "inspection"
"""The skill whose certificate an inspector holds (R-QC08)."""


class OwnWork(Conflict):
    """Whoever worked on the order cannot inspect it."""

    code = "own_work"
    default_rule = "R-QC01"
    default_message = _("您做过这台车的项目，总检和终检要由别人做。只有一个人当班的店，可在参数里放开。")


class NotCertified(Conflict):
    """The inspector has no valid certificate, and the store asks for one."""

    code = "not_certified"
    default_rule = "R-QC08"
    default_message = _("您没有有效的质检证，不能签检验；培训过的请店长或人事在“质量 → 质检人员”登记培训，一步就好。")


class NotToBeWashed(Conflict):
    """No wash was agreed with the customer, so there is none to look at."""

    code = "not_to_be_washed"
    default_rule = "R-QC09"
    default_message = _("客户没有要洗车，不用查；要洗的请服务顾问先与客户约定。")


class MileageWrong(Conflict):
    """The mileage before delivery does not fit the one at reception."""

    code = "mileage_wrong"
    default_rule = "R-QC04"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of the general or final inspection; ``rework_job_ids`` name the jobs that go back.

    ``checks`` answer the checklist; that a job is repaired follows from its not going back. ``job_notes`` say what is wrong
    with a job, by its id; ``job_photos`` are keys of uploads that show it. ``odometer_km`` is what the final inspection
    reads; None says that it is as it was at reception.
    """

    level: str
    checks: Sequence[Check]
    note: str = ""
    rework_job_ids: Sequence[int] = ()
    job_notes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    odometer_km: int | None = None
    job_photos: Mapping[int, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def photos(self) -> dict[tuple[int | None, str], Sequence[str]]:
        """Keys of the uploads by job and code of the line that they show."""
        of_jobs: dict[tuple[int | None, str], Sequence[str]] = {
            (job_id, rules.REPAIRED): keys for job_id, keys in self.job_photos.items()
        }
        return {**of_jobs, **{(None, check.code): check.photo_keys for check in self.checks}}

    @property
    def passed(self) -> bool:
        """Everything is in order and nothing goes back."""
        return not self.rework_job_ids and all(check.passed for check in self.checks)

    @property
    def is_only_dirty(self) -> bool:
        """Nothing but the wash is wrong."""
        return not self.rework_job_ids and rules.is_only_dirty(self.checks)


@dataclass(frozen=True, slots=True)
class InspectedOrder:
    """The order after an inspection."""

    id: int
    number: str
    state: str
    version: int
    inspection_id: int
    passed: bool


@command(permissions.INSPECT, rule="R-QC01")
def inspect_order(*, actor: Actor, number: str, verdict: Verdict, at: datetime) -> InspectedOrder:
    """The general inspection (R-QC01, R-QC02): the order passes, or named jobs go back to the workshop.

    :raises IllegalTransition: work is still open
    :raises OwnWork: the inspector worked on the order
    :raises NotCertified: the inspector has no valid certificate, and the store asks for one
    :raises Invalid: an item without a result, no words for what failed, nothing named to go back, or a photo of what passed
    :raises NotFound: unknown or out of scope, or a photo that is no upload of the store
    """
    _require_verdict(verdict, "general")
    hub.require_order(actor, permissions.INSPECT, number, then=WORK if verdict.passed else SEND_BACK)
    if verdict.passed:
        worked = hub.pass_inspection(actor=actor, number=number, at=at)
    else:
        worked = hub.fail_inspection(actor=actor, number=number, job_ids=verdict.rework_job_ids, at=at)
    inspection = _inspected(actor, permissions.INSPECT, worked, verdict, at)
    if verdict.passed:
        _free_dropped_jobs(actor, worked, at)
    return InspectedOrder(worked.id, worked.number, worked.state, worked.version, inspection.pk, verdict.passed)


@command(permissions.INSPECT_FINAL, rule="R-QC04")
def inspect_before_delivery(*, actor: Actor, number: str, verdict: Verdict, at: datetime) -> InspectedOrder:
    """The final inspection against the sheet (R-QC01, R-QC04) after the general one; before the settlement it may send back.

    A car that is only not clean goes back to be washed, and the order stays as it is (R-QC09).

    :raises IllegalTransition: the general inspection has not passed, the car is gone, or a settled order would go back
    :raises MileageWrong: less than at reception, or much more without words
    :raises OwnWork, Invalid: as in ``inspect_order``
    :raises NotCertified: an inspector or workshop head without a valid certificate, where the store asks for one
    """
    _require_verdict(verdict, "final")
    hub.require_order(actor, permissions.INSPECT_FINAL, number, then=SEND_BACK)
    if verdict.passed or verdict.is_only_dirty:
        worked = _held_before_delivery(actor, number)
        _require_mileage(worked, verdict, at)
    else:
        worked = hub.fail_inspection(actor=actor, number=number, job_ids=verdict.rework_job_ids, at=at)
    inspection = _inspected(actor, permissions.INSPECT_FINAL, worked, verdict, at)
    return InspectedOrder(worked.id, worked.number, worked.state, worked.version, inspection.pk, verdict.passed)


@command(permissions.INSPECT, rule="R-QC09")
def check_wash(*, actor: Actor, number: str, is_clean: bool, at: datetime, note: str = "") -> InspectedOrder:
    """The inspector looks at the washed car: it is clean, or goes back to be washed (R-QC09).

    :raises NotToBeWashed: no wash was agreed
    :raises IllegalTransition: the general inspection has not passed, or the car is gone
    :raises NotCertified: as in ``inspect_order``
    """
    hub.require_order(actor, permissions.INSPECT, number, then=SEND_BACK)
    if len(note) > 200:
        raise Invalid(_("说明不要超过 200 个字。"), field="note")
    worked = _held_before_delivery(actor, number)
    if not hub.is_wash_agreed(worked.id):
        raise NotToBeWashed
    inspector = own_employee(actor, worked.store_id)
    made = _made(worked, inspector, Verdict("wash", [Check("washed", is_clean)], note), at)
    made.is_certified = _certified(actor, worked, inspector, at)
    inspection = keep_inspection(made, [InspectionItem(code="washed", passed=is_clean)])
    _announce(worked, inspection, at)
    return InspectedOrder(worked.id, worked.number, worked.state, worked.version, inspection.pk, is_clean)


def _held_before_delivery(actor: Actor, number: str) -> WorkedOn:
    worked = hub.hold_order(actor, number)
    if worked.state not in ("INSPECTED", "SETTLED"):
        raise IllegalTransition(
            _("总检通过以后、交车以前才能终检和查洗车；还没有总检的请先总检。"), state=worked.state, verb="inspect_final"
        )
    return worked


def _require_verdict(verdict: Verdict, level: str) -> None:
    if verdict.level != level:
        raise Invalid(_("没有这一级检查，请选总检或终检。"), field="level")
    if any(len(words) > 200 for words in (verdict.note, *verdict.job_notes.values())):
        raise Invalid(_("说明不要超过 200 个字。"), field="note")
    require_failed(all(job_id in verdict.rework_job_ids for job_id in verdict.job_photos), "job_photos")
    if verdict.passed or (level == "final" and verdict.is_only_dirty):
        return
    if not verdict.rework_job_ids:
        raise Invalid(_("请选择要返修的项目。"), field="rework_job_ids")
    said = [verdict.note, *(verdict.job_notes.get(job_id, "") for job_id in verdict.rework_job_ids)]
    if not any(words.strip() for words in said):
        raise Invalid(_("不合格请写明问题，技师照此返修。"), field="note")


def _require_mileage(worked: WorkedOn, verdict: Verdict, at: datetime) -> None:
    before = worked.odometer_km
    if before is None or verdict.odometer_km is None:
        return
    if verdict.odometer_km < before:
        raise MileageWrong(_("里程比接车时的 %(km)s km 还少，请核对仪表。") % {"km": before}, field="odometer_km")
    most = value(TEST_DRIVE, worked.store_id, store_info(worked.store_id).clock.day(at))
    if verdict.odometer_km - before > most and not verdict.note.strip():
        words = _("比接车时多了 %(km)s km，超过 %(most)s km，请在说明里写原因。")
        raise MileageWrong(words % {"km": verdict.odometer_km - before, "most": most}, field="odometer_km")


def _inspected(actor: Actor, permission: str, worked: WorkedOn, verdict: Verdict, at: datetime) -> Inspection:
    inspector = own_employee(actor, worked.store_id)
    if not value(INSPECT_OWN_WORK, worked.store_id, store_info(worked.store_id).clock.day(at)):
        of_order = {"repair_order_id": worked.id}
        clocks = JobClock.objects.visible_to(actor, permission).filter(**of_order, technician_id=inspector.id)
        given = Assignment.objects.visible_to(actor, permission).filter(
            **of_order, technician_id=inspector.id, released_at=None
        )
        own = Inspection.objects.visible_to(actor, permission).filter(**of_order, level="self", inspector_id=inspector.id)
        if clocks.exists() or given.exists() or own.exists():
            raise OwnWork
    jobs = [job for job in hub.work_of(worked.id) if not job.is_dropped]
    wanted = list_for(verdict.level, worked, [line for job in jobs for line in job.lines], at)
    require_complete(wanted, verdict.checks)
    made = _made(worked, inspector, verdict, at)
    if verdict.level == "general" or _is_on_trained_post(inspector, worked.store_id, at):
        made.is_certified = _certified(actor, worked, inspector, at)
    items = [*items_of_jobs(jobs, verdict.rework_job_ids, verdict.job_notes), *items_of_list(wanted, verdict.checks)]
    inspection = keep_inspection(made, items)
    attach_line_photos(actor, items, verdict.photos, at)
    _announce(worked, inspection, at)
    return inspection


def _made(worked: WorkedOn, inspector: Colleague, verdict: Verdict, at: datetime) -> Inspection:
    return Inspection(
        store_id=worked.store_id,
        repair_order_id=worked.id,
        level=verdict.level,
        inspector_id=inspector.id,
        passed=verdict.passed,
        note=verdict.note.strip(),
        odometer_km=verdict.odometer_km,
        at=at,
    )


def _certified(actor: Actor, worked: WorkedOn, inspector: Colleague, at: datetime) -> bool:
    on = store_info(worked.store_id).clock.day(at)
    staff = {one.id: one.skills for one in list_employees(actor, worked.store_id, on=on)}
    is_certified = INSPECTION in staff.get(inspector.id, frozenset())
    if not is_certified and value(CERTIFICATE, worked.store_id, on) == "refuse":
        raise NotCertified
    return is_certified


def _is_on_trained_post(inspector: Colleague, store_id: int, at: datetime) -> bool:
    """The final inspection is the advisor's own (R-QC04); an inspector or workshop head who does it was trained first."""
    posts: str = value(TRAINED_POSTS, store_id, store_info(store_id).clock.day(at))
    return any(inspector.holds(post) for post in posts.split())


def _announce(worked: WorkedOn, inspection: Inspection, at: datetime) -> None:
    fact = OrderInspected(
        repairorder_id=worked.id,
        store_id=worked.store_id,
        inspection_id=inspection.pk,
        level=inspection.level,
        passed=inspection.passed,
    )
    events.publish(fact, at=at)


def _free_dropped_jobs(actor: Actor, worked: WorkedOn, at: datetime) -> None:
    rows = Assignment.objects.across_stores(reason="of an order in scope").filter(
        repair_order_id=worked.id, released_at=None, planned_from__isnull=False, job__state="DROPPED"
    )
    for job_id in sorted(set(rows.values_list("job_id", flat=True))):
        capacity.release(actor=actor, store_id=worked.store_id, document=DocumentRef(JOB_KIND, job_id), at=at)
