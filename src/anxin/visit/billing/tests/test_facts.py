"""What billing publishes for figures: revenue and cost to the fen, money that came, what is on account."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.money import Money
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.billing import commands
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.billing.tests.test_booking_deposits import booked, take
from anxin.visit.billing.tests.test_credit import customer_of, grant
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem, NewJob, NewShare
from anxin.visit.repair_orders.tests.factories import DONE, LABOUR, FrontDesk, open_order, sign_order, view_of

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER, FRIDAY = AT + 2 * HOUR, date(2026, 11, 20)
SUBLET = NewItem("sublet", name="四轮定位", quantity=Decimal(1), unit_price=Money.yuan(200))
BOUGHT = NewItem("part", name="雨刮片", quantity=Decimal(1), unit_price=Money.yuan(50))


def settle_with_parts(desk: FrontDesk, *others: NewItem, shares: tuple[NewShare, ...] = ()) -> str:
    """A settled order with three parts at 33.33 yuan each, sold at 100, one of which comes back; and other items."""
    article = make_article(price="100.00")
    stock_up(desk.store, article, unit_cost="33.33")
    part = NewItem("part", article.number, quantity=Decimal(2), payer="warranty" if shares else "customer")
    number = open_order(desk, jobs=[NewJob("保养", items=[part, *others])]).number
    for new in shares:
        hub.share_payers(actor=desk.actor, number=number, new=new, at=AT)
    sign_order(desk, number)
    (job,) = view_of(desk, number).jobs
    keeper, item = make_actor(desk.store, "parts_clerk"), job.items[0].id
    hub.issue_order_parts(actor=keeper, number=number, quantities=None, at=AT)
    hub.return_order_parts(actor=keeper, number=number, quantities={item: Decimal("0.5")}, at=AT)
    hub.issue_order_parts(actor=keeper, number=number, quantities=None, at=AT)
    given = {"actor": desk.actor, "number": number}
    hub.start_job(job_id=job.id, at=AT + 10 * MINUTE, **given)
    hub.finish_job(job_id=job.id, at=AT + HOUR, **DONE, **given)
    hub.pass_inspection(at=AT + HOUR, **given)
    commands.settle_order(at=LATER, **given)
    return number


def test_what_each_line_brought_and_what_the_stock_ledger_says_it_cost() -> None:
    desk, other = make_cash_desk(), make_cash_desk("BA")
    number = settle_with_parts(desk, LABOUR, SUBLET, BOUGHT)
    settled_order(other)
    rows = fact_rows(desk.actor, "billing.settled_line", FRIDAY, FRIDAY)
    assert [of(row, "number", "payer", "kind", "gross", "net", "hours", "cost", "has_cost") for row in rows] == [
        (number, "customer", "part", 20_000, 17_699, 0, 6_666, True),
        (number, "customer", "labour", 9_000, 7_965, Decimal("0.500"), 0, True),
        (number, "customer", "sublet", 20_000, 17_699, 0, None, False),
        (number, "customer", "part", 5_000, 4_425, 0, None, False),
    ]
    assert [row["trade"] for row in rows] == ["", "mechanical", "", ""]
    assert all(row["gross"] == row["net"] + row["tax"] for row in rows)
    with_stock = [row for row in rows if row["has_cost"]]
    assert sum(row["net"] - row["cost"] for row in with_stock) == 17_699 + 7_965 - 6_666
    moved = fact_rows(make_actor(desk.store, "parts_clerk"), "parts.movement")
    assert sum(row["issued_cost"] for row in moved) == 6_666


def test_payers_who_share_an_item_share_its_cost_to_the_fen() -> None:
    desk = make_cash_desk()
    third = Decimal("0.3333")
    shares = tuple(NewShare(payer, of_payer="warranty", share=third) for payer in ("customer", "insurer"))
    settle_with_parts(desk, shares=shares)
    rows = fact_rows(desk.actor, "billing.settled_line")
    assert sorted((row["payer"], row["gross"], row["cost"]) for row in rows) == [
        ("customer", 6_666, 2_222), ("insurer", 6_666, 2_222), ("warranty", 6_668, 2_222),
    ]  # fmt: skip
    assert (sum(row["cost"] for row in rows), sum(row["gross"] for row in rows)) == (6_666, 20_000)


def test_labour_that_two_payers_share_is_sold_once() -> None:
    desk = make_cash_desk()
    labour = replace(LABOUR, payer="warranty")
    share = NewShare("customer", of_payer="warranty", share=Decimal("0.5"))
    settle_with_parts(desk, labour, shares=(share,))
    rows = [row for row in fact_rows(desk.actor, "billing.settled_line") if row["kind"] == "labour"]
    assert (len(rows), sum(row["hours"] for row in rows)) == (2, Decimal("0.500"))


def test_a_settlement_that_was_taken_back_is_no_revenue_and_the_next_one_is() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    assert len(fact_rows(desk.actor, "billing.settled_line")) == 2
    commands.unlock_order(actor=desk.actor, number=settled.repair_order, reason="写错了", at=LATER + HOUR)
    assert fact_rows(desk.actor, "billing.settled_line") == []
    assert fact_rows(desk.actor, "repair_orders.settled") == []
    commands.settle_order(actor=desk.actor, number=settled.repair_order, at=LATER + DAY)
    rows = fact_rows(desk.actor, "billing.settled_line")
    assert [of(row, "day", "gross") for row in rows] == [(FRIDAY + DAY, 9_000), (FRIDAY + DAY, 68_000)]


def test_money_that_came_went_back_and_stands_for_a_booking() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    (bill,) = settled.bills
    paid = commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("card", bill.due)], at=LATER + DAY)
    back = Money.yuan(70)
    commands.reverse_payment(actor=desk.actor, payment_id=paid.payment_ids[0], amount=back, reason="多收", at=LATER + DAY)
    take(desk, booked(desk))
    rows = fact_rows(desk.actor, "billing.payment")
    told = ("number", "day", "method", "payer", "amount", "is_refund", "is_deposit", "days_after_bill")
    assert [of(row, *told) for row in rows] == [
        (settled.repair_order, FRIDAY + DAY, "card", "customer", 77_000, False, False, 1),
        (settled.repair_order, FRIDAY + DAY, "card", "customer", -7_000, True, False, 1),
        ("", FRIDAY, "cash", "customer", 1_000, False, True, None),
    ]


def test_what_is_on_account_and_what_of_it_is_still_open() -> None:
    desk = make_cash_desk()
    settled = settled_order(desk)
    (bill,) = settled.bills
    grant(desk, customer_of(desk, settled.repair_order))
    commands.charge_to_account(actor=desk.actor, bill_id=bill.bill_id, at=LATER)
    told = ("day", "payer", "amount", "open", "days_to_pay", "is_paid")
    (row,) = fact_rows(desk.actor, "billing.credit")
    assert of(row, *told) == (FRIDAY, "customer", 77_000, 77_000, 30, False)
    for part in (Money.yuan(700), Money.yuan(70)):
        commands.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[Tender("cash", part)], at=LATER)
        (row,) = fact_rows(desk.actor, "billing.credit")
    assert of(row, *told) == (FRIDAY, "customer", 77_000, 0, 30, True)


def test_a_settlement_counts_on_the_day_on_the_stores_wall() -> None:
    desk = make_cash_desk()
    # Settled at 23:59 on 30 November and at midnight in Shanghai.
    for minute in (59, 60):
        settled_order(desk, at=datetime(2026, 11, 30, 13, tzinfo=UTC) + minute * MINUTE)
    november = fact_rows(desk.actor, "billing.settled_line", date(2026, 11, 1), date(2026, 11, 30))
    december = fact_rows(desk.actor, "billing.settled_line", date(2026, 12, 1), date(2026, 12, 31))
    assert {row["day"] for row in november} == {date(2026, 11, 30)}
    assert {row["day"] for row in december} == {date(2026, 12, 1)}
