"""Reviewing repair orders: open with a sample, note causes, close (M22.11, R-KP20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import parameters, permissions
from anxin.management.reviews.commands.support import (
    LONGEST_REASON,
    REVIEW_KIND,
    locked_review,
    order_of_store,
    own_employee,
)
from anxin.management.reviews.lifecycle import OPENED, REVIEW
from anxin.management.reviews.models import OrderReview, ReviewedOrder
from anxin.management.reviews.models.orders import cause_names
from anxin.management.reviews.queries.sample import propose_orders
from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import worded
from anxin.platform.turns import take_turn

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


@dataclass(frozen=True, slots=True)
class NewReview:
    """Orders of the days from ``first`` to ``last`` are looked at on ``held_on``, by whom (:class:`OrderReview`)."""

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


@command(permissions.REVIEW, rule="R-KP20")
def open_review(*, actor: Actor, store_id: int, review: NewReview, at: datetime) -> KeptReview:
    """Begin a review: the orders that came back, were sent back, were late or stayed longest are proposed (R-KP20).

    :raises Denied: a store where the actor may not review
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
    found = locked_review(actor, review_id)
    order = order_of_store(actor, found.store_id, number, "number")
    rows = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).filter(review=found)
    if not rows.filter(repair_order_id=order.id).exists():
        why = [ReviewedOrder.Why.BY_HAND.value]
        ReviewedOrder.objects.create(store_id=found.store_id, review=found, repair_order_id=order.id, why=why)
        audit.note(DocumentRef(REVIEW_KIND, found.pk), found.store_id, added=order.id)
    return _kept(found)


@command(permissions.REVIEW, rule="R-KP20")
def drop_reviewed_order(*, actor: Actor, review_id: int, reviewed_id: int, at: datetime) -> KeptReview:
    """Take an order out of an open review.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the review is closed
    """
    found = locked_review(actor, review_id)
    row = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).one(pk=reviewed_id, review_id=found.pk)
    audit.note(DocumentRef(REVIEW_KIND, found.pk), found.store_id, dropped=row.repair_order_id)
    row.delete()
    return _kept(found)


@command(permissions.REVIEW, rule="R-KP20")
def note_causes(
    *,
    actor: Actor,
    review_id: int,
    reviewed_id: int,
    causes: Sequence[str],
    words: str = "",
    version: int | None = None,
    at: datetime,
) -> KeptReview:
    """Say why an order took long or came back; what was said of it before is replaced.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the review is closed
    :raises NoOwnEmployee: the actor is no employee of the store
    :raises VersionConflict: somebody else said why since ``version`` of the order in the review; with who, and what
    :raises Invalid: no cause, an unknown one, “other” without words, or too many words
    """
    found = locked_review(actor, review_id)
    own = own_employee(actor, found.store_id)
    row = ReviewedOrder.objects.visible_to(actor, permissions.REVIEW).locked().one(pk=reviewed_id, review_id=found.pk)
    chosen = [code for code in ReviewedOrder.Cause.values if code in causes]
    if not chosen or set(causes) - set(chosen):
        raise Invalid(_("请选择至少一个原因。"), field="causes")
    said = worded(words, LONGEST_REASON, "words", may_be_missing=ReviewedOrder.Cause.OTHER not in chosen)
    require_version(row, version, _differences(row, own.name, chosen, said))
    row.causes, row.words = chosen, said
    row.noted_by_id, row.noted_at = own.id, at
    row.save(update_fields=["causes", "words", "noted_by", "noted_at", "version"])
    audit.note(DocumentRef(REVIEW_KIND, found.pk), found.store_id, order=row.repair_order_id, causes=chosen)
    return _kept(found)


@command(permissions.REVIEW, rule="R-KP20")
def close_review(*, actor: Actor, review_id: int, conclusion: str, version: int | None = None, at: datetime) -> KeptReview:
    """Close a review: it stays as it is, its measures go on (R-KP20).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it is closed already
    :raises VersionConflict: somebody else changed it since ``version``
    :raises NoOwnEmployee: the actor is no employee of the store
    :raises OrdersWithoutCause: an order has no cause yet
    :raises Invalid: no conclusion, or too long a one
    """
    found = locked_review(actor, review_id, "close")
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


def _differences(row: ReviewedOrder, name: str, causes: Sequence[str], words: str) -> dict[str, tuple[Any, Any]]:
    """What stands there by now, and what was to replace it, as people read it."""
    now = row.noted_by.name if row.noted_by else "—"
    return {
        str(_("谁写的")): (now, name),
        str(_("原因")): (cause_names(row.causes), cause_names(causes)),
        str(_("具体是什么")): (row.words, words),
    }


def _kept(found: OrderReview) -> KeptReview:
    orders = ReviewedOrder.objects.in_stores([found.store_id]).filter(review=found).count()
    return KeptReview(found.pk, found.state, orders, found.version)
