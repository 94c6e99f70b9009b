"""A shortage is answered by the choice that keeps the promise; the choice records what it costs (M14.02, R-PT04, R-PT11)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import commands as stock
from anxin.holdings.parts.permissions import TELL
from anxin.holdings.parts.queries import demands_of
from anxin.parties.org.queries import system_actor
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.visit.parts_desk.parameters import LOST_PART
from anxin.visit.parts_desk.queries import ORDER_KIND
from anxin.visit.repair_orders.queries import OrderToSupply, PartToIssue, get_order_to_supply


class NotShort(Conflict):
    """Enough of the part is on hand."""

    code = "not_short"
    default_rule = "M14.02"
    default_message = _("这一项现在有货，直接发料就可以。")


@dataclass(frozen=True, slots=True)
class SolvedShortage:
    """The answer to what is missing of a line."""

    number: str
    item_id: int
    name: str
    how: str
    expected_at: datetime | None


@command(TELL, rule="R-PT04")
def answer_shortage(
    *,
    actor: Actor,
    number: str,
    item_id: int,
    how: str,
    at: datetime,
    expected_at: datetime | None = None,
    words: str = "",
    by: DocumentRef | None = None,
) -> SolvedShortage:
    """Say how what is missing of an order's line is got, or that it is lost; the advisor gets a task for what is lost.

    :raises NotFound: unknown order or line, or in a store where the actor may not answer
    :raises NotShort: it is there
    :raises Invalid: no such answer, a time that is over, lost without a reason
    """
    order = get_order_to_supply(actor, number)
    part = next((one for one in order.parts if one.line.item_id == item_id), None)
    if part is None or not actor.may(TELL, order.store_id):
        raise NotFound
    if not part.is_short:
        raise NotShort
    for demand_id in _demands(actor, order, part, at):
        stock.answer_demand(actor=actor, demand_id=demand_id, how=how, expected_at=expected_at, words=words, by=by, at=at)
    if how == "lost":
        _tell_advisor(order, part, at)
    return SolvedShortage(order.number, item_id, part.line.name, how, expected_at)


def _demands(actor: Actor, order: OrderToSupply, part: PartToIssue, at: datetime) -> list[int]:
    """What the line asked for: first of all what was short from the beginning; posted now, if it was signed before."""
    document = DocumentRef(ORDER_KIND, order.id)
    rows = [row for row in demands_of(actor, order.store_id, document) if row.document_line == part.line.item_id]
    asked = [row.id for row in rows if not row.is_available] or [row.id for row in rows[-1:]]
    if asked:
        return asked
    posted = stock.post_demand(
        actor=actor,
        store_id=order.store_id,
        article_id=part.line.article_id,
        quantity=max(part.line.to_issue, Decimal("0.001")),
        document=document,
        document_line=part.line.item_id,
        key=f"order-line:{part.line.item_id}",
        at=at,
    )
    return [posted.id]


def _tell_advisor(order: OrderToSupply, part: PartToIssue, at: datetime) -> None:
    title = _now("%(number)s %(part)s 没有货，已记失销，请和客户商量") % {"number": order.number, "part": part.line.name}
    create_task(
        actor=system_actor("parts_desk"),
        store_id=order.store_id,
        kind=LOST_PART,
        subject=DocumentRef(ORDER_KIND, order.id),
        title=shortened(title, LONGEST_TITLE),
        due_at=at,
        owner_id=order.advisor_id,
        at=at,
    )
