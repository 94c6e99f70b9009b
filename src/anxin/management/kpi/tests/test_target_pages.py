"""The pages and endpoints of targets, and of the forecast."""

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.management.kpi import queries
from anxin.management.kpi.commands import Cell
from anxin.management.kpi.tests.browsing import read
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor, make_user
from anxin.platform import clock
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

YEAR, MONTH = AT.year, AT.month
CARS = f"/figures/targets/vehicle_entries/?year={YEAR}"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    open_order(desk)
    return desk


def send(browser: Client, act: str, code: str = "vehicle_entries", **given: object) -> Any:
    return browser.post(f"/figures/targets/{code}/{act}/", {"year": YEAR, **given})


def standing(desk: FrontDesk) -> dict[Cell, Decimal | None]:
    with reading(desk.actor):
        return {one.cell: one.value for one in queries.list_targets(desk.actor, desk.store.pk, YEAR)}


def test_months_are_filled_in_changed_and_taken_back_on_the_page(browser: Client, desk: FrontDesk) -> None:
    assert "这一年还没有定目标" in read(browser, "/figures/targets/")
    answer = send(browser, "set", operator="ge", m1="1,200", m2="600", m3="")
    assert answer.status_code == 303
    assert standing(desk) == {Cell("vehicle_entries", 1): 1200, Cell("vehicle_entries", 2): 600}
    page = read(browser, CARS)
    assert 'name="m1" inputmode="decimal" value="1200"' in page
    assert "1,800" in page
    send(browser, "set", operator="ge", m1="1300", m2="")
    assert standing(desk) == {Cell("vehicle_entries", 1): 1300}
    page = read(browser, CARS)
    for words in ("取消", "≥ 1,300", "≥ 1,200"):
        assert words in page
    overview = read(browser, f"/figures/targets/?year={YEAR}")
    assert "进厂台次" in overview
    assert "1,300" in overview


def test_what_cannot_be_read_keeps_what_was_typed(browser: Client, desk: FrontDesk) -> None:
    answer = send(browser, "set", operator="ge", m1="很多", m2="600")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不是数" in page
    assert 'value="很多"' in page
    assert 'value="600"' in page
    assert standing(desk) == {}


