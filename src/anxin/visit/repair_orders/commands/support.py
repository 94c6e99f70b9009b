"""What an advisor cannot judge is asked of the workshop's experts, and nobody signs meanwhile (R-RC10, M05.07)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import get_vehicle
from anxin.parties.people.queries import find_own_employee
from anxin.parties.work.commands import cancel_tasks_of, create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import worded
from anxin.visit.repair_orders import parameters, permissions
from anxin.visit.repair_orders.models import TechnicalQuestion

QUESTION_KIND = "repair_orders.technicalquestion"


class QuestionOpen(Conflict):
    """The workshop's expert has not answered yet."""

    code = "technical_question_open"
    default_rule = "R-RC10"


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question after a step; ``outcome`` is empty while it is open."""

    id: int
    vehicle_id: int
    outcome: str


@command(permissions.ASK_EXPERT, rule="R-RC10")
def ask_technical_support(*, actor: Actor, store_id: int, vehicle_id: int, question: str, at: datetime) -> KeptQuestion:
    """Ask the workshop's expert about a car; it stands in the tasks of the store's post for that (R-RC10).

    :raises Denied: no permission in this store
    :raises NotFound: no such car
    :raises Invalid: no words, or too many
    """
    actor.require(permissions.ASK_EXPERT, store_id)
    vehicle = get_vehicle(actor, vehicle_id)
    row = TechnicalQuestion(
        store_id=store_id,
        vehicle_id=vehicle_id,
        customer_id=vehicle.owner_id,
        question=worded(question, 300, "question"),
        asked_by_id=_employee(actor),
        asked_at=at,
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    create_task(
        actor=actor,
        store_id=store_id,
        kind=parameters.SUPPORT_TASK,
        subject=DocumentRef(QUESTION_KIND, row.pk),
        title=_("技术支持：%(plate)s") % {"plate": vehicle.plate or vehicle.model_name},
        post=value(parameters.SUPPORT_POST, store_id, at),
        due_at=at + timedelta(minutes=value(parameters.SUPPORT_MINUTES, store_id, at)),
        at=at,
    )
    return _kept(row)


@command(permissions.ADVISE, rule="R-RC10")
def answer_technical_question(*, actor: Actor, question_id: int, answer: str, at: datetime) -> KeptQuestion:
    """The expert answers with words; who asked does not (R-RC10).

    :raises NotFound: unknown or out of scope
    :raises Conflict: answered or withdrawn meanwhile, or one's own question
    :raises Invalid: no words, or too many
    """
    row = _locked_open(actor, permissions.ADVISE, question_id)
    if row.actor_key == actor.key:
        raise Conflict(_("自己的问题不能自己答：请等技术支持答复，或写明原因撤回。"), rule="R-RC10")
    return _close(actor, row, TechnicalQuestion.Outcome.ANSWERED, worded(answer, 500, "answer"), at)


@command(permissions.ASK_EXPERT, rule="R-RC10")
def withdraw_technical_question(*, actor: Actor, question_id: int, reason: str, at: datetime) -> KeptQuestion:
    """The question is no longer one; why is kept.

    :raises NotFound: unknown or out of scope
    :raises Conflict: answered or withdrawn meanwhile
    :raises Invalid: no reason
    """
    row = _locked_open(actor, permissions.ASK_EXPERT, question_id)
    return _close(actor, row, TechnicalQuestion.Outcome.WITHDRAWN, worded(reason, 500, "reason"), at)


def require_answered(store_id: int, vehicle_id: int) -> None:
    """:raises QuestionOpen: the expert was asked about the car and has not answered (R-RC10)"""
    rows = TechnicalQuestion.objects.across_stores(reason="a question about the car of a document in scope, same store")
    row = rows.filter(store_id=store_id, vehicle_id=vehicle_id, closed_at=None).first()
    if row is not None:
        said = _("已请教技术支持“%(question)s”，答复前不能自行判断或签字：请等答复，或写明原因撤回。")
        raise QuestionOpen(said % {"question": row.question}, rule="R-RC10", question_id=row.pk)


def _locked_open(actor: Actor, permission: str, question_id: int) -> TechnicalQuestion:
    row: TechnicalQuestion = TechnicalQuestion.objects.visible_to(actor, permission).locked().one(pk=question_id)
    if row.closed_at is not None:
        raise Conflict(
            _("这个问题%(outcome)s（%(words)s），请刷新后再看。")
            % {"outcome": row.get_outcome_display(), "words": row.words}
        )
    return row


def _close(actor: Actor, row: TechnicalQuestion, outcome: str, words: str, at: datetime) -> KeptQuestion:
    row.outcome, row.words, row.closed_by_id, row.closed_at = outcome, words, _employee(actor), at
    row.save(update_fields=["outcome", "words", "closed_by", "closed_at"])
    about = DocumentRef(QUESTION_KIND, row.pk)
    cancel_tasks_of(actor=actor, subject=about, reason=row.get_outcome_display(), at=at)
    audit.note(about, row.store_id, outcome=outcome)
    return _kept(row)


def _employee(actor: Actor) -> int | None:
    own = find_own_employee(actor)
    return own.id if own else None


def _kept(row: TechnicalQuestion) -> KeptQuestion:
    return KeptQuestion(row.pk, row.vehicle_id, row.outcome)
