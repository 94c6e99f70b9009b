"""The promise on screens: late said in two taps, answered and told in two, followed by the customer on a phone."""

from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from anxin.platform.money import Money
from anxin.visit.promises import commands as promises
from anxin.visit.reception.tests.factories import signed_visit
from anxin.visit.repair_orders.commands import Facts, NewItem, propose_repair, send_approval_link
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of
from anxin.visit.workshop.commands import finish_job
from anxin.visit.workshop.tests.factories import all_passed
from tests.browser.conftest import COUNTER, PHONE, Hand, Office
from tests.browser.test_pages import READ_BY_AXE
from tests.browser.town import Town
from tests.wall_clock import WallClock


def at_work(town: Town, server_clock: WallClock, technician: str) -> tuple[str, int]:
    """An order at which a technician works."""
    now = server_clock.now()
    number = signed_visit(town.desk(), at=now, vehicle_id=town.car(now).id)
    (job,) = view_of(town.desk(), number).jobs
    town.begin(technician, number, job.id, now)
    return number, job.id


def go_home(town: Town, server_clock: WallClock, work: tuple[str, int], technician: str) -> None:
    """The job is done, whatever is still asked about it, so that the next test finds the technician free."""
    number, job_id = work
    done = {"checks": all_passed("self"), "cause": "磨损", "correction": "更换", "despite": True}
    finish_job(actor=town.actor(technician), number=number, job_id=job_id, at=server_clock.now(), **done)


def looks_well(hand: Hand) -> None:
    """Nothing to scroll sideways, one heading, nothing grave in axe."""
    assert hand.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert hand.page.locator("h1").count() == 1
    found = Axe().run(hand.page, options=READ_BY_AXE).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_a_technician_says_late_in_two_taps_and_the_advisor_tells_in_two(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    number, job_id = at_work(town, server_clock, "express")
    promises.write_note(actor=town.actor("advisor"), number=number, words="客户五点要接孩子", at=server_clock.now())
    phone = office.at_desk("express", PHONE)
    phone.go("/workshop/my-day/")
    expect(phone.page.get_by_text("客户五点要接孩子")).to_be_visible()
    phone.shoot("promise-phone")
    phone.tap(phone.page.locator("summary", has_text="会晚"))
    phone.shoot("promise-phone-late")
    looks_well(phone)
    phone.tap(phone.page.locator("#delay-form button[name=until]").last)
    expect(phone.page.get_by_text("已告诉服务顾问")).to_be_visible()
    assert phone.taps == 2
    # The demo's promise is far enough away: a second word breaks it.
    with server_clock.elsewhen(hours=2, minutes=30):
        desk = office.at_desk("advisor", COUNTER)
        desk.go("/desk/?whose=store")
        desk.shoot("promise-desk")
        desk.go(f"/repair-orders/{number}/")
        desk.shoot("promise-order")
        looks_well(desk)
        desk.go("/promises/")
        desk.shoot("promise-cars")
        looks_well(desk)
        desk.go("/desk/?whose=store")
        desk.go(f"/promises/orders/{number}/tell/")
        desk.shoot("promise-tell")
        desk.tap(desk.button("电话已告知"))
        expect(desk.page.get_by_text("已记下").first).to_be_visible()
        desk.go("/promises/outcomes/")
        desk.shoot("promise-outcomes")
        desk.go(f"/promises/orders/{number}/talk/")
        desk.shoot("promise-talk")
        small = office.at_desk("advisor", PHONE)
        for name, address in (
            ("cars", "/promises/"),
            ("order", f"/repair-orders/{number}/"),
            ("tell", f"/promises/orders/{number}/tell/"),
        ):
            small.go(address)
            small.shoot(f"promise-{name}-390")
            looks_well(small)
    go_home(town, server_clock, (number, job_id), "express")


def test_the_customer_follows_the_visit_on_a_phone(office: Office, town: Town, server_clock: WallClock) -> None:
    number, job_id = at_work(town, server_clock, "technician")
    now, desk = server_clock.now(), town.desk()
    part = NewItem("part", name="前刹车片", unit_price=Money.yuan(680))
    facts = Facts("前刹车片只剩 2.1 mm", "继续行驶会磨伤刹车盘", "now", 35)
    propose_repair(actor=desk.actor, number=number, job_id=job_id, facts=facts, items=[part, LABOUR], at=now)
    offer = send_approval_link(actor=desk.actor, number=number, by_message=False, at=now).path
    path = promises.share_progress(actor=desk.actor, number=number, by_message=False, at=now).path
    late = {"until": now + timedelta(hours=5), "reason": "parts"}
    promises.say_delay(actor=town.actor("technician"), number=number, job_id=job_id, at=now, **late)
    hand = office.stranger(PHONE)
    hand.go(path)
    expect(hand.page.get_by_role("heading", name="取车")).to_be_visible()
    expect(hand.page.get_by_text("非常抱歉")).to_be_visible()
    hand.shoot("progress-390")
    looks_well(hand)
    wide = office.stranger(COUNTER)
    wide.go(path)
    wide.shoot("progress-1366")
    assert "/a/" not in hand.page.content()
    hand.tap(hand.button("没收到？再发到我的手机"))
    expect(hand.page.get_by_text("链接刚发给您")).to_be_visible()
    hand.shoot("progress-resend-390")
    hand.go(offer)
    expect(hand.page.get_by_text("请您决定")).to_be_visible()
    assert hand.taps == 1
    go_home(town, server_clock, (number, job_id), "technician")
