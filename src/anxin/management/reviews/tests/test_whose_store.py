"""Of which store the people, the days and the forms of a suggestion or a review are, whatever store is in view."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.management.reviews import commands, queries
from anxin.management.reviews.commands import NoOwnEmployee
from anxin.management.reviews.models import SuggestionStep
from anxin.management.reviews.tests.factories import DUE_ON, Team, accepted, entered, make_team, reported
from anxin.management.reviews.tests.test_web import token_of
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_user
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.scope import reading
from anxin.visit.workshop.tests.test_web import browser_of

TODAY = AT.date()
NOBODY = "没有关联本店员工"


def leads_too(team: Team, other: Team) -> Actor:
    """The manager of a store who has the role in another, too, without being an employee there."""
    user = User.objects.get(pk=team.manager.actor.id)
    grant_to(user, "service_manager", other.store)
    return actor_for(user)


def review_of(team: Team) -> int:
    days = commands.NewReview(TODAY, TODAY, TODAY)
    by: dict[str, Any] = {"actor": team.manager.actor, "store_id": team.store.pk, "at": AT}
    return commands.open_review(review=days, **by).id


def test_the_people_offered_are_those_of_the_review_and_not_of_the_store_in_view(team: Team) -> None:
    other, review_id = make_team("FT"), review_of(team)
    wide = browser_of(leads_too(team, other))
    assert wide.post("/switch-store/", {"store_id": other.store.pk, "next": "/order-reviews/"}).status_code < 400
    page = wide.get(f"/order-reviews/{review_id}/").content.decode()
    assert (f'value="{team.technician.id}"' in page, f'value="{other.technician.id}"' in page) == (True, False)
    wish = {"words": "先备件", "responsible_id": team.technician.id, "due_on": DUE_ON.isoformat()}
    assert wide.post(f"/order-reviews/{review_id}/agree-measure/", wish).status_code == 303
    measure = queries_measures(team, review_id)[0]
    assert f"/order-reviews/{review_id}/" in wide.get(f"/review-measures/{measure.id}/").content.decode()


def test_the_people_offered_are_those_of_the_suggestion_and_not_of_the_store_in_view(team: Team) -> None:
    other, made = make_team("FT"), entered(team)
    wide = browser_of(leads_too(team, other))
    assert wide.post("/switch-store/", {"store_id": other.store.pk, "next": "/suggestions/"}).status_code < 400
    page = wide.get(f"/suggestions/{made.number}/").content.decode()
    assert (f'value="{team.technician.id}"' in page, f'value="{other.technician.id}"' in page) == (True, False)
    given = {"responsible_id": team.technician.id, "due_on": DUE_ON.isoformat(), "version": made.version}
    assert wide.post(f"/suggestions/{made.number}/accept/", given).status_code == 303
    moved = {**given, "responsible_id": team.author.id, "version": made.version + 1, "reason": "请假"}
    assert wide.post(f"/suggestions/{made.number}/give/", moved).status_code == 303


def queries_measures(team: Team, review_id: int) -> tuple[queries.MeasureRow, ...]:
    with reading(team.manager.actor):
        return queries.get_review(team.manager.actor, review_id, AT).measures


def test_whoever_is_no_employee_is_told_so_instead_of_shown_forms(team: Team) -> None:
    made, review_id = entered(team), review_of(team)
    to = {"responsible_id": team.technician.id, "due_on": DUE_ON}
    by: dict[str, Any] = {"actor": team.manager.actor, "review_id": review_id, "at": AT}
    measure = commands.agree_measure(words="先备件", **to, **by)
    nobody = browser_of(actor_for(make_user(team.store, "after_sales_manager")))
    for page, form in (
        (f"/suggestions/{made.number}/", "accept/"),
        ("/suggestions/enter/", 'name="words"'),
        ("/order-reviews/open/", 'name="held_on"'),
        (f"/order-reviews/{review_id}/", "/close/"),
    ):
        shown = nobody.get(page).content.decode()
        assert (form in shown, NOBODY in shown) == (False, True), page
    assert 'name="done"' not in nobody.get(f"/review-measures/{measure.id}/").content.decode()
    given = {"responsible_id": team.technician.id, "due_on": DUE_ON.isoformat()}
    refused = nobody.post(f"/suggestions/{made.number}/accept/", given)
    assert (refused.status_code, NOBODY in refused.content.decode()) == (409, True)


def test_a_manager_of_two_stores_is_no_employee_of_the_second(team: Team) -> None:
    other = make_team("FT")
    wide, made = leads_too(team, other), entered(other)
    shown = browser_of(wide).get(f"/suggestions/{made.number}/").content.decode()
    assert ("accept/" in shown, NOBODY in shown) == (False, True)
    with pytest.raises(NoOwnEmployee):
        commands.decline_suggestion(actor=wide, number=made.number, reason="不", at=AT)


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(9999, 12, 30), date(2150, 1, 1)])
def test_a_day_too_far_away_is_refused_on_each_way(team: Team, day: date) -> None:
    made, review_id, client = entered(team), review_of(team), Client()
    given = {"responsible_id": team.technician.id, "due_on": day.isoformat()}
    chair = browser_of(team.manager.actor)
    page = chair.post(f"/suggestions/{made.number}/accept/", given)
    assert (page.status_code, "请核对年份" in page.content.decode()) == (422, True)
    measure = chair.post(f"/order-reviews/{review_id}/agree-measure/", {**given, "words": "先备件"})
    assert (measure.status_code, "请核对年份" in measure.content.decode()) == (422, True)
    for path in (f"suggestions/{made.number}/accept", f"order-reviews/{review_id}/measures"):
        body = json.dumps({**given, **({"words": "先备件"} if "measures" in path else {})})
        head = (
            token_of(team.manager.actor) if "accept" in path else {"HTTP_AUTHORIZATION": f"Bearer s{team.manager.actor.id}"}
        )
        answer = client.post(f"/api/v1/reviews/{path}", body, "application/json", **head)
        assert answer.status_code == 422, path
    for name in ("judged_from", "judged_to"):
        rates = f"/api/v1/reviews/stores/{team.store.pk}/suggestions/rates?{name}={day}"
        bearer = {"HTTP_AUTHORIZATION": f"Bearer s{team.manager.actor.id}"}
        assert client.get(rates, **bearer).status_code == 422
        assert chair.get("/suggestions/", {name: day.isoformat()}).status_code == 200


def test_the_longest_due_day_is_the_last_that_is_taken(team: Team) -> None:
    by: dict[str, Any] = {"actor": team.director.actor, "responsible_id": team.technician.id, "at": AT}
    with pytest.raises(Invalid) as refusal:
        commands.accept_suggestion(number=entered(team).number, due_on=TODAY + timedelta(days=1831), **by)
    assert refusal.value.field == "due_on"
    commands.accept_suggestion(number=entered(team).number, due_on=TODAY + timedelta(days=1830), **by)


def test_what_was_reported_and_not_accepted_is_no_result(team: Team) -> None:
    made, by = reported(team), {"actor": team.director.actor, "at": AT}

    def row() -> queries.SuggestionView:
        with reading(team.director.actor):
            return queries.get_suggestion(team.director.actor, made.number, AT)

    commands.return_suggestion(number=made.number, reason="没做", **by)
    assert (row().row.done, "洗车单加了一项" in [one.words for one in row().steps]) == ("", True)
    to = {"responsible_id": team.author.id, "due_on": DUE_ON}
    commands.give_suggestion(number=made.number, reason="换人", **to, **by)
    assert row().row.done == ""
    with pytest.raises(Invalid):
        commands.confirm_suggestion(number=made.number, **by)
    assert SuggestionStep.Verb.CONFIRM not in [one.verb for one in row().steps]
    dropped = accepted(team)
    commands.drop_suggestion(number=dropped.number, reason="算了", **by)
