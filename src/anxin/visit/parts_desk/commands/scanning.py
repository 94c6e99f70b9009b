"""A part goes out by scanning it: the scanner says which line, the ledger says how much (M14.02)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import ISSUE
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.text import compact
from anxin.resources.catalog.queries import find_scanned
from anxin.visit.repair_orders.commands import issue_order_parts
from anxin.visit.repair_orders.queries import PartToIssue, get_order_to_supply

LONGEST_CODE = 80


class WrongPart(Conflict):
    """The scanned part is not one that the order waits for."""

    code = "wrong_part"
    default_rule = "M14.02"


@dataclass(frozen=True, slots=True)
class ScannedPart:
    """What went out: line, quantity, and how many lines of the order still wait."""

    number: str
    item_id: int
    name: str
    quantity: Decimal
    lines_left: int


@command(ISSUE, rule="M14.02")
def scan_part(*, actor: Actor, number: str, code: str, at: datetime) -> ScannedPart:
    """Issue the line of an order that waits for the scanned part: all that is open of it, or as much as is there.

    :raises NotFound: unknown order, or in a store where the actor may not issue
    :raises Invalid: nothing scanned
    :raises WrongPart: the order does not wait for it, or had all of it
    :raises StockShort: nothing of it is on hand
    :raises OrderLocked: settled, delivered or cancelled
    """
    wanted = compact(code)
    if not wanted or len(wanted) > LONGEST_CODE:
        raise Invalid(_("请扫描或输入配件号。"), field="code")
    order = get_order_to_supply(actor, number)
    meant = {row.id for row in find_scanned(actor, order.store_id, [code]).get(code, ())}
    part = _line_of(order.parts, wanted, meant)
    quantity = part.line.to_issue
    if Decimal(0) < part.on_hand < quantity:
        quantity = part.on_hand
    issue_order_parts(actor=actor, number=number, quantities={part.line.item_id: quantity}, at=at)
    left = sum(one is not part or quantity < one.line.to_issue for one in order.to_issue)
    return ScannedPart(order.number, part.line.item_id, part.line.name, quantity, left)


def _line_of(parts: tuple[PartToIssue, ...], wanted: str, meant: set[int]) -> PartToIssue:
    same = [part for part in parts if part.line.article_id in meant or compact(part.line.code) == wanted]
    waiting = [part for part in same if part.line.to_issue]
    if waiting:
        # What can go out whole goes first.
        return min(waiting, key=lambda part: part.is_short)
    if same:
        raise WrongPart(_("%(name)s 已经发齐了，不用再发。") % {"name": same[0].line.name}, field="code")
    raise WrongPart(_("这张工单没有 %(code)s，请核对配件号；要换件请先让顾问改工单。") % {"code": wanted}, field="code")
