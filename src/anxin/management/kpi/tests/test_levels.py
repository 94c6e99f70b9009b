"""The choice of store, brand, region and group: who is offered what, where somebody begins, what stays in the address."""

import re

import pytest
from django.test import Client

from anxin.management.kpi.queries import Level
from anxin.management.kpi.web.levels import units_in_reach, widest
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_brand, make_region, make_store, make_user
from anxin.platform import clock


@pytest.fixture
def stores(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """Two stores of a brand in two regions, and one of another brand."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    south, north = make_region("华南"), make_region("华北")
    return [
        make_store("AA", region=south),
        make_store("BB", region=north),
        make_store("CC", make_brand("BM", "宝驰"), region=north),
    ]


def client_of(store: Store, role: str, level: str = "store", *others: Store) -> Client:
    client, user = Client(), make_user(store, role, level=level)
    for other in others:
        grant_to(user, role, other)
    client.force_login(user)
    return client


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def test_who_sees_one_store_chooses_nothing_and_begins_there(stores: list[Store]) -> None:
    browser = client_of(stores[0], "service_manager")
    page = read(browser, "/figures/")
    assert "看哪一级" not in page
    assert stores[0].name in page
    assert widest(actor_for(make_user(stores[0], "service_manager"))) is None


def test_the_group_begins_with_all_stores_and_may_choose_each(stores: list[Store]) -> None:
    browser = client_of(stores[0], "group_after_sales", "group")
    page = read(browser, "/figures/")
    assert "集团（3 家店）" in page
    for words in ("level=store", "level=brand", "level=region", "level=group"):
        assert words in page
    for address in (
        f"/figures/?level=brand&unit={stores[0].brand_id}",
        f"/figures/?level=region&unit={stores[1].region_id}",
    ):
        assert "（2 家店）" in read(browser, address)
    assert "宝驰" in read(browser, f"/figures/?level=brand&unit={stores[0].brand_id}")


@pytest.mark.parametrize("address", ["/figures/", "/figures/appointment_rate/", "/figures/forecast/"])
def test_every_page_has_the_choice(stores: list[Store], address: str) -> None:
    assert "看哪一级" in read(client_of(stores[0], "group_after_sales", "group"), address)


def test_a_brand_director_begins_with_the_brand_and_is_offered_no_group(stores: list[Store]) -> None:
    browser = client_of(stores[0], "brand_after_sales_director", "brand")
    page = read(browser, "/figures/")
    assert f"{stores[0].brand.name}（2 家店）" in page
    assert "level=group" not in page
    assert "宝驰" not in page
    assert browser.get(f"/figures/?level=brand&unit={stores[2].brand_id}").status_code == 404
    assert browser.get(f"/figures/?level=store&unit={stores[2].pk}").status_code == 404


def test_a_region_of_which_one_sees_a_part_says_so(stores: list[Store]) -> None:
    browser = client_of(stores[1], "service_manager", "store", stores[0])
    assert "（您能看到的 1 家店）" in read(browser, f"/figures/?level=region&unit={stores[1].region_id}")
    browser = client_of(stores[1], "regional_manager", "region")
    assert "华北（2 家店）" in read(browser, "/figures/")


def test_stores_of_two_brands_and_regions_are_only_together_in_the_group(stores: list[Store]) -> None:
    user = make_user(stores[0], "service_manager")
    grant_to(user, "service_manager", stores[2])
    offered = units_in_reach(actor_for(user))
    assert list(offered) == [Level.STORE, Level.GROUP]
    assert widest(actor_for(user)) == (Level.GROUP, 0)


def test_a_store_that_was_picked_is_where_one_begins(stores: list[Store]) -> None:
    browser = client_of(stores[0], "group_after_sales", "group")
    browser.post("/switch-store/", {"store_id": stores[2].pk, "next": "/figures/"})
    page = read(browser, "/figures/")
    assert f"{stores[2].name} · " in page
    assert f"level=brand&amp;unit={stores[2].brand_id}" in page


def test_another_level_keeps_period_day_and_filters(stores: list[Store]) -> None:
    browser = client_of(stores[0], "group_after_sales", "group")
    page = read(browser, "/figures/?level=group&unit=0&period=quarter&day=2026-08-31&state=missed&state=near&text=率&page=3")
    found = [one for one in re.findall(r'href="\?([^"]*)"', page) if "level=brand" in one]
    assert found
    for words in ("period=quarter", "day=2026-08-31", "state=missed", "state=near", "text=%E7%8E%87"):
        assert words in found[0]
    assert "page=" not in found[0]
    month = next(one for one in re.findall(r'href="\?([^"]*)"', page) if "period=month" in one)
    assert "state=missed" in month
