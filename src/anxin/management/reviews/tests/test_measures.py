"""A measure of a review that goes to somebody else, and causes that two people note (M22.11, R-KP20)."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.management.reviews import commands, parameters, queries
from anxin.management.reviews.commands import KeptMeasure, MeasureDone, NewReview
from anxin.management.reviews.tests.factories import Person, Team, make_person, make_team
from anxin.management.reviews.tests.test_suggestions import open_tasks
from anxin.management.reviews.tests.test_web import token_of
from anxin.parties.org.roles import post_names
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_user
from anxin.parties.people.commands import leave_employee
from anxin.platform.errors import Denied, Invalid, NotFound, VersionConflict
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import make_front_desk, open_order
from anxin.visit.workshop.tests.test_web import browser_of

TODAY = AT.date()
NEXT, WEEK = TODAY + timedelta(days=1), TODAY + timedelta(days=7)


def agreed(team: Team, who: Person | None = None) -> KeptMeasure:
    """A measure of a review of the store, for the technician."""
    days = NewReview(TODAY, TODAY, TODAY)
    review = commands.open_review(actor=team.manager.actor, store_id=team.store.pk, review=days, at=AT)
    to = {"responsible_id": (who or team.technician).id, "due_on": NEXT}
    return commands.agree_measure(actor=team.manager.actor, review_id=review.id, words="先备件再约车", **to, at=AT)


def given(team: Team, measure: KeptMeasure, **more: Any) -> KeptMeasure:
    to = {"actor": team.manager.actor, "responsible_id": team.author.id, "due_on": WEEK, "at": AT}
    return commands.give_measure(**{**to, "measure_id": measure.id, **more})


def row_of(team: Team, measure: KeptMeasure, who: Person | None = None) -> queries.MeasureRow:
    actor = (who or team.manager).actor
    with reading(actor):
        return queries.get_measure(actor, measure.id, AT)


def test_a_measure_whose_person_has_left_goes_to_another_who_has_the_task_then(team: Team) -> None:
    measure = agreed(team)
    boss = make_actor(team.store, "service_manager")
    leave_employee(actor=boss, employee_id=team.technician.id, left_on=TODAY, at=AT)
    assert row_of(team, measure).has_left
    page, chair = f"/review-measures/{measure.id}/", browser_of(team.manager.actor)
    assert all(one in chair.get(page).content.decode() for one in ("已离职，请改派", f"{page}give/"))
    to = {"responsible_id": team.author.id, "due_on": WEEK.isoformat(), "version": measure.version}
    assert chair.post(f"{page}give/", {**to, "due_on": ""}).status_code == 422
    assert chair.post(f"{page}give/", to).status_code == 303
    row = row_of(team, measure, team.author)
    assert (row.responsible_id, row.due_on, row.has_left, row.may_finish, row.may_give) == (
        team.author.id, WEEK, False, True, False,
    )  # fmt: skip
    (task,) = open_tasks()
    assert (task.kind, task.owner_id) == (parameters.MEASURE_TASK, team.author.id)
    commands.finish_measure(actor=team.author.actor, measure_id=measure.id, done="做了", at=AT)
    assert open_tasks() == []


def test_whoever_had_it_before_cannot_finish_it_any_more(team: Team) -> None:
    measure = agreed(team)
    given(team, measure)
    nobody = actor_for(make_user(team.store, "technician"))
    for who in (team.technician.actor, nobody):
        with pytest.raises(NotFound):
            commands.finish_measure(actor=who, measure_id=measure.id, done="做了", at=AT)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date.max}, "due_on"),
        ({"responsible_id": 0}, "responsible_id"),
    ],
)
def test_nobody_of_the_store_or_a_day_that_makes_no_sense_is_refused(team: Team, more: dict[str, Any], field: str) -> None:
    measure = agreed(team)
    with pytest.raises(Invalid) as refusal:
        given(team, measure, **more)
    assert refusal.value.field == field
    assert (row_of(team, measure).responsible_id, row_of(team, measure).version) == (team.technician.id, 1)
    assert [task.owner_id for task in open_tasks()] == [team.technician.id]


def test_who_may_not_gives_nothing_away(team: Team) -> None:
    measure, other = agreed(team), make_team("FT")
    for who, refusal in ((team.technician, Denied), (other.manager, NotFound)):
        with pytest.raises(refusal):
            given(team, measure, actor=who.actor)
    assert browser_of(team.technician.actor).post(f"/review-measures/{measure.id}/give/", {}).status_code == 403
    with pytest.raises(Invalid):
        given(team, measure, responsible_id=other.technician.id)
    assert row_of(team, measure).responsible_id == team.technician.id


def test_what_is_done_or_was_given_meanwhile_is_not_given_again(team: Team) -> None:
    measure = agreed(team)
    given(team, measure, version=1)
    with pytest.raises(VersionConflict):
        given(team, measure, version=1)
    page, chair = f"/review-measures/{measure.id}/", browser_of(team.manager.actor)
    to = {"responsible_id": team.director.id, "due_on": NEXT.isoformat(), "version": 1}
    late = chair.post(f"{page}give/", to)
    assert (late.status_code, "别人先改派给了小李" in late.content.decode()) == (409, True)
    commands.finish_measure(actor=team.author.actor, measure_id=measure.id, done="做了", at=AT)
    with pytest.raises(MeasureDone):
        given(team, measure)
    refused = chair.post(f"{page}give/", {**to, "version": 3})
    assert (refused.status_code, "已经报过完成" in refused.content.decode()) == (409, True)


def test_it_goes_through_the_api_too(team: Team) -> None:
    measure, bearer = agreed(team), token_of(team.manager.actor)

    def post(version: int) -> Any:
        body = json.dumps({"responsible_id": team.author.id, "due_on": WEEK.isoformat()})
        path = f"/api/v1/reviews/review-measures/{measure.id}/give"
        return Client().post(path, body, "application/json", HTTP_IF_MATCH=f'"{version}"', **bearer)

    first, second = post(1), post(1)
    assert (first.status_code, first.json()["version"], second.status_code) == (200, 2, 409)


def test_of_two_who_give_it_away_at_once_one_does(race: Callable[..., list[Any]]) -> None:
    team = make_team()
    measure = agreed(team)
    to = ({"responsible_id": team.author.id}, {"responsible_id": team.director.id})
    results = race(*(lambda who=who: given(team, measure, version=1, **who) for who in to))
    assert sorted(type(one).__name__ for one in results) == ["KeptMeasure", "VersionConflict"]
    (task,) = open_tasks()
    assert task.owner_id == row_of(team, measure).responsible_id


def test_given_away_and_done_at_once_leaves_one_of_them(race: Callable[..., list[Any]]) -> None:
    team = make_team()
    measure = agreed(team)
    results = race(
        lambda: given(team, measure),
        lambda: commands.finish_measure(actor=team.technician.actor, measure_id=measure.id, done="做了", at=AT),
    )
    assert sorted(type(one).__name__ for one in results) in (["KeptMeasure", "NotFound"], ["KeptMeasure", "MeasureDone"])
    assert bool(open_tasks()) == (not row_of(team, measure).done)


def test_who_notes_causes_second_is_told_by_whom_and_what_was_noted(db: None) -> None:
    desk = make_front_desk()
    first, second = (make_person(desk.store, "service_manager", name) for name in ("李明", "王经理"))
    days = NewReview(TODAY, TODAY, TODAY)
    review_id = commands.open_review(actor=first.actor, store_id=desk.store.pk, review=days, at=AT).id
    commands.add_reviewed_order(actor=first.actor, review_id=review_id, number=open_order(desk).number, at=AT)

    def line() -> queries.ReviewedOrderRow:
        with reading(first.actor):
            return queries.get_review(first.actor, review_id, AT).orders[0]

    by = {"review_id": review_id, "reviewed_id": line().id, "at": AT}
    commands.note_causes(actor=first.actor, causes=["parts"], words="缺减振器", version=1, **by)
    assert (line().noted_by, line().noted_at, line().version) == ("李明", AT, 2)
    with pytest.raises(VersionConflict) as refusal:
        commands.note_causes(actor=second.actor, causes=["bay"], version=1, **by)
    assert refusal.value.differences == {
        "谁写的": ("李明", "王经理"), "原因": ("等配件", "等工位"), "具体是什么": ("缺减振器", ""),
    }  # fmt: skip
    page, chair = f"/order-reviews/{review_id}/", browser_of(second.actor)
    path = f"{page}orders/{line().id}/causes/"
    late = chair.post(path, {"causes": ["bay"], "words": "等举升机", "version": 1})
    shown = late.content.decode()
    assert late.status_code == 409
    assert all(one in shown for one in ("李明", "先写了原因", "缺减振器", "等举升机", 'name="version" value="2"'))
    # What is refused for another reason goes on from what the person had seen.
    empty = chair.post(path, {"causes": [], "words": "等举升机", "version": 1})
    assert (empty.status_code, 'name="version" value="1"' in empty.content.decode()) == (422, True)
    assert line().causes == ("parts",)
    assert chair.post(path, {"causes": ["bay"], "words": "等举升机", "version": 2}).status_code == 303
    assert (line().causes, line().noted_by) == (("bay",), "王经理")


def test_the_people_stand_under_their_posts(team: Team) -> None:
    review = agreed(team).review_id
    page = browser_of(team.manager.actor).get(f"/order-reviews/{review}/").content.decode()
    labels = re.findall('<optgroup label="([^"]+)"', page)
    assert labels == [name for name in post_names().values() if name in labels]
    assert len(labels) == 4
    assert page.index("车间主任</option>") < page.index("王强</option>")
