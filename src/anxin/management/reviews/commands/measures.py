"""What a review agrees: who does it until when, to whom it goes instead, and what was done (M22.11, R-KP20)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import parameters, permissions
from anxin.management.reviews.commands.support import (
    LONGEST_REASON,
    MEASURE_KIND,
    NotResponsible,
    end_tasks,
    is_by,
    locked_review,
    own_employee,
    program,
    require_assignee,
)
from anxin.management.reviews.models import ReviewedOrder, ReviewMeasure
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import shortened, worded


class MeasureDone(Conflict):
    """Somebody said already what was done."""

    code = "measure_done"
    default_rule = "R-KP20"
    default_message = _("这条措施已经报过完成，请刷新后再看。")


@dataclass(frozen=True, slots=True)
class KeptMeasure:
    """A measure after a step."""

    id: int
    review_id: int
    is_done: bool
    version: int


@command(permissions.REVIEW, rule="R-KP20")
def agree_measure(
    *,
    actor: Actor,
    review_id: int,
    words: str,
    responsible_id: int,
    due_on: date,
    reviewed_id: int | None = None,
    at: datetime,
) -> KeptMeasure:
    """Agree what is done about it, by whom and until when: that person has a task from then on.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the review is closed
    :raises Invalid: no words, nobody of the store, or a day that is over
    """
    found = locked_review(actor, review_id)
    require_assignee(actor, found.store_id, responsible_id, due_on, at)
    row = None
    if reviewed_id is not None:
        row = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).one(pk=reviewed_id, review_id=found.pk)
    made = ReviewMeasure.objects.create(
        store_id=found.store_id,
        review=found,
        repair_order_id=row.repair_order_id if row else None,
        words=worded(words, LONGEST_REASON, "words"),
        responsible_id=responsible_id,
        due_on=due_on,
        agreed_at=at,
    )
    _tell(made, at)
    return _kept(made)


@command(permissions.REVIEW, rule="R-KP20")
def give_measure(
    *, actor: Actor, measure_id: int, responsible_id: int, due_on: date, version: int | None = None, at: datetime
) -> KeptMeasure:
    """Give a measure that is not done to somebody else, or until another day: that person has the task from then on.

    :raises NotFound: unknown or out of scope
    :raises MeasureDone: somebody said already what was done
    :raises VersionConflict: somebody else gave it away since ``version``
    :raises Invalid: nobody of the store, or a day that is over
    """
    row: ReviewMeasure = ReviewMeasure.objects.visible_to(actor, permissions.REVIEW).locked().one(pk=measure_id)
    if row.done_at is not None:
        raise MeasureDone
    require_version(row, version)
    require_assignee(actor, row.store_id, responsible_id, due_on, at)
    subject, before = _subject(row), row.responsible_id
    row.responsible_id, row.due_on = responsible_id, due_on
    row.save(update_fields=["responsible", "due_on", "version"])
    end_tasks(subject, row.store_id, _now("改派了"), at, actor=actor)
    _tell(row, at)
    audit.note(subject, row.store_id, given_from=before, given_to=responsible_id, due_on=due_on.isoformat())
    return _kept(row)


@command(permissions.SUGGEST, rule="R-KP20")
def finish_measure(*, actor: Actor, measure_id: int, done: str, at: datetime) -> KeptMeasure:
    """Say what was done about a measure: whoever it was given to, or who leads reviews; the next review shows it.

    :raises NotFound: unknown, out of scope, or somebody else's where the actor sees no reviews
    :raises NotResponsible: it was given to somebody else
    :raises MeasureDone: somebody said so already
    :raises Invalid: no words
    """
    row: ReviewMeasure = ReviewMeasure.objects.visible_to(actor, permissions.SUGGEST).locked().one(pk=measure_id)
    is_given = is_by(find_own_employee(actor), row.responsible_id)
    if not is_given and not actor.may(permissions.SEE_REVIEWS, row.store_id):
        raise NotFound
    own = own_employee(actor, row.store_id)
    if not is_given and not actor.may(permissions.REVIEW, row.store_id):
        raise NotResponsible(_("这条措施交给了别人；请责任人本人来报，或由主持复盘的人来报。"))
    if row.done_at is not None:
        raise MeasureDone
    row.done, row.done_by_id, row.done_at = worded(done, LONGEST_REASON, "done"), own.id, at
    row.version += 1
    row.save(update_fields=["done", "done_by", "done_at", "version"])
    end_tasks(_subject(row), row.store_id, _now("已完成"), at, actor=actor, done=parameters.MEASURE_TASK)
    audit.note(_subject(row), row.store_id, done=True)
    return _kept(row)


def _tell(row: ReviewMeasure, at: datetime) -> None:
    """A task for whoever does it, due when its last day ends."""
    create_task(
        actor=program(row.store_id),
        store_id=row.store_id,
        kind=parameters.MEASURE_TASK,
        subject=_subject(row),
        title=shortened(_now("复盘措施：%(words)s") % {"words": row.words}, LONGEST_TITLE),
        owner_id=row.responsible_id,
        due_at=store_info(row.store_id).clock.bounds(row.due_on)[1],
        at=at,
    )


def _subject(row: ReviewMeasure) -> DocumentRef:
    return DocumentRef(MEASURE_KIND, row.pk)


def _kept(row: ReviewMeasure) -> KeptMeasure:
    return KeptMeasure(row.pk, row.review_id, row.done_at is not None, row.version)
