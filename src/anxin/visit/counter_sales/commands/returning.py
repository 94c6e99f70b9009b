"""Sold parts come back: the shelf gets them at what they went out for, the customer his money at what he paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import IssueLine, require_lines, return_parts
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import worded
from anxin.visit.billing.commands import Tender, require_tenders
from anxin.visit.counter_sales import permissions, rules
from anxin.visit.counter_sales.commands.selling import KIND, SavedSale, saved, take_money
from anxin.visit.counter_sales.events import PartsTakenBack
from anxin.visit.counter_sales.models import Sale, SaleLine

LONGEST_WORDS = 120


class SoldLess(Conflict):
    """More would come back than was sold and is still out."""

    code = "sold_less"
    default_rule = "R-PT06"
    default_message = _("退货数量超过卖出还没退的数量，请改数量。")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many of a line come back."""

    line_id: int
    quantity: Decimal


@command(permissions.TAKE_BACK, rule="R-PT06")
def take_back_parts(
    *,
    actor: Actor,
    sale_id: int,
    lines: Sequence[TakenBack],
    method: str,
    reason: str,
    at: datetime,
    version: int | None = None,
) -> SavedSale:
    """Take sold parts back and give the money back at the sold price (R-PT06).

    :raises NotFound: unknown, or in a store where the actor may not
    :raises Denied: the actor may not take parts back into stock
    :raises Invalid: no lines, an unknown line or method, or no reason
    :raises SoldLess: more than was sold and is still out
    :raises VersionConflict: somebody else changed it first
    """
    sale: Sale = Sale.objects.visible_to(actor, permissions.TAKE_BACK).locked().one(pk=sale_id)
    require_version(sale, version)
    require_lines([line.quantity for line in lines])
    why = worded(reason, LONGEST_WORDS, "reason")
    known: dict[int, SaleLine] = {
        one.pk: one for one in SaleLine.objects.visible_to(actor, permissions.TAKE_BACK).filter(sale_id=sale.pk)
    }
    if any(line.line_id not in known for line in lines) or len({line.line_id for line in lines}) < len(lines):
        raise Invalid(_("请选择这张外销单上的行，一行写一次。"), field="lines")
    back = Money(0)
    for line in lines:
        row = known[line.line_id]
        if line.quantity > row.quantity - row.returned:
            raise SoldLess(field="lines")
        back += rules.returned(row.gross, row.quantity, row.returned, line.quantity)
        row.returned += line.quantity
        row.save(update_fields=["returned"])
    return_parts(
        actor=actor,
        store_id=sale.store_id,
        document=DocumentRef(KIND, sale.pk),
        lines=[IssueLine(known[line.line_id].article_id, line.quantity, line.line_id) for line in lines],
        key=f"{sale.number}:back:{sale.version}",
        at=at,
    )
    if back:
        require_tenders([Tender(method, back)])
        take_money(actor, sale, [Tender(method, -back)], at, why)
    sale.refunded += back
    sale.save(update_fields=["refunded", "version"])
    events.publish(PartsTakenBack(store_id=sale.store_id, sale_id=sale.pk, fen=back.fen), at=at)
    return saved(sale)
