"""A team leader sees and dispatches the own team where the store works in customer groups."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.scope import reading
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import NotYourTeam, Wish
from anxin.visit.workshop.parameters import TEAM_FIRST
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    order_for,
    plan,
    put_into_team,
    set_for_store,
)

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-WS08")]


@dataclass(frozen=True, slots=True)
class Led:
    """A floor with a team of Li under its leader; Wang is of no team."""

    floor: Floor
    leader: Actor
    leader_id: int
    order: OrderAtWork


@pytest.fixture
def led(floor: Floor) -> Led:
    user = make_user(floor.desk.store, "team_leader")
    leader = make_employee(floor.desk.store, "team_leader", user=user, name="班长")
    put_into_team(floor, floor.li.id, leader.pk)
    set_for_store(floor, TEAM_FIRST.code, True)
    return Led(floor, actor_for(user), leader.pk, order_for(floor))


def holder(led: Led) -> tuple[int, ...]:
    with reading(led.floor.dispatcher):
        placed = queries.find_placed_job(led.floor.dispatcher, led.order.job_id)
    return placed.technician_ids if placed else ()


def acts(led: Led) -> dict[str, Callable[[], object]]:
    """Everything that would touch Wang, who is of another team."""
    number, job_id, floor = led.order.number, led.order.job_id, led.floor
    to_wang = plan(floor, floor.wang, start=AT + 2 * HOUR)
    wish = Wish(job_id, AT + 3 * HOUR, floor.bay.pk, floor.wang.id)
    who = {"actor": led.leader, "number": number, "at": AT}
    return {
        "dispatch": lambda: commands.dispatch_job(job_id=job_id, plan=to_wang, **who),
        "move": lambda: commands.move_job(job_id=job_id, plan=to_wang, **who),
        "take over": lambda: commands.move_job(job_id=job_id, plan=plan(floor, floor.li, start=AT + 4 * HOUR), **who),
        "drop": lambda: commands.drop_job(wish=wish, **who),
        "recall": lambda: commands.recall_job(job_id=job_id, **who),
    }


@pytest.mark.parametrize(("act", "has_job"), [("dispatch", ""), ("drop", ""), ("move", "li"), ("drop", "li")])
def test_a_leader_gives_nobody_of_another_team_a_job(led: Led, act: str, has_job: str) -> None:
    if has_job:
        dispatched(led.floor, led.order, plan(led.floor, led.floor.li, start=AT + HOUR))
    before = holder(led)
    with pytest.raises(NotYourTeam, match="本班组"):
        acts(led)[act]()
    assert holder(led) == before


@pytest.mark.parametrize("act", ["take over", "recall"])
def test_a_leader_takes_nothing_away_from_another_team(led: Led, act: str) -> None:
    dispatched(led.floor, led.order, plan(led.floor, led.floor.wang, start=AT + HOUR))
    with pytest.raises(NotYourTeam):
        acts(led)[act]()
    assert holder(led) == (led.floor.wang.id,)


def test_inside_the_team_a_leader_drops_moves_and_recalls(led: Led) -> None:
    number, job_id = led.order.number, led.order.job_id
    commands.drop_job(actor=led.leader, number=number, wish=Wish(job_id, AT + HOUR, led.floor.bay.pk), at=AT)
    assert holder(led) == (led.floor.li.id,)
    later = plan(led.floor, led.floor.li, start=AT + 2 * HOUR)
    commands.move_job(actor=led.leader, number=number, job_id=job_id, plan=later, at=AT)
    commands.recall_job(actor=led.leader, number=number, job_id=job_id, at=AT)
    assert holder(led) == ()


def test_without_groups_a_leader_dispatches_everybody(led: Led) -> None:
    set_for_store(led.floor, TEAM_FIRST.code, False)
    acts(led)["dispatch"]()
    assert holder(led) == (led.floor.wang.id,)


def test_a_leader_sees_the_waiting_jobs_of_the_teams_advisors(led: Led, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    client = Client()
    client.force_login(User.objects.get(pk=led.leader.id))
    row = f'data-number="{led.order.number}"'
    assert row not in client.get("/workshop/board/").content.decode()
    with reading(led.leader):
        proposed = queries.propose_placings(led.leader, led.floor.store_id, AT.date(), AT)
    assert (proposed.placed, proposed.left) == ((), ())
    put_into_team(led.floor, led.floor.desk.employee_id, led.floor.li.id, led.leader_id)
    assert row in client.get("/workshop/board/").content.decode()
    assert (
        row in client.get("/workshop/dispatch/").content.decode()
        or led.order.number in client.get("/workshop/dispatch/").content.decode()
    )
    with reading(led.leader):
        proposed = queries.propose_placings(led.leader, led.floor.store_id, AT.date(), AT)
    assert [one.technician for one in proposed.placed] == ["李明"]
