"""Labour budgets: set, refused, denied, raced, and read beside what was stated."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from anxin.management.budgets import queries
from anxin.management.budgets.commands import AreaBudget, set_labour_budget
from anxin.management.budgets.models import LabourBudget
from anxin.management.budgets.queries import LabourYear, Misfit
from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, VersionConflict
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.figures.tests.factories import enter

TODAY, YEAR = AT.date(), AT.year
AFTER_SALES = AreaBudget("after_sales", 30, Money.yuan(1_500_000), Money.yuan(3_600_000))
BACK_OFFICE = AreaBudget("back_office", 8, Money.yuan(700_000))


@pytest.fixture
def store(db: None, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_store("LG")


@pytest.fixture
def finance(store: Store) -> Actor:
    return actor_for(make_user(store, "finance_manager"))


def budgets(actor: Actor, store: Store, *areas: AreaBudget, **more: Any) -> Any:
    return set_labour_budget(actor=actor, store_id=store.pk, year=YEAR, areas=areas, at=AT, **more)


def read(actor: Actor, store: Store, year: int = YEAR) -> LabourYear:
    with reading(actor):
        return queries.read_labour_budget(actor, store.pk, year, TODAY)


def kept() -> list[LabourBudget]:
    with reading(system_actor("test")):
        return [*LabourBudget.objects.across_stores(reason="test").order_by("pk")]


def months(year: int, amount: int, last: int = 12) -> dict[str, int | str | None]:
    return {f"{year}-{month:02d}": amount * 100 for month in range(1, last + 1)}


@pytest.mark.rule("R-AW19")
def test_the_budget_stands_beside_last_year_and_the_months_stated_so_far(store: Store, finance: Actor) -> None:
    for kind, amount in {"after_sales_staff_cost": 100_000, "repair_revenue": 800_000, "repair_cost": 500_000}.items():
        enter(store, kind, months(YEAR - 1, amount))
    enter(store, "store_gross_profit", months(YEAR - 1, 700_000))
    enter(store, "sales_staff_cost", months(YEAR - 1, 150_000))
    enter(store, "after_sales_staff_cost", months(YEAR, 120_000, last=10))
    budgets(finance, store, AFTER_SALES, BACK_OFFICE)
    sales, after_sales, back_office, whole = read(finance, store).areas
    assert (after_sales.before.labour_cost, after_sales.before.gross_profit) == (
        Money.yuan(1_200_000),
        Money.yuan(3_600_000),
    )
    assert (after_sales.before.contribution, after_sales.budget.contribution) == (Decimal(3), Decimal("2.4"))
    assert (after_sales.so_far.labour_cost, after_sales.so_far.months) == (Money.yuan(1_200_000), 10)
    assert after_sales.due == Money.yuan(1_250_000)
    assert sales.before.gross_profit == Money.yuan(12 * 400_000)
    assert back_office.before.labour_cost is None
    assert (whole.budget.headcount, whole.budget.labour_cost, whole.due) == (None, None, None)
    # One area's cost was not stated: the store's is not known.
    assert whole.before.labour_cost is None


def test_what_does_not_fit_to_targets_and_people_on_file_is_named(store: Store, finance: Actor) -> None:
    house = system_actor("test")
    cells = [NewTarget(Cell("repair_gross_profit", month), "ge", Decimal(320_000)) for month in range(1, 13)]
    set_targets(actor=house, store_id=store.pk, year=YEAR, targets=cells, at=AT)
    assert read(finance, store).profit_target == 3_840_000
    assert read(finance, store).misfits == ()
    for post in ("technician", "technician", "after_sales_manager"):
        make_employee(store, post)
    make_employee(store, "technician", is_trainee=True)
    budgets(finance, store, replace(AFTER_SALES, headcount=2))
    found = {one.code: (one.area, one.value, one.expected) for one in read(finance, store).misfits}
    assert found == {
        Misfit.PROFIT_TARGET: ("after_sales", 3_600_000, 3_840_000),
        Misfit.HEADS_ON_FILE: ("after_sales", 2, 3),
    }


def test_what_is_replaced_is_kept_and_what_stands_is_left_alone(store: Store, finance: Actor) -> None:
    first = budgets(finance, store, AFTER_SALES, BACK_OFFICE)
    assert first.changed == 2
    assert budgets(finance, store, AFTER_SALES).changed == 0
    budgets(finance, store, replace(AFTER_SALES, headcount=28), seen=first.newest)
    assert read(finance, store).areas[1].budget.headcount == 28
    budgets(finance, store, AreaBudget("after_sales"))
    assert read(finance, store).areas[1].budget.headcount is None
    rows = [one for one in kept() if one.area == "after_sales"]
    assert [(one.headcount, one.replaced_at) for one in rows] == [(30, AT), (28, AT), (None, None)]


@pytest.mark.parametrize(
    "area",
    [
        AreaBudget("workshop", 3),
        AreaBudget("sales", -1),
        AreaBudget("sales", 10_001),
        AreaBudget("sales", 1, Money.yuan(-1)),
        AreaBudget("sales", 1, Money.yuan(10**11)),
        AreaBudget("back_office", 1, None, Money.yuan(5)),
    ],
)
def test_what_cannot_be_is_refused(store: Store, finance: Actor, area: AreaBudget) -> None:
    with pytest.raises(Invalid):
        budgets(finance, store, area)
    with pytest.raises(Invalid):
        budgets(finance, store, BACK_OFFICE, BACK_OFFICE)
    with pytest.raises(Invalid):
        set_labour_budget(actor=finance, store_id=store.pk, year=1999, areas=[BACK_OFFICE], at=AT)
    assert kept() == []


def test_who_may_not_is_denied(store: Store, finance: Actor) -> None:
    budgets(finance, store, AFTER_SALES)
    manager, desk = (actor_for(make_user(store, post)) for post in ("after_sales_manager", "service_advisor"))
    other = actor_for(make_user(make_store("NS"), "finance_manager"))
    assert read(manager, store).areas[1].budget.headcount == 30
    for actor in (manager, desk, other):
        with pytest.raises(Denied):
            budgets(actor, store, BACK_OFFICE)
    for actor in (desk, other):
        with pytest.raises(Denied):
            read(actor, store)


def test_who_did_not_see_the_newest_is_told(store: Store, finance: Actor) -> None:
    seen = budgets(finance, store, AFTER_SALES).newest
    budgets(finance, store, replace(AFTER_SALES, headcount=29), seen=seen)
    with pytest.raises(VersionConflict):
        budgets(finance, store, replace(AFTER_SALES, headcount=31), seen=seen)
    # Another area was not touched meanwhile.
    assert budgets(finance, store, BACK_OFFICE, seen=seen).changed == 1


def test_of_two_who_set_at_once_one_must_look_again(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    finance = actor_for(make_user(store, "finance_manager"))
    calls = (
        lambda heads=heads: budgets(finance, store, replace(AFTER_SALES, headcount=heads), seen=0) for heads in (20, 25)
    )
    assert sorted(type(one).__name__ for one in race(*calls)) == ["SetLabour", "VersionConflict"]
    assert len(kept()) == 1


def test_a_row_stands_as_it_was_set(store: Store, finance: Actor) -> None:
    budgets(finance, store, AFTER_SALES)
    with pytest.raises(DatabaseError), unit_of_work(system_actor("test"), "test", writable=True):
        LabourBudget.objects.across_stores(reason="test").update(headcount=1)


def test_the_page_shows_sets_and_exports(store: Store, client: Client) -> None:
    client.force_login(make_user(store, "finance_manager"))
    assert "这一年还没有人工预算" in client.get("/budgets/labour/").content.decode()
    given = {"year": YEAR, "seen": 0, "after_sales_headcount": "30", "after_sales_labour_cost": "1500000"}
    assert client.post("/budgets/labour/set/", {**given, "sales_headcount": "-1"}).status_code == 422
    assert client.post("/budgets/labour/set/", given).status_code == 303
    shown = client.get(f"/budgets/labour/?year={YEAR}").content.decode()
    assert "1,500,000.00" in shown
    assert "50,000.00" in shown
    assert client.post("/budgets/labour/set/", {**given, "after_sales_headcount": "31"}).status_code == 409
    assert client.get(f"/budgets/labour/?year={YEAR}&format=xlsx").headers["Content-Type"].endswith("sheet")


def test_who_sees_several_stores_begins_with_them_all(store: Store, client: Client) -> None:
    other, user = make_store("FT"), make_user(store, "finance_manager")
    budgets(actor_for(user), store, AFTER_SALES, BACK_OFFICE)
    grant_to(user, "finance_manager", other)
    make_store("NS")
    client.force_login(user)
    page = client.get(f"/budgets/labour/?year={YEAR}").content.decode()
    assert "只定了 2 / 3 个区域" in page
    assert "2,200,000" not in page
    assert (store.name in page, other.name in page) == (True, True)
    with reading(actor_for(user)):
        found = queries.list_labour_budgets(actor_for(user), YEAR)
    assert [(one.store_id, one.areas, one.budget.headcount) for one in found] == [(store.pk, 2, None), (other.pk, 0, None)]
    assert "定预算" not in page
    client.post("/switch-store/", {"store_id": other.pk, "next": "/"})
    page = client.get(f"/budgets/labour/?year={YEAR}").content.decode()
    assert ("定预算" in page, "各店的人工预算" in page) == (True, True)


def test_the_endpoints_set_and_read(store: Store) -> None:
    user = make_user(store, "finance_manager")
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer t"})
    body = {"areas": [{"area": "after_sales", "headcount": 30, "labour_cost": "1500000.00"}]}
    path = f"/api/v1/budgets/stores/{store.pk}/labour/{YEAR}"
    done = client.post(f"{path}/set", body, content_type="application/json")
    assert (done.status_code, done.json()["changed"]) == (200, 1)
    assert client.get(path).json()["areas"][1]["budget"]["cost_per_head"] == "50000.00"
