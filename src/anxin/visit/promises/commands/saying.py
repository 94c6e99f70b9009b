"""A technician says until when a job takes, and why (R-WS02)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.people.queries import find_own_employee
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.promises import permissions, reasons
from anxin.visit.promises.commands.watching import watch_promises
from anxin.visit.promises.events import DelaySaid
from anxin.visit.promises.models import LateEstimate
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import ORDER_KIND

LONGEST_WORDS = 200
FARTHEST = timedelta(days=365)


class JobNotAhead(Conflict):
    """The job is done or not done at all: nothing of it can be late."""

    code = "job_not_ahead"
    default_rule = "R-WS02"
    default_message = _("这个项目已完工或不做了，不用再说会晚；要返修的请在质检里退回。")


@dataclass(frozen=True, slots=True)
class SaidDelay:
    """What a technician said of a job."""

    id: int
    number: str
    job_id: int
    until: datetime
    reason: str


@command(permissions.ESTIMATE, rule="R-WS02")
def say_delay(
    *, actor: Actor, number: str, job_id: int, until: datetime, reason: str, words: str = "", at: datetime
) -> SaidDelay:
    """Say until when a job takes and why; if that breaks the promise, the advisor is warned at once (R-WS02).

    :raises NotFound: unknown order or job, or out of scope
    :raises JobNotAhead: the job is done, or is not done at all
    :raises Invalid: not ahead of now or more than a year, an unknown reason, another reason without words, or too many
    """
    head = orders.get_order_head(Actor.system("promises", list(actor.stores_for(permissions.ESTIMATE))), number)
    job = next((row for row in orders.list_open_jobs(_system(head.store_id), head.store_id, [job_id])), None)
    if job is None or job.number != number:
        raise NotFound
    if job.state not in ("OPEN", "IN_PROGRESS"):
        raise JobNotAhead(rule="R-WS02")
    kept = _checked(until, reason, words, at)
    own = find_own_employee(actor)
    row = LateEstimate.objects.create(
        store_id=head.store_id,
        repair_order_id=head.id,
        job_id=job_id,
        said_by_id=own.id if own else None,
        until=until,
        reason=reason,
        words=kept,
        at=at,
    )
    audit.note(DocumentRef(ORDER_KIND, head.id), head.store_id, late_estimate=row.pk)
    events.publish(DelaySaid(repairorder_id=head.id, store_id=head.store_id, job_id=job_id), at=at)
    watch_promises(actor=_system(head.store_id), store_id=head.store_id, order_ids=[head.id], cause="DelaySaid", at=at)
    return SaidDelay(row.pk, number, job_id, until, reason)


def _checked(until: datetime, reason: str, words: str, at: datetime) -> str:
    require_plausible(until=until)
    if until <= at or until - at > FARTHEST:
        raise Invalid(_("请选一个晚于现在、一年以内的时间。"), field="until", rule="R-WS02")
    if reason not in dict(reasons.SAID):
        raise Invalid(_("请选择会晚的原因。"), field="reason", rule="R-WS02")
    kept = clean_text(words)
    if reason == "other" and not kept:
        raise Invalid(_("选“其他原因”时请写一句说明。"), field="words", rule="R-WS02")
    if len(kept) > LONGEST_WORDS:
        raise Invalid(_("说明不要超过 200 个字。"), field="words", rule="R-WS02")
    return kept


def _system(store_id: int) -> Actor:
    return Actor.system("promises", [store_id])