def test_what_does_not_fit_is_said_with_amounts_and_saved_by_who_is_sure(browser: Client, desk: FrontDesk) -> None:
    send(browser, "set", "daily_entries", operator="ge", **{f"m{MONTH}": "20"})
    typed = {"operator": "ge", f"m{MONTH}": "6500"}
    answer = send(browser, "set", "monthly_entries", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("互相对不上", "6,500", "营业天数", "X-A01", "就这样保存"):
        assert words in page
    assert send(browser, "set", "monthly_entries", is_sure="1", **typed).status_code == 303
    assert "互相对不上" in read(browser, f"/figures/targets/?year={YEAR}")


def test_who_comes_second_sees_that_another_was_first(browser: Client, desk: FrontDesk) -> None:
    send(browser, "set", operator="ge", m1="600")
    seen = read(browser, CARS).split('name="seen" value="')[1].split('"')[0]
    send(browser, "set", operator="ge", m1="650")
    answer = send(browser, "set", operator="ge", m1="700", seen=seen)
    assert answer.status_code == 409
    assert "看现在的目标" in answer.content.decode()


def test_a_year_is_shared_out_to_months_and_people_and_a_persons_month_is_changed(browser: Client, desk: FrontDesk) -> None:
    assert send(browser, "break-down-year", total="1200").status_code == 422
    assert send(browser, "break-down-year", total="1200", basis="equally").status_code == 303
    assert standing(desk)[Cell("vehicle_entries", 7)] == 100
    assert send(browser, "break-down-to-people", column="advisor_id").status_code == 303
    mine = Cell("vehicle_entries", 7, desk.employee_id)
    assert standing(desk)[mine] == 100
    who = f"e{desk.employee_id}"
    assert f"who={who}" in read(browser, CARS)
    assert "个人目标" in read(browser, f"{CARS}&who={who}")
    send(browser, "set", who=who, operator="ge", m7="90")
    assert standing(desk)[mine] == 90
    assert standing(desk)[Cell("vehicle_entries", 7)] == 100
    assert "分到人的目标之和 90" in read(browser, CARS)
    assert send(browser, "break-down-to-people", column="advisor_id", seen="1").status_code == 409
    figure = read(browser, "/figures/vehicle_entries/?by=advisor_id")
    assert "目标 ≥ 100" in figure
    assert "完成 1%" in figure


def test_a_stores_targets_are_set_for_the_others_of_its_brand(browser: Client, desk: FrontDesk) -> None:
    send(browser, "set", operator="ge", m1="600")
    assert "下达到其他店" not in read(browser, CARS)
    other = make_front_desk("NS", "service_manager")
    user = make_user(desk.store, "group_after_sales", level="group")
    client = Client()
    client.force_login(user)
    assert "本品牌 1 家" in read(client, CARS)
    assert send(client, "set-of-stores", whose="brand").status_code == 303
    assert standing(other) == {Cell("vehicle_entries", 1): 600}


def test_a_range_has_two_ends(browser: Client, desk: FrontDesk) -> None:
    page = read(browser, f"/figures/targets/labour_efficiency/?year={YEAR}")
    assert 'name="u0"' in page
    send(browser, "set", "labour_efficiency", operator="range", m0="80", u0="110")
    assert "80–110" in read(browser, f"/figures/targets/labour_efficiency/?year={YEAR}")


def test_a_year_is_taken_over_from_the_year_before(browser: Client, desk: FrontDesk) -> None:
    send(browser, "set", operator="ge", m1="100")
    for year, growth, status in ((YEAR + 1, "10", 303), (YEAR + 1, "viel", 422), (YEAR + 5, "", 422)):
        answer = browser.post("/figures/targets/copy/", {"year": year, "growth_percent": growth})
        assert answer.status_code == status
    with reading(desk.actor):
        (found,) = queries.list_targets(desk.actor, desk.store.pk, YEAR + 1)
    assert found.value == 110


def test_targets_are_a_spreadsheet_with_numbers(browser: Client) -> None:
    send(browser, "set", operator="ge", m1="1200", m2="600")
    answer = browser.get(f"/figures/targets/?year={YEAR}&format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    (line,) = [row for row in rows if row[0] == "进厂台次"]
    assert line[3] == 1800
    assert line[6:8] == [1200, 600]


def test_every_figure_has_a_page_for_its_targets(browser: Client) -> None:
    for code in (
        "appointment_rate",
        "owner_lecture_count",
        "repair_gross_profit",
        "total_insurance_premium",
        "customer_base",
    ):
        read(browser, f"/figures/targets/{code}/")
        read(browser, f"/figures/targets/{code}/?year={YEAR - 1}&who=e1")
    assert browser.get("/figures/targets/no_such/").status_code == 404
    assert send(browser, "set", "no_such").status_code == 404
    for year in ("1", "9999", "x"):
        read(browser, f"/figures/targets/?year={year}&every=1")


def test_who_only_looks_has_nothing_to_fill_in(desk: FrontDesk) -> None:
    send_as, actor = Client(), make_actor(desk.store, "group_operations")
    send_as.force_login(User.objects.get(pk=actor.id))
    assert 'name="m1"' not in read(send_as, CARS)
    assert send(send_as, "set", operator="ge", m1="1").status_code == 403
    assert standing(desk) == {}


def test_the_forecast_is_worked_out_of_what_is_typed(browser: Client) -> None:
    assert "还缺几个数" in read(browser, "/figures/forecast/")
    typed = (
        "premium_before=102584&accident_before=50509&mechanical_before=61733&premium_planned=185441&mechanical_growth=25"
        "&budget=161209"
    )
    page = read(browser, f"/figures/forecast/?year={YEAR}&{typed}")
    for words in ("91,237", "77,166", "168,403", "+7,194", "49.2%", "total=168403"):
        assert words in page
    assert "不是数" in read(browser, "/figures/forecast/?premium_before=x")
    assert "还缺几个数" in read(browser, "/figures/forecast/?level=group&premium_before=1e99")


def test_endpoints_do_the_same(desk: FrontDesk) -> None:
    ApiToken.objects.create(user_id=desk.actor.id, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    home = f"/api/v1/kpi/stores/{desk.store.pk}/targets/{YEAR}"
    client = Client(headers={"Authorization": "Bearer t"})

    def post(act: str, **body: object) -> Any:
        return client.post(f"{home}/{act}", json.dumps(body), content_type="application/json")

    rate = {"code": "appointment_rate", "month": 0, "value": "30"}
    assert post("set", targets=[rate]).json()["changed"] == 1
    assert post("break-down-year", code="vehicle_entries", total="1200", basis="equally").json()["changed"] == 12
    assert post("break-down-to-people", code="vehicle_entries", column="advisor_id").json()["changed"] == 12
    assert {one["set_by"] != "" for one in client.get(home).json()} == {True}
    assert len(client.get(home).json()) == 25
    pair = [{"code": "monthly_entries", "month": 7, "value": "300"}]
    refused = post("set", targets=pair)
    assert (refused.status_code, refused.json()["code"]) == (422, "targets_disagree")
    assert refused.json()["differences"]
    assert post("set", targets=pair, is_sure=True).status_code == 200
    assert client.get(f"{home}/differences").json()[0]["source"] == "X-A01"
    assert client.get(f"{home}/changes?most=1").json()["has_more"] is True
    following = f"/api/v1/kpi/stores/{desk.store.pk}/targets/{YEAR + 1}/copy"
    assert client.post(following, '{"is_sure": true}', content_type="application/json").json()["changed"] == 14
    assert post("set", targets=[{**rate, "value": None}]).json()["changed"] == 1
    assert len(client.get(home).json()) == 25
