"""Prices in a store on a day: brand before group, nearest rate, announced prices, packages split to the fen."""

from datetime import date
from decimal import Decimal

import pytest

from anxin.parties.org.tests.factories import make_actor, make_brand, make_store
from anxin.platform.money import Money
from anxin.resources.catalog import queries
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def test_labour_costs_hours_times_the_rate_of_its_class() -> None:
    store = make_store()
    make_rate("240.00")
    make_operation("OIL-1", hours="0.55")
    priced = queries.price_labour(make_actor(store, "service_advisor"), store.pk, " oil-1", DAY)
    assert (priced.code, priced.rate, priced.amount) == ("OIL-1", Money.yuan("240.00"), Money.yuan("132.00"))
    assert priced.price_source == "catalogue"


def test_the_nearest_rate_holds_and_there_the_newest_that_has_begun() -> None:
    store, other = make_store("LG"), make_store("NS", make_brand("AU"))
    make_rate("200.00")
    make_rate("260.00", brand=store.brand, valid_from=date(2026, 1, 1))
    make_rate("300.00", brand=store.brand, valid_from=date(2026, 12, 1))
    make_operation("OIL-1", hours="1")
    actor = make_actor(store, "service_advisor")
    assert queries.price_labour(actor, store.pk, "OIL-1", date(2025, 12, 31)).rate == Money.yuan("200.00")
    assert queries.price_labour(actor, store.pk, "OIL-1", DAY).rate == Money.yuan("260.00")
    assert queries.price_labour(actor, store.pk, "OIL-1", date(2026, 12, 1)).rate == Money.yuan("300.00")
    assert queries.price_labour(actor, other.pk, "OIL-1", DAY).rate == Money.yuan("200.00")
    make_rate("280.00", store=store, valid_from=date(2026, 6, 1))
    assert queries.price_labour(actor, store.pk, "OIL-1", date(2026, 12, 1)).rate == Money.yuan("280.00")


def test_a_missing_rate_is_refused_and_named() -> None:
    store = make_store()
    make_rate("240.00")
    make_operation("PAINT-1", labour_class="paint")
    with pytest.raises(queries.LabourRateMissing, match="喷漆"):
        queries.price_labour(make_actor(store, "service_advisor"), store.pk, "PAINT-1", DAY)


def test_an_unknown_code_is_refused_and_named() -> None:
    store = make_store()
    actor = make_actor(store, "service_advisor")
    with pytest.raises(queries.CodeUnknown, match="NO-1") as refusal:
        queries.price_part(actor, store.pk, "NO-1", DAY)
    assert refusal.value.field == "code"
    with pytest.raises(queries.CodeUnknown):
        queries.price_labour(actor, store.pk, "NO-1", DAY)
    with pytest.raises(queries.CodeUnknown):
        queries.price_package(actor, store.pk, "NO-1", DAY)


def test_the_stores_brand_goes_before_what_serves_every_brand_and_other_brands_stay_out() -> None:
    store, audi = make_store(), make_brand("AU")
    make_article("F-1", price="50.00")
    make_article("F-1", price="60.00", brand=store.brand)
    make_article("F-1", price="70.00", brand=audi)
    make_article("G-1", price="10.00", brand=audi)
    found = queries.price_parts(make_actor(store, "service_advisor"), store.pk, ["f-1", "G-1"], DAY)
    assert found["F-1"].price == found["f-1"].price == Money.yuan("60.00")
    assert "G-1" not in found


def test_an_announced_price_holds_from_its_day() -> None:
    store = make_store()
    make_article("F-1", price="50.00", next_price=Money.yuan("55.00"), next_price_on=date(2026, 12, 1))
    actor = make_actor(store, "service_advisor")
    assert queries.price_part(actor, store.pk, "F-1", date(2026, 11, 30)).price == Money.yuan("50.00")
    assert queries.price_part(actor, store.pk, "F-1", date(2026, 12, 1)).price == Money.yuan("55.00")


def test_a_menu_price_is_split_over_the_lines_to_the_fen() -> None:
    store = make_store()
    make_rate("100.00")
    labour = make_operation("L-1", hours="1")
    oil, filter_ = make_article("O-1", price="33.33"), make_article("F-1", price="33.33")
    make_package(labour, oil, filter_, code="A", price="100.00", quantities=("1", "4", "1"))
    package = queries.price_package(make_actor(store, "service_advisor"), store.pk, "a", DAY)
    assert package.price == Money.yuan("100.00")
    assert Money.sum(line.amount for line in package.lines) == package.price
    assert [line.list_amount for line in package.lines] == [Money(10000), Money(13332), Money(3333)]
    assert [line.amount for line in package.lines] == [Money(3750), Money(5000), Money(1250)]
    assert package.labour_hours == Decimal("1.00")


def test_without_a_menu_price_a_package_costs_the_sum_of_its_lines() -> None:
    store = make_store()
    make_rate("100.00")
    make_package(make_operation(hours="0.5"), make_article(price="20.00"), code="B")
    package = queries.price_package(make_actor(store, "service_advisor"), store.pk, "B", DAY)
    assert (package.price, package.has_menu_price) == (Money.yuan("70.00"), False)


def test_packages_are_listed_for_the_model_and_without_those_that_lack_a_rate() -> None:
    store = make_store()
    make_rate("100.00")
    general, paint = make_operation(), make_operation(labour_class="paint")
    make_package(general, code="ALL", name="通用")
    make_package(general, code="LAVIDA", name="朗逸", model_pattern="朗逸*，宝来*")
    make_package(general, code="PASSAT", name="帕萨特", model_pattern="帕萨特*")
    make_package(paint, code="PAINT", name="漆面")
    actor = make_actor(store, "service_advisor")
    found = queries.list_packages(actor, store.pk, model_name="朗逸 1.5L", on=DAY)
    assert {package.code for package in found} == {"ALL", "LAVIDA"}
    assert len(queries.list_packages(actor, store.pk, on=DAY)) == 3


def test_the_board_shows_what_is_meant_for_it_and_names_missing_rates() -> None:
    store = make_store()
    make_rate("240.00")
    make_operation("L-1", is_on_board=True)
    make_operation("L-2")
    make_operation("P-1", labour_class="paint", is_on_board=True)
    make_article("F-1", is_on_board=True)
    make_package(make_operation(), code="A", is_on_board=True)
    board = queries.price_board(make_actor(store, "service_advisor"), store.pk, on=DAY)
    assert [row.code for row in board.labours] == ["L-1"]
    assert [row.number for row in board.parts] == ["F-1"]
    assert [row.code for row in board.packages] == ["A"]
    assert (board.tax_rate, board.unpriced_classes) == (Decimal("0.13"), ("喷漆",))
