"""One visit from the booking to the follow-up call, each step by the person whose desk it is, on the pages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from anxin.visit.reception.tests.factories import photo_bytes
from tests.browser.conftest import PHONE, Hand, Office
from tests.browser.town import Car, Town
from tests.wall_clock import WallClock


@pytest.fixture
def car(town: Town, server_clock: WallClock) -> Car:
    """A known customer's car."""
    return town.car(server_clock.now())


def test_a_car_goes_from_booking_to_follow_up_call(
    office: Office, town: Town, car: Car, server_clock: WallClock, run_jobs: Callable[[], None]
) -> None:
    book(office, car)
    number = receive(office, town, car)
    dispatch(office, car)
    issue(office, car)
    repair(office, car, server_clock)
    inspect(office, car)
    settle(office, car)
    deliver(office, car, number)
    run_jobs()
    with server_clock.elsewhen(days=3, hours=-2):
        call(office, car)
    timeline(office, car)


def book(office: Office, car: Car) -> None:
    """The advisor notes a telephone booking, and the customer turns up."""
    hand = office.at_desk("advisor")
    hand.tap(hand.button("预约"))
    form = hand.page.locator("form[data-draft=booking]")
    hand.write(form.get_by_label("车牌"), car.plate)
    hand.write(form.get_by_label("约定时间"), "2026-11-20T15:00")
    hand.write(form.get_by_label("客户需求"), "换机油，看看刹车")
    hand.tap(hand.button("预约", form))
    row = hand.page.get_by_role("row", name=re.compile(car.owner))
    expect(row).to_be_visible()
    hand.shoot("01-booked")


def receive(office: Office, town: Town, car: Car) -> str:
    """Walk-around on the phone, interview, package, five confirmations, signature."""
    hand = office.at_desk("advisor", PHONE)
    page = hand.page
    hand.go("/reception/")
    row = page.get_by_role("listitem").filter(has_text=car.owner)
    hand.shoot("02-expected")
    hand.tap(hand.button("接车", row))
    walk_around(hand)
    expect(page.get_by_role("heading", name="问诊")).to_be_visible()
    hand.write(page.get_by_label("客户原话"), "头几脚刹车有沙沙声")
    hand.shoot("04-interview")
    hand.tap(hand.button(town.package.name))
    expect(page.get_by_role("heading", name="五项确认")).to_be_visible()
    hand.tap(page.get_by_text("带走，放后备箱"))
    hand.sign()
    hand.shoot("06-signature")
    hand.tap(hand.button("确认并签字 ¥ 568.00"))
    expect(page.get_by_text("已签字").first).to_be_visible()
    hand.shoot("07-signed")
    hand.go("/reception/")
    hand.go("/desk/")
    hand.shoot("08-desk-on-the-phone")
    link = page.get_by_role("row", name=re.compile(car.owner)).get_by_role("link").first
    found = re.search(r"/repair-orders/([^/]+)/", link.get_attribute("href") or "")
    assert found is not None
    return found[1]


def shown(plate: str) -> re.Pattern[str]:
    """The plate as screens show it, with or without its dot."""
    return re.compile(plate[:2] + ".?" + plate[2:])


