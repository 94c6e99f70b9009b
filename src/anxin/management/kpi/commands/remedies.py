"""Say what is done about a missed figure: somebody of the store has it as a task until a day (M22.05)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import models, parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands.obstacles import About, held_confirmation, period_of
from anxin.management.kpi.events import RemedyPlanned
from anxin.management.kpi.models.remedies import LONGEST_WORDS
from anxin.management.kpi.rules.periods import Period
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import is_on_staff
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text, shortened

REMEDY_KIND = "kpi.remedy"


@dataclass(frozen=True, slots=True)
class KeptRemedy:
    """What was planned, with the obstacles' confirmation that it answers, if one stands."""

    id: int
    confirmation_id: int | None


@command(permissions.CONFIRM, rule="M22.05")
def plan_remedy(
    *,
    actor: Actor,
    store_id: int,
    code: str,
    period: Period,
    day: date,
    words: str,
    responsible_id: int,
    due_on: date,
    at: datetime,
) -> KeptRemedy:
    """Let somebody of the store do something about a figure of the period of ``day``: that person has a task from then on.

    It answers the obstacles that are confirmed there now. The same once more, while that is open, changes nothing.

    :raises Denied: a store where the actor may not confirm
    :raises NotFound: an unknown figure
    :raises Invalid: no words or too many, nobody of the store, a day that is over or too far, a period that has not begun
    """
    actor.require(permissions.CONFIRM, store_id)
    span = period_of(store_id, code, period, day, at)
    said = clean_text(words)
    if not said or len(said) > LONGEST_WORDS:
        raise Invalid(_("请写做什么，最多 %(most)s 个字。") % {"most": LONGEST_WORDS}, field="words")
    _require_assignee(actor, store_id, responsible_id, due_on, at)
    held = held_confirmation(actor, About(store_id, code, period, span))
    confirmed = held if held and held.obstacles else None
    given = {
        "store_id": store_id, "code": code, "period": str(period), "first": span.first, "last": span.last, "words": said,
        "responsible_id": responsible_id, "due_on": due_on,
    }  # fmt: skip
    by = Actor.system("kpi", [store_id])
    for same in models.Remedy.objects.visible_to(actor, permissions.CONFIRM).filter(**given).order_by("-pk"):
        if find_open_task(by, parameters.REMEDY_TASK, DocumentRef(REMEDY_KIND, same.pk)):
            return KeptRemedy(same.pk, same.confirmation_id)
    row = models.Remedy.objects.create(**given, confirmation=confirmed, at=at, actor_key=actor.key)
    name = catalogue().definitions[code].name.zh
    create_task(
        actor=by,
        store_id=store_id,
        kind=parameters.REMEDY_TASK,
        subject=DocumentRef(REMEDY_KIND, row.pk),
        title=shortened(_now("%(words)s（%(figure)s）") % {"words": said, "figure": name}, LONGEST_TITLE),
        owner_id=responsible_id,
        due_at=store_info(store_id).clock.bounds(due_on)[1],
        at=at,
    )
    fact = RemedyPlanned(
        store_id=store_id, remedy_id=row.pk, code=code, period=str(period), first=span.first, last=span.last,
        responsible_id=responsible_id, due_on=due_on,
    )  # fmt: skip
    events.publish(fact, at=at)
    return KeptRemedy(row.pk, row.confirmation_id)


def _require_assignee(actor: Actor, store_id: int, responsible_id: int, due_on: date, at: datetime) -> None:
    today = store_info(store_id).clock.day(at)
    if not is_on_staff(actor, store_id, responsible_id):
        raise Invalid(_("请选择本店的在职员工。"), field="responsible_id")
    if due_on < today:
        raise Invalid(_("完成日期不能早于今天。"), field="due_on")
    longest = value(parameters.LONGEST_REMEDY, store_id, today)
    if (due_on - today).days > longest:
        raise Invalid(_("完成日期最多在 %(days)s 天以后，请核对年份。") % {"days": longest}, field="due_on")
