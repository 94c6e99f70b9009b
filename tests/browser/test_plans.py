"""Two plans for a job: made by taking lines away, chosen in one tap, on a phone and at the counter."""

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from anxin.platform.money import Money
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, open_order, signed_order, view_of
from tests.browser.conftest import COUNTER, PHONE, Office
from tests.browser.town import Town
from tests.wall_clock import WallClock

CHEAP = NewItem("part", name="副厂刹车片", quantity=Decimal(1), unit_price=Money.yuan(320))


@pytest.mark.parametrize("size", [PHONE, COUNTER], ids=["phone", "counter"])
def test_two_plans_are_made_and_one_is_chosen(
    office: Office, town: Town, server_clock: WallClock, size: dict[str, int]
) -> None:
    desk, at = town.desk(), server_clock.now()
    number = open_order(desk, jobs=[NewJob("制动异响", items=[LABOUR, PART, CHEAP])], at=at).number
    job = view_of(desk, number).jobs[0]
    hand = office.at_desk("advisor", size)
    hand.go(f"/repair-orders/{number}/jobs/{job.id}/plans/")
    hand.shoot(f"plans-made-{size['width']}")
    assert hand.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert [one for one in Axe().run(hand.page).response["violations"] if one["impact"] in ("serious", "critical")] == []
    hand.tap(hand.page.locator(f'input[name="plan-1"][value="{job.items[1].id}"]'))
    hand.tap(hand.page.locator(f'input[name="plan-2"][value="{job.items[2].id}"]'))
    hand.tap(hand.button("给客户看"))
    expect(hand.page.get_by_text("2 个方案，请客户选一个再签字。")).to_be_visible()
    hand.shoot(f"plans-offered-{size['width']}")
    assert hand.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    hand.tap(hand.button("客户选“推荐”"))
    expect(hand.page.get_by_text("客户选了“推荐” ¥770.00")).to_be_visible()
    hand.shoot(f"plans-chosen-{size['width']}")
    assert hand.taps == 4


def test_a_part_is_added_to_a_signed_order_with_the_customers_words(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    desk, at = town.desk(), server_clock.now()
    number = signed_order(desk, at=at).number
    job = view_of(desk, number).jobs[0].id
    hand = office.at_desk("advisor", PHONE)
    hand.go(f"/repair-orders/{number}/jobs/{job}/propose-items/")
    hand.shoot("why-390")
    assert hand.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    hand.page.get_by_label("客户自己要求").fill("路试一下")
    hand.page.locator("#id_name").fill("路试")
    hand.page.locator("#id_unit_price").fill("50")
    hand.tap(hand.button("保存"))
    expect(hand.page.get_by_text("客户自己要求 · 车主")).to_be_visible()
