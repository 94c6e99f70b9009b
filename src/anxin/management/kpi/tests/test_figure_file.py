"""What a figure's page shows as a spreadsheet: its periods, months and members, and the rows behind it."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.management.kpi.web.figure_file import COLUMNS
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    for booked in (True, False, False, False):
        open_order(desk, is_appointment=booked)
    return desk


def sheet(browser: Client, address: str) -> tuple[str, list[list[Any]]]:
    answer = browser.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return unquote(answer["Content-Disposition"]), CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(
        0
    ).to_python()


def test_the_file_of_a_figure_names_itself_and_holds_periods_months_and_members(browser: Client, desk: FrontDesk) -> None:
    assert "format=xlsx" in browser.get("/figures/appointment_rate/").content.decode()
    name, rows = sheet(browser, f"/figures/appointment_rate/?level=store&unit={desk.store.pk}&format=xlsx")
    assert desk.store.name in name
    head = " ".join(str(cell) for cell in rows[1])
    for word in ("appointment_rate v", desk.store.name, "来源"):
        assert word in head, word
    place = {column.code: index for index, column in enumerate(COLUMNS)}
    lines = [row for row in rows[3:] if row[place["part"]]]
    assert [row[place["name"]] for row in lines[:4]] == ["本期", "本期过完的天", "上期", "去年同期"]
    now = lines[0]
    assert (now[place["value"]], now[place["unit"]], now[place["operator"]], now[place["target"]]) == (25, "%", "≥", 30)
    assert sum(row[place["part"]] == "按月" for row in lines) == 12
    (person,) = [row for row in lines if row[place["part"]] == "服务顾问"]
    assert (person[place["value"]], person[place["points"]], person[place["made_of"]]) == (25, -5, "1 / 4")


def test_the_rows_behind_a_figure_are_a_file(browser: Client, desk: FrontDesk) -> None:
    address = f"/figures/vehicle_entries/?level=store&unit={desk.store.pk}"
    assert "part=rows" in browser.get(address).content.decode()
    _name, rows = sheet(browser, f"{address}&part=rows&format=xlsx")
    assert len([row for row in rows[3:] if str(row[1]).startswith("LG-")]) == 4
