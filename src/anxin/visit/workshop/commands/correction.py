"""The job clock set right afterwards (M07.14): what it said before is kept with the reason, and the waits follow."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague, find_employee, find_own_employee
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import parameters, permissions, tiling
from anxin.visit.workshop.access import team_of
from anxin.visit.workshop.commands.clock import ClockedJob, clocked
from anxin.visit.workshop.commands.fitness import require_fit
from anxin.visit.workshop.commands.refit import refit_waits
from anxin.visit.workshop.commands.stretch import Seen, no_overlap, require_as_seen
from anxin.visit.workshop.models import ClockCorrection, IndirectTime, Inspection, JobClock
from anxin.visit.workshop.tiling import Span

INSPECTED = ("INSPECTED", "SETTLED", "DELIVERED")
LONGEST_STRETCH = timedelta(hours=36)


class JobNotBegun(Conflict):
    """Nobody has begun the job, so nothing can be added to its clock."""

    code = "job_not_begun"
    default_rule = "M07.14"
    default_message = _("这个项目还没有开工，不能补工时；请先让技师开工。")


class OutsideStay(Conflict):
    """The car was not in the shop at that time."""

    code = "outside_stay"
    default_rule = "M07.14"


class TooLongAgo(Conflict):
    """The month's hours have been settled."""

    code = "too_long_ago"
    default_rule = "M07.14"


class OwnClock(Conflict):
    """Whoever sets clocks right does not set the own one right: hours are pay."""

    code = "own_clock"
    default_rule = "M07.14"
    default_message = _("自己的工时请别的主管更正。只有一个人管工时的店，可在参数里放开。")


class PassedIt(Conflict):
    """Whoever passed the order at its inspection did not work on it (R-QC01)."""

    code = "passed_it"
    default_rule = "R-QC01"
    default_message = _("总检合格是他签的，不能再算做过这台车的项目；请先重新总检。")


class AfterInspection(Conflict):
    """The order had passed its general inspection by then: work after it is rare, a slip of the pen is not."""

    code = "after_inspection"
    default_rule = "R-WS10"


@dataclass(frozen=True, slots=True)
class Correction:
    """When a stretch really began and ended, and why the clock says something else.

    ``is_confirmed``: it lies after the general inspection that the order passed, and that is meant.
    """

    started_at: datetime
    ended_at: datetime
    reason: str
    is_confirmed: bool = False


@command(permissions.CORRECT, rule="R-WS10")
def correct_clock(*, actor: Actor, clock_id: int, seen: Seen, stretch: Correction, at: datetime) -> ClockedJob:
    """Set a finished stretch of the job clock right; what it said before is kept with the reason.

    The order's hours in the book follow while its work goes on, the job's waits are cut to what nobody worked, and the
    technician's time on no car gives way.

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises CorrectedMeanwhile: it no longer says what the actor saw
    :raises ClockOverlap: the technician's other hours cover this time
    :raises OutsideStay: the car was not in the shop
    :raises AfterInspection: it ends after the passed general inspection, and is not confirmed
    :raises TooLongAgo: the month's hours have been settled
    :raises OwnClock: the actor's own hours
    :raises Invalid: the clock still runs, the span does not run forward, lies ahead or is too long, or no reason
    """
    mine = JobClock.objects.visible_to(actor, permissions.CORRECT)
    found = mine.select_related("repair_order", "technician").one(pk=clock_id)
    held = hub.hold_job(actor, found.repair_order.number, found.job_id)
    take_turn(f"workshop:technician:{found.technician_id}")
    clock: JobClock = mine.locked().one(pk=clock_id)
    if clock.ended_at is None:
        raise Invalid(_("还在计时，请先暂停或完工再更正。"), field="clock_id")
    require_as_seen(actor, clock, seen, ClockCorrection.objects.visible_to(actor, permissions.CORRECT).filter(clock=clock))
    wished = require_sound(stretch, at)
    require_recent(held.store_id, (clock.started_at, wished.started_at), at)
    _require_in_stay(held, wished)
    _require_before_inspection(held, wished)
    require_anothers(actor, held.store_id, found.technician_id, at)
    _keep(actor, clock, (clock.started_at, clock.ended_at), wished, at)
    clock.started_at, clock.ended_at = wished.started_at, wished.ended_at
    _write(actor, clock, held, found.technician.trade, at)
    refit_waits(actor, held, clock.job_id, wished.reason)
    return clocked(held, clock)


