"""The workshop board: one drag, or two taps or keys; while no other test has filled it."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, expect

from anxin.parties.org.queries import list_bays
from anxin.visit.reception.tests.factories import signed_visit
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of
from anxin.visit.workshop.commands import Plan, Share, dispatch_job, place_waiting_jobs
from tests.browser.conftest import WALL, Hand, Office
from tests.browser.town import Town
from tests.wall_clock import WallClock


def waiting_on_the_board(hand: Hand, number: str) -> Locator:
    """The row of an order's job that nobody has."""
    return hand.page.locator(f"[data-unplaced] [data-number='{number}']")


def place_on_the_board(hand: Hand, lane: str, hours: float) -> tuple[float, float]:
    """The point of a lane at which it is so many hours after the lane's first."""
    box = hand.page.locator(f"[data-lane][data-name='{lane}']").bounding_box()
    assert box is not None
    left = box["x"] + 148
    return left + (box["x"] + box["width"] - left) * hours / 10 + 2, box["y"] + box["height"] / 2


def drag(hand: Hand, row: Locator, place: tuple[float, float]) -> None:
    """Drag a row to a place, and hold it there."""
    hand.taps += 1
    row.hover()
    hand.page.mouse.down()
    for step in range(1, 9):
        hand.page.mouse.move(place[0] - 240 + 30 * step, place[1])


def test_a_job_is_dispatched_with_one_drag(office: Office, town: Town, server_clock: WallClock) -> None:
    with server_clock.elsewhen(days=3):
        number = signed_visit(town.desk(), at=server_clock.now(), vehicle_id=town.car(server_clock.now()).id)
        hand = office.at_desk("dispatcher", WALL)
        row = waiting_on_the_board(hand, number)
        drag(hand, row, place_on_the_board(hand, "01", 7))
        expect(hand.page.locator(".ax-job--ghost")).to_contain_text("王强")
        hand.shoot("board-drag")
        hand.page.mouse.up()
        expect(row).to_have_count(0)
        card = hand.page.locator(f"[data-lane][data-name='01'] [data-number='{number}']")
        expect(card).to_be_visible()
        hand.shoot("board-placed")
        assert hand.taps == 1


