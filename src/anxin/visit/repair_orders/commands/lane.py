"""The express lane of a walk-in: one tap at the counter, before the customer signs (R-WS11, R-WS12, R-WS13)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.scoped import check_version
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import items_of, jobs_of, locked_open_order
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, announce
from anxin.visit.repair_orders.commands.promising import plan_order
from anxin.visit.repair_orders.events import PromiseChanged
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.promises import EXPRESS
from anxin.visit.repair_orders.rules import EXPRESS_KINDS


class NotForExpress(Conflict):
    """The order cannot enter or leave the express lane."""

    code = "not_for_express"
    default_rule = "R-WS13"


@command(permissions.CHANGE, rule="R-WS13")
def set_express_lane(
    *, actor: Actor, number: str, is_express: bool, at: datetime, version: int | None = None
) -> ChangedRepairOrder:
    """Put a walk-in into the express lane, or take it out; a promise that nobody chose follows. Twice does it once.

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled or cancelled
    :raises NotForExpress: signed, booked or in another green channel, or neither maintenance nor body and paint
    :raises VersionConflict: somebody else changed it first
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    if (order.lane == EXPRESS) == is_express:
        return ChangedRepairOrder(order.pk, order.number, order.state, order.version)
    _require_walk_in(order)
    check_version(order, version, {"lane": (order.lane, EXPRESS if is_express else "")})
    order.lane = EXPRESS if is_express else ""
    return announce(order, at, fields=("lane", *_promise(actor, order, at)))


def _require_walk_in(order: RepairOrder) -> None:
    if order.state != OPEN:
        raise NotForExpress(_("客户已签字，交车时间已说定，不能再改快速通道；要早交请改承诺时间。"))
    if order.is_appointment or order.lane not in ("", EXPRESS):
        raise NotForExpress(_("这台车有预约或走绿色通道，请按原来的通道接待。"))
    if order.kind not in EXPRESS_KINDS:
        raise NotForExpress(_("只有保养和钣喷能走快速通道；请先在工单信息里改工单类型。"))


def _promise(actor: Actor, order: RepairOrder, at: datetime) -> tuple[str, ...]:
    """Let a promise that nobody chose follow: the limit of the lane from the arrival on, or the book's again."""
    if order.promised_at is not None and not order.promise_is_planned:
        return ()
    before = order.promised_at
    order.promised_at = None
    plan_order(actor, order, jobs_of(order), items_of(order), at)
    if before is not None and order.promised_at != before:
        events.publish(PromiseChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return ("promised_at", "promise_is_planned")
