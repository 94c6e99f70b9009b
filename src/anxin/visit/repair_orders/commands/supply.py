"""Parts on their way to the order and back: what the customer signed is issued to its item (R-RO22, M14.02)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import commands as parts
from anxin.holdings.parts.commands import IssueLine
from anxin.holdings.parts.permissions import ISSUE
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.ui.formats import format_quantity
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, locked_open_order, part_lines
from anxin.visit.repair_orders.events import RepairOrderChanged
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.rules import PartLine


class NothingToIssue(Conflict):
    """Everything that the customer signed has been issued, or nothing is signed."""

    code = "nothing_to_issue"
    default_rule = "R-RO22"
    default_message = _("没有要发的配件：客户签字的都已发料，或还没有签字。还要用的，请服务顾问先请客户签字。")


class MoreThanSigned(Conflict):
    """More is to be issued than the customer signed and has not been issued."""

    code = "more_than_signed"
    default_rule = "R-RO22"


class MoreThanIssued(Conflict):
    """More is to come back than was issued to the item."""

    code = "more_than_issued"
    default_rule = "R-RO22"


@dataclass(frozen=True, slots=True)
class SuppliedOrder:
    """The order after parts moved: its part items with what is signed and issued."""

    id: int
    number: str
    state: str
    version: int
    items: tuple[PartLine, ...]


@command(ISSUE, rule="R-RO22")
def issue_order_parts(
    *, actor: Actor, number: str, at: datetime, quantities: Mapping[int, Decimal] | None = None
) -> SuppliedOrder:
    """Issue signed part items from stock to the order: item id → quantity, or all that is open. All of it or nothing.

    :raises NotFound: unknown order or item, or in a store where the actor may not issue
    :raises OrderLocked: settled, delivered or cancelled
    :raises NothingToIssue: nothing signed is open
    :raises MoreThanSigned: a quantity beyond what is signed and not yet issued
    :raises StockShort: names every article of which too little is on hand
    """
    order, lines = _order_with_parts(actor, number)
    if quantities is None:
        quantities = {line.item_id: line.to_issue for line in lines.values() if line.to_issue}
        if not quantities:
            raise NothingToIssue
    words = _("%(code)s %(name)s 客户签字的还有 %(open)s 没有发，不能发 %(wanted)s；请改数量，或请服务顾问先请客户签字。")
    chosen = _chosen(lines, quantities, lambda line: line.to_issue, MoreThanSigned, str(words))
    document = DocumentRef(ORDER_KIND, order.pk)
    parts.issue_parts(actor=actor, store_id=order.store_id, document=document, lines=chosen, at=at)
    return _supplied(order, lines, {line.document_line: line.quantity for line in chosen}, at)


@command(ISSUE, rule="R-RO22")
def return_order_parts(*, actor: Actor, number: str, quantities: Mapping[int, Decimal], at: datetime) -> SuppliedOrder:
    """Take unused parts of the order back into stock, at the cost at which they went out: item id → quantity.

    :raises NotFound: unknown order or item, or in a store where the actor may not issue
    :raises OrderLocked: settled, delivered or cancelled
    :raises MoreThanIssued: a quantity beyond what was issued to the item
    """
    order, lines = _order_with_parts(actor, number)
    words = _("%(code)s %(name)s 只发了 %(open)s，不能退 %(wanted)s，请改数量。")
    chosen = _chosen(lines, quantities, lambda line: line.issued, MoreThanIssued, str(words))
    document = DocumentRef(ORDER_KIND, order.pk)
    parts.return_parts(actor=actor, store_id=order.store_id, document=document, lines=chosen, at=at)
    return _supplied(order, lines, {line.document_line: -line.quantity for line in chosen}, at)


def _order_with_parts(actor: Actor, number: str) -> tuple[RepairOrder, dict[int, PartLine]]:
    order = locked_open_order(actor, ISSUE, number)
    return order, {line.item_id: line for line in part_lines(order.store_id, items_of(order))}


def _chosen(
    lines: Mapping[int, PartLine],
    quantities: Mapping[int, Decimal],
    most: Callable[[PartLine], Decimal],
    excess: type[Conflict],
    words: str,
) -> list[IssueLine]:
    if not quantities:
        raise Invalid(_("请至少填一个配件的数量。"), field="lines")
    parts.require_lines(list(quantities.values()))
    chosen = []
    for item_id, quantity in quantities.items():
        line = lines.get(item_id)
        if line is None:
            raise NotFound
        if quantity > most(line):
            figures = {"open": format_quantity(most(line)), "wanted": format_quantity(quantity)}
            raise excess(words % {"code": line.code, "name": line.name, **figures}, field="lines", item=item_id)
        chosen.append(IssueLine(line.article_id, quantity, item_id))
    return chosen


def _supplied(
    order: RepairOrder, lines: Mapping[int, PartLine], moved: Mapping[int | None, Decimal], at: datetime
) -> SuppliedOrder:
    order.version += 1
    order.save(update_fields=["version"])
    events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    now = tuple(replace(line, issued=line.issued + moved.get(line.item_id, Decimal(0))) for line in lines.values())
    return SuppliedOrder(order.pk, order.number, order.state, order.version, now)
