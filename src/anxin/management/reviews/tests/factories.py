"""A store whose workshop has a director, a technician and an author, and suggestions made by the commands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anxin.management.reviews import commands
from anxin.management.reviews.commands import KeptSuggestion, NewSuggestion
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor

DUE_ON = AT.date() + timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with a user."""

    id: int
    actor: Actor


@dataclass(frozen=True, slots=True)
class Team:
    """Who suggests, who judges the workshop, who carries out, and a manager of the store."""

    store: Store
    author: Person
    director: Person
    technician: Person
    manager: Person


def make_person(store: Store, post: str, name: str = "") -> Person:
    """An employee whose user has the role of the post."""
    user = make_user(store, post)
    return Person(make_employee(store, post, user=user, name=name).pk, actor_for(user))


def make_team(code: str = "LG") -> Team:
    """A store with the people of a suggestion."""
    store = make_store(code)
    return Team(
        store,
        make_person(store, "service_advisor", "小李"),
        make_person(store, "workshop_director", "车间主任"),
        make_person(store, "technician", "王强"),
        make_person(store, "service_manager", "服务经理"),
    )


def entered(team: Team, by: Person | None = None, at: datetime = AT, **more: Any) -> KeptSuggestion:
    """A suggestion about the workshop."""
    wish = NewSuggestion(**{"words": "交车前先洗轮毂", "department": "workshop", **more})
    actor = (by or team.author).actor
    return commands.enter_suggestion(actor=actor, store_id=team.store.pk, suggestion=wish, at=at)


def accepted(team: Team, at: datetime = AT, **more: Any) -> KeptSuggestion:
    """One that the director gave to the technician."""
    made = entered(team, at=at, **more)
    given = {"responsible_id": team.technician.id, "due_on": DUE_ON}
    return commands.accept_suggestion(actor=team.director.actor, number=made.number, **given, at=at)


def reported(team: Team, at: datetime = AT) -> KeptSuggestion:
    """One that the technician says is carried out."""
    made = accepted(team, at=at)
    who = team.technician.actor
    return commands.report_suggestion_done(actor=who, number=made.number, done="洗车单加了一项", at=at)