@command(permissions.CORRECT, rule="R-WS10")
def add_clock(
    *, actor: Actor, number: str, job_id: int, technician_id: int, stretch: Correction, at: datetime
) -> ClockedJob:
    """Add a stretch of work that nobody clocked, with the reason; it stands among the corrections.

    The job's waits and the technician's time on no car give way.

    :raises NotFound: unknown order or job, or in a store where the actor may not correct
    :raises JobNotBegun: nobody has begun the job
    :raises ClockOverlap: the technician's other hours cover this time
    :raises OutsideStay: the car was not in the shop
    :raises AfterInspection: it ends after the passed general inspection, and is not confirmed
    :raises TooLongAgo: the month's hours have been settled
    :raises OwnClock: the actor's own hours
    :raises PassedIt: the technician passed the order at its general inspection
    :raises SkillMissing: high voltage without a certificate that was valid that day
    :raises JobHeld: the job is kept back
    :raises Invalid: no technician of the store, the span does not run forward, lies ahead or is too long, or no reason
    """
    hub.require_order(actor, permissions.CORRECT, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    if held.job_state not in ("IN_PROGRESS", "FINISHED"):
        raise JobNotBegun
    technician = _technician(actor, held.store_id, technician_id)
    take_turn(f"workshop:technician:{technician.id}")
    wished = require_sound(stretch, at)
    require_recent(held.store_id, (wished.started_at,), at)
    _require_in_stay(held, wished)
    require_anothers(actor, held.store_id, technician.id, at)
    require_did_not_pass(actor, held, [technician.id], at)
    _require_before_inspection(held, wished)
    hub.require_not_held(held.store_id, job_id)
    if held.needs is not None and held.needs.is_high_voltage:
        day = store_info(held.store_id).clock.day(wished.started_at)
        require_fit(held.needs, team_of(actor, held.store_id, [technician.id], day))
    clock = JobClock(
        store_id=held.store_id,
        repair_order_id=held.id,
        job_id=job_id,
        technician_id=technician.id,
        started_at=wished.started_at,
        ended_at=wished.ended_at,
    )
    _write(actor, clock, held, technician.trade, at)
    _keep(actor, clock, (None, None), wished, at)
    refit_waits(actor, held, job_id, wished.reason)
    return clocked(held, clock)


def _write(actor: Actor, clock: JobClock, held: WorkedOn, trade: str, at: datetime) -> None:
    clock.worked_on = store_info(clock.store_id).clock.day(clock.started_at)
    order = DocumentRef(hub.ORDER_KIND, held.id)
    if held.state == "IN_PROGRESS" and clock.ended_at is not None:
        # An order whose work is done holds nothing, and is not to hold anything again.
        stretch = capacity.Stretch(trade, clock.started_at, clock.ended_at)
        clock.used_up_minutes = capacity.correct_use(clock.store_id, order, stretch, clock.used_up_minutes, at)
    _give_way(actor, clock)
    with no_overlap():
        clock.save()
    audit.note(order, held.store_id, clock=clock.pk, corrected=True)


def _give_way(actor: Actor, clock: JobClock) -> None:
    """Cut the technician's time on no car around the work: a meeting that nobody ended must not keep work from the clock."""
    work = [Span(clock.started_at, clock.ended_at, "")]
    rows = IndirectTime.objects.visible_to(actor, permissions.CORRECT).filter(
        Q(ended_at=None) | Q(ended_at__gt=clock.started_at), technician_id=clock.technician_id, started_at__lt=clock.ended_at
    )
    for row in rows.locked().order_by("pk"):
        pieces = tiling.gaps(row.started_at, row.ended_at, work)
        if not pieces:
            row.delete()
            continue
        (row.started_at, row.ended_at), *more = pieces
        row.save(update_fields=["started_at", "ended_at"])
        for started_at, ended_at in more:
            row.pk, row.started_at, row.ended_at = None, started_at, ended_at
            row.save(force_insert=True)


def _keep(
    actor: Actor, clock: JobClock, before: tuple[datetime | None, datetime | None], wished: Correction, at: datetime
) -> None:
    ClockCorrection.objects.create(
        store_id=clock.store_id,
        clock=clock,
        started_before=before[0],
        ended_before=before[1],
        started_after=wished.started_at,
        ended_after=wished.ended_at,
        reason=wished.reason,
        at=at,
        actor_key=actor.key,
    )


def require_did_not_pass(actor: Actor, held: WorkedOn, technician_ids: Collection[int], at: datetime) -> None:
    """:raises PassedIt: one of them passed the order at a general inspection"""
    if value(parameters.INSPECT_OWN_WORK, held.store_id, at):
        return
    passed = Inspection.objects.visible_to(actor, permissions.CORRECT).filter(
        repair_order_id=held.id, level="general", passed=True, inspector_id__in=technician_ids
    )
    if passed.exists():
        raise PassedIt


def _require_in_stay(held: WorkedOn, wished: Correction) -> None:
    local = store_info(held.store_id).clock.local
    if held.opened_at and wished.started_at < held.opened_at:
        words = _("这台车 %(at)s 才开单，开始请填这以后的时间。")
        raise OutsideStay(words % {"at": f"{local(held.opened_at):%m-%d %H:%M}"}, field="started_at")
    if held.delivered_at and wished.ended_at > held.delivered_at:
        words = _("这台车 %(at)s 已经交车，结束请填这以前的时间。")
        raise OutsideStay(words % {"at": f"{local(held.delivered_at):%m-%d %H:%M}"}, field="ended_at")


def _require_before_inspection(held: WorkedOn, wished: Correction) -> None:
    if wished.is_confirmed or held.state not in INSPECTED:
        return
    looks = Inspection.objects.in_stores([held.store_id]).filter(repair_order_id=held.id, level="general", passed=True)
    passed_at: datetime | None = looks.order_by("-pk").values_list("at", flat=True).first()
    if passed_at is not None and wished.ended_at > passed_at:
        words = _("这台车 %(at)s 总检已经合格，结束填在这以后：确实还做过，请勾“总检以后还做过”再提交；否则请改时间。")
        raise AfterInspection(
            words % {"at": f"{store_info(held.store_id).clock.local(passed_at):%m-%d %H:%M}"}, field="ended_at"
        )


def require_recent(store_id: int, begins: Collection[datetime], at: datetime) -> None:
    """:raises TooLongAgo: one of them is so long ago that the month's hours have been settled"""
    days = value(parameters.CORRECT_DAYS, store_id, at)
    if min(begins) < at - timedelta(days=days):
        words = _("只能更正最近 %(days)s 天的工时（参数）；更早的已经进了月度工时，请和管理人员商量放宽参数。")
        raise TooLongAgo(words % {"days": days}, field="started_at")


def require_anothers(actor: Actor, store_id: int, technician_id: int, at: datetime) -> None:
    """:raises OwnClock: the actor's own hours, where the store has others who set them right"""
    own = find_own_employee(actor)
    if own is not None and own.id == technician_id and not value(parameters.CORRECT_OWN, store_id, at):
        raise OwnClock


def _technician(actor: Actor, store_id: int, technician_id: int) -> Colleague:
    found = find_employee(actor, technician_id)
    if found is None or found.store_id != store_id:
        raise Invalid(_("本店没有这位技师，请从列表中选择。"), field="technician_id")
    return found


def require_sound(wished: Correction, at: datetime) -> Correction:
    """The correction with its reason in normal form.

    :raises Invalid: the span does not run forward, lies ahead or is too long, or no reason
    """
    require_plausible(started_at=wished.started_at, ended_at=wished.ended_at)
    if wished.ended_at <= wished.started_at:
        raise Invalid(_("结束要晚于开始，请改时间。"), field="ended_at")
    if wished.ended_at > at:
        raise Invalid(_("结束不能晚于现在，请改时间。"), field="ended_at")
    if wished.ended_at - wished.started_at > LONGEST_STRETCH:
        raise Invalid(_("一段最长 36 小时，请分成几段，或核对日期。"), field="ended_at")
    words = clean_text(wished.reason)
    if not words or len(words) > 200:
        raise Invalid(_("请写明更正的原因，不超过 200 个字。"), field="reason")
    return replace(wished, reason=words)
