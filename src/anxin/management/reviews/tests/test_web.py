"""Pages and endpoints of suggestions."""

import json
from typing import Any

import pytest
from django.test import Client

from anxin.management.reviews.tests.factories import DUE_ON, Team, accepted, entered, make_team
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform.actor import Actor
from anxin.visit.workshop.tests.test_web import browser_of

pytestmark = pytest.mark.django_db
LIST = "/suggestions/"


def token_of(actor: Actor) -> dict[str, Any]:
    user = User.objects.get(pk=actor.id)
    ApiToken.objects.create(user=user, name="t", digest=digest(f"s{actor.id}"), scopes=["*"], created_at=AT)
    return {"HTTP_AUTHORIZATION": f"Bearer s{actor.id}"}


def test_a_suggestion_is_entered_judged_carried_out_and_confirmed_by_the_pages(team: Team) -> None:
    author, director, hands = (browser_of(one.actor) for one in (team.author, team.director, team.technician))
    assert "提建议" in author.get(LIST).content.decode()
    form = author.get(f"{LIST}enter/", {"about_kind": "figure", "about": "一次修复率"}).content.decode()
    assert "一次修复率" in form
    assert author.post(f"{LIST}enter/", {"words": "", "department": "workshop"}).status_code == 422
    wish = {"words": "交车前先洗轮毂", "department": "workshop", "about_kind": "figure", "about": "一次修复率"}
    assert author.post(f"{LIST}enter/", wish).status_code == 303
    assert "交车前先洗轮毂" in author.get(LIST).content.decode()
    (page,) = {line for line in director.get(LIST).content.decode().split('"') if line.startswith("/suggestions/LG-J")}
    assert f"{page}accept/" in director.get(page).content.decode()
    assert f"{page}accept/" not in author.get(page).content.decode()
    given = {"responsible_id": team.technician.id, "due_on": DUE_ON.isoformat(), "version": 1}
    empty = director.post(f"{page}accept/", {"responsible_id": "", "due_on": ""})
    assert empty.status_code == 422
    assert all(one in empty.content.decode() for one in ("请选交给谁落实。", "请选哪天前完成。"))
    assert director.post(f"{page}accept/", given).status_code == 303
    assert director.post(f"{page}accept/", given).status_code == 409
    assert f"{page}report/" in hands.get(page).content.decode()
    assert hands.post(f"{page}report/", {"done": "洗车单加了一项", "version": 2}).status_code == 303
    shown = director.get(page).content.decode()
    assert all(one in shown for one in ("洗车单加了一项", f"{page}confirm/", f"{page}return/", f"{page}drop/"))
    assert director.post(f"{page}confirm/", {"done": "洗车单加了一项", "version": 3}).status_code == 303
    shown = author.get(page).content.decode()
    assert all(one in shown for one in ("已落实", "洗车单加了一项", "车间主任"))
    assert "1 / 1" in director.get(LIST).content.decode()
    assert "1 / 1" not in author.get(LIST).content.decode()
    assert director.get(LIST, {"format": "xlsx", "state": "CONFIRMED"}).status_code == 200
    assert "交车前先洗轮毂" not in director.get(LIST, {"state": "TO_DO"}).content.decode()


def test_what_another_did_first_is_said_and_what_was_typed_stays(team: Team) -> None:
    made, director = accepted(team), browser_of(team.director.actor)
    page = f"{LIST}{made.number}/"
    moved = {"responsible_id": team.author.id, "due_on": DUE_ON.isoformat(), "reason": "技师请假"}
    assert browser_of(team.manager.actor).post(f"{page}give/", {**moved, "version": 2}).status_code == 303
    late = director.post(f"{page}confirm/", {"done": "轮毂洗了", "version": 2})
    shown = late.content.decode()
    assert late.status_code == 409
    assert all(one in shown for one in ("服务经理", "改派", "您填的还没有保存", "轮毂洗了", 'name="version" value="3"'))
    # A refused value is no leave to go on from what another did meanwhile.
    empty = director.post(f"{page}confirm/", {"done": "", "version": 2})
    assert (empty.status_code, 'name="version" value="2"' in empty.content.decode()) == (422, True)
    assert director.post(f"{page}confirm/", {"done": "轮毂洗了", "version": 3}).status_code == 303


