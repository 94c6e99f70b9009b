"""Reviewing repair orders: open with a sample, note causes, agree on measures, close (M22.11, R-KP20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import parameters, permissions
from anxin.management.reviews.commands.support import (
    LONGEST_REASON,
    LONGEST_TITLE,
    MEASURE_KIND,
    REVIEW_KIND,
    NotResponsible,
    end_tasks,
    own_employee,
    program,
    require_assignee,
    worded,
)
from anxin.management.reviews.lifecycle import OPENED, REVIEW
from anxin.management.reviews.models import OrderReview, ReviewedOrder, ReviewMeasure
from anxin.management.reviews.queries.sample import propose_orders
from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import shortened
from anxin.platform.turns import take_turn
from anxin.visit.repair_orders.queries import find_by_number

LONGEST_PEOPLE = 300
LONGEST_CONCLUSION = 1000


class ReviewOpenAlready(Conflict):
    """The store has a review that is not closed."""

    code = "review_open_already"
    default_rule = "R-KP20"
    default_message = _("本店还有一次复盘没有结束，请先结束它再开新的。")


class OrdersWithoutCause(Conflict):
    """Orders of the review have no cause yet."""

    code = "orders_without_cause"
    default_rule = "R-KP20"


class MeasureDone(Conflict):
    """Somebody said already what was done."""

    code = "measure_done"
    default_rule = "R-KP20"
    default_message = _("这条措施已经报过完成，请刷新后再看。")


@dataclass(frozen=True, slots=True)
class NewReview:
    """Orders delivered from ``first`` to ``last`` are looked at on ``held_on``, by whom."""

    first: date
    last: date
    held_on: date
    people: str = ""


@dataclass(frozen=True, slots=True)
class KeptReview:
    """A review after a step; ``orders`` are in it."""

    id: int
    state: str
    orders: int
    version: int


@dataclass(frozen=True, slots=True)
class KeptMeasure:
    """A measure after a step."""

    id: int
    review_id: int
    is_done: bool


@command(permissions.REVIEW, rule="R-KP20")
def open_review(*, actor: Actor, store_id: int, review: NewReview, at: datetime) -> KeptReview:
    """Begin a review: the orders that came back, were sent back, were late or stayed longest are proposed (R-KP20).

    :raises ReviewOpenAlready: the last one is not closed
    :raises NoOwnEmployee: the actor is no employee of the store
    :raises Invalid: days in the wrong order, to come, or too many
    """
    actor.require(permissions.REVIEW, store_id)
    own, today = own_employee(actor, store_id), store_info(store_id).clock.day(at)
    _require_days(store_id, review, today)
    take_turn(f"reviews.open_review {store_id}")
    if OrderReview.objects.visible_to(actor, permissions.REVIEW).filter(store_id=store_id, state=OPENED).exists():
        raise ReviewOpenAlready
    made = OrderReview(
        store_id=store_id,
        first=review.first,
        last=review.last,
        held_on=review.held_on,
        people=worded(review.people, LONGEST_PEOPLE, "people", may_be_missing=True),
        opened_by_id=own.id,
        opened_at=at,
    )
    made.save(force_insert=True)
    each = value(parameters.SAMPLE_EACH, store_id, today)
    for one in propose_orders(store_id, review.first, review.last, each):
        ReviewedOrder.objects.create(
            store_id=store_id,
            review=made,
            repair_order_id=one.order_id,
            why=list(one.why),
            minutes_here=one.minutes_here,
            minutes_late=one.minutes_late,
        )
    audit.note(DocumentRef(REVIEW_KIND, made.pk), store_id, opened=True)
    return _kept(made)


@command(permissions.REVIEW, rule="R-KP20")
def add_reviewed_order(*, actor: Actor, review_id: int, number: str, at: datetime) -> KeptReview:
    """Look at an order that was not proposed; one that is in the review already stays as it is.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the review is closed
    :raises Invalid: no order of the store has this number
    """
    found = _locked(actor, review_id)
    named = number.strip().upper()
    orders = find_by_number(actor, named, limit=2, store_id=found.store_id) if named else []
    if len(orders) != 1:
        raise Invalid(_("没有找到这张工单，请写完整的工单号。"), field="number")
    rows = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).filter(review=found)
    if not rows.filter(repair_order_id=orders[0].id).exists():
        why = [ReviewedOrder.Why.BY_HAND.value]
        ReviewedOrder.objects.create(store_id=found.store_id, review=found, repair_order_id=orders[0].id, why=why)
        audit.note(DocumentRef(REVIEW_KIND, found.pk), found.store_id, added=orders[0].id)
    return _kept(found)


@command(permissions.REVIEW, rule="R-KP20")
def drop_reviewed_order(*, actor: Actor, review_id: int, reviewed_id: int, at: datetime) -> KeptReview:
    """Take an order out of an open review.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the review is closed
    """
    found = _locked(actor, review_id)
    row = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).one(pk=reviewed_id, review_id=found.pk)
    audit.note(DocumentRef(REVIEW_KIND, found.pk), found.store_id, dropped=row.repair_order_id)
    row.delete()
    return _kept(found)


@command(permissions.REVIEW, rule="R-KP20")
def note_causes(
    *, actor: Actor, review_id: int, reviewed_id: int, causes: Sequence[str], words: str = "", at: datetime
) -> KeptReview:
    """Say why an order took long or came back; what was said of it before is replaced.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the review is closed
    :raises Invalid: no cause, an unknown one, “other” without words, or too many words
    """
    found = _locked(actor, review_id)
    row = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).locked().one(pk=reviewed_id, review_id=found.pk)
    chosen = [code for code in ReviewedOrder.Cause.values if code in causes]
    if not chosen or set(causes) - set(chosen):
        raise Invalid(_("请选择至少一个原因。"), field="causes")
    row.words = worded(words, LONGEST_REASON, "words", may_be_missing=ReviewedOrder.Cause.OTHER not in chosen)
    row.causes = chosen
    row.save(update_fields=["causes", "words"])
    audit.note(DocumentRef(REVIEW_KIND, found.pk), found.store_id, order=row.repair_order_id, causes=chosen)
    return _kept(found)


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
    found = _locked(actor, review_id)
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
    create_task(
        actor=program(found.store_id),
        store_id=found.store_id,
        kind=parameters.MEASURE_TASK,
        subject=DocumentRef(MEASURE_KIND, made.pk),
        title=shortened(_now("复盘措施：%(words)s") % {"words": made.words}, LONGEST_TITLE),
        owner_id=responsible_id,
        due_at=store_info(found.store_id).clock.bounds(due_on)[1],
        at=at,
    )
    return KeptMeasure(made.pk, found.pk, False)


@command(permissions.SUGGEST, rule="R-KP20")
def finish_measure(*, actor: Actor, measure_id: int, done: str, at: datetime) -> KeptMeasure:
    """Say what was done about a measure: whoever it was given to, or who leads reviews; the next review shows it.

    :raises NotFound: unknown or out of scope
    :raises NotResponsible: it was given to somebody else
    :raises MeasureDone: somebody said so already
    :raises Invalid: no words
    """
    row: ReviewMeasure = ReviewMeasure.objects.visible_to(actor, permissions.SUGGEST).locked().one(pk=measure_id)
    own = own_employee(actor, row.store_id)
    if row.responsible_id != own.id and not actor.may(permissions.REVIEW, row.store_id):
        raise NotResponsible(_("这条措施交给了别人；请责任人本人来报，或由主持复盘的人来报。"))
    if row.done_at is not None:
        raise MeasureDone
    row.done, row.done_by_id, row.done_at = worded(done, LONGEST_REASON, "done"), own.id, at
    row.save(update_fields=["done", "done_by", "done_at"])
    subject = DocumentRef(MEASURE_KIND, row.pk)
    end_tasks(subject, row.store_id, _now("已完成"), at, actor=actor, done=parameters.MEASURE_TASK)
    audit.note(subject, row.store_id, done=True)
    return KeptMeasure(row.pk, row.review_id, True)


@command(permissions.REVIEW, rule="R-KP20")
def close_review(*, actor: Actor, review_id: int, conclusion: str, version: int | None = None, at: datetime) -> KeptReview:
    """Close a review: it stays as it is, its measures go on (R-KP20).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it is closed already
    :raises OrdersWithoutCause: an order has no cause yet
    :raises Invalid: no conclusion
    """
    found = _locked(actor, review_id, "close")
    require_version(found, version)
    own = own_employee(actor, found.store_id)
    missing = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).filter(review=found, causes=[]).count()
    if missing:
        raise OrdersWithoutCause(_("还有 %(n)s 张工单没写原因；请写上，或从这次复盘里拿掉。") % {"n": missing})
    found.conclusion = worded(conclusion, LONGEST_CONCLUSION, "conclusion")
    found.state, found.closed_by_id, found.closed_at = REVIEW.after("close", found.state), own.id, at
    found.save()
    audit.note(DocumentRef(REVIEW_KIND, found.pk), found.store_id, closed=True)
    return _kept(found)


def _locked(actor: Actor, review_id: int, verb: str = "work") -> OrderReview:
    found: OrderReview = OrderReview.objects.visible_to(actor, permissions.REVIEW).locked().one(pk=review_id)
    REVIEW.after(verb, found.state)
    return found


def _require_days(store_id: int, review: NewReview, today: date) -> None:
    if review.first > review.last:
        raise Invalid(_("结束日期不能早于开始日期。"), field="last")
    if review.last > today:
        raise Invalid(_("只能复盘已经过去的日子，结束日期不能晚于今天。"), field="last")
    longest = value(parameters.LONGEST_PERIOD, store_id, today)
    if (review.last - review.first).days >= longest:
        raise Invalid(_("一次最多复盘 %(days)s 天，请把开始日期改晚。") % {"days": longest}, field="first")
    if abs((review.held_on - today).days) > longest:
        raise Invalid(_("开会日期离今天太远，请核对。"), field="held_on")


def _kept(found: OrderReview) -> KeptReview:
    orders = ReviewedOrder.objects.in_stores([found.store_id]).filter(review=found).count()
    return KeptReview(found.pk, found.state, orders, found.version)
