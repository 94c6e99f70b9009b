"""A read asks once what its panels need too; a write asks each time."""

from dataclasses import replace

import pytest

from anxin.platform.actor import Actor
from anxin.platform.queries import remembered
from anxin.platform.scope import reading, unit_of_work

pytestmark = pytest.mark.django_db
PROGRAM = Actor.system("test", [1, 2])
asked: list[object] = []


@remembered
def question(actor: Actor, *ids: object, **more: object) -> int:
    asked.append((actor, ids, more))
    return len(asked)


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    asked.clear()


def test_a_unit_that_reads_asks_once() -> None:
    with reading(PROGRAM):
        assert [question(PROGRAM, [1, 2]), question(Actor.system("test", [2, 1]), [1, 2])] == [1, 1]


def test_another_question_another_actor_and_another_scope_are_asked_anew() -> None:
    anna = Actor("user", 1, "anna", frozenset({1, 2}))
    with reading(PROGRAM):
        found = [question(PROGRAM, 1), question(PROGRAM, 2), question(PROGRAM, 1, on=2), question(anna, 1)]
        found += [question(replace(anna), 1), question(anna, 1)]
        with unit_of_work(Actor.system("test", [1]), "narrower", writable=False):
            found.append(question(PROGRAM, 1))
    assert found == [1, 2, 3, 4, 5, 4, 6]


def test_the_next_unit_and_what_writes_ask_anew() -> None:
    for _round in range(2):
        with reading(PROGRAM):
            question(PROGRAM)
    with unit_of_work(PROGRAM, "write", writable=True):
        question(PROGRAM)
        question(PROGRAM)
    question(PROGRAM)
    question(PROGRAM)
    assert len(asked) == 6
