"""Whom to be careful with: a suspected mystery shopper, a customer who complains easily (R-RO20, M05.08)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.models import Reception, VisitFlag

KIND = "reception.reception"
RELATIONS = "customer_relations_department"


@dataclass(frozen=True, slots=True)
class KeptFlag:
    """A flag after a step."""

    id: int
    reception_number: str
    kind: str
    ends_on: date


@command(permissions.FLAG, rule="R-RO20")
def flag_visit(
    *, actor: Actor, number: str, kind: str, at: datetime, reason: str = "", ends_on: date | None = None
) -> KeptFlag:
    """Flag a visit, once for each kind; customer relations have it in their tasks at once (R-RO20).

    A suspected mystery shopper is one on the day of the visit; who complains easily stays flagged until ``ends_on``,
    without it as many days as the store says.

    :raises NotFound: unknown or out of scope
    :raises Invalid: unknown kind, too many words, an end before the visit or too far away
    :raises Conflict: flagged so already
    """
    row: Reception = Reception.objects.visible_to(actor, permissions.FLAG).locked().one(number=number)
    today = store_info(row.store_id).clock.day(at)
    if kind not in VisitFlag.Kind.values:
        raise Invalid(_("请选择提醒的种类。"), field="kind")
    words = clean_text(reason)
    if len(words) > 200:
        raise Invalid(_("最多 200 个字，请写要点。"), field="reason")
    if kind == VisitFlag.Kind.MYSTERY:
        last = today
    else:
        last = ends_on or today + timedelta(days=value(parameters.FLAG_DAYS, row.store_id, today))
    longest = value(parameters.LONGEST_FLAG, row.store_id, today)
    if not today <= last <= today + timedelta(days=longest):
        raise Invalid(_("请填今天或以后的日期，最长 %(days)s 天。") % {"days": longest}, field="ends_on", rule="R-RO20")
    flags = VisitFlag.objects.visible_to(actor, permissions.FLAG)
    if flags.filter(reception=row, kind=kind, ended_at=None).exists():
        raise Conflict(_("这次接待已经这样提醒过，请刷新后再看。"), rule="R-RO20")
    flag = VisitFlag(
        store_id=row.store_id,
        reception=row,
        customer_id=row.customer_id,
        kind=kind,
        reason=words,
        flagged_at=at,
        ends_on=last,
        actor_key=actor.key,
    )
    flag.save(force_insert=True)
    _tell_relations(actor, row, at)
    audit.note(DocumentRef(KIND, row.pk), row.store_id, flag=kind)
    return KeptFlag(flag.pk, row.number, kind, last)


@command(permissions.FLAG, rule="R-RO20")
def end_flag(*, actor: Actor, flag_id: int, at: datetime) -> KeptFlag:
    """Take a flag back: it was none.

    :raises NotFound: unknown, out of scope, or taken back already
    """
    flags = VisitFlag.objects.visible_to(actor, permissions.FLAG).locked().filter(ended_at=None)
    flag: VisitFlag = flags.select_related("reception").one(pk=flag_id)
    flag.ended_at = at
    flag.save(update_fields=["ended_at"])
    audit.note(DocumentRef(KIND, flag.reception_id), flag.store_id, flag_ended=flag.kind)
    return KeptFlag(flag.pk, flag.reception.number, flag.kind, flag.ends_on)


def _tell_relations(actor: Actor, row: Reception, at: datetime) -> None:
    create_task(
        actor=actor,
        store_id=row.store_id,
        kind=parameters.FLAG_TASK,
        subject=DocumentRef(KIND, row.pk),
        # All staff see tasks; what kind of flag it is stands behind FLAG.
        title=_("客户提醒：接待 %(number)s") % {"number": row.number},
        post=RELATIONS,
        due_at=at + timedelta(minutes=value(parameters.TELL_MINUTES, row.store_id, at)),
        at=at,
    )
