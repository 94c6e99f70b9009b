"""Noting what was heard of the market, and what follows from it (M23.09, R-KP13)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.market import parameters, permissions
from anxin.management.market.models import LONGEST_ABOUT, LONGEST_ANSWER, LONGEST_SOURCE, LONGEST_WORDS, MarketNote
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import Colleague, find_own_employee
from anxin.parties.work.commands import LONGEST_TITLE, cancel_tasks_of, complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened, worded

KIND = "market.note"


class NoOwnEmployeeForNote(Conflict):
    """The actor is no employee of the store: nothing can be noted or answered in that person's name."""

    code = "market_no_own_employee"
    default_rule = "M23.09"
    default_message = _("您的账号没有关联本店员工，不能登记或答复市场情况，请联系门店管理员。")


class AnsweredAlready(Conflict):
    """Somebody else was first."""

    code = "market_note_answered"
    default_rule = "M23.09"
    default_message = _("这条市场情况已经答复过了，请刷新后再看。")


@dataclass(frozen=True, slots=True)
class NewNote:
    """What was heard: of which kind, about whom or what, in words, how it is known, and on which day."""

    kind: str
    about: str
    words: str
    seen_on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note after a step."""

    id: int
    is_answered: bool


@command(permissions.NOTE, rule="R-KP13")
def note_market(*, actor: Actor, store_id: int, note: NewNote, at: datetime) -> KeptNote:
    """Note what a competitor does, how the trade around goes, or what customers say; the manager has a task to answer.

    :raises Denied: a store where the actor may not note
    :raises NoOwnEmployeeForNote: the actor is no employee of the store
    :raises Invalid: an unknown kind, no words, too many, or a day that is still to come
    """
    actor.require(permissions.NOTE, store_id)
    own, day = _own_employee(actor, store_id), store_info(store_id).clock.day(at)
    if note.kind not in MarketNote.Kind.values:
        raise Invalid(_("请选择是哪一类。"), field="kind")
    if note.seen_on > day:
        raise Invalid(_("看到的日期不能晚于今天。"), field="seen_on")
    made = MarketNote.objects.create(
        store_id=store_id,
        kind=note.kind,
        about=worded(note.about, LONGEST_ABOUT, "about"),
        words=worded(note.words, LONGEST_WORDS, "words"),
        source=worded(note.source, LONGEST_SOURCE, "source", may_be_missing=True),
        seen_on=note.seen_on,
        author_id=own.id,
        entered_at=at,
    )
    title = _now("请看%(name)s登记的市场情况：%(about)s") % {"name": own.name, "about": made.about}
    create_task(
        actor=_program(store_id),
        store_id=store_id,
        kind=parameters.ANSWER_TASK,
        subject=DocumentRef(KIND, made.pk),
        title=shortened(title, LONGEST_TITLE),
        post=value(parameters.ANSWER_POST, store_id, day),
        due_at=value(parameters.ANSWER_WITHIN, store_id, day).due(calendar_of(store_id), at),
        at=at,
    )
    return KeptNote(made.pk, is_answered=False)


@command(permissions.ANSWER, rule="R-KP13")
def answer_market_note(*, actor: Actor, note_id: int, answer: str, at: datetime) -> KeptNote:
    """Say what follows from a note, were it nothing; it stays as it is from then on.

    :raises NotFound: unknown or out of scope
    :raises NoOwnEmployeeForNote: the actor is no employee of the store
    :raises AnsweredAlready: somebody else was first
    :raises Invalid: no answer, or too many words
    """
    found: MarketNote = MarketNote.objects.visible_to(actor, permissions.ANSWER).locked().one(pk=note_id)
    own = _own_employee(actor, found.store_id)
    if found.answered_at is not None:
        raise AnsweredAlready
    found.answer, found.answered_by_id, found.answered_at = worded(answer, LONGEST_ANSWER, "answer"), own.id, at
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    subject, by = DocumentRef(KIND, found.pk), _program(found.store_id)
    task = find_open_task(by, parameters.ANSWER_TASK, subject)
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=shortened(found.answer, LONGEST_TITLE), at=at)
    cancel_tasks_of(actor=by, subject=subject, reason=_now("已答复"), at=at)
    return KeptNote(found.pk, is_answered=True)


def _own_employee(actor: Actor, store_id: int) -> Colleague:
    own = find_own_employee(actor)
    if own is None or own.store_id != store_id:
        raise NoOwnEmployeeForNote
    return own


def _program(store_id: int) -> Actor:
    """The module itself in one store: the task goes to the manager, whoever notes."""
    return Actor.system("market", [store_id])