def test_a_task_leads_to_the_suggestion_and_another_store_does_not_see_it(team: Team) -> None:
    made = entered(team)
    assert made.number in browser_of(team.director.actor).get(f"{LIST}{made.id}/").content.decode()
    stranger = browser_of(make_team("FT").director.actor)
    assert stranger.get(f"{LIST}{made.number}/").status_code == 404
    assert browser_of(team.technician.actor).get(f"{LIST}{made.number}/").status_code == 404
    assert stranger.post(f"{LIST}{made.number}/decline/", {"reason": "不"}).status_code == 404


def test_the_other_steps_go_by_the_pages_too(team: Team) -> None:
    director = browser_of(team.director.actor)
    first, second = (f"{LIST}{accepted(team).number}/" for _ in range(2))
    third = f"{LIST}{entered(team).number}/"
    moved = {"responsible_id": team.author.id, "due_on": DUE_ON.isoformat(), "reason": "技师请假"}
    assert director.post(f"{first}give/", moved).status_code == 303
    assert director.post(f"{first}return/", {"reason": "不"}).status_code == 409
    assert browser_of(team.author.actor).post(f"{first}report/", {"done": "做了"}).status_code == 303
    assert director.post(f"{first}return/", {"reason": "没做"}).status_code == 303
    assert director.post(f"{second}drop/", {"reason": "算了"}).status_code == 303
    assert director.post(f"{third}decline/", {"reason": "工位不够"}).status_code == 303
    for step, given in (("drop", {"reason": "算了"}), ("give", moved), ("confirm", {"done": "做了"})):
        late = director.post(f"{second}{step}/", given)
        assert (late.status_code, "已经不在这一步" in late.content.decode()) == (409, True), step


def test_the_same_goes_through_the_api(team: Team) -> None:
    client, base = Client(), "/api/v1/reviews"
    author, director, hands = (token_of(one.actor) for one in (team.author, team.director, team.technician))

    def post(path: str, body: dict[str, Any], who: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = client.post(f"{base}/{path}", json.dumps(body), "application/json", **who)
        return answer.status_code, answer.json()

    wish = {"words": "交车前先洗轮毂", "department": "workshop"}
    status, made = post(f"stores/{team.store.pk}/suggestions", wish, author)
    assert (status, made["state"]) == (201, "ENTERED")
    one = f"suggestions/{made['number']}"
    given = {"responsible_id": team.technician.id, "due_on": DUE_ON.isoformat()}
    assert post(f"{one}/accept", given, author)[0] == 403
    assert post(f"{one}/accept", given, director)[1]["state"] == "TO_DO"
    refused = post(f"{one}/decline", {"reason": "不"}, director)
    assert (refused[0], refused[1]["rule"]) == (409, "K-N24")
    assert post(f"{one}/report", {"done": "做了"}, hands)[1]["state"] == "REPORTED"
    assert post(f"{one}/return", {"reason": "没做"}, director)[1]["state"] == "TO_DO"
    assert post(f"{one}/give", {**given, "reason": "再做"}, director)[1]["state"] == "TO_DO"
    assert post(f"{one}/confirm", {"done": "做了"}, director)[1]["state"] == "CONFIRMED"
    other = post(f"stores/{team.store.pk}/suggestions", wish, author)[1]["number"]
    post(f"suggestions/{other}/accept", given, director)
    assert post(f"suggestions/{other}/drop", {"reason": "算了"}, director)[1]["state"] == "DROPPED"
    got = client.get(f"{base}/{one}", **author).json()
    assert [step["verb"] for step in got["steps"]][-1] == "confirm"
    assert len(client.get(f"{base}/stores/{team.store.pk}/suggestions", **author).json()) == 2
    rates = client.get(f"{base}/stores/{team.store.pk}/suggestions/rates", **director).json()
    assert [(rate["department"], rate["confirmed"], rate["to_do"]) for rate in rates] == [("workshop", 1, 2)]
