"""Which promise a visit is judged by: as signed, or as changed with the customer's knowledge before it had passed."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.visit.repair_orders import commands, queries, rules
from anxin.visit.repair_orders.tests.factories import DONE, FrontDesk, make_front_desk, signed_order, view_of

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SIGNED = AT + 3 * HOUR  # what ``sign_order`` promises


@pytest.mark.parametrize(
    ("agreed", "told_at", "counts"),
    [
        (None, AT, AT + 5 * HOUR),
        (SIGNED, SIGNED - MINUTE, AT + 5 * HOUR),
        (SIGNED, SIGNED, AT + 5 * HOUR),
        (SIGNED, SIGNED + MINUTE, SIGNED),
    ],
)
def test_a_new_promise_counts_when_the_customer_hears_it_before_the_old_one_passes(
    agreed: datetime | None, told_at: datetime, counts: datetime
) -> None:
    assert rules.agreed_promise(agreed, AT + 5 * HOUR, told_at) == counts


def ready_and_gone(desk: FrontDesk, number: str, ready_at_hours: float) -> None:
    (job,) = view_of(desk, number).jobs
    ready = AT + ready_at_hours * HOUR
    step = {"actor": desk.actor, "number": number}
    commands.start_job(job_id=job.id, at=AT, **step)
    commands.finish_job(job_id=job.id, at=ready - MINUTE, **DONE, **step)
    commands.pass_inspection(at=ready, **step)
    commands.settle_repair_order(at=ready, **step)
    commands.deliver_repair_order(at=ready + 2 * HOUR, **step)


def on_time(desk: FrontDesk) -> tuple[int, int]:
    day = queries.figures_of_day(desk.actor, desk.store.pk, AT.date(), AT)
    return day.on_time, day.delivered


@pytest.mark.django_db
@pytest.mark.parametrize(("ready", "expected"), [(3, 1), (3.1, 0)])
def test_a_car_is_on_time_when_it_is_ready_by_the_signed_promise_however_late_it_is_fetched(
    ready: float, expected: int
) -> None:
    desk = make_front_desk()
    ready_and_gone(desk, signed_order(desk).number, ready)
    assert on_time(desk) == (expected, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moved_at", "told", "expected"),
    [(AT + 2 * HOUR, True, 1), (AT + 2 * HOUR, False, 0), (SIGNED + MINUTE, True, 0)],
)
def test_a_moved_promise_counts_only_when_the_customer_was_told_in_time(
    moved_at: datetime, told: bool, expected: int
) -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    later = AT + 4 * HOUR
    commands.move_promise(
        actor=desk.actor, number=number, promised_at=later, reason="等配件", customer_told=told, at=moved_at
    )
    assert view_of(desk, number).head.promised_at == later
    ready_and_gone(desk, number, 3.9)
    assert on_time(desk) == (expected, 1)


@pytest.mark.django_db
def test_a_car_past_its_promise_that_still_stands_in_the_shop_is_late_today() -> None:
    desk = make_front_desk()
    ready_and_gone(desk, signed_order(desk).number, 2)
    open_number, ready_late, ready_early = (signed_order(desk).number for _ in range(3))

    def day(at: datetime) -> tuple[int, int, Decimal | None]:
        found = queries.figures_of_day(desk.actor, desk.store.pk, AT.date(), at)
        return found.late_in_shop, found.promises_due, found.on_time_share

    assert day(SIGNED) == (0, 1, Decimal(1))
    for number, ready in ((ready_late, SIGNED + MINUTE), (ready_early, SIGNED)):
        (job,) = view_of(desk, number).jobs
        step = {"actor": desk.actor, "number": number}
        commands.start_job(job_id=job.id, at=AT, **step)
        commands.finish_job(job_id=job.id, at=SIGNED - MINUTE, **DONE, **step)
        commands.pass_inspection(at=ready, **step)
    assert open_number
    assert day(SIGNED + MINUTE) == (2, 3, Decimal(1) / 3)
