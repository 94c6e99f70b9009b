"""One promise in words: what was signed, what stands, what the customer has not heard; and the express lane's own limit."""

import re
from datetime import datetime

import pytest

from anxin.parties.org.queries import store_info
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.promises.tests.factories import HOUR, MINUTE, tell
from anxin.visit.promises.tests.test_progress import browser_of
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders import queries as order_queries
from anxin.visit.repair_orders.commands import Facts, NewItem
from anxin.visit.repair_orders.tests.factories import signed_order, view_of
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, start

pytestmark = pytest.mark.django_db
DISC = NewItem("labour", name="更换刹车盘", unit_price=Money.yuan(300))


def shown_at(floor: Floor, at: datetime) -> str:
    return store_info(floor.store_id).clock.local(at).strftime("%H:%M")


def side_of(floor: Floor, order: OrderAtWork) -> str:
    """The confirmation of the time on the order's page, as it is read."""
    page = browser_of(floor.desk.actor).get(f"/repair-orders/{order.number}/").content.decode()
    (found,) = re.findall(r"<dt>时间</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def find_more(floor: Floor, order: OrderAtWork, at: datetime, minutes: int = 60) -> int:
    why = Facts("磨损", "刹车变长", "soon", extra_minutes=minutes)
    (item,) = orders.propose_items(
        actor=floor.desk.actor, number=order.number, job_id=order.job_id, items=[DISC], why=why, at=at
    ).item_ids
    return item


@pytest.mark.rule("R-RO07")
def test_as_long_as_the_promise_is_the_one_that_was_signed_one_time_stands_there(floor: Floor, order: OrderAtWork) -> None:
    promised = view_of(floor.desk, order.number).head.promised_at
    assert promised is not None
    assert side_of(floor, order) == shown_at(floor, promised)


@pytest.mark.rule("R-WS05")
def test_a_yes_by_phone_shows_what_was_signed_what_stands_now_and_the_minutes_between(
    floor: Floor, order: OrderAtWork, moment: list[datetime]
) -> None:
    signed = view_of(floor.desk, order.number).head.promised_at
    assert signed is not None
    item = find_more(floor, order, moment[0])
    client, page = browser_of(floor.desk.actor), f"/repair-orders/{order.number}/decide-items/"
    asked = client.get(page).content.decode()
    answer = client.post(page, {f"decision-{item}": "APPROVED", "channel": "phone"})
    assert answer.status_code == 303
    now = view_of(floor.desk, order.number).head.promised_at
    assert now is not None
    assert f"现承诺 {shown_at(floor, signed)}。全部同意要多等 1 小时，交车 {shown_at(floor, signed + HOUR)}" in asked
    said = side_of(floor, order)
    assert f"签字时 {shown_at(floor, signed)}，现承诺 {shown_at(floor, now)}" in said
    assert "客户同意的增项加 1 小时" in said


@pytest.mark.rule("R-WS04")
def test_what_the_book_added_and_nobody_told_is_said_and_both_pages_name_the_same_two_times(
    floor: Floor, order: OrderAtWork, moment: list[datetime]
) -> None:
    agreed = view_of(floor.desk, order.number).head.agreed_promise_at
    assert agreed is not None
    later = agreed + HOUR
    orders.move_promise(
        actor=floor.desk.actor, number=order.number, promised_at=later, reason="排满", customer_told=False, at=moment[0]
    )
    said = side_of(floor, order)
    assert f"{shown_at(floor, later)} 还没告诉客户" in said
    assert f"约定还是 {shown_at(floor, agreed)}" in said
    outcomes = browser_of(floor.desk.actor).get("/promises/outcomes/").content.decode()
    for words in ("约定", "现承诺", shown_at(floor, agreed), shown_at(floor, later)):
        assert words in outcomes
    with reading(floor.desk.actor):
        today = store_info(floor.store_id).clock.day(moment[0])
        (row,) = order_queries.list_kept(floor.desk.actor, floor.store_id, today, today, moment[0])
    assert (row.due_at, row.promised_at) == (agreed, later)


@pytest.mark.rule("R-WS04")
def test_a_customer_who_heard_too_late_knows_and_the_old_time_still_judges(
    floor: Floor, order: OrderAtWork, moment: list[datetime]
) -> None:
    agreed = view_of(floor.desk, order.number).head.agreed_promise_at
    assert agreed is not None
    moment[0] = agreed + MINUTE
    tell(floor, order, agreed + HOUR, moment[0])
    said = side_of(floor, order)
    assert f"{shown_at(floor, agreed + HOUR)} 是过了承诺才告诉客户的" in said
    assert "还没告诉" not in said
    assert f"约定还是 {shown_at(floor, agreed)}" in said


@pytest.mark.rule("R-WS13")
def test_the_limit_of_the_express_lane_counts_from_the_arrival_whatever_is_promised_later(
    floor: Floor, moment: list[datetime]
) -> None:
    at = moment[0]
    number = signed_order(floor.desk, at=at, kind="maintenance", lane="express", arrived_at=at).number
    order = OrderAtWork(number, tuple(job.id for job in view_of(floor.desk, number).jobs))
    start(order, floor.wang)
    phone = browser_of(floor.wang.actor)
    first = phone.get("/workshop/my-day/").content.decode()
    limit = f"快速通道限时 <b>{shown_at(floor, at + HOUR)}</b>"
    assert limit in first
    assert "客户的增项顺延到" not in first
    tell(floor, order, at + 3 * HOUR, at)
    assert limit in phone.get("/workshop/my-day/").content.decode()
    item = find_more(floor, order, at)
    orders.decide_items(actor=floor.desk.actor, number=number, decisions={item: ("APPROVED", "")}, channel="phone", at=at)
    more = phone.get("/workshop/my-day/").content.decode()
    assert limit in more
    assert f"客户的增项顺延到 {shown_at(floor, at + 2 * HOUR)}" in more
