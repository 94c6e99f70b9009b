"""The pages of the workshop: shown, acted upon, refused, another store's."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.queries import store_info
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_bay
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop import commands, queries, rules
from anxin.visit.workshop.tests.factories import (
    Floor,
    OrderAtWork,
    all_passed,
    dispatched,
    finish,
    hand_to,
    make_floor,
    order_for,
    pause,
    plan,
    start,
)
from tests.wall_clock import WallClock

pytestmark = pytest.mark.django_db
SELF_CHECK = dict.fromkeys(rules.CHECKS["self"], "yes")


def browser_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


def job_path(order: OrderAtWork, act: str) -> str:
    return f"/workshop/orders/{order.number}/jobs/{order.job_id}/{act}/"


def test_a_technician_sees_what_the_customer_agreed_to(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order, at=clock.now())
    (job,) = list_open_jobs(floor.dispatcher, floor.desk.store.pk)
    page = browser_of(floor.wang.actor).get("/workshop/my-day/").content.decode()
    assert job.lines
    assert all(line in page for line in job.lines)


def test_a_job_is_dispatched_by_choosing_it_and_accepting_the_suggestion(floor: Floor, order: OrderAtWork) -> None:
    client = browser_of(floor.dispatcher)
    listed = client.get("/workshop/dispatch/").content.decode()
    assert f"job={order.job_id}" in listed
    answer = client.get(f"/workshop/dispatch/?job={order.job_id}")
    form = answer.context["form"]
    assert "现在有空" in answer.content.decode()
    posted = {**form.initial, "planned_from": form["planned_from"].value().strftime("%Y-%m-%dT%H:%M"), "shares": ""}
    assert posted["technicians"] in ([str(floor.wang.id)], [str(floor.li.id)])
    assert client.post(job_path(order, "place"), posted).status_code == 303
    assert view_of(floor.desk, order.number).head.state == "DISPATCHED"
    page = client.get("/workshop/dispatch/").content.decode()
    assert "没有待派工的项目" in page
    assert "项目1" in page


def test_the_suggested_bay_is_the_one_that_fits_and_bays_are_counted(floor: Floor, order: OrderAtWork) -> None:
    for code, kind, high in (("10号", "general", False), ("2号", "general", True), ("3号", "paint", False)):
        make_bay(floor.desk.store, code, kind, is_high_voltage=high)
    page = browser_of(floor.dispatcher).get(f"/workshop/dispatch/?job={order.job_id}")
    labels = [label.partition(" ")[0] for _id, label in page.context["form"].fields["bay"].choices[1:]]
    assert labels == ["10号", floor.bay.code, "2号", "3号"]
    plan_codes = [bay.code for bay in page.context["plan"].bays]
    assert plan_codes == ["2号", "3号", "10号", floor.bay.code]


def test_the_second_job_of_a_car_is_offered_where_the_car_is(floor: Floor) -> None:
    order = order_for(floor, at=clock.now(), jobs=2)
    make_bay(floor.desk.store, "1号")
    first = rules.next_mark(clock.now())
    dispatched(floor, order, plan(floor, floor.li, start=first), at=clock.now())
    form = browser_of(floor.dispatcher).get(f"/workshop/dispatch/?job={order.job_ids[1]}").context["form"]
    assert (form.initial["technicians"], form.initial["bay"]) == ([str(floor.li.id)], str(floor.bay.pk))
    assert form.initial["planned_from"] == first + timedelta(hours=1)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-99-99", "\x00"])
def test_a_day_that_no_calendar_has_shows_today(floor: Floor, day: str) -> None:
    answer = browser_of(floor.dispatcher).get("/workshop/dispatch/", {"day": day})
    assert (answer.status_code, answer.context["day"]) == (200, answer.context["today"])


def test_a_conflict_is_shown_at_its_field_and_keeps_what_was_chosen(floor: Floor, order: OrderAtWork) -> None:
    start_at = rules.next_mark(clock.now()) + timedelta(hours=1)
    dispatched(floor, order, plan(floor, floor.wang, start=start_at), at=clock.now())
    other = order_for(floor, at=clock.now())
    posted: dict[str, Any] = {
        "technicians": [str(floor.li.id)],
        "bay": str(floor.bay.pk),
        "planned_from": (start_at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"),
        "hours": "1",
    }
    client = browser_of(floor.dispatcher)
    answer = client.post(job_path(other, "place"), posted)
    assert answer.status_code == 409
    assert order.number in answer.content.decode()
    assert answer.context["form"]["technicians"].value() == [str(floor.li.id)]
    assert client.post(job_path(other, "place"), {**posted, "technicians": []}).status_code == 422
    assert client.post(job_path(other, "place"), {**posted, "shares": "60/40"}).status_code == 422
    assert view_of(floor.desk, other.number).head.state == "AUTHORISED"


def test_the_open_page_hears_of_a_change(floor: Floor, order: OrderAtWork) -> None:
    client = browser_of(floor.dispatcher)
    tag = client.get("/workshop/dispatch/version/")["ETag"]
    assert client.get("/workshop/dispatch/version/", headers={"If-None-Match": tag}).status_code == 304
    start(order, floor.wang, clock.now())
    assert client.get("/workshop/dispatch/version/", headers={"If-None-Match": tag}).status_code == 204


def test_a_technician_starts_pauses_goes_on_and_finishes_on_the_phone(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order, plan(floor, start=rules.next_mark(clock.now())), at=clock.now())
    client = browser_of(floor.wang.actor)
    page = client.get("/workshop/my-day/").content.decode()
    assert "早上有异响" in page
    assert "开工" in page
    assert client.post(job_path(order, "clock-on"), {"post_key": "a"}).status_code == 303
    assert client.post(job_path(order, "clock-on"), {"post_key": "a"}).status_code == 303
    page = client.get("/workshop/my-day/").content.decode()
    assert "data-timer" in page
    assert "等工位" in page
    refused = client.post(job_path(order, "pause"), {"reason": "other"})
    assert refused.status_code == 422
    assert "选“其他”时请写一句说明" in refused.content.decode()
    assert client.post(job_path(order, "pause"), {"reason": "parts"}).status_code == 303
    assert "等配件" in client.get("/workshop/my-day/").content.decode()
    assert client.post(job_path(order, "clock-on")).status_code == 303
    assert client.post(job_path(order, "finish"), {"cause": "磨损"}).status_code == 409
    unexplained = client.post(job_path(order, "finish"), {**SELF_CHECK, "cause": "片已磨到底"})
    assert unexplained.status_code == 422
    for kept in ("片已磨到底", "请写处理措施", '<details class="ax-stack" open>'):
        assert kept in unexplained.content.decode()
    assert client.post(job_path(order, "finish"), {**SELF_CHECK, "cause": "磨损", "correction": "更换"}).status_code == 303
    view = view_of(floor.desk, order.number)
    assert (view.head.state, view.jobs[0].cause) == ("WORK_FINISHED", "磨损")
    assert "现在没有派给您的项目" in client.get("/workshop/my-day/").content.decode()


def test_what_was_written_last_is_offered_once_each(floor: Floor, order: OrderAtWork) -> None:
    for place, cause in enumerate(("卡滞", "磨损", "卡滞")):
        done = order_for(floor, at=clock.now())
        start(done, floor.wang, clock.now())
        commands.finish_job(
            actor=floor.wang.actor,
            number=done.number,
            job_id=done.job_id,
            checks=all_passed("self"),
            cause=cause,
            correction=f"措施{place}",
            at=clock.now(),
        )
    start(order, floor.wang, clock.now())
    day = queries.technician_day(floor.wang.actor)
    assert (day.causes, day.corrections) == (("卡滞", "磨损"), ("措施2", "措施1", "措施0"))
    assert 'data-phrase-for="finish_cause">卡滞<' in browser_of(floor.wang.actor).get("/workshop/my-day/").content.decode()
    assert queries.technician_day(floor.li.actor).causes == ()


def test_a_finding_and_a_part_are_asked_for_on_the_phone(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang, clock.now())
    client = browser_of(floor.wang.actor)
    assert client.get(job_path(order, "report-finding")).status_code == 200
    assert client.post(job_path(order, "report-finding"), {"words": "", "urgency": "soon"}).status_code == 422
    sent = client.post(job_path(order, "report-finding"), {"words": "左后减振器漏油", "urgency": "now"})
    assert sent.status_code == 303
    assert client.post(job_path(order, "ask-part"), {"words": "垫片 2 个"}).status_code == 303
    assert browser_of(floor.li.actor).get(job_path(order, "report-finding")).status_code == 404


def test_the_inspector_passes_everything_in_one_tap_or_names_what_fails(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang, clock.now())
    finish(order, floor.wang, clock.now())
    client = browser_of(floor.inspector)
    assert order.number in client.get("/workshop/inspection/").content.decode()
    path = f"/workshop/inspection/{order.number}/"
    assert "项目修复完毕" in client.get(path).content.decode()
    failed = client.post(path, {"function": "no", "function_note": "异响"})
    assert failed.status_code == 422
    assert "请选择要返修的项目" in failed.content.decode()
    assert "异响" in failed.content.decode()
    assert client.post(path).status_code == 303
    (general, _self) = queries.list_inspections(floor.inspector, view_of(floor.desk, order.number).head.id)
    assert [item.passed for item in general.items] == [True] * (
        len(rules.CHECKS["general"]) + len([one for one in general.items if one.job_id])
    )
    assert view_of(floor.desk, order.number).head.state == "INSPECTED"
    final = browser_of(floor.desk.actor)
    path = f"/workshop/inspection/{order.number}/final/"
    assert final.get(path).status_code == 200
    assert final.post(path).status_code == 303
    assert client.post(f"/workshop/inspection/{order.number}/").status_code == 409


def test_the_order_page_shows_the_workshops_panel(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang, clock.now())
    page = browser_of(floor.desk.actor).get(f"/repair-orders/{order.number}/").content.decode()
    assert "打卡 / 已售" in page
    assert "王强" in page


def test_the_job_and_the_workshops_panel_say_the_same_of_a_job(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang, clock.now())
    browser, address = browser_of(floor.desk.actor), f"/repair-orders/{order.number}/"
    assert browser.get(address).content.decode().count("施工中</span>") == 2
    pause(order, floor.wang, clock.now())
    page = browser.get(address).content.decode()
    assert (page.count("等配件<") > 1, "施工中" in page) == (True, False)


def test_another_stores_people_and_other_roles_are_kept_out(floor: Floor, order: OrderAtWork) -> None:
    elsewhere = make_floor("NS")
    assert browser_of(elsewhere.wang.actor).post(job_path(order, "clock-on")).status_code == 404
    assert browser_of(elsewhere.dispatcher).post(job_path(order, "place"), {}).status_code == 404
    assert browser_of(elsewhere.inspector).get(f"/workshop/inspection/{order.number}/").status_code == 404
    assert browser_of(floor.wang.actor).get("/workshop/dispatch/").status_code == 403
    assert Client().get("/workshop/my-day/").status_code == 302
    assert view_of(floor.desk, order.number).head.state == "AUTHORISED"


def _statements(asked: CaptureQueriesContext) -> int:
    """Statements without those that only begin and end the transaction."""
    said = [row["sql"] for row in asked.captured_queries]
    return sum(not (sql or "").startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for sql in said)


def test_the_spine_of_the_work_runs_through_the_api(floor: Floor, order: OrderAtWork) -> None:
    ApiToken.objects.create(
        user=User.objects.get(pk=floor.wang.actor.id), name="t", digest=digest("t"), scopes=["*"], created_at=AT
    )
    ApiToken.objects.create(
        user=User.objects.get(pk=floor.inspector.id), name="i", digest=digest("i"), scopes=["*"], created_at=AT
    )

    def post(path: str, body: dict[str, Any] | None = None, token: str = "t") -> Any:
        return Client(headers={"Authorization": f"Bearer {token}"}).post(
            f"/api/v1/workshop/orders/{order.number}{path}", json.dumps(body or {}), content_type="application/json"
        )

    job = f"/jobs/{order.job_id}"
    refused = post(f"{job}/start")
    assert (refused.status_code, refused.json()["rule"]) == (409, "R-WS01")
    hand_to(order, floor.wang)
    with CaptureQueriesContext(connection) as asked:
        assert post(f"{job}/start").json()["job_state"] == "IN_PROGRESS"
    assert _statements(asked) <= 22
    assert post(f"{job}/pause", {"reason": "tea"}).status_code == 422
    assert post(f"{job}/pause", {"reason": "break"}).status_code == 200
    mine = Client(headers={"Authorization": "Bearer t"}).get("/api/v1/workshop/my-day").json()
    assert [(one["job"]["job_id"], one["waiting_label"]) for one in mine["jobs"]] == [(order.job_id, "休息")]
    checks = [{"code": code, "passed": True} for code in rules.CHECKS["self"]]
    assert post(f"{job}/finish", {"checks": checks[1:]}).status_code == 422
    unexplained = post(f"{job}/finish", {"checks": checks, "cause": "磨损"})
    assert (unexplained.status_code, unexplained.json()["code"]) == (422, "cause_and_correction_needed")
    with CaptureQueriesContext(connection) as asked:
        finished = post(f"{job}/finish", {"checks": checks, "cause": "磨损", "correction": "更换"})
        assert finished.json()["state"] == "WORK_FINISHED"
    assert _statements(asked) <= 25
    general = [{"code": code, "passed": True} for code in rules.CHECKS["general"]]
    assert post("/inspect", {"checks": general}).status_code == 403
    assert post("/inspect", {"checks": general}, "i").json()["state"] == "INSPECTED"
    listed = queries.list_inspections(floor.inspector, view_of(floor.desk, order.number).head.id)
    assert [row.level for row in listed] == ["general", "self"]


def test_dispatching_runs_through_the_api_and_says_who_holds_a_bay(floor: Floor, order: OrderAtWork) -> None:
    user = User.objects.get(pk=floor.dispatcher.id)
    ApiToken.objects.create(user=user, name="d", digest=digest("d"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer d"})
    root = "/api/v1/workshop"
    other = order_for(floor)
    body = {"technicians": [{"technician_id": floor.wang.id}], "planned_from": AT.isoformat(), "bay_id": floor.bay.pk}

    def post(which: OrderAtWork, act: str, given: object) -> Any:
        path = f"{root}/orders/{which.number}/jobs/{which.job_id}/{act}"
        return client.post(path, json.dumps(given), content_type="application/json")

    assert post(order, "dispatch", body).json()["state"] == "DISPATCHED"
    refused = post(other, "dispatch", {**body, "technicians": [{"technician_id": floor.li.id}]})
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (409, "capacity_taken", "bay_id")
    assert order.number in refused.json()["detail"]
    later = {**body, "planned_from": (AT + timedelta(hours=3)).isoformat()}
    stale = post(order, "move", {**later, "seen": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "placing_changed")
    assert post(order, "move", {**later, "seen": queries.stand_of(floor.dispatcher, order.job_id)}).status_code == 200
    day = client.get(f"{root}/stores/{floor.store_id}/plan", {"day": "2026-11-20"}).json()
    assert [len(bay["blocks"]) for bay in day["bays"]] == [1]
    assert [job["job_id"] for job in client.get(f"{root}/stores/{floor.store_id}/unplaced-jobs").json()] == [other.job_id]
    assert post(order, "recall", {}).json()["state"] == "AUTHORISED"


def test_the_dispatcher_sets_a_clock_right_and_the_old_times_stay_to_be_seen(floor: Floor, wall_clock: WallClock) -> None:
    order = order_for(floor)
    wall_clock.forward(hours=4)
    start(order, floor.wang)
    finish(order, floor.wang, AT + timedelta(hours=3))
    client = browser_of(floor.dispatcher)
    listing = f"/workshop/orders/{order.number}/clocks/"
    (clock,) = queries.list_clocks(floor.dispatcher, view_of(floor.desk, order.number).head.id)
    path = f"/workshop/clocks/{clock.id}/correct/"
    assert path in client.get(listing).content.decode()
    local = store_info(floor.store_id).clock.local
    said = {
        "started_at": f"{local(AT):%Y-%m-%dT%H:%M:%S}",
        "ended_at": f"{local(AT + timedelta(hours=1)):%Y-%m-%dT%H:%M:%S}",
    }
    without_reason = client.post(path, {**said, "reason": ""})
    assert (without_reason.status_code, said["ended_at"] in without_reason.content.decode()) == (422, True)
    assert client.post(path, {**said, "reason": "忘记停表"}).status_code == 422
    said |= {"seen_from": AT.isoformat(), "seen_until": (AT + timedelta(hours=3)).isoformat()}
    assert client.post(path, {**said, "ended_at": said["started_at"], "reason": "忘记停表"}).status_code == 422
    assert client.post(path, {**said, "reason": "忘记停表"})["Location"] == listing
    late = client.post(path, {**said, "ended_at": said["ended_at"].replace(":00:00", ":20:00"), "reason": "多扫了地"})
    page = late.content.decode()
    assert late.status_code == 409
    assert all(word in page for word in ("刚把这段时间更正为", "忘记停表", "多扫了地", ":20:00"))
    shown = dict(re.findall(r'name="(seen_\w+)" value="([^"]+)"', page))
    again = {**said, "ended_at": said["ended_at"].replace(":00:00", ":20:00"), "reason": "多扫了地", **shown}
    assert client.post(path, again)["Location"] == listing
    assert client.post(path, {**said, "seen_until": again["ended_at"], "reason": "忘记停表"})["Location"] == listing
    (set_right,) = queries.list_clocks(floor.dispatcher, view_of(floor.desk, order.number).head.id)
    assert (set_right.ended_at, set_right.corrections[-1].ended_before) == (AT + timedelta(hours=1), clock.ended_at)
    assert "忘记停表" in client.get(listing).content.decode()
    assert browser_of(floor.wang.actor).get(path).status_code == 403
    assert browser_of(make_floor("NS").dispatcher).get(path).status_code == 404


def test_a_program_reads_the_clocks_of_an_order(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    user = User.objects.get(pk=floor.dispatcher.id)
    ApiToken.objects.create(user=user, name="d", digest=digest("d"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer d"})
    (clock,) = client.get(f"/api/v1/workshop/orders/{order.number}/clocks").json()
    assert (clock["technician_id"], clock["ended_at"], clock["corrections"]) == (floor.wang.id, None, [])
