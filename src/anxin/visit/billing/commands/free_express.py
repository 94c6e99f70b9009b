"""A late express job is free of charge: asked for by the program, decided by a post, followed by the settlement (R-DL11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.work.commands import request_approval
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.ui.formats import format_money
from anxin.visit.billing import permissions, rules
from anxin.visit.billing.models import LateExpress
from anxin.visit.billing.parameters import FREE_EXPRESS, FREE_EXPRESS_POST
from anxin.visit.billing.queries.late import find_late_express, late_outcome
from anxin.visit.billing.rules import Charge
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders.queries import get_repair_order

ORDER_KIND = "repair_orders.repairorder"


class LateExpressUndecided(Conflict):
    """Nobody has said yet whether the late express job is free."""

    code = "late_express_undecided"
    default_rule = "R-DL11"
    default_message = gettext_lazy("快保超时，是否免收费用还没有批；请主管在审批里决定后再结算。")


@dataclass(frozen=True, slots=True)
class AskedFree:
    """Whether leave to give the order for free is, or was, asked for."""

    number: str
    is_asked: bool
    approval_id: int | None


@command(permissions.SETTLE, rule="R-DL11")
def ask_free_express(*, actor: Actor, number: str = "", order_id: int | None = None, at: datetime) -> AskedFree:
    """Ask for the customer's part of a late express order to be free; nothing where there is nothing to give.

    It is asked once, and anew when the part has grown beyond what leave was given for.

    :raises NotFound: unknown, or in a store where the actor may not settle
    """
    order = repair_orders.hold_for_money(actor, permissions.SETTLE, number, order_id=order_id)
    program = system_actor("billing")
    known = find_late_express(program, order.number)
    outcome = late_outcome(program, order.number, order.lane, order.store_id, at)
    if known is None and (outcome is None or outcome.finished_at is None):
        return AskedFree(order.number, is_asked=False, approval_id=None)
    owed = get_repair_order(program, order.number).owed
    amount = Money.sum(line.amount for line in owed if line.payer == "customer" and line.decision == "APPROVED")
    if known is not None and not known.is_outgrown(amount):
        return AskedFree(order.number, is_asked=True, approval_id=known.approval_id)
    if outcome is None or outcome.finished_at is None or not amount:
        return AskedFree(order.number, is_asked=False, approval_id=None)
    local = store_info(order.store_id).clock.local
    asked = request_approval(
        actor=program,
        store_id=order.store_id,
        kind=FREE_EXPRESS,
        subject=DocumentRef(ORDER_KIND, order.id),
        reason=_("快保超时 %(minutes)s 分钟（应 %(due)s 前完成，实际 %(done)s），按承诺免收自费 ¥%(amount)s")
        % {
            "minutes": outcome.late_minutes,
            "due": f"{local(outcome.due_at):%H:%M}",
            "done": f"{local(outcome.finished_at):%H:%M}",
            "amount": format_money(amount),
        },
        chain=[value(FREE_EXPRESS_POST, order.store_id, store_info(order.store_id).clock.day(at))],
        amount=amount,
        at=at,
    )
    LateExpress(
        store_id=order.store_id,
        repair_order_id=order.id,
        approval_id=asked.id,
        due_at=outcome.due_at,
        finished_at=outcome.finished_at,
        late_minutes=outcome.late_minutes,
        amount=amount,
        at=at,
    ).save(force_insert=True)
    return AskedFree(order.number, is_asked=True, approval_id=asked.id)


def charges_after_promise(
    actor: Actor, order: repair_orders.ClosedRepairOrder, charges: Sequence[Charge], at: datetime
) -> list[Charge]:
    """The charges, those of the customer turned into goodwill where a late express job was granted for free.

    :raises LateExpressUndecided: it was late, and nobody has decided, or leave was given for less
    """
    if order.lane != "express" or not any(charge.payer == "customer" and charge.amount_fen for charge in charges):
        return list(charges)
    decided = find_late_express(actor, order.number)
    if decided is None and late_outcome(actor, order.number, order.lane, order.store_id, at) is None:
        return list(charges)
    if decided is None or decided.state == "PENDING":
        raise LateExpressUndecided
    owed = rules.owed_by_customer(charges)
    if decided.is_outgrown(owed):
        raise LateExpressUndecided(
            _("快保超时免单只批到 ¥%(granted)s，现在自费 ¥%(owed)s；请再请主管批，批准后结算。")
            % {"granted": format_money(decided.amount), "owed": format_money(owed)}
        )
    return rules.freed(charges) if decided.frees(owed) else list(charges)
