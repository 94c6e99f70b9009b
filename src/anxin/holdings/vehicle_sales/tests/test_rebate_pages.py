"""The pages of rebates, their list out of a spreadsheet, and their endpoints."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.holdings.vehicle_sales import commands
from anxin.holdings.vehicle_sales.imports import REBATES, write_rebates
from anxin.holdings.vehicle_sales.models import Rebate
from anxin.holdings.vehicle_sales.tests.factories import make_rebate, sold_vin, yuan
from anxin.parties.org.models import Store, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.platform import clock
from anxin.platform.scope import unit_of_work
from anxin.platform.workbook import CheckedRow

TODAY = AT.date()


@pytest.fixture
def store(db: None, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_store("LG")


def client_of(store: Store, post: str = "finance_manager") -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=make_user(store, post).pk))
    return client


def states() -> list[tuple[str, str]]:
    with unit_of_work(system_actor("test"), "test", writable=False):
        rows = Rebate.objects.across_stores(reason="test").order_by("pk")
        return list(rows.values_list("programme", "state"))


def test_finance_claims_settles_and_finds_it_again(store: Store) -> None:
    browser, vin = client_of(store), sold_vin(store)
    assert "没有返利" in browser.get("/rebates/").content.decode()
    given = {"vin": vin, "programme": "终端支持", "price": "100000", "claimed": "35000", "claimed_on": str(TODAY)}
    wrong = browser.post("/rebates/claim/", {**given, "claimed": "100001"})
    assert (wrong.status_code, "不能高于车价" in wrong.content.decode()) == (422, True)
    made = browser.post("/rebates/claim/", given)
    assert made.status_code in (302, 303)
    again = browser.post("/rebates/claim/", given)
    assert (again.status_code, "一车一结" in again.content.decode()) == (409, True)
    shown = browser.get(made["Location"]).content.decode()
    assert "超过上限" in shown
    browser.post(f"{made['Location']}settle/", {"settled": "30000", "settled_on": str(TODAY), "version": "1"})
    shown = browser.get("/rebates/", {"text": vin[-6:], "state": "SETTLED"}).content.decode()
    assert vin in shown
    assert "已结算" in shown
    assert "超过上限" not in shown
    assert vin not in browser.get("/rebates/", {"state": "CLAIMED"}).content.decode()


def test_who_was_second_reads_what_he_wrote(store: Store) -> None:
    browser, made = client_of(store), make_rebate(store)
    address = f"/rebates/{made.id}/"
    commands.settle_rebate(actor=system_actor("test"), rebate_id=made.id, settled=yuan(9_000), settled_on=TODAY, at=AT)
    late = browser.post(f"{address}refuse/", {"reason": "超过申报期限", "version": "1"})
    assert (late.status_code, "别人先改了" in late.content.decode()) == (409, True)
    late = browser.post(f"{address}refuse/", {"reason": "超过申报期限", "version": "2"})
    assert (late.status_code, "已经不是“已申报”" in late.content.decode()) == (409, True)
    empty = browser.post(f"{address}withdraw/", {"reason": " ", "version": "2"})
    assert empty.status_code == 422
    browser.post(f"{address}withdraw/", {"reason": "登错车", "version": "2"})
    assert "登错车" in browser.get(address).content.decode()
    assert states() == [("终端支持", "WITHDRAWN")]


def test_the_spreadsheet_holds_what_is_filtered(store: Store) -> None:
    vin = sold_vin(store)
    make_rebate(store, vin=vin)
    make_rebate(store, programme="置换")
    answer = client_of(store).get("/rebates/", {"text": vin, "format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == f"{store.name} · 车架号 / 车牌 / 返利项目: {vin}"
    assert [row[0] for row in rows[3:]] == [vin]
    assert (rows[3][4], rows[3][9]) == (10_000, 0.1)


def test_who_may_only_look_has_no_buttons(store: Store) -> None:
    made, browser = make_rebate(store), client_of(store, "showroom_manager")
    assert "登记申报" not in browser.get("/rebates/").content.decode()
    assert "结算这笔返利" not in browser.get(f"/rebates/{made.id}/").content.decode()
    assert browser.post(f"/rebates/{made.id}/withdraw/", {"reason": "x"}).status_code == 403
    assert client_of(store, "technician").get("/rebates/").status_code == 403


def test_a_list_is_taken_row_by_row(store: Store) -> None:
    known, sold = sold_vin(store), sold_vin(store)
    make_rebate(store, vin=known)
    finance = actor_for(make_user(store, "finance_manager"))

    def row(number: int, vin: str, **more: Any) -> CheckedRow:
        usual = {"programme": "终端支持", "price": 10_000_000, "claimed": 1_000_000, "claimed_on": TODAY}
        return CheckedRow(number, {"vin": vin, **usual, "settled": None, "settled_on": None, **more})

    settled = {"settled": 900_000, "settled_on": TODAY}
    rows = [
        row(2, known, **settled),
        row(3, sold),
        row(4, sold, programme="置换", **settled),
        row(5, sold, programme="展厅", settled=900_000),
        row(6, "LSVAB2BR0E2199999"),
        row(7, known, claimed=1),
    ]
    assert {column.key for column in REBATES.columns} == set(rows[0].values)
    told = write_rebates(finance, store.pk, rows, AT)
    assert [one.result.name for one in told] == ["UPDATED", "CREATED", "CREATED", "REFUSED", "REFUSED", "REFUSED"]
    assert states() == [("终端支持", "SETTLED"), ("终端支持", "CLAIMED"), ("置换", "SETTLED")]
    again = write_rebates(finance, store.pk, rows[:3], AT)
    assert [one.result.name for one in again] == ["UNCHANGED"] * 3
