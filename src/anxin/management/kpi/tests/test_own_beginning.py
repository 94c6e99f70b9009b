"""A register that a store begins late: stated months stand until its own first row, whenever the first order was."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from anxin.holdings.vehicle_sales import commands
from anxin.holdings.vehicle_sales.tests.factories import make_rebate, sold_vin, yuan
from anxin.management.kpi.commands import keep_month
from anxin.management.kpi.queries import Level
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.tests.test_history import ask, month
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.platform import clock
from anxin.resources.figures.tests.factories import enter
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

SHARE = "manufacturer_rebate_share"
# AT is 20 November 2026: the store's own orders begin with it.
LATER = AT + timedelta(days=120)


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    desk = make_front_desk("LG", "service_manager")
    open_order(desk)
    return desk


def state(store: Store, *months: str) -> None:
    """Rebates of 2,000 yuan on cars of 10,000 in each of the months."""
    for code, amount in (("rebate", 200_000), ("rebated_price", 1_000_000)):
        enter(store, code, dict.fromkeys(months, amount), at=LATER)


def settle(store: Store, amount: int, *, on: date, price: int = 100_000) -> None:
    made = make_rebate(store, price=price, claimed=amount)
    commands.settle_rebate(actor=system_actor("test"), rebate_id=made.id, settled=yuan(amount), settled_on=on, at=LATER)


def test_stated_months_stand_after_the_first_order_until_the_register_begins(desk: FrontDesk) -> None:
    state(desk.store, "2026-10", "2026-11", "2026-12")
    december = ask(SHARE, month(2026, 12))[desk.store.pk]
    assert (december.value, december.marks.stated) == (Decimal("0.2"), (date(2026, 12, 1),))
    settle(desk.store, 5_000, on=date(2026, 12, 10))
    # The month in which the register begins is the stated one (ADR 0020), the next is the register's.
    december = ask(SHARE, month(2026, 12))[desk.store.pk]
    assert (december.value, december.marks.stated) == (Decimal("0.2"), (date(2026, 12, 1),))
    settle(desk.store, 10_000, on=date(2027, 1, 5))
    state(desk.store, "2027-01")
    january = ask(SHARE, month(2027, 1))[desk.store.pk]
    assert (january.value, january.marks.stated) == (Decimal("0.1"), ())
    quarter = ask(SHARE, Span(date(2026, 10, 1), date(2026, 12, 31)), period=Period.QUARTER)[desk.store.pk]
    assert quarter.value == Decimal("0.2")
    over = ask(SHARE, Span(date(2026, 12, 1), date(2027, 1, 31)), period=Period.QUARTER)[desk.store.pk]
    assert over.value == Decimal(2_000 + 10_000) / Decimal(10_000 + 100_000)


def test_an_old_claim_that_settles_late_does_not_empty_the_stated_months_before_the_register(desk: FrontDesk) -> None:
    state(desk.store, "2026-10", "2026-11", "2026-12")
    wish = commands.NewRebate(sold_vin(desk.store), "终端支持", yuan(100_000), yuan(5_000), date(2024, 3, 1))
    by = {"actor": system_actor("test"), "at": LATER}
    claim = commands.claim_rebate(store_id=desk.store.pk, rebate=wish, **by)
    commands.settle_rebate(rebate_id=claim.id, settled=yuan(5_000), settled_on=date(2024, 5, 6), **by)
    december = ask(SHARE, month(2026, 12))[desk.store.pk]
    assert (december.value, december.marks.stated) == (Decimal("0.2"), (date(2026, 12, 1),))


def test_without_stated_months_the_first_month_of_the_register_is_a_part(desk: FrontDesk) -> None:
    assert ask(SHARE, month(2026, 12))[desk.store.pk].value is None
    settle(desk.store, 5_000, on=date(2026, 12, 10))
    december = ask(SHARE, month(2026, 12))[desk.store.pk]
    assert (december.value, december.marks.began, december.marks.is_partial) == (
        Decimal("0.05"),
        date(2026, 12, 10),
        True,
    )
    # Other figures begin with the store's first order.
    assert ask("vehicle_entries", month(2026, 12))[desk.store.pk].marks.is_partial is False


def test_a_group_adds_the_register_of_one_store_to_the_months_of_another(desk: FrontDesk) -> None:
    other = make_store("NS")
    state(other, "2026-12", "2027-01")
    settle(desk.store, 10_000, on=date(2026, 12, 1))
    settle(desk.store, 20_000, on=date(2027, 1, 5))
    january = ask(SHARE, month(2027, 1), Level.GROUP)[0]
    assert january.value == Decimal(20_000 + 2_000) / Decimal(100_000 + 10_000)


def test_the_registers_first_day_restates_what_was_kept(desk: FrontDesk, tmp_path: Path) -> None:
    span = span_of(Period.MONTH, date(2026, 12, 1))
    state(desk.store, "2026-11", "2026-12")
    keep = {"actor": system_actor("test"), "span": span, "folder": tmp_path, "at": LATER}
    assert SHARE in keep_month(**keep).codes
    assert SHARE not in keep_month(**keep).codes
    settle(desk.store, 5_000, on=date(2026, 11, 30))
    kept = keep_month(**keep).codes
    # Only what looks at the register is computed anew.
    assert SHARE in kept
    assert "vehicle_entries" not in kept
