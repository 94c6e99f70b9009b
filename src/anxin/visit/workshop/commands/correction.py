"""The job clock set right afterwards (M07.14), with its reason and what it said before."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.clock import ClockedJob, ClockOverlap, clocked
from anxin.visit.workshop.models import ClockCorrection, JobClock

LONGEST_STRETCH = timedelta(hours=36)


@command(permissions.CORRECT, rule="R-WS10")
def correct_clock(
    *, actor: Actor, clock_id: int, started_at: datetime, ended_at: datetime, reason: str, at: datetime
) -> ClockedJob:
    """Set a finished stretch of the job clock right; what it said before is kept with the reason.

    The order's hours in the book follow while its work goes on.

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises ClockOverlap: the technician's other hours cover this time
    :raises Invalid: the clock still runs, the span does not run forward, lies ahead or is too long, or no reason
    """
    mine = JobClock.objects.visible_to(actor, permissions.CORRECT)
    seen = mine.select_related("repair_order", "technician").one(pk=clock_id)
    held = hub.hold_job(actor, seen.repair_order.number, seen.job_id)
    take_turn(f"workshop:technician:{seen.technician_id}")
    clock: JobClock = mine.locked().one(pk=clock_id)
    _require_correction(clock, (started_at, ended_at), reason, at)
    ClockCorrection.objects.create(
        store_id=clock.store_id,
        clock=clock,
        started_before=clock.started_at,
        ended_before=clock.ended_at,
        started_after=started_at,
        ended_after=ended_at,
        reason=reason.strip(),
        at=at,
        actor_key=actor.key,
    )
    clock.started_at, clock.ended_at = started_at, ended_at
    clock.worked_on = store_info(clock.store_id).clock.day(started_at)
    order = DocumentRef(hub.ORDER_KIND, held.id)
    if held.state == "IN_PROGRESS":
        # An order whose work is done holds nothing, and is not to hold anything again.
        stretch = capacity.Stretch(seen.technician.trade, started_at, ended_at)
        clock.used_up_minutes = capacity.correct_use(clock.store_id, order, stretch, clock.used_up_minutes, at)
    try:
        with transaction.atomic():
            clock.save(update_fields=["started_at", "ended_at", "worked_on", "used_up_minutes"])
    except IntegrityError:
        raise ClockOverlap(field="started_at") from None
    audit.note(order, held.store_id, clock=clock.pk, corrected=True)
    return clocked(held, clock)


def _require_correction(clock: JobClock, span: tuple[datetime, datetime], reason: str, at: datetime) -> None:
    if clock.ended_at is None:
        raise Invalid(_("还在计时，请先暂停或完工再更正。"), field="clock_id")
    require_plausible(started_at=span[0], ended_at=span[1])
    if not span[0] < span[1] <= at or span[1] - span[0] > LONGEST_STRETCH:
        raise Invalid(_("结束要晚于开始，且不能晚于现在；一段最长 36 小时。"), field="ended_at")
    if not reason.strip() or len(reason.strip()) > 200:
        raise Invalid(_("请写明更正的原因，不超过 200 个字。"), field="reason")
