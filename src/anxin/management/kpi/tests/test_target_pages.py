"""The pages and endpoints of targets, and of the forecast."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.management.kpi import queries
from anxin.management.kpi.commands import Cell
from anxin.management.kpi.tests.browsing import read
from anxin.management.kpi.tests.planted import plant
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, grant_to, make_actor, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.scope import reading
from anxin.resources.figures.tests.factories import enter
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


def spreadsheet(browser: Client) -> list[list[Any]]:
    answer = browser.get(f"/figures/targets/?year={YEAR}&format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


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


def test_each_wrong_month_is_told_at_its_own_field_and_all_stays(browser: Client, desk: FrontDesk) -> None:
    answer = send(browser, "set", operator="ge", m1="很多", m2="600", m3="-5", m4="1.23456")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "有 3 格要改" in page
    told = {month: page.split(f'id="m{month}_error">')[1].split("<")[0] for month in (1, 3, 4)}
    assert ("不是数" in told[1], "不会小于零" in told[3], "最多三位小数" in told[4]) == (True, True, True)
    assert 'id="m2_error"' not in page
    for value in ("很多", "600", "-5", "1.23456"):
        assert f'value="{value}"' in page
    assert standing(desk) == {}


def test_who_shares_the_year_over_other_months_sees_both_first(browser: Client, desk: FrontDesk) -> None:
    page = read(browser, CARS)
    assert "原来分的会被替换" not in page
    assert "已有的月份" not in page
    send(browser, "set", operator="ge", m1="90", m2="100")
    assert "已有的月份先给您看" in read(browser, CARS)
    asked = send(browser, "break-down-year", total="1200", basis="equally")
    page = asked.content.decode()
    assert (asked.status_code, "换掉，就这样保存" in page) == (422, True)
    # January would change, February is asked for the same already.
    assert page.split("会换掉的月份")[1].split("</table>")[0].count("<tr>") == 2
    for words in ("≥ 90", "≥ 100", "+11.1%", 'value="equally" checked', 'value="1200"'):
        assert words in page, words
    assert standing(desk) == {Cell("vehicle_entries", 1): 90, Cell("vehicle_entries", 2): 100}
    assert send(browser, "break-down-year", total="1200", basis="equally", is_sure="1").status_code == 303
    assert set(standing(desk).values()) == {100}
    send(browser, "break-down-to-people", column="advisor_id")
    assert "原来分的会被替换" in read(browser, CARS)


def test_the_table_says_how_each_figure_stands_and_why_it_cannot(browser: Client, desk: FrontDesk) -> None:
    rates = {f"m{month}": "40" for month in range(1, 13)}
    send(browser, "set", "appointment_rate", operator="ge", **rates)
    send(browser, "set", operator="ge", **{f"m{month}": "50" for month in range(1, 13)})
    send(browser, "set", "pre_delivery_inspections", operator="ge", **{f"m{month}": "5" for month in range(1, 12)})
    rows = {row[0]: row for row in spreadsheet(browser)}
    # The only order of the year was no booking. Its one car is of a part of the year: held against nothing.
    assert rows["预约率"][3:7] == [40, 0, "", "未达标"]
    assert [one or "" for one in rows["进厂台次"][3:7]] == [600, 1, "", ""]
    page = read(browser, f"/figures/targets/?year={YEAR}")
    assert f"11 个月里只有 0 个月是全的，缺 {YEAR}-01 – {YEAR}-11" in page
    enter(desk.store, "entries", {f"{YEAR}-{month:02}": 10 for month in range(1, 11)})
    page = read(browser, f"/figures/targets/?year={YEAR}")
    assert f"11 个月里只有 10 个月是全的，缺 {YEAR}-11" in page
    # With January stated and records since its second day all is known, and far from what was asked by now.
    open_order(desk, at=AT.replace(month=1, day=2))
    rows = {row[0]: row for row in spreadsheet(browser)}
    assert rows["进厂台次"][3:7] == [600, 11, pytest.approx(11 / 600), "未达标"]
    page = read(browser, f"/figures/targets/?year={YEAR}")
    assert "11/12 个月" in page
    assert "全年计划完成率" in page


def test_a_sum_that_is_not_known_says_which_months_are_missing(browser: Client, desk: FrontDesk) -> None:
    enter(desk.store, "total_expense", {f"{YEAR}-01": 100, f"{YEAR}-02": None})
    send(browser, "set", "total_expense", operator="le", **{f"m{month}": "5" for month in range(1, 13)})
    assert f"缺 {YEAR}-02" in read(browser, f"/figures/targets/?year={YEAR}")


def test_an_empty_page_begins_with_the_main_figures(browser: Client, desk: FrontDesk) -> None:
    page = read(browser, f"/figures/targets/?year={YEAR}")
    for words in ("这一年还没有定目标", "/figures/targets/total_repair_output/", "/figures/targets/vehicle_entries/"):
        assert words in page
    assert page.index("/figures/targets/vehicle_entries/") < page.index("/figures/targets/appointment_rate/")
    assert "照去年定" not in page
    send(browser, "set", operator="ge", m1="100")
    assert "照去年定" in read(browser, f"/figures/targets/?year={YEAR + 1}")
    looker = Client()
    looker.force_login(User.objects.get(pk=make_actor(desk.store, "group_operations").id))
    assert "/figures/targets/total_repair_output/" not in read(looker, f"/figures/targets/?year={YEAR + 5}")


def test_who_sees_several_stores_sees_which_have_targets_and_changes_over(browser: Client, desk: FrontDesk) -> None:
    send(browser, "set", operator="ge", m1="100", m2="100")
    send(browser, "set", "appointment_rate", operator="ge", m0="30")
    assert "各店的目标" not in read(browser, "/figures/targets/")
    other = make_front_desk("NS", "service_manager")
    client = Client()
    user = make_user(desk.store, "group_after_sales", level="group")
    client.force_login(user)
    page = read(client, f"/figures/targets/?year={YEAR}")
    table = page.split("各店的目标")[1].split("</table>")[0]
    assert f'name="store_id" value="{other.store.pk}"' in table
    assert [cell.split("<")[0] for cell in table.split('<td class="num">')[1:]] == ["2", "0"]
    client.post("/switch-store/", {"store_id": other.store.pk})
    assert other.store.name in read(client, f"/figures/targets/?year={YEAR}").split("<h1>")[1]
    ApiToken.objects.create(user_id=user.pk, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    answer = Client(headers={"Authorization": "Bearer t"}).get(f"/api/v1/kpi/targets/{YEAR}/stores")
    assert [(one["store_id"], one["figures"]) for one in answer.json()] == [(desk.store.pk, 2), (other.store.pk, 0)]


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
    open_order(desk, at=AT.replace(year=YEAR - 2))
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


def test_stores_follow_what_is_set_and_taken_back_and_keep_figures_that_they_set(browser: Client, desk: FrontDesk) -> None:
    send(browser, "set", operator="ge", m1="600", m2="610")
    send(browser, "set", "appointment_rate", operator="ge", m1="30")
    follower, owner = make_front_desk("NS", "service_manager"), make_front_desk("FT", "service_manager")
    put(owner, asked(25, month=0, code="appointment_rate"))
    client = Client()
    client.force_login(make_user(desk.store, "group_after_sales", level="group"))
    for code in ("vehicle_entries", "appointment_rate"):
        answer = send(client, "set-of-stores", code, whose="all")
        shown = read(client, answer["Location"])
    # A month of the group's would go before the year that the store set: nothing of the figure is written there.
    assert "已下达到 1 家店，改了 1 个目标；1 家自己定过，没有动" in shown
    entries = {Cell("vehicle_entries", 1): 600, Cell("vehicle_entries", 2): 610}
    assert standing(follower) == {**entries, Cell("appointment_rate", 1): 30}
    assert standing(owner) == {**entries, Cell("appointment_rate", 0): 25}
    send(browser, "set", operator="ge", m1="600", m2="")
    send(client, "set-of-stores", whose="all")
    assert (standing(follower).get(Cell("vehicle_entries", 2)), Cell("vehicle_entries", 2) in standing(owner)) == (
        None,
        False,
    )


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
    (line,) = [row for row in spreadsheet(browser) if row[0] == "进厂台次"]
    assert line[3] == 1800
    assert line[7:9] == [1200, 600]


def test_every_figure_has_a_page_for_its_targets(browser: Client, desk: FrontDesk) -> None:
    for code in (
        "appointment_rate",
        "owner_lecture_count",
        "repair_gross_profit",
        "total_insurance_premium",
        "customer_base",
    ):
        read(browser, f"/figures/targets/{code}/")
        read(browser, f"/figures/targets/{code}/?year={YEAR - 1}&who=e{desk.employee_id}")
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


def test_the_forecast_offers_what_last_year_tells_and_says_where_it_is_from(
    browser: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = read(browser, f"/figures/forecast/?year={YEAR}")
    for words in ("没有保单记录", "这里就能估算", "没有定预算"):
        assert words in page
    months = [f"{YEAR - 1}-{month:02}" for month in range(1, 13)]
    for kind, fen in (("total_output", 10_000_00), ("body_paint_output", 4_000_00)):
        enter(desk.store, kind, dict.fromkeys(months, fen))
    line = {"store_id": desk.store.pk, "day": AT.date(), "has_cost": True, "payer": "customer", "kind": "labour"}
    accident = {**line, "order_kind": "accident", "net": 1_000_00, "gross": 1_130_00, "cost": 600_00}
    other = {**line, "order_kind": "general", "net": 2_000_00, "gross": 2_260_00, "cost": 1_500_00}
    plant(monkeypatch, "billing.settled_line", [accident, other])

    def offered() -> tuple[Decimal | None, Decimal | None]:
        with reading(desk.actor):
            found = queries.get_forecast_basis(desk.actor, queries.Level.STORE, desk.store.pk, YEAR)
        return found.accident_before, found.mechanical_before

    # 48,000 of body and paint work at 400 of profit on 1,130, and 72,000 of the rest at 500 on 2,260.
    assert offered() == (16_991, 15_929)
    page = read(browser, f"/figures/forecast/?year={YEAR}")
    assert ('value="16991"' in page, "今年每元钣喷产值的事故毛利" in page) == (True, True)
    # What somebody types is his own, and no hint says otherwise.
    typed = read(browser, f"/figures/forecast/?year={YEAR}&accident_before=5&mechanical_before=15929")
    assert ("今年每元钣喷产值的事故毛利" in typed, "今年每元其余产值的机电毛利" in typed) == (False, True)
    for kind, fen in (("repair_revenue", 5_000_00), ("repair_cost", 3_000_00)):
        enter(desk.store, kind, dict.fromkeys(months, fen))
    assert offered() == (16_991, 24_000 - 16_991)
    assert "年维修毛利减去事故毛利" in read(browser, f"/figures/forecast/?year={YEAR}")


def test_the_forecast_rests_on_whole_years_and_names_odd_months(browser: Client, desk: FrontDesk) -> None:
    months = [f"{YEAR - 1}-{month:02}" for month in range(1, 13)]
    for kind, fen in (("repair_revenue", 5_000_00), ("repair_cost", 3_000_00)):
        enter(desk.store, kind, dict.fromkeys(months, fen))
    for kind, fen in (("total_output", 10_000_00), ("body_paint_output", 4_000_00)):
        enter(desk.store, kind, dict.fromkeys(months[:-1], fen))

    def basis(year: int = YEAR) -> queries.ForecastBasis:
        with reading(desk.actor):
            return queries.get_forecast_basis(desk.actor, queries.Level.STORE, desk.store.pk, year)

    assert (basis().accident_before, basis().of["accident_gross_profit"].lacking) == (None, (date(YEAR - 1, 12, 1),))
    page = read(browser, f"/figures/forecast/?year={YEAR}")
    assert f"12 个月里只有 11 个月是全的，缺 {YEAR - 1}-12" in page
    assert f"/monthly-figures/?year={YEAR - 1}" in page
    enter(desk.store, "total_output", {f"{YEAR - 1}-06": 90_000_00})
    assert f"{YEAR - 1}-06 的数异常，仍然计入，请先核对" in read(browser, f"/figures/forecast/?year={YEAR}")
    # While this year runs the next is planned from twelve whole months, which records of some days are not.
    following = basis(YEAR + 1)
    assert (following.span.first, following.span.last) == (date(YEAR - 1, 11, 1), date(YEAR, 10, 31))
    assert (following.premium_before, following.mechanical_before) == (None, None)


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


def test_a_person_of_another_store_is_not_named(desk: FrontDesk) -> None:
    other = make_store("NS")
    here, there = make_employee(desk.store, name="本店甲"), make_employee(other, name="外店乙")
    both = make_user(desk.store, "service_manager")
    grant_to(both, "service_manager", other)
    client = Client()
    client.force_login(both)
    client.post("/switch-store/", {"store_id": desk.store.pk})
    page = client.get(f"/figures/targets/vehicle_entries/?who=e{here.pk}")
    assert (page.status_code, "本店甲" in page.content.decode()) == (200, True)
    for who in (f"e{there.pk}", "e999999", "t999999"):
        page = client.get(f"/figures/targets/vehicle_entries/?who={who}")
        assert (page.status_code, "外店乙" in page.content.decode()) == (404, False)
