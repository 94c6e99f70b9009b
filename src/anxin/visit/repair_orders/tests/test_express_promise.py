"""Express orders: the promise from the arrival on, and what became of it (R-WS13); how promises were kept (R-WS09)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands, queries, rules
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.parameters import PUNCTUAL_MARGIN
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    DONE,
    LABOUR,
    PART,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    view_of,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def express(desk: FrontDesk, **more: object) -> str:
    return open_order(desk, lane="express", jobs=[NewJob("保养", items=[LABOUR, PART])], **more).number  # type: ignore[arg-type]


def work_off(desk: FrontDesk, number: str, ready_at: datetime) -> None:
    for job in view_of(desk, number).jobs:
        commands.start_job(actor=desk.actor, number=number, job_id=job.id, at=ready_at - 20 * MINUTE)
        commands.finish_job(actor=desk.actor, number=number, job_id=job.id, at=ready_at - 10 * MINUTE, **DONE)
    commands.pass_inspection(actor=desk.actor, number=number, at=ready_at)


def outcome(desk: FrontDesk, number: str, at: datetime) -> queries.ExpressOutcome:
    with reading(desk.actor):
        found = queries.express_outcome(desk.actor, number, at)
    assert found is not None
    return found


@pytest.mark.django_db
@pytest.mark.rule("R-WS13")
@pytest.mark.parametrize(("kind", "hours"), [("maintenance", 1), ("body_paint", 4)])
def test_an_express_order_is_promised_its_limit_from_the_arrival_on_reception_included(kind: str, hours: int) -> None:
    desk = make_front_desk()
    head = view_of(desk, express(desk, kind=kind, arrived_at=AT - 12 * MINUTE)).head
    assert head.promised_at == AT - 12 * MINUTE + hours * HOUR
    other = view_of(desk, open_order(desk, kind=kind).number).head
    with reading(desk.actor):
        assert queries.express_outcome(desk.actor, other.number, AT) is None


@pytest.mark.django_db
def test_an_express_order_is_late_after_its_limit_and_whose_delay_it_was_is_told_apart() -> None:
    desk = make_front_desk()
    number = express(desk)
    sign_order(desk, number)
    assert not outcome(desk, number, AT + HOUR).is_late
    late = outcome(desk, number, AT + HOUR + 7 * MINUTE)
    assert (late.is_late, late.late_minutes, [(one.reason, one.minutes) for one in late.delays]) == (
        True,
        7,
        [("house", 7)],
    )
    added = commands.add_job(
        actor=desk.actor, number=number, job=NewJob("换雨刮", items=[LABOUR]), why=ASKED, at=AT + 10 * MINUTE
    ).item_ids
    commands.decide_items(
        actor=desk.actor, number=number, decisions={added[0]: ("APPROVED", "")}, channel="phone", at=AT + 25 * MINUTE
    )
    work_off(desk, number, AT + HOUR + 50 * MINUTE)
    done = outcome(desk, number, AT + 9 * HOUR)
    assert done.due_at == AT + HOUR + 45 * MINUTE
    assert {one.reason: one.minutes for one in done.delays} == {"customer": 15, "added": 30, "house": 5}
    assert (done.finished_at, done.is_late) == (AT + HOUR + 50 * MINUTE, True)


@pytest.mark.django_db
@pytest.mark.rule("R-WS09")
def test_the_workshop_is_punctual_only_if_repair_and_inspection_end_half_an_hour_before_the_promise() -> None:
    desk, today = make_front_desk(), AT.date()
    numbers = []
    for minutes in (30, 29, -1):
        numbers.append(open_order(desk).number)
        sign_order(desk, numbers[-1])  # promised in three hours
        work_off(desk, numbers[-1], AT + 3 * HOUR - minutes * MINUTE)
    numbers.append(open_order(desk).number)
    sign_order(desk, numbers[-1])

    def rows(at: datetime) -> list[tuple[bool | None, bool | None]]:
        with reading(desk.actor):
            found = {row.number: row for row in queries.list_kept(desk.actor, desk.store.pk, today, today, at)}
        return [(found[number].is_punctual, found[number].is_kept) for number in numbers]

    judged: list[tuple[bool | None, bool | None]] = [(True, True), (False, True), (False, False)]
    assert rows(AT) == [*judged, (None, None)]
    assert rows(AT + 3 * HOUR - 29 * MINUTE)[-1] == (False, None)
    assert rows(AT + 4 * HOUR)[-1] == (False, False)
    change = SetParameter(PUNCTUAL_MARGIN.code, "store", desk.store.pk, 20, today)
    set_parameter(actor=make_actor(desk.store, "administrator"), change=change, at=AT)
    assert rows(AT)[1] == (True, True)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=6))
def test_minutes_that_two_spans_share_count_once(spans: list[tuple[int, int]]) -> None:
    covered = {minute for since, length in spans for minute in range(since, since + length)}
    given_spans = [(NOON + since * MINUTE, NOON + (since + length) * MINUTE) for since, length in spans]
    assert rules.minutes_together(given_spans) == len(covered)
