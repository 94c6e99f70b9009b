"""Commands, events and scope, on a platform table."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from anxin.platform import audit, clock, events, parameters, tasks
from anxin.platform.actor import Actor
from anxin.platform.api import Body, write
from anxin.platform.audit.models import AuditEntry
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, IdempotencyKeyReused
from anxin.platform.events.handling import handle
from anxin.platform.events.models import EventHandling, StoredEvent
from anxin.platform.idempotency import Answer, once
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.jobs import store_by_store
from anxin.platform.numbering import next_number
from anxin.platform.references import DocumentRef
from anxin.platform.scope import current_unit, reading
from anxin.platform.throttling import count_request
from anxin.platform.throttling.models import RequestCount

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
ACTOR = Actor("user", 7, "wang", frozenset({1}), {"probe.make": frozenset({1})})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeMade(events.Event):
    subject_kind: ClassVar[str] = "probe.probe"
    probe_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietProbeMade(events.Event):
    probe_id: int


heard: list[tuple[int, str]] = []


@events.subscribe(ProbeMade)
def note_probe(*, actor: Actor, event: ProbeMade, at: datetime) -> None:
    heard.append((event.probe_id, actor.name))
    answer_probe(actor=actor, number=event.probe_id, at=at)


@command(None)
def answer_probe(*, actor: Actor, number: int, at: datetime) -> None:
    audit.note(DocumentRef("probe.probe", number), 1, answered=True)


@command("probe.make")
def make_late_probe(*, actor: Actor, happened_at: datetime, at: datetime) -> None:
    events.publish(QuietProbeMade(probe_id=1, store_id=1), at=happened_at)


@command("probe.make")
def fail_probe(*, actor: Actor, number: int, at: datetime) -> None:
    audit.note(DocumentRef("probe.probe", number), 1)
    events.publish(QuietProbeMade(probe_id=number, store_id=1), at=at)
    raise Conflict


@command("probe.make")
def make_probe_although_another_fails(*, actor: Actor, number: int, at: datetime) -> None:
    narrower = Actor("user", 7, "wang", frozenset(), {"probe.make": frozenset({1})})
    for who in (actor, narrower):
        with contextlib.suppress(Conflict):
            fail_probe(actor=who, number=number + 1, at=at)
    events.publish(QuietProbeMade(probe_id=number, store_id=1), at=at)


@command("probe.make")
def make_probe(*, actor: Actor, number: int, at: datetime) -> int:
    events.publish(ProbeMade(probe_id=number, store_id=1), at=at)
    events.publish(QuietProbeMade(probe_id=number, store_id=1), at=at)
    return number


@pytest.fixture(autouse=True)
def _forget_what_was_heard() -> Iterator[None]:
    yield
    heard.clear()


def test_a_command_leaves_its_audit_row_its_events_and_a_job_only_where_somebody_listens() -> None:
    make_probe(actor=ACTOR, number=3, at=AT)
    with reading(ACTOR):
        entry = AuditEntry.objects.get(command__endswith=".make_probe")
        loud, quiet = StoredEvent.objects.order_by("pk")
        jobs = _jobs()
    assert entry.command.endswith(".make_probe")
    assert (entry.subject_kind, entry.subject_id, entry.actor_key) == ("probe.probe", 3, "user:7")
    assert loud.handled_at is None
    assert quiet.handled_at == AT
    assert [args["event_id"] for args in jobs] == [loud.pk]


def test_an_event_keeps_the_moment_that_was_published_with_it() -> None:
    earlier = AT - timedelta(days=2)
    make_late_probe(actor=ACTOR, happened_at=earlier, at=AT)
    with reading(ACTOR):
        assert [(one.at, one.handled_at) for one in StoredEvent.objects.all()] == [(earlier, earlier)]
        assert {one.at for one in AuditEntry.objects.all()} == {AT}


def test_a_handler_is_called_once_however_often_its_job_runs() -> None:
    make_probe(actor=ACTOR, number=4, at=AT)
    with reading(ACTOR):
        stored = StoredEvent.objects.filter(handled_at=None).get()
    handle(stored.pk, 1)
    handle(stored.pk, 1)
    assert [number for number, _name in heard] == [4]
    assert EventHandling.objects.count() == 1


def test_what_a_handler_does_is_audited_under_its_own_command_and_the_handlers_name() -> None:
    make_probe(actor=ACTOR, number=4, at=AT)
    with reading(ACTOR):
        stored = StoredEvent.objects.filter(handled_at=None).get()
    handle(stored.pk, 1)
    with reading(ACTOR):
        entry = AuditEntry.objects.get(detail__answered=True)
    assert entry.command.endswith(".answer_probe")
    assert entry.actor_key.endswith(".note_probe")


def test_a_nested_command_that_fails_takes_its_events_and_audit_rows_with_it() -> None:
    make_probe_although_another_fails(actor=ACTOR, number=20, at=AT)
    with reading(ACTOR):
        assert [one.payload["probe_id"] for one in StoredEvent.objects.all()] == [20]
        assert not AuditEntry.objects.filter(subject_id=21).exists()


def test_one_store_that_fails_does_not_stop_the_others_and_fails_the_job(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    def work() -> None:
        with store_by_store() as one:
            for store_id in (1, 2, 3):
                with one(store_id):
                    done.append(6 // (store_id - 2))

    with pytest.raises(ExceptionGroup) as failed:
        work()
    assert done == [-6, 6]
    assert [each.__notes__ for each in failed.value.exceptions] == [["store 2"]]
    assert [vars(record)["store_id"] for record in caplog.records] == [2]


def test_an_actor_without_the_permission_writes_nothing() -> None:
    stranger = Actor("user", 8, "li", frozenset({1}), {})
    with pytest.raises(Denied):
        make_probe(actor=stranger, number=5, at=AT)
    with reading(ACTOR):
        assert StoredEvent.objects.count() == 0


def test_rows_of_another_store_are_invisible_even_to_raw_access() -> None:
    make_probe(actor=ACTOR, number=6, at=AT)
    with reading(Actor("user", 9, "zhao", frozenset({2}), {})):
        assert StoredEvent.objects.count() == 0
    assert StoredEvent.objects.count() == 0


def test_the_same_key_is_carried_out_once_and_another_request_under_it_is_refused() -> None:
    calls: list[int] = []

    def run() -> Answer:
        calls.append(1)
        return Answer(201, "made", {"Location": "/x"})

    first = once(ACTOR, "k1", b"body", run, at=AT)
    second = once(ACTOR, "k1", b"body", run, at=AT)
    assert (first.body, second.body, second.replayed, len(calls)) == ("made", "made", True, 1)
    with pytest.raises(IdempotencyKeyReused):
        once(ACTOR, "k1", b"other", run, at=AT)


@command("probe.make")
def number_probe_and_fail(*, actor: Actor, at: datetime) -> None:
    next_number(1, "LG", "W", at.date())
    audit.note(DocumentRef("probe.probe", 1), 1)
    raise Conflict


@command("probe.make")
def number_probe(*, actor: Actor, at: datetime) -> str:
    return next_number(1, "LG", "W", at.date())


def test_of_a_command_whose_refusal_a_page_catches_nothing_stays() -> None:
    carried: list[str] = []

    def answer_all_the_same() -> Answer:
        with contextlib.suppress(Conflict):
            number_probe_and_fail(actor=ACTOR, at=AT)
        answer = Answer(303, number_probe(actor=ACTOR, at=AT), {"Location": "/x"})
        unit = current_unit()
        assert unit is not None
        carried.append(unit.command)
        return answer

    answered = once(ACTOR, "k1", b"", answer_all_the_same, at=AT, may_catch=True)
    assert answered.body == "LG-W26-000001"
    assert [name.rpartition(".")[2] for name in carried] == ["number_probe"], "not the refused one's"


def test_commands_of_one_endpoint_stand_or_fall_together_without_a_key_too() -> None:
    request: Any = RequestFactory().post("/")
    request.actor = ACTOR

    def both(at: datetime) -> None:
        make_probe(actor=ACTOR, number=7, at=at)
        number_probe_and_fail(actor=ACTOR, at=at)

    with pytest.raises(Conflict):
        write(request, Body, both)
    with reading(ACTOR):
        assert StoredEvent.objects.count() == 0


def test_a_savepoint_costs_a_page_two_statements_and_an_endpoint_none() -> None:
    counts = []
    for key, may_catch in (("warm", False), ("endpoint", False), ("page", True)):
        with CaptureQueriesContext(connection) as seen:
            once(ACTOR, key, b"", lambda: Answer(200, number_probe(actor=ACTOR, at=AT)), at=AT, may_catch=may_catch)
        counts.append(len(seen))
    assert counts[2] == counts[1] + 2


def test_numbers_run_without_gaps_per_store_series_and_year() -> None:
    taken = [next_number(1, "LG", "W", date(2026, 1, 2)), next_number(1, "LG", "W", date(2026, 12, 31))]
    assert taken == ["LG-W26-000001", "LG-W26-000002"]
    assert next_number(1, "LG", "W", date(2027, 1, 1)) == "LG-W27-000001"
    assert next_number(2, "NS", "W", date(2026, 1, 2)) == "NS-W26-000001"


def test_every_declared_parameter_reads_its_own_default() -> None:
    for each in parameters.definitions():
        if each.default is not None:
            assert each.read(each.store(each.default)) == each.default, each.code


def _jobs() -> list[dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs ORDER BY id")
        return [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in cursor.fetchall()]


def test_counted_requests_are_forgotten_after_an_hour_and_not_beside_the_counting() -> None:
    now = clock.now()
    for age in (timedelta(minutes=50), timedelta(hours=2)):
        count_request(f"{age}", now - age)
    count_request("now", now)
    assert RequestCount.objects.count() == 3
    tasks.forget_counted_requests(0)
    assert RequestCount.objects.count() == 2


def test_answers_are_forgotten_after_three_days_and_not_before() -> None:
    for age in (timedelta(days=2), timedelta(days=4)):
        once(ACTOR, f"{age}", b"", lambda: Answer(200, ""), at=clock.now() - age)
    tasks.forget_old_answers(0)
    assert [answer.key for answer in IdempotentAnswer.objects.all()] == [str(timedelta(days=2))]
