"""The maintenance schedule: written by people and lists, asked for a model, and never in the past."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.models import ApiToken
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor, make_brand, make_store, make_user
from anxin.platform.calendar.rules import add_months
from anxin.platform.errors import Denied, InvalidFields, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog import commands, imports, queries
from anxin.resources.catalog.models import MaintenanceItem
from anxin.resources.catalog.queries import PlannedService
from anxin.resources.catalog.rules import Due, Had, Interval, next_due
from anxin.resources.catalog.tests.factories import (
    make_article,
    make_maintenance_item,
    make_operation,
    make_package,
    make_rate,
)
from anxin.resources.catalog.tests.test_imports import load

TODAY = AT.date()
ADDRESS = "/api/v1/catalog/maintenance"
BEFORE = date(TODAY.year - 1, TODAY.month, TODAY.day)


@pytest.mark.rule("R-RO15")
@pytest.mark.parametrize(
    ("km", "months", "last_on", "last_km", "odometer", "due"),
    [
        (20_000, 0, None, None, 19_999, False),
        (20_000, 0, None, None, 20_000, True),
        (20_000, 0, BEFORE, 30_000, 49_999, False),
        (20_000, 0, BEFORE, 30_000, 50_000, True),
        (20_000, 12, BEFORE, 30_000, 31_000, True),
        (20_000, 13, BEFORE, 30_000, 31_000, False),
        (0, 12, None, None, None, True),
        (20_000, 12, None, None, None, False),
        (20_000, 0, BEFORE, None, None, False),
        (20_000, 13, BEFORE, None, 60_000, False),
    ],
)
def test_a_service_is_due_by_mileage_or_time(
    km: int, months: int, last_on: date | None, last_km: int | None, odometer: int | None, due: bool
) -> None:
    had = Had(last_on, last_km) if last_on else None
    assert next_due(Interval(km, months), had, None).is_over(TODAY, odometer) is due


@pytest.mark.rule("R-DL02")
def test_a_new_car_is_first_due_as_the_schedule_says_and_then_after_the_interval() -> None:
    every = Interval(10_000, 12, 5_000, 6)
    assert next_due(every, None, date(2026, 1, 31)) == Due(date(2026, 7, 31), 5_000)
    assert next_due(every, None, None) == Due(None, 5_000)
    assert next_due(every, Had(date(2026, 7, 20), 5_230), date(2026, 1, 31)) == Due(date(2027, 7, 20), 15_230)


@pytest.mark.rule("R-DL02")
@pytest.mark.parametrize(
    ("every", "since", "seen_km", "due"),
    [
        (Interval(10_000, 0, 5_000, 0), None, 4_999, Due(None, 5_000)),
        (Interval(10_000, 0, 5_000, 0), None, 5_001, Due(None, 15_000)),
        (Interval(20_000, 0), None, 35_000, Due(None, 40_000)),
        (Interval(20_000, 0), None, 40_000, Due(None, 40_000)),
        (Interval(20_000, 0), None, None, Due(None, 20_000)),
        (Interval(0, 12), None, 35_000, Due(add_months(TODAY, 12), None)),
        (Interval(0, 12), date(TODAY.year - 3, TODAY.month, TODAY.day), 35_000, Due(TODAY, None)),
        (Interval(0, 12), add_months(TODAY, -37), 35_000, Due(add_months(TODAY, 11), None)),
        (Interval(0, 12, 0, 6), add_months(TODAY, -17), 35_000, Due(add_months(TODAY, 1), None)),
    ],
)
def test_what_was_due_before_the_house_knew_the_car_is_not_due_again(
    every: Interval, since: date | None, seen_km: int | None, due: Due
) -> None:
    assert next_due(every, None, since, Had(TODAY, seen_km)) == due


DAYS = st.dates(date(2010, 1, 1), date(2040, 1, 1))
KILOMETRES = st.integers(0, 1_000_000)
INTERVALS = st.builds(
    Interval, st.integers(0, 200_000), st.integers(0, 240), st.integers(0, 200_000), st.integers(0, 240)
).filter(lambda one: one.km or one.months)


@pytest.mark.rule("R-DL02")
@given(
    every=INTERVALS,
    had=st.none() | st.builds(Had, DAYS, st.none() | KILOMETRES),
    seen=st.none() | st.builds(Had, DAYS, st.none() | KILOMETRES),
    since=st.none() | DAYS,
    today=DAYS,
    odometer=st.none() | KILOMETRES,
)
def test_the_next_service_is_never_in_the_past_and_none_is_skipped(
    every: Interval, had: Had | None, seen: Had | None, since: date | None, today: date, odometer: int | None
) -> None:
    """Skipped would be: later than the interval after the last time, or after the first visit, though that lies ahead."""
    due = next_due(every, had, since, seen)
    ahead = due.not_past(today, odometer)
    assert ahead.on is None or ahead.on >= today
    assert ahead.km is None or odometer is None or ahead.km >= odometer
    assert (ahead.on, ahead.km) != (None, None)
    if not due.is_over(today, odometer):
        assert ahead == due
    elif due.on is not None and due.on <= today:
        assert ahead.on == today
    if had is None and seen is not None:
        first = add_months(since, every.first_months or every.months) if since else None
        assert due.on is None or first is None or due.on >= min(seen.on, first)
        assert due.km is None or seen.km is None or due.km - seen.km <= max(every.km, every.first_km)
        assert due.on is None or (due.on - max(seen.on, since or seen.on)).days <= max(every.months, every.first_months) * 31
    if had is not None:
        assert due.km is None or due.km == (had.km or 0) + every.km
        assert due.on is None or timedelta(every.months * 28) <= due.on - had.on <= timedelta(every.months * 31)
        knows_km = bool(every.km) and (had.km is not None or not every.months)
        assert (due.on is not None, due.km is not None) == (bool(every.months), knows_km)


def plan_of(store: Any, model_name: str = "朗逸 1.5L") -> list[PlannedService]:
    return queries.maintenance_plan(system_actor("test"), store.pk, model_name, TODAY)


@pytest.mark.django_db
@pytest.mark.rule("R-DL02")
def test_the_plan_of_a_model_has_each_row_once_with_the_price_and_hours_of_the_day() -> None:
    brand = make_brand("VW", "大众")
    store, other = make_store("NS", brand=brand), make_store("LG", brand=make_brand("AD", "奥迪"))
    make_rate("240")
    oil = make_operation("L-1", hours="0.50")
    small = make_package(oil, make_article("F-1", price="100"), name="小保养", brand=brand)
    care = make_package(make_operation("L-2"), name="进气养护", care_every_km=20_000)
    make_maintenance_item(small, brand=brand, every_km=10_000, every_months=12, first_km=5_000)
    make_maintenance_item(small, name="长效机油", brand=brand, every_km=15_000, model_pattern="帕萨特*")
    body = make_package(make_operation("L-3", labour_class="body"), name="底盘")
    make_maintenance_item(body, brand=brand, every_months=24)
    rows = {one.name: one for one in plan_of(store)}
    assert list(rows) == ["小保养", "底盘", "进气养护"]
    first = rows["小保养"]
    assert (first.price, first.hours, first.every) == (Money.yuan(220), Decimal("0.50"), Interval(10_000, 12, 5_000, 0))
    assert (first.operation_ids, first.is_care, first.is_scheduled) == (frozenset({oil.pk}), False, True)
    assert (rows["底盘"].price, rows["进气养护"].is_care, rows["进气养护"].is_scheduled) == (None, True, False)
    assert {one.name for one in plan_of(store, "帕萨特 380")} == {"小保养", "长效机油", "底盘", "进气养护"}
    assert [one.name for one in plan_of(other)] == [care.name]
    make_maintenance_item(care, every_km=30_000)
    assert [(one.name, one.every.km, one.is_care) for one in plan_of(other)] == [(care.name, 30_000, True)]


@pytest.mark.django_db
@pytest.mark.rule("R-DL02")
def test_a_row_needs_an_interval_and_a_package_in_use_and_is_changed_by_version() -> None:
    make_store("NS")
    store = make_store("LG")
    boss, local = make_actor(store, "group_after_sales", level="group"), make_actor(store, "parts_manager")
    terms = commands.MaintenanceTerms(code="m-1", name="小保养", package_code=make_package(make_article()).code, every_km=1)
    made = commands.add_maintenance_item(actor=boss, terms=terms, at=AT)
    by: dict[str, Any] = {"actor": boss, "maintenance_item_id": made.id, "at": AT}
    for wrong, field in (
        ({"every_km": 0}, "every_km"),
        ({"package_code": "NONE"}, "package_code"),
        ({"first_months": 6}, "first_months"),
        ({"every_km": 3_000_000}, "every_km"),
    ):
        with pytest.raises(InvalidFields) as refused:
            commands.change_maintenance_item(terms=replace(terms, **wrong), **by)
        assert field in refused.value.errors
    commands.change_maintenance_item(terms=replace(terms, every_months=12), version=1, **by)
    with pytest.raises(VersionConflict):
        commands.change_maintenance_item(terms=terms, version=1, **by)
    with pytest.raises(commands.CodeTaken):
        commands.add_maintenance_item(actor=boss, terms=terms, at=AT)
    with pytest.raises(NotFound):
        commands.change_maintenance_item(terms=terms, **{**by, "maintenance_item_id": made.id + 1})
    with pytest.raises(Denied):
        commands.add_maintenance_item(actor=local, terms=replace(terms, code="M-2"), at=AT)
    row = queries.get_maintenance_item(boss, made.id)
    assert (row.code, row.every_km, row.every_months, row.version) == ("M-1", 1, 12, 2)
    newest = queries.list_history(boss, "maintenance_item", made.id)[0]
    assert (newest.values["package_code"], newest.values["every_months"]) == (terms.package_code, 12)


@pytest.mark.django_db
def test_the_sheet_fills_the_schedule_and_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    make_store(brand=make_brand("VW", "大众"))
    make_package(make_article(), code="P")
    rows = [
        ["编码", "保养项目", "套餐编码", "间隔里程", "间隔月数", "首次里程", "适用车型", "品牌"],
        ["M-1", "小保养", "p", 10000, 12, 5000, "朗逸*", "大众"],
        ["M-2", "大保养", "Q", 10000, "", "", "", ""],
        ["M-3", "检查", "P", "", "", "", "", ""],
    ]
    for again in (False, True):
        done = load(tmp_path, imports.MAINTENANCE, imports.write_maintenance, rows)
        assert (done.created, done.unchanged, done.refused) == ((0, 1, 2) if again else (1, 0, 2))
    with reading(system_actor("test")):
        row = MaintenanceItem.objects.get()
    assert (row.code, row.every_km, row.first_km, row.model_pattern) == ("M-1", 10_000, 5_000, "朗逸*")


@pytest.mark.django_db
def test_the_schedule_is_kept_on_its_page_with_its_history_and_over_the_api() -> None:
    client = Client()
    user = make_user(make_store(), "after_sales_manager")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    package = make_package(make_article())
    typed = {"code": "M-1", "name": "小保养", "package_code": package.code, "every_km": "10000", "is_active": "on"}
    assert client.post("/catalog/maintenance/new/", {**typed, "every_km": ""}).status_code == 422
    assert client.post("/catalog/maintenance/new/", typed).status_code == 303
    listed = client.get("/catalog/maintenance/").content.decode()
    assert "小保养" in listed
    assert "上价格看板" not in listed
    with reading(system_actor("test")):
        row = MaintenanceItem.objects.get()
    page = client.get(f"/catalog/maintenance/{row.pk}/").content.decode()
    assert ("变更历史" in page, package.code in page) == (True, True)
    ApiToken.objects.create(user=user, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    wire = Client(headers={"Authorization": "Bearer t"})
    said = {"code": "M-2", "name": "制动液", "package_code": package.code, "every_months": 24}
    made = wire.post(ADDRESS, said, content_type="application/json")
    assert made.status_code == 201
    one = f"{ADDRESS}/{made.json()['id']}"
    changed = wire.put(one, {**said, "every_km": 40_000}, content_type="application/json", headers={"If-Match": '"1"'})
    assert (changed.status_code, wire.get(one).json()["every_km"]) == (200, 40_000)
    assert {each["code"] for each in wire.get(ADDRESS).json()["items"]} == {"M-1", "M-2"}
