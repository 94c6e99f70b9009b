"""Makes settled orders for the tests of this and higher modules, through the commands."""

from datetime import datetime, timedelta

from anxin.parties.org.tests.factories import AT
from anxin.visit.billing import commands
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order, make_front_desk

CASHIER_ROLES = ("service_advisor", "service_manager", "cashier", "finance_manager")


def make_cash_desk(code: str = "LG") -> FrontDesk:
    """A store with one person who may do a whole visit and take the money."""
    return make_front_desk(code, *CASHIER_ROLES)


def settled_order(desk: FrontDesk, *, at: datetime = AT, **more: object) -> commands.SettledOrder:
    """A settled, unpaid order."""
    opened = inspected_order(desk, at=at, **more)
    return commands.settle_order(actor=desk.actor, number=opened.number, at=at + timedelta(hours=2))


def late_express_order(desk: FrontDesk, *, at: datetime = AT, **more: object) -> str:
    """An inspected express order that came ten minutes after its hour."""
    return inspected_order(desk, at=at, kind="maintenance", lane="express", arrived_at=at, **more).number
