"""What customers say of the service on five levels (R-DL07): on the store's device, or on their own phone by a link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.people.queries import find_own_employee
from anxin.parties.work.commands import create_task
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.commands.flags import RELATIONS
from anxin.visit.reception.commands.note_wish import BEST, LONGEST_WORDS, WORST
from anxin.visit.reception.events import ServiceRated
from anxin.visit.reception.models import ServiceRating
from anxin.visit.repair_orders import queries as orders

ORDER_KIND = "repair_orders.repairorder"
RATED_IN = ("SETTLED", "DELIVERED")
LONGEST_COACHED = 200


class RatedBefore(Conflict):
    """An order is rated once; nobody words a customer's answer anew."""

    code = "rated_before"
    default_rule = "R-DL07"
    default_message = _("这张工单客户已经评价过了，不能再改；还有话请在回访时说。")


class NotCoached(Conflict):
    """A bad rating is begged for by nobody, and nobody takes one of his own out of the score."""

    code = "not_coached"
    default_rule = "R-DL07"
    default_message = _("差评一律计分，不能标记为诱导；有疑问请先联系客户核实。")


@dataclass(frozen=True, slots=True)
class RatingWish:
    """What the customer tapped, 1 (worst) to 5 (best), and said. ``was_asked_for``: somebody asked him for a level."""

    level: int
    words: str = ""
    channel: str = "device"
    was_asked_for: bool = False


@dataclass(frozen=True, slots=True)
class KeptRating:
    """A rating; ``is_coached`` ones are kept out of what is scored."""

    id: int
    order_number: str
    level: int
    is_coached: bool


@command(permissions.RATE, rule="R-DL07")
def rate_service(*, actor: Actor, number: str, wish: RatingWish, at: datetime) -> KeptRating:
    """Keep what a customer says of the service of his settled order; a low level is work for customer relations at once.

    :raises NotFound: unknown or out of scope
    :raises Denied: no permission in this store
    :raises Conflict: not settled yet, or settled longer ago than the store says
    :raises RatedBefore: there is a rating
    :raises Invalid: not one of the five levels, an unknown channel, or too many words
    """
    order = orders.get_order_head(actor, number)
    actor.require(permissions.RATE, order.store_id)
    last_moment(order, at)
    row = keep_rating(actor, order.store_id, order.id, wish, at)
    return KeptRating(row.pk, order.number, row.level, bool(row.coached_by))


@command(permissions.MONITOR_RATINGS, rule="R-DL07")
def mark_coached(*, actor: Actor, number: str, words: str, at: datetime) -> KeptRating:
    """Keep that somebody steered a customer's rating, and how that is known: it is not scored any more (X-G10).

    Begged for are good ones: a bad one is always scored, and whoever it is about does not take any out of his own score.

    :raises NotFound: unknown, not rated, or out of scope
    :raises NotCoached: a level below the store's limit, or the order's own advisor
    :raises Conflict: marked already
    :raises Invalid: nobody says how it is known, or in too many words
    """
    rows = ServiceRating.objects.visible_to(actor, permissions.MONITOR_RATINGS).locked()
    row: ServiceRating = rows.one(repair_order__number=number)
    if row.level < value(parameters.COACHED_FROM, row.store_id, at):
        raise NotCoached
    own = find_own_employee(actor)
    if own is not None and own.id == orders.get_order_head(actor, number).advisor_id:
        raise NotCoached(_("自己接待的客户，评价由别人来标记，请找客服或经理。"))
    known = clean_text(words)
    if not 0 < len(known) <= LONGEST_COACHED:
        raise Invalid(_("请写明怎么知道的，最多 200 个字。"), field="words", rule="R-DL07")
    if row.coached_by:
        raise Conflict(_("已经标记过了，请刷新后再看。"), rule="R-DL07")
    row.coached_by, row.coached_words, row.coached_at = ServiceRating.CoachedBy.STAFF, known, at
    row.save(update_fields=["coached_by", "coached_words", "coached_at"])
    audit.note(DocumentRef("reception.servicerating", row.pk), row.store_id, coached=True)
    return KeptRating(row.pk, number, row.level, is_coached=True)


