"""An instant that no page can show does not lie in a table, whoever writes it; none is cut to a day in UTC."""

import re
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.parties.work.commands import create_task
from anxin.parties.work.models import Task
from anxin.platform.scope import unit_of_work
from tests.architecture.test_boundaries import SOURCE, python_files

pytestmark = pytest.mark.django_db
TYPED = {
    "appointments_appointment", "capacity_reservation", "followup_followup", "parts_demandanswer", "parts_partarrival", "people_shift",
    "promises_lateestimate", "promises_telling", "repair_orders_promisechange", "repair_orders_repairorder", "transfers_transfer", "work_task", "workshop_assignment", "workshop_clockcorrection",
    "workshop_indirectcorrection", "workshop_indirecttime", "workshop_jobclock",
}  # fmt: skip


def test_every_table_in_which_typed_times_land_bounds_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname LIKE '%%_plausible' AND contype = 'c'"
        )
        assert {table for (table,) in cursor.fetchall()} == TYPED
    assert {model._meta.db_table for model in apps.get_models()} >= TYPED


@pytest.mark.parametrize("at", [datetime(1999, 12, 31, tzinfo=UTC), datetime(2201, 1, 1, tzinfo=UTC)])
def test_the_database_refuses_a_time_outside(at: datetime) -> None:
    store, actor = make_store(), system_actor("test")
    task = create_task(
        actor=actor, store_id=store.pk, kind="work.plain", subject=None, title="核对", due_at=AT, post="cashier", at=AT
    )
    with unit_of_work(actor, "test", writable=True):
        mine = Task.objects.across_stores(reason="test").filter(pk=task.id)
        with pytest.raises(IntegrityError, match="task_plausible"), transaction.atomic():
            mine.update(due_at=at)
        mine.update(due_at=datetime(2200, 12, 31, tzinfo=UTC))


# Where an instant has been put on a wall clock first, or was typed as a day.
LOCAL = {
    "platform/clock.py", "platform/dates.py", "platform/ui/formats.py", "platform/calendar/rules.py",
    "parties/org/web/calendars.py", "relationship/followup/web/calls.py", "faces/twin/management/commands/load_demo.py",
}  # fmt: skip


def test_no_instant_is_cut_to_a_day_in_utc() -> None:
    cut = set()
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        if re.search(r"\.date\(\)|__date\b|__date__", text):
            cut.add(path.relative_to(SOURCE).as_posix())
    assert cut == LOCAL, "a day is store_info(id).clock.day(at), or GROUP_CLOCK.day(at)"
