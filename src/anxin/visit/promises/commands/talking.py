"""Words between workshop and front desk about a car: notes, the question how far it is, answers, and that they were read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.people.queries import find_own_employee
from anxin.parties.work.commands import cancel_tasks_of, create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.promises import permissions, rules
from anxin.visit.promises.models import Note
from anxin.visit.promises.parameters import ANSWER_MINUTES, ANSWER_POST, ASKED_TASK
from anxin.visit.promises.queries.talk import side_of
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.queries import OrderHead

LONGEST_WORDS = 300
OVER = ("DELIVERED", "CANCELLED")


class AlreadyAsked(Conflict):
    """The workshop has been asked and has not answered yet."""

    code = "already_asked"
    default_rule = "R-WS03"
    default_message = _("已经问过车间，还在等答复；急的话请直接打电话给调度。")


class VisitOver(Conflict):
    """The car is gone: nobody has to know any more."""

    code = "visit_over"
    default_rule = "R-WS18"
    default_message = _("车已交或工单已作废，不用再沟通；有事请给客户登记联系记录。")


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note after it was written."""

    id: int
    number: str
    phase: str
    side: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReadNotes:
    """How many words of the other side were read."""

    number: str
    count: int


@command(permissions.TELL, rule="R-WS03")
def ask_progress(*, actor: Actor, number: str, at: datetime) -> KeptNote:
    """Ask the workshop how far a car is: a task of the control room with its limit, and a line in the log (R-WS03).

    :raises NotFound: unknown or out of scope
    :raises AlreadyAsked: asked before, and not answered
    :raises VisitOver: the car is gone
    """
    head = _ongoing(actor, permissions.TELL, number)
    take_turn(f"promises:ask:{head.id}")
    if _open_question(head) is not None:
        raise AlreadyAsked
    row = _write(actor, head, Note.Side.DESK, Note.Kind.ASK, _now("现在做到哪里了？能按时吗？"), at)
    create_task(
        actor=Actor.system("promises", [head.store_id]),
        store_id=head.store_id,
        kind=ASKED_TASK,
        subject=DocumentRef(ORDER_KIND, head.id),
        title=_now("前台问进度：%(number)s") % {"number": number},
        post=value(ANSWER_POST, head.store_id, at),
        due_at=at + timedelta(minutes=value(ANSWER_MINUTES, head.store_id, at)),
        at=at,
    )
    return row


@command(permissions.TALK, rule="R-WS18")
def write_note(*, actor: Actor, number: str, words: str, at: datetime) -> KeptNote:
    """Write a word to the other side of the house; from the workshop it answers the question that stands (R-WS03, R-WS18).

    It never reaches the customer: he is told by his advisor (R-WS07).

    :raises NotFound: unknown or out of scope
    :raises Invalid: no words, or too many
    :raises VisitOver: the car is gone
    """
    head = _ongoing(actor, permissions.TALK, number)
    kept = clean_text(words)
    if not kept or len(kept) > LONGEST_WORDS:
        raise Invalid(_("请写一句话，不超过 300 个字。"), field="words", rule="R-WS18")
    side = side_of(actor, head.store_id)
    take_turn(f"promises:ask:{head.id}")
    asked = _open_question(head) if side == Note.Side.WORKSHOP else None
    row = _write(actor, head, side, Note.Kind.ANSWER if asked else Note.Kind.NOTE, kept, at)
    if asked is not None:
        own = find_own_employee(actor)
        asked.read_at, asked.read_by_id = at, own.id if own else None
        asked.save(update_fields=["read_at", "read_by"])
        about, system = DocumentRef(ORDER_KIND, head.id), Actor.system("promises", [head.store_id])
        cancel_tasks_of(actor=system, subject=about, kind=ASKED_TASK, reason=_now("车间已答复"), at=at)
    return row


@command(permissions.TALK, rule="R-WS18")
def read_notes(*, actor: Actor, number: str, at: datetime) -> ReadNotes:
    """Say that the words of the other side were read; a question stays until it is answered.

    :raises NotFound: unknown or out of scope
    """
    head = _head(actor, permissions.TALK, number)
    rows = Note.objects.visible_to(actor, permissions.TALK).filter(repair_order_id=head.id, read_at=None)
    unread = rows.exclude(side=side_of(actor, head.store_id)).exclude(kind=Note.Kind.ASK)
    own = find_own_employee(actor)
    count = unread.update(read_at=at, read_by=own.id if own else None)
    audit.note(DocumentRef(ORDER_KIND, head.id), head.store_id, read=count)
    return ReadNotes(number, count)


def _head(actor: Actor, permission: str, number: str) -> OrderHead:
    return orders.get_order_head(Actor.system("promises", sorted(actor.stores_for(permission))), number)


def _ongoing(actor: Actor, permission: str, number: str) -> OrderHead:
    head = _head(actor, permission, number)
    if head.state in OVER:
        raise VisitOver
    return head


def _open_question(head: OrderHead) -> Note | None:
    rows = Note.objects.in_stores([head.store_id])
    found: Note | None = rows.filter(repair_order_id=head.id, kind=Note.Kind.ASK, read_at=None).first()
    return found


def _write(actor: Actor, head: OrderHead, side: str, kind: str, words: str, at: datetime) -> KeptNote:
    own = find_own_employee(actor)
    row = Note.objects.create(
        store_id=head.store_id,
        repair_order_id=head.id,
        phase=rules.phase(head.state),
        side=side,
        kind=kind,
        words=words,
        author_id=own.id if own else None,
        at=at,
        actor_key=actor.key,
    )
    audit.note(DocumentRef(ORDER_KIND, head.id), head.store_id, note=row.pk)
    return KeptNote(row.pk, head.number, row.phase, row.side, row.kind)