def walk_around(hand: Hand) -> None:
    """A scratch, five photos, kilometres, fuel, belongings."""
    page = hand.page
    hand.tap(page.get_by_role("radio", name="刮").locator("xpath=ancestor::label"))
    picture = page.locator("svg[data-picture]")
    box = picture.bounding_box()
    assert box is not None
    hand.taps += 1
    picture.click(position={"x": box["width"] * 0.11, "y": box["height"] * 0.72})
    expect(page.locator("[data-marks] li")).to_have_count(1)
    expect(page.get_by_text("还差照片：前 左侧 右侧 后 仪表")).to_be_visible()
    for place in ("前", "左侧", "右侧", "后", "仪表"):
        shot = {"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes(place)}
        page.locator(f"input[type=file][data-label='{place}']").set_input_files([shot])  # type: ignore[list-item]
        expect(page.locator("input[name=photos]")).to_have_count(("前", "左侧", "右侧", "后", "仪表").index(place) + 1)
    expect(page.get_by_text("还差照片")).to_be_hidden()
    expect(page.get_by_text("必拍 5 / 5")).to_be_visible()
    expect(page.get_by_text("必拍 5 / 5")).not_to_have_class(re.compile("risk"))
    hand.write(page.get_by_role("textbox", name=re.compile("^里程")), "20123")
    hand.tap(page.locator("label[for=fuel_eighths_4]"))
    hand.tap(page.get_by_text("行车记录仪"))
    hand.tap(page.get_by_text("已铺好"))
    hand.shoot("03-walk-around")
    hand.tap(hand.button("下一步：问诊"))


def dispatch(office: Office, car: Car) -> None:
    """Workshop control gives the job to a technician and a bay."""
    hand = office.at_desk("dispatcher")
    waiting = hand.page.locator("[data-unplaced] li").filter(has_text=shown(car.plate))
    for left in (1, 0):  # the package, and the concern, which is a job of its own
        hand.tap(waiting.get_by_role("link").first)
        hand.shoot("09-dispatch")
        hand.tap(hand.button("派到这里"))
        expect(waiting).to_have_count(left)
    hand.shoot("10-dispatched")


def issue(office: Office, car: Car) -> None:
    """The parts counter hands out what the customer signed."""
    hand = office.at_desk("parts")
    served = hand.page.locator("#order").filter(has_text=re.compile(car.plate[:2] + ".?" + car.plate[2:]))
    hand.shoot("10b-parts-queue")
    hand.tap(hand.button("全部发料", served))
    expect(hand.page.get_by_text("没有等配件的工单")).to_be_visible()


def repair(office: Office, car: Car, server_clock: WallClock) -> None:
    """The technician starts, stops for a part in two taps, goes on, finishes."""
    hand = office.at_desk("technician", PHONE)
    page = hand.page
    hand.tap(hand.button("开工"))
    expect(page.get_by_text("施工中")).to_be_visible()
    server_clock.forward(minutes=20)
    hand.go("/")
    hand.shoot("11-working")
    hand.tap(page.locator("summary", has_text="暂停"))
    hand.shoot("12-pause")
    hand.tap(hand.button("等配件"))
    expect(page.locator(".ax-st--wait", has_text="等配件")).to_be_visible()
    server_clock.forward(minutes=10)
    hand.tap(hand.button("继续"))
    expect(page.get_by_text("施工中")).to_be_visible()
    server_clock.forward(minutes=12)
    hand.go("/")
    hand.tap(page.locator("summary", has_text="完工"))
    hand.write(page.get_by_label("处理措施"), "更换机油机滤，清洁制动盘")
    hand.shoot("13-finish")
    hand.tap(hand.button("以上全部合格，完工"))
    expect(hand.page.get_by_text("已完工，自检已记录")).to_be_visible()
    hand.tap(hand.button("开工"))
    hand.tap(page.locator("summary", has_text="完工"))
    hand.write(page.get_by_label("故障原因"), "制动盘有锈")
    hand.write(page.get_by_label("处理措施"), "打磨清洁")
    hand.tap(hand.button("以上全部合格，完工"))
    expect(hand.page.get_by_text("现在没有派给您的项目")).to_be_visible()


def inspect(office: Office, car: Car) -> None:
    """The inspector passes the car."""
    hand = office.at_desk("inspector")
    page = hand.page
    hand.shoot("14-inspection-queue")
    waiting = page.locator("ul[data-rows] li").filter(has_text=shown(car.plate))
    hand.tap(waiting.get_by_role("link"))
    expect(hand.button("全部合格，签名提交")).to_be_visible()
    hand.shoot("15-inspection")
    hand.tap(hand.button("全部合格，签名提交"))
    expect(page).to_have_url(re.compile("/workshop/inspection/$"))


def settle(office: Office, car: Car) -> None:
    """The cashier settles and takes the money."""
    hand = office.at_desk("cashier")
    hand.tap(hand.page.get_by_role("row", name=re.compile(car.owner)).get_by_role("link"))
    form = hand.page.locator("form").filter(has=hand.page.get_by_role("button", name="结算并收款"))
    hand.tap(form.get_by_text("微信"))
    hand.shoot("16-bill")
    hand.tap(hand.button("结算并收款"))
    expect(hand.page.get_by_text("已收清").first).to_be_visible()
    hand.shoot("17-paid")


def deliver(office: Office, car: Car, number: str) -> None:
    """The advisor checks the car a last time and explains, the customer signs the delivery note and drives home."""
    hand = office.at_desk("advisor")
    page = hand.page
    hand.tap(hand.button("交车", page.get_by_role("row", name=re.compile(car.owner))))
    hand.tap(hand.button("去办"))
    hand.tap(hand.button("全部合格，签名提交"))
    expect(page).to_have_url(re.compile(f"/deliveries/{number}/"))
    hand.tap(page.get_by_text("非常满意", exact=True))
    hand.sign()
    hand.shoot("18-delivery-note")
    hand.tap(page.get_by_role("button", name="交车", exact=True))
    expect(hand.button("打印交车说明单")).to_be_visible()
    hand.shoot("19-delivered")


def call(office: Office, car: Car) -> None:
    """Three days later the clerk calls; the customer is content."""
    hand = office.at_desk("clerk")
    page = hand.page
    hand.shoot("20-calls")
    hand.tap(page.get_by_role("link", name=re.compile(car.owner)))
    expect(hand.button("成功，下一个")).to_be_visible()
    for question in page.locator(".ax-qs fieldset").all():
        choices = question.locator("label")
        hand.tap(choices.nth(8) if choices.count() == 10 else choices.first)
    hand.shoot("21-call")
    hand.tap(hand.button("成功，下一个"))
    expect(page.get_by_text("今日已呼 1")).to_be_visible()
    hand.shoot("22-called")


def timeline(office: Office, car: Car) -> None:
    """The whole visit stands in the car's history, found by its plate."""
    hand = office.at_desk("advisor")
    hand.press("/")
    hand.page.keyboard.type(car.plate[-5:])
    hand.press("Enter")
    expect(hand.page.locator("h1")).to_be_visible()
    expect(hand.page.get_by_text(car.owner).first).to_be_visible()
    hand.shoot("23-history")
