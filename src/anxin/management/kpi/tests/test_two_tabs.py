"""Two tabs: a form that was opened for one store is sent after the other tab switched to another."""

import html
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.management.kpi.models import Target
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_store, make_user
from anxin.platform import clock
from anxin.platform.scope import reading
from anxin.resources.figures.models import MonthlyFigure
from anxin.resources.figures.tests.test_reading import book

YEAR = range(1, 13)
PAGE = "/figures/targets/vehicle_entries/"


@pytest.fixture
def two(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Store, Store]:
    """Somebody who runs two stores and has the first in view."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    here, there = make_store("LG"), make_store("FT")
    user = make_user(here, "service_manager")
    grant_to(user, "service_manager", there)
    client = Client()
    client.force_login(user)
    switch(client, here)
    return client, here, there


def switch(client: Client, store: Store) -> None:
    assert client.post("/switch-store/", {"store_id": store.pk, "next": "/"}).status_code == 302


def fields(page: str, action: str) -> dict[str, str]:
    """What the form of an action sends as it was rendered."""
    form = re.search(r'<form[^>]*action="[^"]*' + re.escape(action) + r'[^"]*".*?</form>', page, re.S)
    assert form, action
    found = {}
    for one in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)
        if name and "radio" not in one and "checkbox" not in one:
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


def ask_for(store: Store, entries: int) -> None:
    set_targets(
        actor=actor_for(make_user(store, "service_manager")),
        store_id=store.pk,
        year=2026,
        targets=[NewTarget(Cell("vehicle_entries", month), "ge", Decimal(entries)) for month in YEAR],
        is_sure=True,
        at=AT,
    )


def asked(store: Store) -> dict[int, int]:
    with reading(system_actor("test")):
        rows = Target.objects.across_stores(reason="test").filter(store=store, code="vehicle_entries", replaced_at=None)
        return {one.month: int(one.value) for one in rows if one.value is not None}


def test_targets_are_set_for_the_store_of_the_form(two: tuple[Client, Store, Store]) -> None:
    client, here, there = two
    ask_for(there, 70)
    ask_for(here, 10)
    sent = {
        **fields(client.get(f"{PAGE}?year=2026").content.decode(), "/set/"),
        "operator": "ge",
        "year": "2026",
        "m3": "11",
    }
    switch(client, there)
    assert client.post(f"{PAGE}set/", sent).status_code == 303
    assert asked(there) == dict.fromkeys(YEAR, 70)
    assert asked(here) == {**dict.fromkeys(YEAR, 10), 3: 11}


def test_checked_targets_are_imported_for_the_store_of_the_check(two: tuple[Client, Store, Store]) -> None:
    client, here, there = two
    file = SimpleUploadedFile("a.xlsx", book(目标=[["月份", "进厂台次目标"], *[[f"2026-{m:02}", 500] for m in YEAR]]))
    page = client.post("/figures/targets/check-workbook/", {"file": file}).content.decode()
    switch(client, there)
    assert client.post("/figures/targets/import/", fields(page, "targets/import/")).status_code == 303
    assert (asked(here), asked(there)) == (dict.fromkeys(YEAR, 500), {})


def test_a_typed_month_is_of_the_store_of_the_form(two: tuple[Client, Store, Store]) -> None:
    client, here, there = two
    address = "/monthly-figures/months/2026-10/record/"
    sent = fields(client.get(address).content.decode(), "record/")
    switch(client, there)
    assert client.post(address, {**sent, "value_total_expense": "12345"}).status_code == 303
    with reading(system_actor("test")):
        rows = {(one.store_id, one.kind) for one in MonthlyFigure.objects.across_stores(reason="test")}
    assert rows == {(here.pk, "total_expense")}


def test_the_plan_that_was_seen_goes_to_all_stores(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    here, there, third = make_store("LG"), make_store("FT"), make_store("NS")
    ask_for(there, 70)
    ask_for(here, 10)
    client = Client()
    client.force_login(make_user(here, "group_after_sales", level="group"))
    switch(client, here)
    sent = fields(client.get(f"{PAGE}?year=2026").content.decode(), "set-of-stores/")
    switch(client, there)
    client.post(f"{PAGE}set-of-stores/", {**sent, "year": "2026", "whose": "group"})
    assert asked(third) == dict.fromkeys(YEAR, 10)


@pytest.mark.parametrize("total", ["", "  "])
def test_an_empty_total_is_no_plan_of_nothing(two: tuple[Client, Store, Store], total: str) -> None:
    client, here, _there = two
    answer = client.post(f"{PAGE}break-down-year/", {"year": "2026", "total": total, "basis": "equally", "seen": "0"})
    assert answer.status_code == 422
    assert "请填全年目标" in answer.content.decode()
    assert asked(here) == {}
