"""A handler that looks at how things stand is called for the last of several events about the same thing (outbox)."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.events.handling import handle
from anxin.platform.events.models import EventHandling, StoredEvent
from anxin.platform.scope import reading, unit_of_work

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
ACTOR = Actor("user", 7, "wang", frozenset({1}), {"probe.make": frozenset({1})})


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegun(events.Event):
    thing_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(events.Event):
    thing_id: int


looked: list[tuple[str, int]] = []
failing: list[bool] = []


def look_at_thing(*, actor: Actor, event: Any, at: datetime) -> None:
    if failing:
        raise OSError("the disk refuses")
    looked.append((type(event).__name__, event.thing_id))


for _one in (StepBegun, StepDone):
    events.subscribe(_one, last_by="thing_id")(look_at_thing)


(NAME,) = events.handlers_of(StepDone.name)


@command("probe.make")
def take_steps(*, actor: Actor, things: tuple[int, ...], at: datetime) -> None:
    for thing in things:
        events.publish(StepBegun(thing_id=thing, store_id=1), at=at)
        events.publish(StepDone(thing_id=thing, store_id=1), at=at)


@pytest.fixture(autouse=True)
def _forget_what_was_seen() -> Iterator[None]:
    yield
    looked.clear()
    failing.clear()


def waiting() -> list[int]:
    with reading(ACTOR):
        return list(StoredEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_the_last_of_several_events_stands_for_those_before_it() -> None:
    take_steps(actor=ACTOR, things=(3, 4), at=AT)
    for event_id in waiting():
        handle(event_id, 1)
    assert looked == [("StepDone", 3), ("StepDone", 4)]
    assert waiting() == []
    with reading(ACTOR):
        assert EventHandling.objects.count() == 4


@pytest.mark.django_db
def test_an_event_that_comes_after_the_look_is_looked_at_itself() -> None:
    for _each in range(2):
        take_steps(actor=ACTOR, things=(3,), at=AT)
        for event_id in waiting():
            handle(event_id, 1)
    assert looked == [("StepDone", 3)] * 2


@pytest.mark.django_db
def test_a_later_event_that_has_been_dealt_with_stands_for_nothing() -> None:
    take_steps(actor=ACTOR, things=(3,), at=AT)
    begun, done = waiting()
    with unit_of_work(ACTOR, "test", writable=True):
        EventHandling.objects.create(event_id=done, handler=NAME, at=AT)
    handle(begun, 1)
    assert looked == [("StepBegun", 3)]


@pytest.mark.django_db
def test_what_failed_is_tried_again_by_the_last_one() -> None:
    take_steps(actor=ACTOR, things=(3,), at=AT)
    begun, done = waiting()
    failing.append(True)
    handle(begun, 1)
    with pytest.raises(ExceptionGroup):
        handle(done, 1)
    failing.clear()
    handle(done, 1)
    assert looked == [("StepDone", 3)]


def test_a_later_event_in_another_workers_hands_stands_for_nothing(race: Callable[..., list[Any]]) -> None:
    take_steps(actor=ACTOR, things=(3,), at=AT)
    begun, done = waiting()
    taken, looked_at = threading.Event(), threading.Event()

    def hold_the_last() -> None:
        with unit_of_work(ACTOR, "test", writable=True):
            StoredEvent.objects.select_for_update().get(pk=done)
            taken.set()
            assert looked_at.wait(20)

    def handle_the_first() -> None:
        assert taken.wait(20)
        try:
            handle(begun, 1)
        finally:
            looked_at.set()
            connection.close()

    race(hold_the_last, handle_the_first)
    assert looked == [("StepBegun", 3)]
