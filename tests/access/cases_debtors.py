"""Access cases of credit, bills on account, collecting, and closings as a list."""

from datetime import timedelta
from typing import Any

from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.visit.billing.commands import CashCount, charge_to_account, close_day, grant_credit, name_insurer
from anxin.visit.billing.queries import AccountFilter, AgeFilter, ClosingFilter, DebtorKey
from anxin.visit.repair_orders.commands import CorrectedLine
from anxin.visit.repair_orders.queries import get_repair_order
from tests.access.cases_billing import closed, insured
from tests.access.visits import delivered
from tests.access.world import AT, HOUR, TODAY, World, case

YEAR = timedelta(days=365)


def credited(w: World) -> int:
    """The customer of the settled order, who may pay later."""
    customer_id = w.settled and w.inspected.head.customer_id
    given = {"limit": Money.yuan(10_000), "days": 30, "until": TODAY + YEAR}
    w.once(
        "credit",
        lambda: grant_credit(actor=w.desk.actor, store_id=w.sid, customer_id=customer_id, at=AT + 3 * HOUR, **given),
    )
    return int(customer_id)


def charged(w: World) -> int:
    """Who owes the bill that is on account."""
    credited(w)
    bill_id = w.settled.bills[0].bill_id
    done = w.once("charged", lambda: charge_to_account(actor=w.desk.actor, bill_id=bill_id, at=AT + 3 * HOUR))
    return int(done.debtor_id)


def own_debt(w: World) -> DebtorKey:
    """The key of the customer who owes."""
    return DebtorKey("customer", credited(w))


def correction(w: World) -> dict[str, Any]:
    """A delivered order and the line whose payer was wrong."""
    number = delivered(w)
    with reading(w.desk.actor):
        item = get_repair_order(w.desk.actor, number).jobs[0].items[0]
    return {"number": number, "lines": [CorrectedLine(item.id, payer="warranty")]}


def named(w: World) -> str:
    """An order whose insurer is said."""
    number = insured(w)
    w.once(
        "named", lambda: name_insurer(actor=w.desk.actor, number=number, insurer="人保", seen_insurer="", at=AT + 4 * HOUR)
    )
    return number


COMMANDS = {
    "billing.correct_bill": case(lambda w: {**correction(w), "reason": "保修活开成自费"}),
    "repair_orders.correct_repair_order": case(correction),
    "billing.grant_credit": case(
        lambda w: {
            "store_id": w.sid,
            "customer_id": w.settled and w.inspected.head.customer_id,
            "limit": Money.yuan(10_000),
            "days": 30,
            "until": TODAY + YEAR,
        }
    ),
    "billing.charge_to_account": case(lambda w: credited(w) and {"bill_id": w.settled.bills[0].bill_id}),
    "billing.note_promise": case(
        lambda w: {"store_id": w.sid, "payer": "customer", "customer_id": credited(w), "on": TODAY + timedelta(days=7)}
    ),
    "repair_orders.round_off": case(
        lambda w: {"number": w.inspected.head.number, "amount": Money(50), "seen_total": w.inspected.total}
    ),
    "billing.remind_debtors": case(lambda w: {"store_id": charged(w) and w.sid}),
}


def a_closing(w: World) -> int:
    """A closing of a day on which nothing came."""
    quiet: dict[str, Any] = {"actor": w.desk.actor, "store_id": w.sid, "on": TODAY - timedelta(days=9)}
    made = w.once("closing", lambda: close_day(count=CashCount(Money(0)), at=AT + 3 * HOUR, **quiet))
    return int(made.closing_id)


QUERIES = {
    "billing.get_day_closing": case(lambda w: {"closing_id": a_closing(w)}),
    "billing.page_day_closings": case(
        lambda w: closed(w) and {"store_id": w.sid, "wanted": ClosingFilter(), "order": Order(), "window": Window()}
    ),
    "billing.list_debts_by_age": case(
        lambda w: (
            w.settled and {"store_id": w.sid, "wanted": AgeFilter(), "order": Order(), "window": Window(), "today": TODAY}
        )
    ),
    "billing.list_overdue": case(lambda w: {"store_id": charged(w) and w.sid, "today": TODAY + YEAR}),
    "billing.get_debtor_key": case(lambda w: {"debtor_id": charged(w)}),
    "billing.list_insurers": case(lambda w: named(w) and {"store_id": w.sid}),
    "billing.find_insurer": case(lambda w: {"number": named(w)}),
    "billing.get_debtor": case(lambda w: {"store_id": w.sid, "key": own_debt(w), "today": TODAY}),
    "billing.find_credit": case(lambda w: {"store_id": w.sid, "customer_id": credited(w), "today": TODAY}),
    "billing.list_accounts": case(
        lambda w: credited(w) and {"store_id": w.sid, "wanted": AccountFilter(), "window": Window(), "today": TODAY}
    ),
}