@command(permissions.RESTORE_RATINGS, rule="R-DL07")
def unmark_coached(*, actor: Actor, number: str, at: datetime) -> KeptRating:
    """Score a rating again that staff had marked as steered; what the customer himself said of it stands.

    :raises NotFound: unknown, not rated, or out of scope
    :raises Conflict: staff have not marked it
    """
    rows = ServiceRating.objects.visible_to(actor, permissions.RESTORE_RATINGS).locked()
    row: ServiceRating = rows.one(repair_order__number=number)
    if row.coached_by != ServiceRating.CoachedBy.STAFF:
        raise Conflict(_("这条评价没有被员工标记为诱导，请刷新后再看。"), rule="R-DL07")
    row.coached_by, row.coached_words, row.coached_at = "", "", None
    row.save(update_fields=["coached_by", "coached_words", "coached_at"])
    audit.note(DocumentRef("reception.servicerating", row.pk), row.store_id, coached=False)
    return KeptRating(row.pk, number, row.level, is_coached=False)


def keep_rating(actor: Actor, store_id: int, order_id: int, wish: RatingWish, at: datetime) -> ServiceRating:
    """Write a rating of an order in scope, and tell customer relations of a low one.

    :raises RatedBefore: there is a rating
    :raises Invalid: not one of the five levels, an unknown channel, or too many words
    """
    said = clean_text(wish.words)
    if wish.level not in range(WORST, BEST + 1):
        raise Invalid(_("请客户在五档中选一档。"), field="rating", rule="R-DL07")
    if wish.channel not in ServiceRating.Channel.values:
        raise Invalid(_("请选择评价方式。"), field="channel", rule="R-DL07")
    if len(said) > LONGEST_WORDS:
        raise Invalid(_("最多 300 个字。"), field="words", rule="R-DL07")
    take_turn(f"reception.rating:{order_id}")
    if level_of(store_id, order_id) is not None:
        raise RatedBefore
    row = ServiceRating(
        store_id=store_id,
        repair_order_id=order_id,
        level=wish.level,
        words=said,
        channel=wish.channel,
        rated_at=at,
        coached_by=ServiceRating.CoachedBy.CUSTOMER if wish.was_asked_for else "",
        coached_at=at if wish.was_asked_for else None,
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    fact = ServiceRated(
        servicerating_id=row.pk, store_id=store_id, repair_order_id=order_id, level=row.level, is_coached=wish.was_asked_for
    )
    events.publish(fact, at=at)
    if is_low(store_id, row.level, at):
        _tell_at_once(actor, row, at)
    return row


def last_moment(order: orders.OrderHead, at: datetime) -> datetime:
    """Until when the customer of a settled order may rate.

    :raises Conflict: not settled yet, or settled longer ago than the store says
    """
    if order.state not in RATED_IN or order.settled_at is None:
        raise Conflict(_("还没有结算，请结算后再请客户评价。"), rule="R-DL07")
    last = order.settled_at + timedelta(days=value(parameters.RATING_DAYS, order.store_id, at))
    if at > last:
        raise Conflict(_("评价时间已过，请客户在回访时说。"), rule="R-DL07")
    return last


def level_of(store_id: int, order_id: int) -> int | None:
    """What the customer said of an order in scope, if anything."""
    rows = ServiceRating.objects.in_stores([store_id]).filter(repair_order_id=order_id)
    level: int | None = rows.values_list("level", flat=True).first()
    return level


def is_low(store_id: int, level: int, at: datetime) -> bool:
    """Whether customer relations must act at once."""
    return bool(level <= value(parameters.LOW_RATING, store_id, at))


def _tell_at_once(actor: Actor, row: ServiceRating, at: datetime) -> None:
    create_task(
        # A customer who rates by link makes the task too.
        actor=Actor.system("reception", [row.store_id]),
        store_id=row.store_id,
        kind=parameters.LOW_RATING_TASK,
        subject=DocumentRef(ORDER_KIND, row.repair_order_id),
        # All staff see tasks; the customer's words stand with the rating.
        title=_("评价 %(level)s 分：请马上联系客户") % {"level": row.level},
        post=RELATIONS,
        due_at=at + timedelta(minutes=value(parameters.TELL_MINUTES, row.store_id, at)),
        at=at,
    )
