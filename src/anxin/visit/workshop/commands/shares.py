"""Shares of a job's hours set anew after the work, as a recorded act: hours sold and paid follow (M07.02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import permissions
from anxin.visit.workshop.access import assignments_of
from anxin.visit.workshop.commands.correction import require_did_not_pass
from anxin.visit.workshop.commands.dispatch import Share
from anxin.visit.workshop.models import Assignment, JobClock, ShareChange


class JobNotFinished(Conflict):
    """The job is still worked on; its shares are those of the dispatch."""

    code = "job_not_finished"
    default_rule = "M07.02"
    default_message = _("项目还没有完工，请用改派来改比例；完工以后才能在这里调整。")


@dataclass(frozen=True, slots=True)
class ChangedShares:
    """The job's shares after the command, by technician in percent."""

    number: str
    job_id: int
    shares: dict[int, int]


@command(permissions.CORRECT, rule="M07.02")
def change_shares(
    *, actor: Actor, number: str, job_id: int, shares: Sequence[Share], reason: str, at: datetime
) -> ChangedShares:
    """Set the shares of a finished job's hours anew; whoever is left out gets none of them.

    :raises NotFound: unknown order or job, or in a store where the actor may not correct
    :raises JobNotFinished: the job is not finished
    :raises PassedIt: somebody who gets more of them passed the order at its general inspection
    :raises Invalid: somebody who neither had the job nor worked on it, shares that do not sum to 100, or no reason
    """
    hub.require_order(actor, permissions.CORRECT, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    if held.job_state != "FINISHED":
        raise JobNotFinished
    before = {one.technician_id: one.share_percent for one in assignments_of(job_id)}
    clocks = JobClock.objects.visible_to(actor, permissions.CORRECT).filter(job_id=job_id)
    after = _required(shares, {*before, *clocks.values_list("technician_id", flat=True)})
    words = clean_text(reason)
    if not words or len(words) > 200:
        raise Invalid(_("请写明调整的原因，不超过 200 个字。"), field="reason")
    require_did_not_pass(actor, held, [who for who, percent in after.items() if percent > before.get(who, 0)], at)
    rows = Assignment.objects.visible_to(actor, permissions.CORRECT).filter(job_id=job_id, released_at=None)
    rows.exclude(technician_id__in=after).update(released_at=at)
    for technician_id, percent in after.items():
        if technician_id in before:
            rows.filter(technician_id=technician_id).update(share_percent=percent)
    Assignment.objects.bulk_create(
        Assignment(
            store_id=held.store_id,
            repair_order_id=held.id,
            job_id=job_id,
            technician_id=technician_id,
            share_percent=percent,
            assigned_at=at,
        )
        for technician_id, percent in after.items()
        if technician_id not in before
    )
    ShareChange.objects.create(
        store_id=held.store_id,
        repair_order_id=held.id,
        job_id=job_id,
        before=before,
        after=after,
        reason=words,
        at=at,
        actor_key=actor.key,
    )
    audit.note(DocumentRef(hub.ORDER_KIND, held.id), held.store_id, job=job_id, shares=len(after))
    return ChangedShares(number, job_id, after)


def _required(shares: Sequence[Share], known: set[int]) -> dict[int, int]:
    given = {share.technician_id: share.percent or 0 for share in shares}
    if not given or len(given) != len(shares) or not set(given) <= known:
        raise Invalid(_("请从派过工或打过卡的技师里选，每人一次。"), field="technicians")
    if sum(given.values()) != 100 or min(given.values()) < 1:
        raise Invalid(
            _("各技师的比例合计必须是 100%%，现在是 %(sum)s%%，请改。") % {"sum": sum(given.values())}, field="technicians"
        )
    return given
