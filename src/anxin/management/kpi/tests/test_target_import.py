"""Targets in a store's workbook: read by cell, looked at, taken all or nothing; achievement comes out right afterwards."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.management.kpi import commands, queries
from anxin.management.kpi.commands import Cell, NewTarget, TargetsDisagree, YearTarget
from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.queries.target_cells import target_heads
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.tests.browsing import client_of, read
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.parties.org.models import ApiToken
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid, VersionConflict
from anxin.platform.scope import reading
from anxin.platform.workbook.cell import ShownPercent
from anxin.resources.figures.commands import check_monthly_history, import_monthly_history
from anxin.resources.figures.tests.test_reading import Rows, book
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk

MONTHS = [f"{number}月" for number in range(1, 13)]
CSI: Rows = [
    ["项目", "", *[f"2010年{number}月" for number in range(7, 10)]],
    ["CSI", "目标计划", 47.7, 47, 50],
    ["CSI", "实际完成量", 60, 73, 78],
    ["CSI", "超额完成百分比", "28%", "57%", "56%"],
]
CARS: Rows = [
    ["2010年"],
    ["月份", "进厂台次", "进厂台次目标", "维修总产值目标（万元）"],
    *[[month, 800 + place, 900, "50.5"] for place, month in enumerate(MONTHS)],
    ["合计", 9666, 10800, 606],
]
RATES: Rows = [
    ["2010 年度目标"],
    ["指标", "全年", "3月", "二季度"],
    ["预约率", "≥30%", "35%", "40%"],
    ["进厂台次", 10800, None, 2700],
]


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk("LG", "service_manager")


def check(desk: FrontDesk, **sheets: Rows) -> commands.CheckedTargets:
    about = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    return commands.check_target_workbook(file_name="年终总结.xlsx", content=book(**sheets), **about)


def test_a_formula_that_nobody_worked_out_is_told(desk: FrontDesk) -> None:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet("目标")
    sheet.write_row(0, 0, ["月份", "进厂台次目标"])
    sheet.write_row(1, 0, ["2026-01", 300])
    sheet.write(2, 0, "2026-02")
    sheet.write_formula(2, 1, "=B2*1.01", None, "")
    workbook.close()
    about = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    found = commands.check_target_workbook(file_name="计划.xlsx", content=buffer.getvalue(), **about)
    assert [(one.column, one.finding.code) for one in found.problems if one.is_error] == [("B3", "formula_without_result")]


def take(desk: FrontDesk, found: commands.CheckedTargets, **more: Any) -> commands.SetTargets:
    assert not found.has_errors, [str(one) for one in found.problems]
    about = {"actor": desk.actor, "store_id": desk.store.pk, "seen": found.seen, "at": AT, **more}
    return commands.import_targets(targets=[one.asked for one in found.lines], **about)


def standing(desk: FrontDesk, year: int = 2010) -> dict[Cell, Any]:
    with reading(desk.actor):
        return {one.cell: one.target for one in queries.list_targets(desk.actor, desk.store.pk, year)}


def values(desk: FrontDesk, code: str) -> dict[int, Decimal]:
    return {cell.month: one.value for cell, one in standing(desk).items() if cell.code == code}


def figure(desk: FrontDesk, code: str, month: int, period: Period = Period.MONTH) -> Decimal | None:
    span = span_of(period, date(2010, month, 1))
    with reading(desk.actor):
        (found,) = compute_figures(desk.actor, [code], Level.STORE, period, [span], unit_ids=[desk.store.pk])
    return found.value


def test_one_file_gives_each_page_its_part_and_achievement_comes_out(desk: FrontDesk) -> None:
    history = check_monthly_history(
        actor=desk.actor, store_id=desk.store.pk, file_name="a.xlsx", content=book(满意度=CSI, 台次=CARS), at=AT
    )
    assert history.sheet_id is not None
    import_monthly_history(actor=desk.actor, sheet_id=history.sheet_id, at=AT)
    found = check(desk, 满意度=CSI, 台次=CARS)
    assert found.has_figures
    assert take(desk, found).changed == 27
    assert values(desk, "csi_score") == {7: Decimal("47.7"), 8: 47, 9: 50}
    assert values(desk, "total_repair_output") == dict.fromkeys(range(1, 13), 505_000)
    assert figure(desk, "entries_achievement", 3) == Decimal(802) / 900
    assert figure(desk, "entries_achievement", 2, Period.YEAR) == Decimal(9666) / 10800
    over = figure(desk, "csi_over_target", 8)
    assert over is not None
    assert round(over, 4) == round(Decimal(73) / 47 - 1, 4)
    with reading(desk.actor):
        history_rows = queries.list_target_changes(desk.actor, desk.store.pk, 2010, code="csi_score").rows
    assert {one.origin for one in history_rows} == {"imported"}
    # The same file again changes nothing.
    again = check(desk, 满意度=CSI, 台次=CARS)
    assert {one.change for one in again.lines} == {"same"}
    assert take(desk, again).changed == 0


def test_years_and_quarters_as_the_figure_allows_and_the_rest_is_named(desk: FrontDesk) -> None:
    found = check(desk, 计划=RATES)
    assert [(one.finding.code, one.column) for one in found.problems] == [("target_monthly", "B4")]
    take(desk, found)
    assert values(desk, "appointment_rate") == {0: 30, 3: 35, 4: 40, 5: 40, 6: 40}


def test_what_a_cell_shows_as_percent_is_percent(desk: FrontDesk) -> None:
    rows: Rows = [
        ["2010年目标", "1月", "2月", "3月"],
        ["预约率", ShownPercent(0.35), ShownPercent(0.005), ShownPercent(1)],
        ["劳动效率", ShownPercent(1.1), None, None],
    ]
    found = check(desk, 计划=rows)
    take(desk, found, is_sure=True)
    assert values(desk, "appointment_rate") == {1: 35, 2: Decimal("0.5"), 3: 100}
    assert values(desk, "labour_efficiency") == {1: 110}


def test_operators_ranges_and_no_target(desk: FrontDesk) -> None:
    rows: Rows = [
        ["2010年目标", "1月", "2月", "3月"],
        ["劳动效率", "80%-110%", "≥ 90%", "—"],
        ["增项沟通时间", "≤15", "<10", 12],
    ]
    found = check(desk, 计划=rows)
    take(desk, found)
    said = {(cell.code, cell.month): (one.operator, one.value, one.until) for cell, one in standing(desk).items()}
    assert ("range", 80, 110) in said.values()
    assert sorted(one[0] for one in said.values()) == ["ge", "le", "le", "lt", "range"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([["2010年目标", "1月"], ["预约率", 0.3]], ["target_percent"]),
        ([["2010年目标", "1月"], ["劳动效率", 1.1]], ["target_percent"]),
        ([["2010年目标", "1月"], ["入厂台次增长", -0.05]], ["target_percent"]),
        ([["2010年目标", "1月"], ["进厂台次", "30%"]], ["target_no_percent"]),
        ([["2010年目标", "1月"], ["进厂台次", ShownPercent(0.3)]], ["target_no_percent"]),
        ([["2010年目标", "1月"], ["进厂台次", "很多"]], ["number_unreadable"]),
        ([["2010年目标", "1月"], ["进厂台次", -5]], ["target_refused"]),
        ([["2010年目标", "1月"], ["劳动效率", "110%-80%"]], ["target_refused"]),
        ([["1980年目标", "1月"], ["进厂台次", 5]], ["target_refused"]),
        ([["目标", "1月", "2月"], ["进厂台次", 5]], ["target_no_year"]),
        ([["2010年目标", "1月"], ["进厂台次", 5], ["进厂台次", 6]], ["target_twice"]),
        ([["2010年", "1月"], ["进厂台次", 5]], ["targets_empty"]),
    ],
)
def test_what_cannot_be_meant_is_told_by_its_cell_and_nothing_is_taken(
    desk: FrontDesk, rows: Rows, codes: list[str]
) -> None:
    found = check(desk, 表=rows)
    assert [one.finding.code for one in found.problems if one.is_error] == codes
    assert standing(desk) == {}


def test_targets_are_taken_all_or_none_and_not_over_what_another_set(desk: FrontDesk) -> None:
    found = check(desk, 台次=CARS, 计划=RATES)
    put(desk, asked(1, month=3), year=2010)
    with pytest.raises(VersionConflict):
        take(desk, found)
    wrong = [YearTarget(2011, NewTarget(Cell("vehicle_entries", 1), "ge", Decimal(5))), *(one.asked for one in found.lines)]
    about: dict[str, Any] = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    with pytest.raises(Invalid):
        commands.import_targets(targets=[*wrong, YearTarget(2011, asked(-1))], **about)
    for refused in ([], [YearTarget(2011, asked(1, employee_id=1))], [YearTarget(2011, asked(None))]):
        with pytest.raises(Invalid):
            commands.import_targets(targets=refused, **about)
    with pytest.raises(Denied):
        commands.import_targets(targets=wrong, **{**about, "actor": make_actor(desk.store, "service_advisor")})
    assert standing(desk, 2011) == {}
    assert len(standing(desk)) == 1


def test_what_does_not_fit_together_is_asked_about(desk: FrontDesk) -> None:
    rows: Rows = [["2010年目标", "3月"], ["进厂台次", 600], ["月接车台次", 900]]
    found = check(desk, 表=rows)
    with pytest.raises(TargetsDisagree):
        take(desk, found)
    assert take(desk, found, is_sure=True).changed == 2


def test_the_year_of_a_total_is_named_unless_its_months_make_it(desk: FrontDesk) -> None:
    rows: Rows = [
        ["2010 年度目标"],
        ["指标", "全年", "3月"],
        ["预约率", "≥30%", "35%"],
        ["进厂台次", 10800, None],
        ["维修总产值（万元）", 606, 50],
    ]
    found = check(desk, 计划=rows)
    assert [(one.finding.code, one.column) for one in found.problems] == [
        ("target_monthly", "B4"),
        ("target_other_sum", "B5"),
    ]
    assert "12 个月中的 1 个，加起来 500,000，和这里写的 " in str(found.problems[1])
    alone = check(desk, 计划=[["2010 年度目标"], ["指标", "全年"], ["进厂台次", 10800]])
    assert [one.finding.code for one in alone.problems] == ["targets_empty", "target_monthly"]
    assert "原因写在下面" in str(alone.problems[0])
    months = [["指标", *MONTHS, "全年"], ["进厂台次", *[900] * 12, 10800]]
    assert not check(desk, 计划=[["2010 年度目标"], *months]).problems
    months[1][3] = "缺"
    short = check(desk, 计划=[["2010 年度目标"], *months])
    assert [(one.finding.code, one.column) for one in short.problems] == [("target_none", "D3"), ("target_other_sum", "N3")]
    assert len(short.lines) == 11


def test_who_is_not_known_is_named_at_its_own_cell(desk: FrontDesk) -> None:
    rows: Rows = [["序号", "指标", "1月", "2月"], [1, "预约率", "30%", "30%"], [2, "胡编的指标", 1, 2]]
    across = check(desk, 计划=[["2010年目标"], *rows])
    down = check(desk, 计划=[["2010年目标", "预约率", "胡编的指标"], ["1月", "30%", 1], ["2月", "30%", 2]])
    for found, place in ((across, "B4"), (down, "C1")):
        (problem,) = found.problems
        assert (problem.column, problem.value, "不认识指标“胡编的指标”" in str(problem)) == (place, "胡编的指标", True)


def test_a_month_ten_times_the_others_is_marked_and_asked_about(desk: FrontDesk) -> None:
    rows: Rows = [["2010年目标", *MONTHS], ["维修毛利（元）", *[180_000] * 10, 1_800_000, 180_000]]
    found = check(desk, 计划=rows)
    assert [(one.asked.target.cell.month, one.lacks_unit) for one in found.lines if one.is_odd] == [(11, False)]
    assert [one.asked.target.cell.month for one in found.lines] == [11, *range(1, 11), 12]
    with pytest.raises(TargetsDisagree) as asked_about:
        take(desk, found)
    (odd,) = asked_about.value.found
    assert (odd.cell, odd.expected, odd.source) == (Cell("repair_gross_profit", 11), 180_000, "X-F05")
    page = upload(client_of(desk), 计划=rows).content.decode()
    assert "和其他月份差太多" in page
    assert take(desk, found, is_sure=True).changed == 12
    # What stands already, sure, hinders nobody who sets another month.
    assert put(desk, asked(190_000, month=3, code="repair_gross_profit"), year=2010).changed == 1


@pytest.mark.parametrize(
    ("rows", "value", "lacks_unit"),
    [
        ([["2010年目标", "1月"], ["维修总产值", 50.5]], "50.5", True),
        ([["2010年目标", "1月"], ["维修总产值（元）", 505000]], "505000", False),
        ([["2010年目标", "单位", "1月"], ["维修总产值", "万元", 50.5]], "505000", False),
        ([["2010年目标（单位：万元）"], ["指标", "1月", "2月"], ["维修总产值", 50.5, None]], "505000", False),
        ([["2010年目标 单位：万元"], ["指标", "1月", "2月"], ["维修总产值", 50.5, None]], "505000", False),
    ],
)
def test_the_unit_in_which_an_amount_is_read_is_said(desk: FrontDesk, rows: Rows, value: str, *, lacks_unit: bool) -> None:
    found = check(desk, 计划=rows)
    assert [(one.asked.target.value, one.lacks_unit) for one in found.lines] == [(Decimal(value), lacks_unit)]
    page = upload(client_of(desk), 计划=rows).content.decode()
    assert ("没写单位，按元" in page) is lacks_unit


def test_what_would_change_stands_in_the_order_of_the_workbook(desk: FrontDesk) -> None:
    rows: Rows = [["2010年目标", "2月", "1月"], ["预约率", "30%", "31%"], ["进厂台次", 900, 901], ["CSI", 90, 91]]
    found = check(desk, 计划=rows)
    cells = [one.asked.target.cell for one in found.lines]
    codes = ("appointment_rate", "vehicle_entries", "csi_score")
    assert cells == [Cell(code, month) for code in codes for month in (2, 1)]


def test_a_head_names_one_figure() -> None:
    heads = target_heads()
    assert (heads["csi"], heads["pdi台数"], heads["总产值"]) == (
        "csi_score",
        "pre_delivery_inspections",
        "total_repair_output",
    )


def upload(browser: Client, **sheets: Rows) -> Any:
    return browser.post("/figures/targets/check-workbook/", {"file": SimpleUploadedFile("计划.xlsx", book(**sheets))})


def test_the_page_shows_what_would_change_and_takes_it(desk: FrontDesk) -> None:
    browser = client_of(desk)
    assert "导入目标" in read(browser, "/figures/targets/check-workbook/")
    page = upload(browser, 台次=CARS, 满意度=CSI).content.decode()
    for words in ("进厂台次", "台次!C3", "没有读取", "/monthly-figures/", "导入 27 个目标"):
        assert words in page, words
    cells = page.split('name="cells" value="')[1].split('"')[0].replace("&quot;", '"')
    answer = browser.post("/figures/targets/import/", {"cells": cells, "seen": "0"})
    assert answer.status_code == 303
    assert len(standing(desk)) == 27
    assert browser.post("/figures/targets/import/", {"cells": "[[1]]"}).status_code == 422
    refused = upload(browser, 表=[["2010年目标", "1月"], ["进厂台次", "很多"]])
    assert (refused.status_code, "表 B2" in refused.content.decode()) == (422, True)
    assert browser.post("/figures/targets/check-workbook/", {}).status_code == 422


def test_a_total_unlike_its_months_is_asked_about(desk: FrontDesk) -> None:
    rows: Rows = [["2010年目标", *(f"{one}月" for one in range(1, 13)), "全年"], ["进厂台次", *[600] * 12, 7_500]]
    page = upload(client_of(desk), 表=rows).content.decode()
    assert "加起来 7,200，和这里写的 7,500 不同" in page
    assert 'data-confirm="文件里有 1 处全年或季度的数和各月之和不同' in page
    rows[1][-1] = 7_200
    assert "data-confirm" not in upload(client_of(desk), 表=rows).content.decode().split("<form")[-2]


def test_the_page_asks_about_what_does_not_fit(desk: FrontDesk) -> None:
    browser = client_of(desk)
    page = upload(browser, 表=[["2010年目标", "3月"], ["进厂台次", 600], ["月接车台次", 900]]).content.decode()
    cells = page.split('name="cells" value="')[1].split('"')[0].replace("&quot;", '"')
    answer = browser.post("/figures/targets/import/", {"cells": cells, "seen": "0"})
    assert (answer.status_code, "就这样导入" in answer.content.decode()) == (422, True)
    assert browser.post("/figures/targets/import/", {"cells": cells, "seen": "0", "is_sure": "1"}).status_code == 303


CODE = "appointment_rate"


@pytest.mark.parametrize(
    "cells",
    [
        *("", "[]", "{}", "null", "[[]]", '"x"', "[1]", "[" * 100_000, '[[2010,"\\ud800",3,"ge","30",null]]'),
        *(f'[[{year},"{CODE}",3,"ge","30",null]]' for year in ("Infinity", "NaN", "1e30", "true", '"2010"')),
        *(
            f'[[2010,"{CODE}",3,"ge",{low},null]]'
            for low in ('"NaN"', '"sNaN"', '"1E+999999"', "true", "[]", "{}", '"30 x"')
        ),
        *(f'[[2010,"{CODE}",3,"range","30",{high}]]' for high in ('""', "[]", "0", '"sNaN"', "false", '"\\ud800"')),
        f'[[2010,"{CODE}",3,"\\u0000","30",null]]',
        f'[[2010,"{CODE}",3,"ge","30",null],[2010,"{CODE}",3,"ge","40",null]]',
    ],
)
def test_forged_cells_are_refused(desk: FrontDesk, cells: str) -> None:
    answer = client_of(desk).post("/figures/targets/import/", {"cells": cells, "seen": "9" * 5_000})
    assert answer.status_code == 422
    assert standing(desk) == {}


def test_the_targets_of_a_store_come_back_out_of_their_own_spreadsheet(desk: FrontDesk) -> None:
    put(desk, asked(600, month=3), asked(30, month=0, code="appointment_rate"))
    browser = client_of(desk)
    answer = browser.get(f"/figures/targets/?year={AT.year}&format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    about = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    found = commands.check_target_workbook(file_name="a.xlsx", content=content, **about)
    assert [one.change for one in found.lines] == ["same", "same"], found.problems


def test_the_import_of_figures_says_where_targets_go(desk: FrontDesk) -> None:
    browser = client_of(desk)
    assert "/figures/targets/check-workbook/" in read(browser, "/monthly-figures/check/")


def test_endpoints_do_the_same(desk: FrontDesk) -> None:
    ApiToken.objects.create(user_id=desk.actor.id, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer t"})
    home = f"/api/v1/kpi/stores/{desk.store.pk}/target-workbooks"
    found = client.post(f"{home}/check", {"file": SimpleUploadedFile("计划.xlsx", book(台次=CARS))}).json()
    assert (len(found["targets"]), found["has_figures"], found["problems"][0]["is_error"]) == (24, True, False)
    names = ("year", "code", "month", "operator", "value", "until")
    body = {"targets": [{name: one[name] for name in names} for one in found["targets"]], "seen": found["seen"]}
    answer = client.post(f"{home}/import", json.dumps(body), content_type="application/json")
    assert answer.json()["changed"] == 24, answer.json()
