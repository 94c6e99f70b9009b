"""Pages of difficult cases, from the phone to the library."""

import json

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.queries import store_info
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform.actor import Actor
from anxin.platform.scope import reading
from anxin.visit.technical import commands, queries
from anxin.visit.technical.tests.factories import Experts, begun, called, closed, make_experts, vote
from anxin.visit.technical.tests.test_voting import PLAN
from anxin.visit.technical.web.papers import record_of
from anxin.visit.workshop.tests.factories import order_for
from anxin.visit.workshop.tests.test_web import browser_of

pytestmark = pytest.mark.django_db


def test_help_is_called_from_the_phone_in_words_and_the_order_shows_it(experts: Experts) -> None:
    order = begun(experts)
    phone = browser_of(experts.floor.wang.actor)
    day = phone.get("/workshop/my-day/").content.decode()
    form = f"/technical/orders/{order.number}/jobs/{order.job_id}/help/"
    assert (form in day, "求助" in day) == (True, True)
    assert "早上有异响" in phone.get(form).content.decode()
    refused = phone.post(form, {"kind": "difficult", "words": " "})
    assert refused.status_code == 422
    assert phone.post(form, {"kind": "difficult", "words": "换件后没有好转"}).status_code == 303
    assert phone.post(form, {"kind": "difficult", "words": "再求"}).status_code == 409
    assert "看案例" in phone.get("/workshop/my-day/").content.decode()
    assert "换件后没有好转" in browser_of(experts.floor.desk.actor).get(f"/repair-orders/{order.number}/").content.decode()
    assert phone.get(form.replace(order.number, "W000000-0000")).status_code == 404


def test_a_case_is_led_voted_on_and_closed_on_its_page(experts: Experts) -> None:
    order = begun(experts)
    case = called(experts, order)
    page, director = f"/technical/cases/{case.id}/", browser_of(experts.director.actor)
    assert director.post(f"{page}add-entry/", {"words": "量绝缘 20 兆欧"}).status_code == 303
    assert director.post(f"{page}lead/", {"owner_id": str(experts.floor.li.id)}).status_code == 303
    assert director.post(f"{page}ask-group/", {"plan": ""}).status_code == 422
    assert director.post(f"{page}ask-group/", {"plan": PLAN}).status_code == 303
    first, second = experts.group
    member = browser_of(first.actor)
    body = member.get(page).content.decode()
    assert (PLAN in body, 'value="yes"' in body) == (True, True)
    assert member.post(f"{page}vote/", {"vote": "yes", "round": "1", "reason": ""}).status_code == 422
    assert member.post(f"{page}vote/", {"vote": "yes", "round": "1", "reason": "可行"}).status_code == 303
    assert 'name="vote"' not in member.get(page).content.decode()
    result = {"system": "electrical", "cause": "搭铁点锈蚀", "solution": "打磨", "is_solved": "yes"}
    assert director.post(f"{page}close/", result).status_code == 409
    vote(case, second)
    assert director.post(f"{page}close/", result).status_code == 303
    shown = director.get(page).content.decode()
    assert all(words in shown for words in ("量绝缘 20 兆欧", "搭铁点锈蚀", "培训", "在疑难问题库里看"))
    assert "换了传感器故障码还在" in director.get("/technical/cases/", {"state": "CLOSED"}).content.decode()
    assert "换了传感器故障码还在" not in director.get("/technical/cases/", {"state": "OPEN"}).content.decode()
    assert director.get("/technical/cases/", {"export": "xlsx"}).status_code == 200


def test_the_library_is_found_in_by_whoever_is_stuck(experts: Experts) -> None:
    entry = closed(experts, called(experts, fault_codes="P0A1F")).library_entry_id
    reader = browser_of(experts.floor.desk.actor)
    assert "搭铁点锈蚀" in reader.get("/technical/library/", {"text": "p0a1f"}).content.decode()
    assert "没有找到" in reader.get("/technical/library/", {"text": "P0000"}).content.decode()
    assert "打磨搭铁点" in reader.get(f"/technical/library/{entry}/").content.decode()
    order = order_for(experts.floor)
    help_form = f"/technical/orders/{order.number}/jobs/{order.job_id}/help/?code=P0A1F"
    assert "搭铁点锈蚀" in browser_of(experts.floor.wang.actor).get(help_form).content.decode()


