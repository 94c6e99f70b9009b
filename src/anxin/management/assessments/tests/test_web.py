"""The pages of assessments: opened from the figure, recorded, objected to, answered, printed, exported."""

from typing import Any

import pytest
from django.test import Client

from anxin.management.assessments.models import Assessment
from anxin.management.assessments.tests.factories import MONTH, RATE, Judged, assessed, objected
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.platform.actor import Actor
from anxin.platform.scope import reading


def browser_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


def page_of(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return str(answer.content.decode())


def kept() -> list[dict[str, Any]]:
    with reading(system_actor("test")):
        rows = Assessment.objects.across_stores(reason="test").order_by("pk")
        return [{"id": one.pk, "state": one.state, "outcome": one.outcome, "employee": one.employee_id} for one in rows]


def test_a_manager_judges_from_the_figures_page(house: Judged) -> None:
    browser, here = browser_of(house.manager), f"?store={house.store.pk}&month={MONTH:%Y-%m}"
    figure = page_of(browser, f"/figures/{RATE}/?level=store&unit={house.store.pk}")
    assert f"/assessments/assess/{RATE}/?store={house.store.pk}&amp;month={MONTH:%Y-%m}" in figure
    address = f"/assessments/assess/{RATE}/{here}"
    form = page_of(browser, address)
    assert "20.0 %" in form
    assert "≥ 30" in form
    given = {"whose": f"employee-{house.desk.employee_id}", "outcome": "penalty", "amount": "50", "words": "没<b>达标"}
    wrong = browser.post(address, {**given, "outcome": "reward"})
    assert wrong.status_code == 422
    assert "奖惩要跟着结果走" in wrong.content.decode()
    assert browser.post(address, given).status_code == 303
    (row,) = kept()
    page = page_of(browser, f"/assessments/{row['id']}/")
    assert "没&lt;b&gt;达标" in page
    assert "记错了，撤销" in page
    assert "提异议，请上一级答复" not in page
    assert "已考核" in page_of(browser, address)
    assert browser.get("/assessments/?format=xlsx").status_code == 200
    assert browser.get(f"/assessments/{row['id']}/print/").status_code == 200
    assert "记考核</button>" not in page_of(browser, address)
    assert "由店外的上一级" in page_of(browser, address)
    above = page_of(browser_of(house.region), address)
    assert "记考核</button>" in above
    assert "由店外的上一级" not in above
    running = page_of(browser, address.replace(f"{MONTH:%Y-%m}", "2026-12"))
    assert "这个月还没有结束" in running


def test_the_assessed_objects_and_somebody_above_answers(house: Judged) -> None:
    made, browser, boss = assessed(house), browser_of(house.advisor), browser_of(house.boss)
    here = f"/assessments/{made.id}/"
    page = page_of(browser, here)
    assert "提异议，请上一级答复" in page
    assert "记错了，撤销" not in page
    assert browser.post(f"{here}object/", {"words": ""}).status_code == 422
    assert browser.post(f"{here}object/", {"words": "系统停了两天", "version": made.version}).status_code == 303
    late = browser.post(f"{here}object/", {"words": "再提"})
    assert late.status_code == 409
    assert "已经提过异议" in late.content.decode()
    page_of(browser_of(house.other), here, 404)
    assert "没有对您的考核" in page_of(browser_of(house.other), "/assessments/")
    assert "答复异议" not in page_of(browser_of(house.manager), here)
    answer = {"words": "属实", "remedy": "target", "target": "15", "outcome": "reward"}
    assert boss.post(f"{here}uphold/", {**answer, "target": ""}).status_code == 422
    assert boss.post(f"{here}uphold/", answer).status_code == 303
    assert [one["state"] for one in kept()] == ["UPHELD"]
    assert "调整目标" in page_of(browser, here)


@pytest.mark.parametrize(("act", "state"), [("reject", "REJECTED"), ("withdraw", "WITHDRAWN")])
def test_words_are_asked_for_each_answer(house: Judged, act: str, state: str) -> None:
    made = objected(house) if act == "reject" else assessed(house)
    browser = browser_of(house.boss if act == "reject" else house.manager)
    address = f"/assessments/{made.id}/{act}/"
    assert browser.post(address, {"words": ""}).status_code == 422
    assert browser.post(address, {"words": "理由"}).status_code == 303
    assert [one["state"] for one in kept()] == [state]
