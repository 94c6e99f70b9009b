"""The click budgets: a tap, a key, a word typed and a signature are one each, counted from the person's desk."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from playwright.sync_api import expect

from anxin.platform.scope import reading
from anxin.relationship.followup.commands import plan_follow_up
from anxin.visit.appointments.commands import Booking, CarWish, book_appointment, mark_no_show, plan_reminders
from anxin.visit.reception import commands as reception
from anxin.visit.reception.tests.factories import seen, settled_visit, signed_visit
from anxin.visit.repair_orders.commands import NewJob, deliver_repair_order
from anxin.visit.repair_orders.queries import find_approval_link
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, inspected_order, view_of
from anxin.visit.workshop.commands import NewFinding, Plan, Share, dispatch_job, pause_job, report_finding
from anxin.visit.workshop.tests.factories import check_before_delivery
from tests.browser.conftest import COUNTER, PHONE, Hand, Office
from tests.browser.town import Town
from tests.wall_clock import WallClock


def from_the_walk_around_to_the_signature(hand: Hand, town: Town, server_clock: WallClock) -> None:
    """The walk-around is recorded beside the taps; then the package in the interview, and the signature."""
    expect(hand.page.get_by_role("heading", name="照片")).to_be_visible()
    number = hand.page.url.rstrip("/").rsplit("/", 1)[-1].partition("?")[0]
    reception.record_walk_around(actor=town.actor("advisor"), number=number, seen=seen(), at=server_clock.now())
    hand.go(f"/reception/{number}/?step=talk")  # where the saved walk-around leads by itself
    hand.tap(hand.button(town.package.name))
    hand.sign()
    hand.tap(hand.button("确认并签字"))
    expect(hand.page.get_by_text("已签字").first).to_be_visible()


def test_a_booked_car_with_a_package_is_received_in_four_taps_beside_its_walk_around(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    # The orders of the other tests hold the half hours of today.
    with server_clock.elsewhen(days=5):
        now, car = server_clock.now(), town.car(server_clock.now())
        booking = Booking(now + timedelta(minutes=30), car=CarWish(vehicle_id=car.id))
        book_appointment(actor=town.actor("advisor"), store_id=town.store.pk, booking=booking, at=now)
        hand = office.at_desk("advisor")
        row = hand.page.locator(".ax-panel", has_text="今日到店").get_by_role("listitem").filter(has_text=car.owner)
        hand.tap(hand.button("接车", row.last))
        from_the_walk_around_to_the_signature(hand, town, server_clock)
        assert hand.taps == 4


def test_a_known_car_with_a_package_is_signed_in_five_taps_from_the_desk(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    for is_declined in (True, False):
        car = town.car(server_clock.now())
        before, desk = server_clock.now() - timedelta(days=90), town.desk()
        last = settled_visit(desk, at=before, vehicle_id=car.id)
        check_before_delivery(desk.actor, last, before + timedelta(hours=2))
        told = reception.NoteWish(is_very_satisfied=True)
        reception.deliver_vehicle(actor=desk.actor, number=last, note=told, channel="paper", at=before + timedelta(hours=3))
        hand = office.at_desk("advisor")
        hand.write(hand.page.get_by_label("车牌、车架号后 6 位或电话后 4 位"), car.plate[-5:])
        row = hand.page.locator("#found").get_by_role("listitem").filter(has_text=car.owner)
        hand.shoot("found-at-the-desk")
        hand.tap(hand.button(town.package.name, row))
        expect(hand.page.get_by_role("heading", name="环车检查")).to_be_visible()
        if is_declined:
            hand.tap(hand.page.get_by_text("客户赶时间"))
        else:
            number = hand.page.url.split("/")[-2]
            reception.record_walk_around(actor=town.actor("advisor"), number=number, seen=seen(), at=server_clock.now())
            hand.page.reload()
        # The five confirmations are shown as the customer chose last, before the one signature.
        expect(hand.page.get_by_label("带走，放后备箱")).to_be_checked()
        for shown in ("1 项目", "2 费用", "3 时间", "4 旧件", "5 洗车"):
            expect(hand.page.get_by_text(shown).first).to_be_visible()
        hand.shoot("five-confirmations")
        hand.sign()
        hand.tap(hand.button("确认并签字"))
        expect(hand.page.get_by_text("已签字").first).to_be_visible()
        assert hand.taps == (5 if is_declined else 4)


def test_a_known_walk_in_is_received_in_six_taps_beside_its_walk_around(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    car = town.car(server_clock.now())
    hand = office.at_desk("advisor")
    hand.tap(hand.button("接车"))
    hand.write(hand.page.get_by_label("车牌、车架号后 6 位或电话后 4 位"), car.plate[-5:])
    hand.tap(hand.button("接车", hand.page.locator("#found").get_by_role("listitem").filter(has_text=car.owner)))
    from_the_walk_around_to_the_signature(hand, town, server_clock)
    assert hand.taps == 6


def test_a_known_walk_in_is_received_in_six_taps_from_the_search_too(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    car = town.car(server_clock.now())
    hand = office.at_desk("advisor")
    hand.write(hand.page.get_by_role("searchbox", name="全局搜索"), car.plate[-5:])
    hand.press("Enter")
    hand.tap(hand.button("接车", hand.page.locator("main")))
    from_the_walk_around_to_the_signature(hand, town, server_clock)
    assert hand.taps == 6


def test_a_technician_pauses_in_two_taps_goes_on_in_one_and_finishes_in_two(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    now = server_clock.now()
    jobs = [NewJob("小保养", items=[LABOUR])]
    number = signed_visit(town.desk(), at=now, vehicle_id=town.car(now).id, jobs=jobs)
    (job,) = view_of(town.desk(), number).jobs
    plan = Plan([Share(town.employees["express"])], now, now + timedelta(hours=1), None)
    dispatch_job(actor=town.actor("dispatcher"), number=number, job_id=job.id, plan=plan, at=now)
    hand = office.at_desk("express", PHONE)
    running = hand.page.get_by_text("施工中")
    taps = []
    for name, after in (("开工", running), ("暂停", None), ("继续", running), ("完工", None)):
        hand.taps = 0
        if name == "暂停":
            hand.tap(hand.page.locator("summary", has_text="暂停"))
            hand.tap(hand.button("等配件"))
            after = hand.button("继续")
        elif name == "完工":
            hand.tap(hand.page.locator("summary", has_text="完工"))
            hand.tap(hand.button("以上全部合格，完工"))
            after = hand.page.get_by_text("已完工，自检已记录")
        else:
            hand.tap(hand.button(name))
        expect(after).to_be_visible()
        taps.append(hand.taps)
    assert taps == [1, 2, 1, 2]


def test_a_complaint_is_finished_in_four_taps_with_the_words_used_last(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    for is_first in (True, False):
        now = server_clock.now()
        number = signed_visit(town.desk(), at=now, vehicle_id=town.car(now).id)
        (job,) = view_of(town.desk(), number).jobs
        town.begin("express", number, job.id, server_clock.now())
        hand = office.at_desk("express", PHONE)
        hand.tap(hand.page.locator("summary", has_text="完工"))
        cause, correction = hand.page.get_by_label("故障原因"), hand.page.get_by_label("处理措施")
        if is_first:
            hand.write(cause, "片磨到底")
            hand.write(correction, "更换前片")
        else:
            hand.tap(hand.button("片磨到底"))
            hand.tap(hand.button("更换前片"))
        expect(correction).to_have_value("更换前片")
        hand.tap(hand.button("以上全部合格，完工"))
        expect(hand.page.get_by_text("已完工，自检已记录")).to_be_visible()
        assert hand.taps == 4
        assert view_of(town.desk(), number).jobs[0].cause == "片磨到底"


def test_one_payer_is_settled_and_paid_in_three_taps(office: Office, town: Town, server_clock: WallClock) -> None:
    at = server_clock.now() - timedelta(hours=2)
    order = inspected_order(town.desk(), at=at, vehicle_id=town.car(at).id)
    hand = office.at_desk("cashier")
    hand.tap(hand.page.get_by_role("row").filter(has_text=order.number).get_by_role("link"))
    form = hand.page.locator("form").filter(has=hand.page.get_by_role("button", name="结算并收款"))
    hand.tap(form.get_by_text("微信", exact=True))
    hand.tap(hand.button("结算并收款"))
    expect(hand.page.get_by_text("已收清").first).to_be_visible()
    assert hand.taps == 3


def test_two_payers_are_settled_and_paid_in_four_taps(office: Office, town: Town, server_clock: WallClock) -> None:
    at = server_clock.now() - timedelta(hours=2)
    jobs = [NewJob("制动异响", items=[LABOUR, replace(PART, payer="warranty")])]
    order = inspected_order(town.desk(), at=at, vehicle_id=town.car(at).id, jobs=jobs)
    hand = office.at_desk("cashier")
    hand.tap(hand.page.get_by_role("row").filter(has_text=order.number).get_by_role("link"))
    form = hand.page.locator("form").filter(has=hand.page.get_by_role("button", name="结算并收款"))
    hand.tap(form.get_by_text("微信", exact=True).first)
    hand.tap(form.locator("label", has_text="转账").last)
    hand.tap(hand.button("结算并收款"))
    expect(hand.page.locator(".ax-head").get_by_text("已收清")).to_be_visible()
    assert hand.taps == 4  # the budget is 5


def test_a_late_customer_is_told_the_new_time_in_two_taps(office: Office, town: Town, server_clock: WallClock) -> None:
    number = signed_visit(town.desk(), at=server_clock.now(), vehicle_id=town.car(server_clock.now()).id)
    with server_clock.elsewhen(hours=4):
        hand = office.at_desk("advisor")
        hand.go("/desk/?whose=store")  # a colleague received the car
        row = hand.page.get_by_role("row").filter(has=hand.page.locator(f"a[href*='{number}']"))
        hand.tap(hand.button("告知", row))
        expect(hand.page.get_by_label("原因")).not_to_have_value("")
        hand.tap(hand.button("电话已告知"))
        expect(hand.page.get_by_text("已过了承诺时间").first).to_be_visible()
        assert hand.taps == 2
    head = view_of(town.desk(), number).head
    assert head.promised_at is not None
    assert head.agreed_promise_at is not None
    assert head.agreed_promise_at < head.promised_at  # told too late to count as on time


def _finding_at_work(town: Town, finding: NewFinding, at: datetime) -> tuple[str, int]:
    """The technician found something on the only job of a signed order: its number, and that job."""
    number = signed_visit(town.desk(), at=at, vehicle_id=town.car(at).id)
    (job,) = view_of(town.desk(), number).jobs
    town.begin("express", number, job.id, at)
    report_finding(actor=town.actor("express"), number=number, job_id=job.id, finding=finding, at=at)
    return number, job.id


def test_a_finding_is_priced_and_sent_for_approval_in_three_taps(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    number, job_id = _finding_at_work(town, NewFinding("雨刮条老化开裂", "soon", harm="雨天看不清"), server_clock.now())
    hand = office.at_desk("advisor")
    hand.go("/desk/?whose=store")  # a colleague received the car
    row = hand.page.get_by_role("listitem").filter(has_text="雨刮条老化开裂")
    hand.tap(hand.button("报价", row))
    hand.write(hand.page.get_by_label("报价"), "128")
    hand.tap(hand.button("请客户确认"))
    expect(hand.page.get_by_text("已报价，等客户确认")).to_be_visible()
    assert hand.taps == 3
    pause_job(actor=town.actor("express"), number=number, job_id=job_id, reason="approval", at=server_clock.now())


def test_a_finding_is_priced_from_the_catalogue_and_sent_for_approval_in_three_taps(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    number, job_id = _finding_at_work(town, NewFinding("前刹车片只剩两毫米", "now", harm="影响行车安全"), server_clock.now())
    hand = office.at_desk("advisor")
    hand.go("/desk/?whose=store")
    row = hand.page.get_by_role("listitem").filter(has_text="前刹车片只剩两毫米")
    hand.tap(hand.button("报价", row))
    hand.tap(hand.button("加上", hand.page.locator("#hits li", has_text="更换前刹车片")))
    expect(hand.page.get_by_text("合计")).to_be_visible()
    hand.shoot("finding-priced")
    hand.tap(hand.button("请客户确认"))
    expect(hand.page.get_by_text("已报价，等客户确认")).to_be_visible()
    assert hand.taps == 3
    pause_job(actor=town.actor("express"), number=number, job_id=job_id, reason="approval", at=server_clock.now())


def test_a_finding_is_priced_and_its_link_is_sent_in_three_taps(
    office: Office, town: Town, server_clock: WallClock, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://anxin.example"
    number, job_id = _finding_at_work(town, NewFinding("空气滤芯发黑", "soon", harm="费油、动力下降"), server_clock.now())
    hand = office.at_desk("advisor")
    hand.go("/desk/?whose=store")
    row = hand.page.get_by_role("listitem").filter(has_text="空气滤芯发黑")
    hand.tap(hand.button("报价", row))
    hand.write(hand.page.get_by_label("报价"), "98")
    hand.tap(hand.button("报价并发链接"))
    expect(hand.page.get_by_text("已报价，链接已发给客户")).to_be_visible()
    assert hand.taps == 3
    with reading(town.actor("advisor")):
        link = find_approval_link(town.actor("advisor"), number, server_clock.now())
    assert (link is not None, link and link.state) == (True, "live")
    pause_job(actor=town.actor("express"), number=number, job_id=job_id, reason="approval", at=server_clock.now())


def test_a_content_customer_takes_four_taps_and_an_unanswered_call_one(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    at, desk = server_clock.now() - timedelta(hours=6), town.desk()
    for _number in range(2):
        number = settled_visit(desk, at=at, vehicle_id=town.car(at).id)
        deliver_repair_order(actor=desk.actor, number=number, at=at + timedelta(hours=3))
        head = view_of(desk, number).head
        ids = {"repair_order_id": head.id, "vehicle_id": head.vehicle_id, "customer_id": head.customer_id}
        plan_follow_up(actor=desk.actor, store_id=town.store.pk, at=at + timedelta(hours=3), **ids)
    with server_clock.elsewhen(days=4):
        hand = office.at_desk("clerk")
        page = hand.page
        page.locator("ul[data-rows] a").first.click()  # the first call of the day; then they open by themselves
        expect(hand.button("成功，下一个")).to_be_visible()
        for name in ("satisfaction", "after_repair", "explained"):
            choices = page.locator(f"label:has(input[name=answer_{name}])")
            hand.tap(choices.nth(8) if name == "satisfaction" else choices.first)
        hand.tap(hand.button("成功，下一个"))
        expect(page.locator(".ax-stat", has_text=re.compile("成功 [1-9]"))).to_be_visible()
        assert hand.taps == 4
        hand.taps = 0
        hand.tap(hand.button("未接"))
        expect(page.locator(".ax-stat", has_text=re.compile("今日已呼 [2-9]"))).to_be_visible()
        assert hand.taps == 1


def test_a_time_that_cannot_be_kept_costs_one_tap_more(office: Office, town: Town, server_clock: WallClock) -> None:
    zone = town.store.clock.zone
    day = (server_clock.now().astimezone(zone) + timedelta(days=3)).date()
    ten = datetime.combine(day, time(10), zone)
    for _bay in range(3):
        booking = Booking(ten, car=CarWish(vehicle_id=town.car(server_clock.now()).id))
        book_appointment(actor=town.actor("advisor"), store_id=town.store.pk, booking=booking, at=server_clock.now())
    for size in (PHONE, COUNTER):
        car = town.car(server_clock.now())
        hand = office.at_desk("advisor", size)
        hand.go(f"/appointments/?day={day}&at=10:00")
        hand.write(hand.page.get_by_label("车牌").first, car.plate)
        hand.shoot(f"appointments-{size['width']}")
        hand.tap_refused(hand.button("确认预约"))
        offers = hand.page.get_by_role("group", name="能做到的时间").get_by_role("button")
        expect(offers).to_have_count(3)
        hand.shoot(f"offers-{size['width']}")
        hand.tap(offers.first)
        expect(hand.page.get_by_text("已预约").first).to_be_visible()
        expect(hand.page.get_by_role("row").filter(has_text=car.plate[-4:])).to_be_visible()
        hand.shoot(f"booked-{size['width']}")
        assert hand.taps == 3


def test_a_reminded_customer_is_recorded_in_one_tap(office: Office, town: Town, server_clock: WallClock) -> None:
    now, zone = server_clock.now(), town.store.clock.zone
    ten = datetime.combine((now.astimezone(zone) + timedelta(days=1)).date(), time(10), zone)
    for size in (PHONE, COUNTER):
        booking = Booking(ten, car=CarWish(vehicle_id=town.car(now).id))
        about = {"actor": town.actor("advisor"), "store_id": town.store.pk}
        kept = book_appointment(**about, booking=booking, at=now - timedelta(days=2))
        plan_reminders(**about, at=ten - timedelta(hours=20))
        hand = office.at_desk("advisor", size)
        hand.go(f"/appointments/{kept.id}/")
        row = hand.page.locator(f"#appointment_{kept.id}")
        expect(row.get_by_text("待提醒")).to_be_visible()
        hand.shoot(f"remind-{size['width']}")
        hand.tap(row.get_by_role("button", name="会来"))
        expect(row.get_by_text("已提醒 会来")).to_be_visible()
        hand.shoot(f"reminded-{size['width']}")
        assert hand.taps == 1


def test_why_a_car_did_not_come_is_noted_in_two_taps(office: Office, town: Town, server_clock: WallClock) -> None:
    # The orders of the other tests hold the half hours of today.
    with server_clock.elsewhen(days=4):
        now = server_clock.now()
        for size in (PHONE, COUNTER):
            booking = Booking(now + timedelta(hours=1), car=CarWish(vehicle_id=town.car(now).id))
            about = {"actor": town.actor("advisor"), "at": now}
            kept = book_appointment(**about, store_id=town.store.pk, booking=booking)
            mark_no_show(**about, number=kept.number)
            hand = office.at_desk("advisor", size)
            hand.go("/appointments/")
            hand.shoot(f"no-show-day-{size['width']}")
            hand.tap(hand.page.get_by_role("link", name=re.compile("还没问原因")))
            row = hand.page.locator(f"#appointment_{kept.id}")
            hand.shoot(f"no-shows-{size['width']}")
            hand.tap(row.get_by_role("button", name="客户忘记了"))
            expect(row.locator("b", has_text="客户忘记了")).to_be_visible()
            hand.shoot(f"no-shows-noted-{size['width']}")
            assert hand.taps == 2
