"""A store whose advisor had a month: one order of five was booked, where 30 % were asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anxin.management.assessments import commands
from anxin.management.assessments.commands import KeptAssessment, NewAssessment
from anxin.parties.org.models import Store, Team
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.models import Employee
from anxin.parties.people.queries import find_own_employee
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

RATE = "appointment_rate"
MONTH = date(AT.year, AT.month, 1)
LATER = AT + timedelta(days=30)
"""In the month after; November's figures are final."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The desk whose advisor is judged, who judges, who is above, another advisor, and who is above the store."""

    desk: FrontDesk
    advisor: Actor
    manager: Actor
    boss: Actor
    other: Actor
    region: Actor

    @property
    def store(self) -> Store:
        return self.desk.store


def make_person(store: Store, post: str) -> Actor:
    """An employee whose user has the role of the post."""
    user = make_user(store, post)
    make_employee(store, post, user=user)
    return actor_for(user)


def employee_of(actor: Actor) -> int:
    """The employee behind the actor."""
    with reading(actor):
        own = find_own_employee(actor)
    assert own is not None
    return own.id


def make_judged(code: str = "LG", booked: int = 1) -> Judged:
    """Five orders of one advisor, so many of them booked."""
    desk = make_front_desk(code, "service_advisor")
    for number in range(5):
        open_order(desk, is_appointment=number < booked)
    posts = ("after_sales_manager", "general_manager", "service_advisor")
    region = actor_for(make_user(desk.store, "regional_manager"))
    return Judged(desk, desk.actor, *(make_person(desk.store, post) for post in posts), region=region)


def in_a_team(house: Judged) -> int:
    """Put the advisor into a team."""
    with unit_of_work(Actor.system("test", [house.store.pk]), "test", writable=True):
        team = Team.objects.create(store=house.store, name="一组")
        Employee.objects.across_stores(reason="test").filter(pk=house.desk.employee_id).update(team=team)
    return int(team.pk)


def wish(house: Judged, **more: Any) -> NewAssessment:
    """A penalty for the advisor's rate."""
    given = {
        "code": RATE,
        "month": MONTH,
        "outcome": "penalty",
        "words": "预约率没达标",
        "employee_id": house.desk.employee_id,
    }
    return NewAssessment(**{**given, **more})


def assessed(house: Judged, at: datetime = LATER, **more: Any) -> KeptAssessment:
    """One of a person that the manager recorded."""
    by = {"actor": house.manager, "store_id": house.store.pk, "at": at}
    return commands.assess_figure(assessment=wish(house, **more), **by)


def assessed_store(house: Judged, at: datetime = LATER, **more: Any) -> KeptAssessment:
    """The store's, which somebody above it recorded."""
    by = {"actor": house.region, "store_id": house.store.pk, "at": at}
    return commands.assess_figure(assessment=wish(house, employee_id=None, **more), **by)


def objected(house: Judged, at: datetime = LATER, **more: Any) -> KeptAssessment:
    """One to which the advisor objected."""
    made = assessed(house, at, **more)
    about = {"actor": house.advisor, "assessment_id": made.id, "at": at}
    return commands.object_to_assessment(words="系统停了两天", **about)