def test_the_link_for_an_expert_is_shown_once(experts: Experts) -> None:
    case = called(experts)
    page, director = f"/technical/cases/{case.id}/", browser_of(experts.director.actor)
    assert director.post(f"{page}invite-expert/", {"name": "张工", "organisation": "厂家"}).status_code == 409
    assert director.post(f"{page}consult/", {"question": "怎么查"}).status_code == 303
    assert director.post(f"{page}invite-expert/", {"name": "", "organisation": "厂家"}).status_code == 422
    made = director.post(f"{page}invite-expert/", {"name": "张工", "organisation": "厂家"})
    assert "/e/" in made.content.decode()
    assert "/e/" not in director.get(page).content.decode()
    assert director.post(f"{page}end-consult/", {"result": "查到了"}).status_code == 303


def token_of(actor: Actor) -> dict[str, str]:
    ApiToken.objects.create(
        user=User.objects.get(pk=actor.id), name="t", digest=digest(f"s{actor.id}"), scopes=["*"], created_at=AT
    )
    return {"HTTP_AUTHORIZATION": f"Bearer s{actor.id}"}


def test_the_same_goes_through_the_api(experts: Experts) -> None:
    order, client = begun(experts), Client()
    wang, director, member = (token_of(one.actor) for one in (experts.floor.wang, experts.director, experts.group[0]))

    def post(path: str, body: dict[str, object], who: dict[str, str]) -> tuple[int, dict[str, object]]:
        answer = client.post(f"/api/v1/technical/{path}", json.dumps(body), "application/json", **who)  # type: ignore[arg-type]
        return answer.status_code, answer.json()

    status, made = post(f"orders/{order.number}/jobs/{order.job_id}/cases", {"words": "漏电", "is_major": True}, wang)
    assert (status, made["vote"]) == (201, "UNASKED")
    case = f"cases/{made['id']}"
    assert post(f"{case}/ask-group", {"plan": PLAN}, wang)[0] == 403
    assert post(f"{case}/ask-group", {"plan": PLAN}, director)[1]["round"] == 1
    wrong = post(f"{case}/vote", {"round": 2, "is_yes": True, "reason": "可行"}, member)
    assert (wrong[0], wrong[1]["rule"]) == (409, "R-WS15")
    assert post(f"{case}/vote", {"round": 1, "is_yes": False, "reason": "先查"}, member)[1]["vote"] == "REFUSED"
    got = client.get(f"/api/v1/technical/{case}", **director).json()  # type: ignore[arg-type]
    assert [(one["round"], one["is_yes"]) for one in got["ballots"]] == [(1, False), (1, None)]
    assert post(f"{case}/ask-group", {"plan": "改线束"}, director)[1]["round"] == 2


def test_a_case_prints_with_its_steps_votes_experts_and_result(experts: Experts) -> None:
    floor, director = experts.floor, experts.director.actor
    case = called(experts, fault_codes="p0aa1", is_major=True, plan=PLAN)
    commands.add_case_entry(actor=floor.wang.actor, case_id=case.id, words="测搭铁电阻 3.2 欧", at=AT)
    commands.consult_experts(actor=director, case_id=case.id, question="还应查哪几处？", at=AT)
    vote(case, experts.group[0])
    with reading(director):
        view, consult = queries.get_case(director, case.id), queries.find_consult_of_case(director, case.id, AT)
    paper = record_of(view, consult, store_info(floor.store_id))
    assert ("故障码", "P0AA1") in paper["facts"]
    assert dict(paper["said"])["维修方案"] == PLAN
    assert [(part["title"], [line["words"] for line in part["lines"]]) for part in paper["parts"]] == [
        ("处理过程", ["测搭铁电阻 3.2 欧"]),
        ("技术小组表决", ["同意 · 看过数据", "还没表决"]),
        ("远程技术支持", ["还应查哪几处？"]),
    ]
    page = f"/technical/cases/{case.id}/"
    assert f"{page}print/" in browser_of(director).get(page).content.decode()
    assert browser_of(director).get(f"{page}print/").content.startswith(b"%PDF")
    assert browser_of(make_experts("NS").director.actor).get(f"{page}print/").status_code == 404
