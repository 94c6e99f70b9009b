"""What a store wants done before a car leaves (M09.13, R-DL12): a list that each store sets, held at the hand-over."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.visit.billing import permissions
from anxin.visit.billing.models import PreviewShown
from anxin.visit.billing.parameters import SETTLEMENT_STEPS, STEP_LABELS
from anxin.visit.billing.queries import find_settlement, get_cashier_order, is_customer_share_paid, list_invoices_of_bills
from anxin.visit.repair_orders import commands as repair_orders

Check = Callable[[Actor, str], bool]
_checks: dict[str, Check] = {}
_pages: dict[str, str] = {}


class SettlementStepsMissing(Conflict):
    """The store wants more done before the car leaves."""

    code = "settlement_steps_missing"
    default_rule = "R-DL12"


@dataclass(frozen=True, slots=True)
class MissingStep:
    """A step that is not done; ``page`` names where it is done for the order's number, if it has a page of its own."""

    code: str
    label: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """What the customer was shown."""

    number: str
    total: Money
    customer_total: Money


def register_settlement_step(code: str, check: Check, page: str = "") -> None:
    """Say how a step of ``STEP_LABELS`` is known to be done, and on which page; call it where the commands are loaded."""
    _checks[code], _pages[code] = check, page


def missing_steps(actor: Actor, number: str, store_id: int, at: datetime, besides: Container[str] = ()) -> list[str]:
    """Steps that the store wants and that are not done for an order, in its order; those ``besides`` are not asked."""
    wanted = value(SETTLEMENT_STEPS, store_id, store_info(store_id).clock.day(at)).split(",")
    return [code for code in wanted if code in _checks and code not in besides and not _checks[code](actor, number)]


def steps_ahead(actor: Actor, number: str, store_id: int, at: datetime) -> list[MissingStep]:
    """The same before the hand-over, without what its page asks for itself: the money and the rating."""
    missing = missing_steps(actor, number, store_id, at, besides=("paid", "rated"))
    return [MissingStep(code, str(STEP_LABELS[code]), _pages[code]) for code in missing]


def require_settlement_steps(actor: Actor, number: str, store_id: int, at: datetime) -> None:
    """For the hand-over, in its transaction.

    :raises SettlementStepsMissing: something that the store wants is not done
    """
    missing = missing_steps(actor, number, store_id, at)
    if missing:
        names = "、".join(str(STEP_LABELS[code]) for code in missing)
        raise SettlementStepsMissing(_("交车前还要先完成：%(names)s。") % {"names": names}, steps=missing)


@command(permissions.SEE, rule="R-DL03")
def show_preview(*, actor: Actor, number: str, at: datetime) -> ShownPreview:
    """Keep that the settlement preview was printed for the customer, with its sums (R-DL03).

    :raises NotFound: unknown, or in a store where the actor may not see bills
    :raises OrderLocked: settled: there is a bill to print
    """
    order = repair_orders.hold_for_money(actor, permissions.SEE, number, open_only=True)
    found = get_cashier_order(actor, number)
    PreviewShown(
        store_id=order.store_id,
        repair_order_id=order.id,
        total=found.total,
        customer_total=found.customer_total,
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
    return ShownPreview(order.number, found.total, found.customer_total)


def _was_shown(actor: Actor, number: str) -> bool:
    """The last preview said what the customer then had to pay."""
    rows = PreviewShown.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number)
    last, settled = rows.order_by("-pk").first(), find_settlement(actor, number)
    if last is None or settled is None:
        return False
    return last.customer_total == Money.sum(bill.amount for bill in settled.bills if bill.payer == "customer")


def _was_invoiced(actor: Actor, number: str) -> bool:
    """Every bill of the customer has an invoice, asked for or issued."""
    settled = find_settlement(actor, number)
    mine = [bill.id for bill in settled.bills if bill.payer == "customer" and bill.amount] if settled else []
    asked = [one for one in list_invoices_of_bills(actor, mine) if not one.is_red and not one.is_reddened]
    return settled is not None and set(mine) <= {one.bill_id for one in asked if one.state in ("REQUESTED", "ISSUED")}


register_settlement_step("preview", _was_shown)
register_settlement_step("invoice", _was_invoiced)
register_settlement_step("paid", is_customer_share_paid)
