"""The pages of monthly figures: the grid, one month to type, the versions, and the endpoints beside them."""

import pytest
from django.test import Client

from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.platform import clock
from anxin.platform.workbook import open_source
from anxin.resources.figures.tests.factories import enter

pytestmark = pytest.mark.django_db
OCTOBER = "/monthly-figures/months/2026-10/record/"


@pytest.fixture
def store(db: None, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_store("LG")


@pytest.fixture
def browser(store: Store) -> Client:
    client = Client()
    client.force_login(make_user(store, "service_manager"))
    return client


def read(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def send(browser: Client, **typed: str) -> tuple[int, str]:
    answer = browser.post(OCTOBER, {"version": "0", **typed})
    return answer.status_code, str(answer.content.decode())


def test_a_month_is_typed_and_stands_in_the_grid(browser: Client, store: Store) -> None:
    assert "填报本月" in read(browser, "/monthly-figures/")
    status, _page = send(browser, value_fixed_expense="125,000.50", gap_total_expense="on", value_entries="４０１")
    assert status == 303
    page = read(browser, "/monthly-figures/")
    for words in ("125,000.5", ">缺<", ">401<"):
        assert words in page
    assert 'value="125000.5"' in read(browser, OCTOBER)
    assert "125,000.5" in read(browser, "/monthly-figures/changes/")


def test_what_cannot_be_read_is_told_beside_its_field_and_stays(browser: Client) -> None:
    status, page = send(browser, value_fixed_expense="12万5", value_entries="7")
    assert status == 422
    assert 'value="12万5"' in page
    assert "不是数字" in page
    assert ">7<" not in read(browser, "/monthly-figures/")
    status, page = send(browser, value_entries="7", gap_entries="on")
    assert (status, "有数值就不是缺失" in page) == (422, True)


def test_two_who_type_the_same_month_are_told(browser: Client, store: Store) -> None:
    enter(store, "entries", {"2026-10": 5})
    status, page = send(browser, value_entries="7")
    assert (status, "被别人先改了" in page) == (409, True)


def test_a_month_to_come_and_odd_addresses(browser: Client) -> None:
    answer = browser.post("/monthly-figures/months/2027-01/record/", {"value_entries": "7"})
    assert (answer.status_code, "还没有到" in answer.content.decode()) == (422, True)
    read(browser, "/monthly-figures/months/2026-13/record/", 404)
    for year in ("x", "0000", "9999", "1"):
        read(browser, f"/monthly-figures/?year={year}")


def test_the_year_is_a_workbook_of_true_numbers(browser: Client, store: Store) -> None:
    enter(store, "total_expense", {"2026-08": 12_345_678, "2026-09": None})
    answer = browser.get("/monthly-figures/?year=2026&format=xlsx")
    rows = dict(open_source(answer.content).tables[0].rows())
    column = rows[1].index("全店费用(元)")
    assert [rows[number][column] for number in (9, 10, 11)] == [123456.78, "缺", ""]
    assert rows[9][0] == "2026-08"


def test_who_only_looks_on_types_nothing(store: Store) -> None:
    client = Client()
    client.force_login(make_user(store, "service_director"))
    assert "填报本月" not in read(client, "/monthly-figures/")
    read(client, OCTOBER, 403)
    advisor = Client()
    advisor.force_login(make_user(store, "service_advisor"))
    read(advisor, "/monthly-figures/", 403)
