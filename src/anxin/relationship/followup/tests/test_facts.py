"""What the follow-up publishes for figures."""

from datetime import date, timedelta

import pytest

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.commands import complete_task
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.relationship.followup import commands
from anxin.relationship.followup.tests.factories import BAD, CALL_AT, call, make_call_desk, planned_follow_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CALLED = ("round", "state", "is_due", "is_called", "is_success", "is_on_time", "attempts", "days_after_delivery")
SAID = ("score", "is_satisfied", "has_problem", "is_report_done", "is_solved", "minutes_to_report_done")


def test_who_was_called_in_time_who_late_who_not_and_who_need_not_be() -> None:
    desk, other = make_call_desk(), make_call_desk("BA")
    good, late, missed, withheld, dropped = (
        planned_follow_up(desk, consent=consent) for consent in (True,) * 3 + (False, True)
    )
    planned_follow_up(other)
    call(desk, good.id, "reached")
    call(desk, late.id, "not_reached")
    call(desk, late.id, "reached", at=AT + 20 * DAY)
    call(desk, missed.id, "wrong_number")
    commands.cancel_follow_up(
        actor=make_actor(desk.store, "customer_relations_manager"), followup_id=dropped.id or 0, reason="已报废", at=AT
    )
    rows = [row for row in fact_rows(desk.clerk, "followup.call") if row["round"] == 1]
    assert [of(row, *CALLED) for row in rows] == [
        (1, "DONE", True, True, True, True, 1, 3),
        (1, "DONE", True, True, True, False, 2, 20),
        (1, "UNREACHABLE", True, True, False, False, 0, None),
        (1, "NO_CONSENT", False, False, False, False, 0, None),
        (1, "CANCELLED", False, False, False, False, 0, None),
    ]
    assert {row["store_id"] for row in rows} == {desk.store.pk}
    assert good.due_at is not None
    assert rows[0]["day"] == (good.due_at + timedelta(hours=8)).date()
    assert fact_rows(desk.clerk, "followup.call", last=rows[0]["day"] - DAY) == []
    assert {row["day"] for row in rows} == {date(2026, 11, 27)}
    withheld_row = rows[3]
    assert withheld_row["key"] == withheld.id


def test_a_problem_is_solved_when_its_report_is_done_and_the_next_call_finds_him_content() -> None:
    desk = make_call_desk()
    first = planned_follow_up(desk)
    done = call(desk, first.id, "reached", answers=BAD)
    (row, second) = fact_rows(desk.clerk, "followup.call")
    assert of(row, *SAID) == (4, False, True, False, False, None)
    manager = make_actor(desk.store, "service_manager")
    complete_task(actor=manager, task_id=done.report_task_id or 0, result="已返修", at=CALL_AT + timedelta(minutes=90))
    (row, second) = fact_rows(desk.clerk, "followup.call")
    assert of(row, *SAID) == (4, False, True, True, False, 90)
    call(desk, second["key"], "reached", at=CALL_AT + 9 * DAY)
    (row, second) = fact_rows(desk.clerk, "followup.call")
    assert of(row, *SAID) == (4, False, True, True, True, 90)
    assert of(second, *SAID) == (9, True, False, False, False, None)
