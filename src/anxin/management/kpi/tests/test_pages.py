"""The pages of figures, in both languages, with and without data."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.tests.browsing import read
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    open_order(desk, is_appointment=True)
    open_order(desk)
    return desk


def test_the_sheet_leads_to_a_figure_and_the_figure_to_its_rows(browser: Client, desk: FrontDesk) -> None:
    sheet = read(browser, "/figures/")
    assert "预约率" in sheet
    assert "/figures/appointment_rate/?level=store" in sheet
    page = read(browser, "/figures/appointment_rate/")
    for words in ("50.0", "≥ 30", "达标", "K-N01", "预约进厂台次", "LG-W"):
        assert words in page
    assert "还没有数据" not in page


def test_rows_say_which_of_them_count(browser: Client) -> None:
    for address, words in (
        ("customer_base", "出现几次都只算一次"),
        ("loyal_customers", "12 个月的记录，符合条件的才算"),
        ("vehicle_entries", "每一行都算进了指标"),
    ):
        assert words in read(browser, f"/figures/{address}/")


def test_a_figure_of_a_time_without_records_is_a_gap(browser: Client) -> None:
    page = read(browser, "/figures/appointment_rate/?day=2020-01-31")
    assert "<b>—<small></small></b>" in page
    assert "这段时间没有记录" in page


def test_the_handbook_is_found_in_both_languages(browser: Client) -> None:
    for text in ("预约率", "appointment rate", "K-Z28"):
        assert "/figures/handbook/appointment_rate/" in read(browser, f"/figures/handbook/?text={text}")
    assert "没有这样的指标" in read(browser, "/figures/handbook/?text=没有")
    browser.cookies["django_language"] = "en"
    assert "vehicles that came by appointment" in read(browser, "/figures/handbook/appointment_rate/")


def test_the_handbook_as_a_spreadsheet_says_how_and_against_what(browser: Client) -> None:
    answer = browser.get("/figures/handbook/?text=预约率&format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    heads = next(row for row in rows if row[0] == "代码")
    (line,) = [dict(zip(heads, row, strict=True)) for row in rows if row[0] == "appointment_rate"]
    assert line["版本"] >= 1
    assert "÷" in str(line["怎么算"])
    assert "≥ 30" in str(line["目标"])
    assert "K-Z28" in str(line["来源怎么说"])


def test_every_figure_has_its_pages(browser: Client) -> None:
    for code in catalogue().definitions:
        read(browser, f"/figures/handbook/{code}/")
        read(browser, f"/figures/{code}/")


def test_what_cannot_be_asked_is_not_found(browser: Client) -> None:
    assert browser.get("/figures/no_such/").status_code == 404
    assert browser.get("/figures/handbook/no_such/").status_code == 404
    assert browser.get("/figures/appointment_rate/?unit=999999").status_code == 404


def test_a_group_says_how_many_of_its_stores_count(browser: Client, desk: FrontDesk) -> None:
    make_front_desk("NS", "service_manager")
    for level in ("group", f"brand&unit={desk.store.brand_id}"):
        assert "您能看到的 1 家店" in read(browser, f"/figures/?level={level}")


def test_odd_days_count_as_today(browser: Client) -> None:
    for day in ("0001-01-01", "1999-12-31", "9999-12-31", "2026-02-30", "x"):
        assert "预约率" in read(browser, f"/figures/?day={day}&period=year")


def test_the_sheet_is_a_spreadsheet_too(browser: Client) -> None:
    answer = browser.get("/figures/?format=xlsx")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    (line,) = [row for row in rows if row[0] == "appointment_rate"]
    assert line[2:7] == [50, "%", "≥", 30, ""]
    assert "LG" in line[10]
    assert "LG" in unquote(answer["Content-Disposition"])
