"""The customer's link on a phone: three items decided and signed in five taps, and without script."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from anxin.platform.money import Money
from anxin.visit.reception.tests.factories import signed_visit
from anxin.visit.repair_orders.commands import Facts, NewItem, propose_repair, send_approval_link
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of
from tests.browser.conftest import COUNTER, PHONE, Office
from tests.browser.town import Town
from tests.wall_clock import WallClock

FOUND = (
    (
        Facts("前刹车片只剩 2.1 mm，低于 3.0 mm 的更换标准。", "继续行驶会磨伤刹车盘，制动距离变长。", "now", 35),
        "前刹车片",
        680,
    ),
    (Facts("滤芯已用 14 个月，积尘发黑。", "出风变小、有异味，不影响行车安全。", "watch", 0), "空调滤芯", 138),
    (Facts("左后减振器轻微渗油。", "暂不影响安全；渗油加重后过坎会有响声。", "soon", 70), "左后减振器", 828),
)


def link_of(town: Town, server_clock: WallClock) -> tuple[str, str]:
    """An order with three findings, and the path of the link to them."""
    desk, now = town.desk(), server_clock.now()
    number = signed_visit(desk, at=now, vehicle_id=town.car(now).id)
    job = view_of(desk, number).jobs[0].id
    for facts, name, price in FOUND:
        part = NewItem("part", name=name, unit_price=Money.yuan(price))
        propose_repair(actor=desk.actor, number=number, job_id=job, facts=facts, items=[part, LABOUR], at=now)
    return number, send_approval_link(actor=desk.actor, number=number, by_message=False, at=now).path


def test_three_items_are_decided_and_signed_in_five_taps(office: Office, town: Town, server_clock: WallClock) -> None:
    number, path = link_of(town, server_clock)
    english = office.at_desk("everybody", COUNTER, "en")
    english.go(f"/repair-orders/{number}/")
    assert english.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    hand = office.stranger(PHONE)
    hand.go(path)
    assert Axe().run(hand.page).response["violations"] == []
    assert hand.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    hand.shoot("link-before")
    for place, words in enumerate(("同意", "下次再做", "同意")):
        hand.tap(hand.page.locator("article").nth(place).get_by_text(words, exact=True))
    expect(hand.page.get_by_text("同意 2 项")).to_be_visible()
    hand.sign()
    hand.tap(hand.button("提交我的决定"))
    expect(hand.page.get_by_text("谢谢，已经记下")).to_be_visible()
    hand.shoot("link-after")
    assert hand.taps == 5
    assert hand.page.context.cookies() == []
    decisions = [item.decision for job in view_of(town.desk(), number).jobs for item in job.items if item.is_additional]
    assert decisions == ["APPROVED", "APPROVED", "DEFERRED", "DEFERRED", "APPROVED", "APPROVED"]
    wide = office.stranger(COUNTER)
    wide.go(path)
    expect(wide.page.get_by_text("谢谢，已经记下")).to_be_visible()
    desk = office.at_desk("advisor", COUNTER)
    desk.go(f"/repair-orders/{number}/")
    expect(desk.page.get_by_text("客户对增项的答复")).to_be_visible()
    desk.shoot("link-order")


def test_without_script_a_name_is_signature_enough(office: Office, town: Town, server_clock: WallClock) -> None:
    number, path = link_of(town, server_clock)
    context = office.browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(office.server + path)
    for place in range(3):
        page.locator("article").nth(place).get_by_text("同意", exact=True).click()
    page.get_by_role("textbox", name="姓名").fill("张三")
    page.get_by_text("我确认以上内容").click()
    page.get_by_role("button", name="未选").click()
    expect(page.get_by_text("谢谢，已经记下")).to_be_visible()
    context.close()
    assert all(item.decision == "APPROVED" for job in view_of(town.desk(), number).jobs for item in job.items)