def test_a_job_is_dispatched_in_two_taps_by_its_place_or_the_suggestion(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    with server_clock.elsewhen(days=4):
        for way in ("place", "suggestion", "keys"):
            number = signed_visit(town.desk(), at=server_clock.now(), vehicle_id=town.car(server_clock.now()).id)
            hand = office.at_desk("dispatcher")
            row = waiting_on_the_board(hand, number)
            hand.tap(row.get_by_role("link"))
            expect(hand.page.locator("[data-board][data-picked]")).to_be_visible()
            hand.shoot("board-picked")
            if way == "place":
                hand.taps += 1
                hand.page.mouse.click(*place_on_the_board(hand, "03", 7))
            elif way == "suggestion":
                hand.tap(hand.button("派到这里"))
            else:
                expect(hand.page.locator("[data-board]")).to_be_focused()
                hand.press("ArrowDown")
                hand.press("ArrowDown")
                expect(hand.page.locator("[data-name='02'] .ax-job--ghost")).to_be_visible()
                hand.press("Enter")
            expect(row).to_have_count(0)
            assert hand.taps == (4 if way == "keys" else 2)


def test_a_drop_that_breaks_a_promise_asks_first_and_one_on_a_taken_bay_offers_the_next_time(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    with server_clock.elsewhen(days=6):
        now = server_clock.now()
        number = signed_visit(town.desk(), at=now, vehicle_id=town.car(now).id, jobs=[NewJob("检查", items=[LABOUR])])
        (job,) = view_of(town.desk(), number).jobs
        other = signed_visit(town.desk(), at=now, vehicle_id=town.car(now).id, jobs=[NewJob("检查", items=[LABOUR])])
        (bay,) = [one.id for one in list_bays(town.actor("dispatcher"), town.store.pk) if one.code == "02"]
        busy = Plan([Share(town.employees["technician"])], now + timedelta(minutes=30), now + timedelta(hours=2), bay)
        dispatch_job(actor=town.actor("dispatcher"), number=number, job_id=job.id, plan=busy, at=now)
        hand = office.at_desk("dispatcher")
        row = waiting_on_the_board(hand, other)
        drag(hand, row, place_on_the_board(hand, "02", 7))
        hand.page.mouse.up()
        ask = hand.page.locator("#ax-board-ask")
        expect(ask).to_contain_text("02")
        expect(ask).to_contain_text("已排")
        hand.shoot("board-asks")
        expect(ask.get_by_role("button", name="仍然放这里")).to_have_count(0)
        hand.tap(ask.get_by_role("button", name=re.compile("改到")))
        expect(row).to_have_count(0)


def test_with_a_long_waiting_list_the_last_job_is_dragged_without_scrolling_the_page(
    office: Office, town: Town, server_clock: WallClock
) -> None:
    with server_clock.elsewhen(days=8):
        now = server_clock.now()
        numbers = [signed_visit(town.desk(), at=now, vehicle_id=town.car(now).id) for _one in range(12)]
        hand = office.at_desk("dispatcher", {"width": 1366, "height": 768})
        row = waiting_on_the_board(hand, numbers[-1])
        expect(row).not_to_be_in_viewport()
        row.scroll_into_view_if_needed()
        assert hand.page.evaluate("window.scrollY") == 0
        drag(hand, row, place_on_the_board(hand, "03", 8))
        hand.shoot("board-long-list")
        hand.page.mouse.up()
        expect(row).to_have_count(0)
        expect(hand.page.locator(f"[data-lane][data-name='03'] [data-number='{numbers[-1]}']")).to_be_visible()
        hand.go("/workshop/board/wall/")
        expect(hand.page.get_by_text("退出大屏")).to_be_visible()
        expect(hand.page.locator("main button, main .ax-job[href]")).to_have_count(0)
        hand.shoot("board-wall")
        place_waiting_jobs(actor=town.actor("dispatcher"), store_id=town.store.pk, day=now.date(), at=now)


def test_the_keys_move_a_placed_job_from_its_own_place(office: Office, town: Town, server_clock: WallClock) -> None:
    with server_clock.elsewhen(days=11):
        now = server_clock.now()
        number = signed_visit(town.desk(), at=now, vehicle_id=town.car(now).id)
        (job, *_more) = view_of(town.desk(), number).jobs
        (bay,) = [one.id for one in list_bays(town.actor("dispatcher"), town.store.pk) if one.code == "02"]
        begin = now + timedelta(hours=1)
        plan = Plan([Share(town.employees["technician"])], begin, begin + timedelta(hours=1), bay)
        dispatch_job(actor=town.actor("dispatcher"), number=number, job_id=job.id, plan=plan, at=now)
        hand = office.at_desk("dispatcher", {"width": 1366, "height": 768})
        card = hand.page.locator(f"[data-lane][data-name='02'] [data-number='{number}']")
        own = re.search(r"ax-c\d+", card.get_attribute("class") or "")
        assert own is not None
        hand.tap(card)
        expect(hand.page.locator("[data-board]")).to_be_focused()
        ghost = hand.page.locator("[data-name='02'] .ax-job--ghost")
        hand.press("ArrowRight")
        expect(ghost).to_have_class(re.compile(rf"\b{own[0]}\b"))
        hand.press("ArrowRight")
        expect(ghost).to_have_class(re.compile(rf"\bax-c{int(own[0][4:]) + 1}\b"))
        hand.press("Escape")


def test_a_wall_shows_every_bay_without_scrolling(office: Office, town: Town, server_clock: WallClock) -> None:
    hand = office.at_desk("dispatcher", {"width": 1920, "height": 1080})
    hand.go("/workshop/board/wall/")
    lowest = """most => {
        const panel = document.querySelector("#board > section");
        while (panel.querySelectorAll("[data-lane]").length < most) panel.append(panel.lastElementChild.cloneNode(true));
        return [...panel.querySelectorAll("[data-lane]")].at(-1).getBoundingClientRect().bottom;
    }"""
    for bays in (5, 13, 30):
        assert hand.page.evaluate(lowest, bays) <= 1080
    assert hand.page.evaluate("document.documentElement.scrollHeight") <= 1080
