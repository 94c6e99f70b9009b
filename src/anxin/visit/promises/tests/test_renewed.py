"""What is expected follows at once: a bay out of use, another time in the warning, a job that is taken up again."""

import pytest

from anxin.parties.org.commands import PlaceKind, restore_place, retire_place
from anxin.parties.org.tests.factories import AT, make_actor, make_bay
from anxin.visit.promises import commands
from anxin.visit.promises.parameters import LATE_TASK
from anxin.visit.promises.tests.factories import HOUR, MINUTE, changes, expected, tasks
from anxin.visit.promises.tests.test_watching import handle_everything
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, all_passed, dispatched, finish, inspect, start

pytestmark = pytest.mark.django_db


def say(floor: Floor, order: OrderAtWork, hours: int, minute: int) -> None:
    commands.say_delay(
        actor=floor.wang.actor,
        number=order.number,
        job_id=order.job_id,
        until=AT + hours * HOUR,
        reason="parts",
        at=AT + minute * MINUTE,
    )


def test_a_bay_out_of_use_is_waited_for_at_once_and_no_longer_when_it_is_back(floor: Floor, order: OrderAtWork) -> None:
    make_bay(floor.desk.store, "Z9")
    dispatched(floor, order)
    handle_everything()
    before = changes(floor, order)[-1]
    place = {
        "actor": make_actor(floor.desk.store, "administrator", level="group"),
        "kind": PlaceKind.BAY,
        "place_id": floor.bay.pk,
    }
    retire_place(at=AT, **place)
    handle_everything()
    gone = changes(floor, order)[-1]
    assert (gone.reason_label, gone.cause_label, gone.is_open) == ("等工位", "工位停用或启用", True)
    restore_place(at=AT, **place)
    handle_everything()
    assert changes(floor, order)[-1].reason_label == before.reason_label


@pytest.mark.rule("R-WS02")
def test_the_warning_says_the_time_that_is_expected_by_now(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    say(floor, order, 4, 0)
    (first,) = tasks(floor, order, LATE_TASK)
    say(floor, order, 5, 1)
    (second,) = tasks(floor, order, LATE_TASK)
    assert (second.id, second.due_at) == (first.id, first.due_at)
    assert [one.title.split("预计 ")[1].split(" 才能")[0] for one in (first, second)] == ["11-20 18:15", "11-20 19:15"]
    say(floor, order, 5, 2)
    (same,) = tasks(floor, order, LATE_TASK)
    assert (same.title, same.version) == (second.title, second.version)


def test_an_old_word_does_not_count_again_when_the_job_is_taken_up_once_more(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    say(floor, order, 6, 0)
    finish(order, floor.wang, AT + 20 * MINUTE)
    handle_everything()
    verdict = {"checks": all_passed("general"), "note": "还漏油", "rework_job_ids": [order.job_id]}
    inspect(floor, order, AT + 30 * MINUTE, **verdict)
    handle_everything()
    again = expected(floor, order, AT + 30 * MINUTE)
    assert (again.reason.startswith("said"), again.expected_at < AT + 6 * HOUR) == (False, True)
    say(floor, order, 7, 35)
    assert expected(floor, order, AT + 35 * MINUTE).expected_at == AT + 7 * HOUR
