"""Lists: what the query string says, what is ignored, and that the export is exactly what is filtered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from anxin.platform.money import Money
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import EXPORT_LIMIT, Column, ListPage, Order, RowPage, Window, read_list


@dataclass(frozen=True)
class OrderFilter:
    text: str = filter_field("单号", default="")
    state: tuple[str, ...] = filter_field("状态", choices=[("OPEN", "施工"), ("CLOSED", "已结")], default=())
    opened_from: dt.date | None = filter_field("开单从")
    advisor_id: int | None = filter_field("顾问", choices=lambda: [(1, "李娜"), (2, "王强")])
    late: bool | None = filter_field("已迟")
    total_from: int | None = filter_field("金额从")


@dataclass(frozen=True)
class OrderRow:
    number: str
    total: Money
    opened_on: dt.date


COLUMNS: Sequence[Column] = (
    Column("number", "单号", sort="number"),
    Column("total", "金额", kind="money", sort="total"),
    Column("opened_on", "日期", kind="day"),
)
ROW = OrderRow("=W1", Money(12345), dt.date(2026, 11, 20))


def read(query: str, columns: Sequence[Column] = COLUMNS) -> ListPage[OrderFilter]:
    request: HttpRequest = RequestFactory().get(f"/orders/?{query}")
    return read_list(request, OrderFilter, columns, default_sort="-number")


def test_declared_values_are_read_with_their_types() -> None:
    listing = read("text=+W1+&state=OPEN&state=CLOSED&opened_from=2026-11-20&advisor_id=2&late=0")
    assert listing.filter == OrderFilter("W1", ("OPEN", "CLOSED"), dt.date(2026, 11, 20), 2, False)
    assert not listing.notes


@pytest.mark.parametrize(
    "query",
    [
        "state=STOLEN",
        "opened_from=20.11.",
        "advisor_id=7",
        "advisor_id=1x",
        "late=maybe",
        "total_from=1e3",
        "state=OPEN&state=X",
    ],
)
def test_a_value_that_cannot_be_read_is_ignored_and_noted(query: str) -> None:
    listing = read(query)
    assert listing.filter == OrderFilter()
    assert len(listing.notes) == 1


def test_unknown_names_and_broken_pages_do_no_harm() -> None:
    for query in ("nonsense=1", "page=-1", "page=abc", "page=999999999999", "sort=secret", "text=%00a"):
        listing = read(query)
        assert listing.number >= 1
        assert listing.order == Order("number", True)
        assert "\x00" not in listing.filter.text


def test_a_chip_takes_its_filter_and_the_page_out_of_the_address() -> None:
    listing = read("state=OPEN&advisor_id=1&page=3&sort=total")
    chips = {chip.label: chip for chip in listing.chips}
    assert chips["状态"].text == "施工"
    assert chips["顾问"].text == "李娜"
    assert chips["状态"].url == "/orders/?advisor_id=1&sort=total"


def test_a_heading_sorts_by_itself_and_turns_around() -> None:
    number, total, opened_on = read("sort=total&page=2").headings
    assert (total.direction, total.url) == ("ascending", "/orders/?sort=-total")
    assert (number.direction, number.url) == ("", "/orders/?sort=number")
    assert opened_on.url == ""


def test_order_by_ends_with_a_tie_breaker() -> None:
    assert Order("total", True).as_order_by({"total": "total_fen"}) == ["-total_fen", "-pk"]
    assert Order("gone").as_order_by({"total": "total_fen"}) == ["pk"]


def test_pages_hold_fifty_rows() -> None:
    listing = read("page=2").with_page(RowPage([ROW] * 50, 120))
    assert listing.window == Window(50, 50)
    assert (listing.first_row, listing.last_row, listing.page_count) == (51, 100, 3)
    assert listing.previous_url == "/orders/?page=1"
    assert listing.next_url == "/orders/?page=3"
    assert read("page=3").with_page(RowPage([ROW] * 20, 120)).next_url == ""


def test_the_filter_form_carries_sort_and_foreign_values_along() -> None:
    assert read("tab=mine&sort=total&state=OPEN&page=4").kept == [("tab", "mine"), ("sort", "total")]


def test_export_asks_for_all_rows_and_writes_what_is_filtered() -> None:
    listing = read("state=OPEN&page=2&format=xlsx")
    assert listing.wants_export
    assert listing.window == Window(0, EXPORT_LIMIT)
    response = listing.with_page(RowPage([ROW], 1)).export("工单").finish()
    assert response["Content-Disposition"].endswith("''%E5%B7%A5%E5%8D%95.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "状态: 施工"
    assert rows[-1] == ["=W1", 123.45, dt.date(2026, 11, 20)]


@pytest.mark.parametrize(("asked", "said"), [("state=OPEN&", "龙岗店 · 状态: 施工"), ("", "龙岗店 · 没有筛选")])
def test_an_export_says_of_which_store_it_is_and_what_was_filtered(asked: str, said: str) -> None:
    answer = read(f"{asked}format=xlsx").with_page(RowPage([ROW], 1)).export("工单", about="龙岗店").finish()
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == said


def test_a_car_without_a_plate_is_called_in_the_spreadsheet_as_on_the_page() -> None:
    @dataclass(frozen=True)
    class Car:
        plate: str
        vin: str

    page = RowPage([Car("", "LSVAA4182E2123456"), Car("粤BD12345", "LSVAA4182E2654321")], 2)
    answer = read("format=xlsx", columns=[Column("plate", "车牌", kind="plate")]).with_page(page).export("车").finish()
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[-2:]] == ["无牌 123456", "粤BD12345"]
