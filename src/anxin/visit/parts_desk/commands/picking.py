"""Parts of an order are laid ready at a place, so that whoever fetches them does not wait (R-PT07, M14.03)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import ISSUE
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.parts_desk.models import OrderPick
from anxin.visit.repair_orders.queries import OrderToSupply, get_order_to_supply

LONGEST_PLACE = 20


class NothingToLay(Conflict):
    """Nothing of the order can be laid ready: all went out, nothing is signed, or it is not there."""

    code = "nothing_to_lay"
    default_rule = "R-PT07"
    default_message = _("没有能备的配件：都发了、客户没有签，或没有货。缺的请先答复怎么解决。")


class NothingLaid(Conflict):
    """Nothing lies ready for the order."""

    code = "nothing_laid"
    default_rule = "R-PT07"
    default_message = _("这张工单没有备好还没交接的配件，请刷新后再看。")


@dataclass(frozen=True, slots=True)
class LaidReady:
    """The order's parts as they lie ready: at which place, how many lines; no line when they were put back."""

    number: str
    place: str
    lines: int


@command(ISSUE, rule="R-PT07")
def lay_order_ready(*, actor: Actor, number: str, at: datetime, place: str = "") -> LaidReady:
    """All that is there of an order's signed parts lies ready at ``place``; again: at another place, or with more lines.

    :raises NotFound: unknown, or in a store where the actor may not issue
    :raises NothingToLay: nothing of it is to go out, or on hand
    :raises Invalid: a place of more than 20 characters
    """
    place = clean_text(place)
    if len(place) > LONGEST_PLACE:
        raise Invalid(_("货位最多 20 个字，例如 P-07。"), field="place")
    order = in_turn(actor, number)
    items = [part.line.item_id for part in order.to_issue if not part.is_short]
    if not items:
        raise NothingToLay
    end_pick(actor, order.id, at)
    OrderPick(
        store_id=order.store_id,
        repair_order_id=order.id,
        item_ids=items,
        place=place,
        picked_at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
    return LaidReady(order.number, place, len(items))


@command(ISSUE, rule="R-PT07")
def put_back(*, actor: Actor, number: str, at: datetime) -> LaidReady:
    """What lay ready for an order went back to the shelf; what was handed over is taken back line by line instead.

    :raises NotFound: unknown, or in a store where the actor may not issue
    :raises NothingLaid: nothing lies ready, or all of it was handed over
    """
    order = in_turn(actor, number)
    waiting = {part.line.item_id for part in order.to_issue}
    laid = OrderPick.objects.visible_to(actor, ISSUE).filter(repair_order_id=order.id, ended_at=None).first()
    if laid is None or waiting.isdisjoint(laid.item_ids):
        raise NothingLaid
    end_pick(actor, order.id, at)
    return LaidReady(order.number, "", 0)


def end_pick(actor: Actor, order_id: int, at: datetime) -> bool:
    """Inside a command that has the order's turn: nothing lies ready for it any more; whether something had."""
    rows = OrderPick.objects.visible_to(actor, ISSUE).locked().filter(repair_order_id=order_id, ended_at=None)
    for row in rows:
        row.ended_at = max(at, row.picked_at)
        row.save(update_fields=["ended_at"])
        return True
    return False


def in_turn(actor: Actor, number: str) -> OrderToSupply:
    """The order, once nobody else at the counter acts on it; holds until the transaction ends.

    :raises NotFound: unknown, or in a store where the actor may not issue
    """
    take_turn(f"parts_desk:{get_order_to_supply(actor, number).id}")
    return get_order_to_supply(actor, number)
