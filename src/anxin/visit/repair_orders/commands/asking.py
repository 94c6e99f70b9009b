"""Parts are asked before anybody signs for them: by a task of the parts desk, and by a refusal (R-RO03)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import commands as stock
from anxin.holdings.parts.queries import Availability
from anxin.parties.org.queries import calendar_of, store_info, system_actor
from anxin.parties.work.commands import LONGEST_TITLE, cancel_task, cancel_tasks_of, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.calendar.rules import CalendarNeverOpens
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of
from anxin.visit.repair_orders.commands.demand import ask_no_more, ask_of_stock
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.parameters import ASK_PARTS_WITHIN, PARTS_ASKED, PARTS_MUST_ANSWER
from anxin.visit.repair_orders.promises import parts_of


class PartsNotAnswered(Conflict):
    """A part that no package has is short, and the parts desk has not said when it comes."""

    code = "parts_not_answered"
    default_rule = "R-RO03"


def ask_parts(
    order: RepairOrder,
    items: Iterable[Item],
    parts: Mapping[int, Availability],
    at: datetime,
    *,
    was_asked: bool = True,
    is_answered: bool = False,
) -> None:
    """Ask the parts desk, by one task at a time, for all that is short of an order and that nobody has answered.

    The task follows the order's lines: it ends when nothing is asked any more. Without ``was_asked`` none can stand;
    one that ``is_answered`` for good is left to be done.
    """
    unknown = unanswered(parts)
    short = [item.name for item in items if item.article_id in unknown]
    actor, document = system_actor("repair_orders"), DocumentRef(ORDER_KIND, order.pk)
    title = _title(order, short)
    found = find_open_task(actor, PARTS_ASKED, document) if was_asked else None
    if found is not None and not short and is_answered:
        return
    if found is not None and (not short or found.title != title):
        words = _now("要答复的配件变了") if short else _now("没有要答复的配件了")
        cancel_task(actor=actor, task_id=found.id, reason=words, at=at)
        found = None
    if not short or found is not None:
        return
    limit = value(ASK_PARTS_WITHIN, order.store_id, store_info(order.store_id).clock.day(at))
    try:
        due_at = limit.due(calendar_of(order.store_id), at)
    except CalendarNeverOpens:
        due_at = at
    create_task(
        actor=actor,
        store_id=order.store_id,
        kind=PARTS_ASKED,
        subject=document,
        title=title,
        due_at=due_at,
        post="parts_clerk",
        at=at,
    )


def review_parts(order: RepairOrder, at: datetime) -> None:
    """Let the question to the parts desk follow an order whose lines or decisions changed after the signature."""
    counted = [item for item in items_of(order) if item.decision in rules.COUNTED]
    parts = parts_of(order, counted, at)
    ask_parts(order, counted, parts, at)
    ask_of_stock(order, counted, parts, at)


def stop_asking(order: RepairOrder, at: datetime) -> None:
    """Nobody needs an answer any more: the order is called off."""
    document, words = DocumentRef(ORDER_KIND, order.pk), _now("工单已取消")
    cancel_tasks_of(actor=system_actor("repair_orders"), subject=document, kind=PARTS_ASKED, reason=words, at=at)
    ask_no_more(order, at)


def unanswered(parts: Mapping[int, Availability]) -> set[int]:
    """Articles that are short and of which the parts desk has said nothing."""
    return {article_id for article_id, one in parts.items() if not one.is_known}


def require_parts_known(order: RepairOrder, counted: Iterable[Item], signed: Iterable[Item], at: datetime) -> None:
    """Ask of what is signed now: it is in stock beside all else that the order needs, or the parts desk has said when
    it comes (R-RO03).

    What a package has is routine, and a store that keeps no stock here cannot ask. The stock is locked, after the book
    of half hours, so that two do not sign for the last one.

    :raises PartsNotAnswered: something is short that nobody has answered
    """
    asked = [item for item in signed if item.article_id is not None and item.price_source != Item.PriceSource.PACKAGE]
    if not asked or not value(PARTS_MUST_ANSWER, order.store_id, store_info(order.store_id).clock.day(at)):
        return
    stock.lock_stock(order.store_id, {item.article_id for item in asked if item.article_id is not None})
    unknown = unanswered(parts_of(order, counted, at))
    missing = [item.description for item in asked if item.article_id in unknown]
    if missing:
        raise PartsNotAnswered(
            _("%(names)s 缺货，配件还没有答复到货时间。请配件在“缺件”页答复，或先拿掉这一项再签字。")
            % {"names": "、".join(missing)}
        )


def _title(order: RepairOrder, names: Iterable[str]) -> str:
    title = _now("缺件答复：%(number)s %(names)s") % {"number": order.number, "names": "、".join(dict.fromkeys(names))}
    return shortened(title, LONGEST_TITLE)
