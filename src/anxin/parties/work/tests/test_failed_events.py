"""An event that no job tries any more is told once and tried again; what is handled is forgotten in time."""

from datetime import timedelta

import pytest
from django.db import connection

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tasks import delete_old_events
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.commands import report_failed_events
from anxin.parties.work.parameters import FAILED_EVENTS
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform import clock
from anxin.platform.errors import Denied
from anxin.platform.events.models import EventHandling, StoredEvent
from anxin.platform.scope import reading, unit_of_work

pytestmark = pytest.mark.django_db


def _event(store_id: int | None, **more: object) -> int:
    row = {"name": "probe.Probe", "payload": {}, "at": AT, "actor_key": "user:1", **more}
    with unit_of_work(system_actor("test"), "test", writable=True):
        return int(StoredEvent.objects.create(store_id=store_id, **row).pk)


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args ? 'event_id' AND status = 'todo'")
        return int(cursor.fetchone()[0])


def test_a_failed_event_makes_one_task_for_the_administrator_and_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    store, other = make_store("LG"), make_store("NS")
    number, of_group, _elsewhere = _event(store.pk), _event(None), _event(other.pk)
    actor = system_actor("test")
    before = _jobs()
    assert report_failed_events(actor=actor, store_id=store.pk, at=AT) == 2
    assert {one.__dict__["event"] for one in caplog.records if "event" in one.__dict__} == {number, of_group}
    (task,) = list_tasks(actor, TaskFilter(whose="store", kind=FAILED_EVENTS), store.pk, AT)
    assert (task.post, task.title[:1]) == ("administrator", "2")
    # Its new job counts as a try; when that has failed too, it is told by the task that is still open.
    assert report_failed_events(actor=actor, store_id=store.pk, at=AT) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE (args ->> 'event_id')::bigint = %s", [number])
    assert _jobs() > before
    assert report_failed_events(actor=actor, store_id=store.pk, at=AT + timedelta(hours=6)) == 1
    assert len(list_tasks(actor, TaskFilter(whose="store", kind=FAILED_EVENTS), store.pk, AT)) == 1


def test_only_the_program_reports_failed_events() -> None:
    store = make_store()
    _event(store.pk)
    with pytest.raises(Denied):
        report_failed_events(actor=make_actor(store, "service_advisor"), store_id=store.pk, at=AT)


def test_handled_events_are_forgotten_after_ninety_days_and_open_ones_never() -> None:
    store, now = make_store(), clock.now()
    old, young = _event(store.pk, handled_at=now - timedelta(days=91)), _event(store.pk, handled_at=now)
    waiting = _event(store.pk, at=now - timedelta(days=400))
    EventHandling.objects.create(event_id=old, handler="probe.note", at=AT)
    delete_old_events(timestamp=0)
    with reading(system_actor("test")):
        left = set(StoredEvent.objects.filter(name="probe.Probe").values_list("pk", flat=True))
    assert left == {young, waiting}
    assert not EventHandling.objects.filter(event_id=old).exists()
