"""Pages: the clock and the talk beside an order, the tiles on the phone, the lists and their exports."""

import re
from datetime import datetime

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org.models import ApiToken
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.visit.promises import commands, queries
from anxin.visit.promises.tests.factories import HOUR, MINUTE, expected, order_id, tell
from anxin.visit.promises.tests.test_progress import browser_of
from anxin.visit.promises.web.lists import LEVELS, level_of
from anxin.visit.repair_orders.queries import promise_clock
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, dispatched, make_floor, order_for, start

pytestmark = pytest.mark.django_db


def test_the_order_shows_its_clock_with_the_reason_and_asks_the_workshop_in_one_tap(
    floor: Floor, order: OrderAtWork
) -> None:
    client = browser_of(floor.desk.actor)
    address = f"/repair-orders/{order.number}/"
    shown = client.get(address).content.decode()
    for words in ("等待安排技师和工位", "问车间进度", "改承诺并告知", "给对方留言"):
        assert words in shown
    assert client.post(f"/promises/orders/{order.number}/ask/").status_code == 303
    assert "等答复" in client.get(address).content.decode()
    assert client.post(f"/promises/orders/{order.number}/ask/").status_code == 409


def test_a_late_customer_is_told_with_words_that_are_there_and_the_time_that_is_expected(
    floor: Floor, order: OrderAtWork, moment: list[datetime]
) -> None:
    moment[0] = AT + 3 * HOUR
    client, address = browser_of(floor.desk.actor), f"/promises/orders/{order.number}/tell/"
    shown = client.get(address).content.decode()
    for words in ("2026-11-20T17:45", "非常抱歉", "电话已告知", "不能发短信"):
        assert words in shown
    form = {"promised_at": "2026-11-20T17:45", "reason": "等配件", "words": "抱歉", "how": "call"}
    assert client.post(address, {**form, "words": ""}).status_code == 422
    blocked = client.post(address, {**form, "how": "message"})
    assert (blocked.status_code, "短信发不出去" in blocked.content.decode()) == (409, True)
    assert client.post(address, form).status_code == 303
    assert view_of(floor.desk, order.number).head.promised_at == AT + 3 * HOUR + 45 * MINUTE


def test_the_phone_says_late_in_two_taps_and_reads_what_the_desk_wrote(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order)
    start(order, floor.wang)
    commands.write_note(actor=floor.desk.actor, number=order.number, words="客户五点要走", at=AT)
    phone = browser_of(floor.wang.actor)
    shown = phone.get("/workshop/my-day/").content.decode()
    for words in ("客户五点要走", "会晚", "比预计复杂", "知道了"):
        assert words in shown
    late = f"/promises/orders/{order.number}/jobs/{order.job_id}/delay/?back=/workshop/my-day/"
    answer = phone.post(late, {"until": (AT + 2 * HOUR).isoformat(), "reason": "tool"})
    assert (answer.status_code, answer["Location"]) == (303, "/workshop/my-day/")
    assert expected(floor, order).reason == "said_tool"
    assert phone.post(late, {"other": "2026-11-20T18:30", "reason": "hands"}).status_code == 303
    assert expected(floor, order).expected_at == AT + 4 * HOUR + 30 * MINUTE
    assert phone.post(late, {"reason": "hands"}).status_code == 422
    assert phone.post(f"/promises/orders/{order.number}/notes/read/?back=//evil.example/").status_code == 303
    assert "客户五点要走" not in phone.get("/workshop/my-day/").content.decode()


@pytest.mark.rule("R-WS16")
def test_the_advisor_follows_every_car_in_the_shop_and_sees_what_each_customer_heard_last(
    floor: Floor, order: OrderAtWork, moment: list[datetime]
) -> None:
    other, far = order_for(floor), make_floor("NS")
    elsewhere = order_for(far)
    moment[0] = AT + 2 * HOUR + 50 * MINUTE
    tell(floor, order, AT + 6 * HOUR, moment[0])
    client = browser_of(floor.desk.actor)
    shown = client.get("/promises/").content.decode()
    for words in (order.number, other.number, "电话", "将晚", "能按时"):
        assert words in shown
    assert elsewhere.number not in shown
    told = client.get("/promises/?told=yes").content.decode()
    assert (order.number in told, other.number in told) == (True, False)
    late = client.get("/promises/?told=no&whose=mine").content.decode()
    assert (order.number in late, other.number in late) == (False, True)
    assert client.get("/promises/?format=xlsx")["Content-Type"].startswith("application/vnd.openxml")
    with reading(floor.desk.actor):
        row = queries.list_expected(floor.desk.actor, floor.store_id, moment[0])[order_id(floor, order)]
    assert (row.told_at, row.told_how, bool(row.told_by)) == (moment[0], "电话", True)


