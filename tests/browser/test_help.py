"""A cry for help on screens: sent again when the network is back, led on the case's page, answered by an expert outside."""

from datetime import timedelta

from playwright.sync_api import expect

from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.visit.technical import commands, queries
from anxin.visit.technical.commands import CallForHelp
from anxin.visit.technical.queries import CaseFilter
from tests.browser.conftest import COUNTER, PHONE, Office
from tests.browser.test_promises import at_work, go_home, looks_well
from tests.browser.town import Town
from tests.wall_clock import WallClock

OFFLINE = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
"""What a browser says of a request that nothing took."""


def cases(town: Town, words: str) -> list[int]:
    """Cases that tell of this."""
    actor = town.actor("everybody")
    with reading(actor):
        found = queries.page_cases(actor, town.store.pk, CaseFilter(text=words), Order(), Window(limit=10))
    return [row.id for row in found.rows]


def test_a_call_without_network_is_kept_and_sent_once_when_it_is_back(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    number, job_id = at_work(town, server_clock, "express")
    hand = office.at_desk("express", PHONE)
    hand.go(f"/technical/orders/{number}/jobs/{job_id}/help/")
    hand.page.get_by_label("现象和已经做过的检查").fill("冷车抖动，换过火花塞")
    hand.shoot("help-call-390")
    looks_well(hand)
    hand.page.context.set_offline(True)
    hand.tap(hand.button("告诉服务顾问和技术总监"))
    expect(hand.page.get_by_text("没有网络，内容和照片已存在手机上")).to_be_visible()
    hand.shoot("help-waits-390")
    assert cases(town, "冷车抖动") == []
    assert [fault for fault in hand.faults if not any(words in fault for words in OFFLINE)] == []
    hand.faults.clear()
    hand.page.context.set_offline(False)
    expect(hand.page.get_by_text("已告诉服务顾问和技术总监")).to_be_visible()
    assert len(cases(town, "冷车抖动")) == 1
    hand.go("/workshop/my-day/")
    expect(hand.page.get_by_text("看案例").first).to_be_visible()
    go_home(town, server_clock, (number, job_id), "express")


def test_a_case_is_led_on_its_page_and_an_expert_outside_answers_by_the_link(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    number, job_id = at_work(town, server_clock, "technician")
    call = CallForHelp("偶发动力中断，清码后再现", fault_codes="P0AA1", ready_at=server_clock.now() + timedelta(hours=5))
    case = commands.open_case(actor=town.actor("technician"), number=number, job_id=job_id, call=call, at=server_clock.now())
    hand = office.at_desk("everybody", COUNTER)
    hand.go(f"/technical/cases/{case.id}/")
    hand.page.get_by_label("做了什么、结果怎样").fill("互锁回路电阻 4.8 欧，偏高")
    hand.tap(hand.button("记下"))
    expect(hand.page.get_by_text("互锁回路电阻 4.8 欧")).to_be_visible()
    hand.tap(hand.page.locator("summary", has_text="请店外专家看"))
    hand.page.get_by_label("想请教什么").fill("还应先查哪几处？")
    hand.tap(hand.button("请集团专家看"))
    hand.tap(hand.page.locator("summary", has_text="链接"))
    hand.page.get_by_label("专家姓名").fill("周文博")
    hand.page.get_by_label("单位").fill("供应商技术中心")
    hand.tap(hand.button("生成链接"))
    address = hand.page.get_by_label("专家链接").input_value()
    hand.shoot("case-1366")
    looks_well(hand)
    expert = office.stranger(PHONE)
    expert.page.goto(address)
    expert.shoot("expert-closed-390")
    looks_well(expert)
    expert.tap(expert.button("打开问题"))
    expect(expert.page.get_by_text("还应先查哪几处？")).to_be_visible()
    expert.page.get_by_label("答复").fill("查前舱互锁插头的针脚")
    expert.tap(expert.button("发送答复"))
    expect(expert.page.get_by_text("查前舱互锁插头的针脚")).to_be_visible()
    expert.shoot("expert-answered-390")
    looks_well(expert)
    assert expert.taps == 2
    wide = office.stranger(COUNTER)
    wide.page.goto(address)
    wide.shoot("expert-1366")
    small = office.at_desk("everybody", PHONE)
    small.go(f"/technical/cases/{case.id}/")
    expect(small.page.get_by_text("查前舱互锁插头的针脚")).to_be_visible()
    small.page.screenshot(path="test-results/journey/case-390-whole.png", full_page=True)
    looks_well(small)
    go_home(town, server_clock, (number, job_id), "technician")
