"""What the work queue publishes for figures."""

from datetime import UTC, date, datetime, timedelta

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.parties.work import commands
from anxin.parties.work.tests.factories import make_task, staff
from anxin.platform.tests.fact_rows import fact_rows, of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_what_was_done_in_time_what_late_and_what_not() -> None:
    store, other = make_store("LG"), make_store("BA")
    manager = staff(store, "service_manager")
    early, late, gone, _open = (make_task(store) for _each in range(4))
    make_task(other)
    commands.complete_task(actor=manager, task_id=early.id, at=AT + HOUR)
    commands.complete_task(actor=manager, task_id=late.id, at=AT + 2 * HOUR + timedelta(seconds=61))
    commands.cancel_task(actor=manager, task_id=gone.id, reason="重复", at=AT)
    rows = fact_rows(manager, "work.task")
    assert [of(row, "state", "is_done", "is_in_time", "is_cancelled", "minutes_late") for row in rows] == [
        ("DONE", True, True, False, -60),
        ("DONE", True, False, False, 1),
        ("CANCELLED", False, False, True, None),
        ("OPEN", False, False, False, None),
    ]
    assert {of(row, "day", "post", "is_escalated", "postponements") for row in rows} == {
        (date(2026, 11, 20), "service_manager", False, 0)
    }


def test_a_task_counts_on_the_day_on_the_stores_wall_on_which_it_is_due() -> None:
    store = make_store("LG")
    for due_at in (datetime(2026, 11, 30, 15, 59, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC)):
        make_task(store, due_at=due_at)
    (row,) = fact_rows(system_actor("test"), "work.task", date(2026, 11, 1), date(2026, 11, 30))
    assert row["day"] == date(2026, 11, 30)