def test_the_outcomes_of_a_period_are_listed_filtered_and_exported(
    floor: Floor, order: OrderAtWork, moment: list[datetime]
) -> None:
    tell(floor, order, AT + HOUR, AT)
    moment[0] = AT + 2 * HOUR
    client = browser_of(floor.desk.actor)
    assert order.number in client.get("/promises/outcomes/").content.decode()
    assert order.number not in client.get("/promises/outcomes/?outcome=kept").content.decode()
    assert order.number not in client.get("/promises/outcomes/?since=2026-11-01&until=2026-11-02").content.decode()
    assert client.get("/promises/outcomes/?since=2020-11-01").status_code == 422
    assert client.get("/promises/outcomes/?format=xlsx")["Content-Type"].startswith("application/vnd.openxml")


def test_the_talk_and_the_history_have_a_page_of_their_own(floor: Floor, order: OrderAtWork) -> None:
    commands.write_note(actor=floor.wang.actor, number=order.number, words="螺栓断了", at=AT)
    commands.watch_promises(
        actor=floor.desk.actor, store_id=floor.store_id, order_ids=[order_id(floor, order)], cause="JobPaused", at=AT
    )
    client = browser_of(floor.desk.actor)
    shown = client.get(f"/promises/orders/{order.number}/talk/").content.decode()
    for words in ("螺栓断了", "对方还没看", "施工前", "暂停"):
        assert words in shown
    desk = client.get("/desk/?whose=store").content.decode()
    assert "车间留言" in desk
    assert "螺栓断了" in desk


@pytest.mark.rule("R-WS16")
@pytest.mark.parametrize(("promised", "words"), [(0, "已超承诺"), (25, "将晚"), (35, "时间紧"), (90, "能按时")])
def test_little_time_is_not_called_too_late(promised: int, words: str) -> None:
    clock_of = promise_clock(AT + promised * MINUTE, AT + 30 * MINUTE, AT + MINUTE, begun_at=AT - HOUR, near_minutes=10)
    assert str(dict(LEVELS)[level_of(clock_of)]) == words


def test_the_page_says_before_the_tap_that_no_message_would_go(floor: Floor, order: OrderAtWork) -> None:
    client, page = browser_of(floor.desk.actor), f"/promises/orders/{order.number}/tell/"
    assert "不能发短信：客户没有授权此用途" in client.get(page).content.decode()
    make_consent(floor.desk.store, view_of(floor.desk, order.number).head.customer_id)
    assert "发短信告知" in client.get(page).content.decode()


@pytest.mark.rule("R-WS18")
@pytest.mark.parametrize("instants", [(0, 0, 1, 1, 2), (0, 1, 1, 1, 1), (0, 0, 0, 0, 0), (0, 1, 2, 3, 4), (0, 0, 1, 2, 3)])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_following_the_links_of_a_long_talk_shows_each_line_once(
    floor: Floor, order: OrderAtWork, monkeypatch: pytest.MonkeyPatch, instants: tuple[int, ...], limit: int
) -> None:
    monkeypatch.setattr("anxin.visit.promises.web.floor.MOST_LINES", limit)
    for place, minute in enumerate(instants):
        at = AT + minute * MINUTE
        commands.write_note(actor=floor.wang.actor, number=order.number, words=f"第{place}句", at=at)
    client, page = browser_of(floor.desk.actor), f"/promises/orders/{order.number}/talk/"
    said: list[str] = []
    address: str | None = page
    while address is not None:
        shown = client.get(address).content.decode()
        found = re.findall("第.句", shown)
        assert found, "a link that leads to an empty page"
        said += found
        older = re.search(r'href="(\?before=[^"]+)"', shown)
        address = page + older[1] if older else None
    assert sorted(said) == [f"第{place}句" for place in range(5)]
    assert client.get(page, {"before": "gestern"}).status_code == 200


def test_the_endpoint_says_where_the_next_page_begins(floor: Floor, order: OrderAtWork) -> None:
    for place in range(3):
        commands.write_note(actor=floor.wang.actor, number=order.number, words=f"第{place}句", at=AT + place * MINUTE)
    given = {"name": "t", "digest": digest("t"), "scopes": ["*"], "created_at": AT}
    ApiToken.objects.create(user_id=floor.desk.actor.id, **given)
    client, address = Client(headers={"Authorization": "Bearer t"}), f"/api/v1/promises/orders/{order.number}/talk"
    first = client.get(address, {"limit": 2}).json()
    assert [one["words"] for one in first["lines"]] == ["第2句", "第1句"]
    rest = client.get(address, {"limit": 2, "before": first["older_before"]}).json()
    assert ([one["words"] for one in rest["lines"]], rest["older_before"]) == (["第0句"], None)
