"""The parts counter: requests by promise, issue by scan, parts laid ready, the answer to a shortage, labels."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts.commands import StockShort
from anxin.holdings.parts.queries import stock_of
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Invalid
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.commands import set_article_numbers, supersede_article
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.parts_desk import commands, queries
from anxin.visit.parts_desk.tests.factories import make_counter
from anxin.visit.repair_orders.commands import NewItem, NewJob, issue_order_parts, start_job
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)

db = pytest.mark.django_db


@db
def test_a_request_says_what_is_there_and_what_is_not() -> None:
    counter = make_counter(oil="0")
    (row,) = queries.list_requests(counter.keeper, counter.desk.store.pk, AT)
    assert (row.order.number, row.order.title, row.wanted, row.there) == (counter.number, "前制动器", 2, 1)
    assert (row.is_picked, row.is_too_late, row.expected_at) == (False, True, None)
    assert [(one.free, one.missing) for one in counter.open().lines] == [(10, 0), (0, 1)]
    counter.answer(counter.oil, "emergency", expected_at=AT + timedelta(minutes=30))
    (row,) = queries.list_requests(counter.keeper, counter.desk.store.pk, AT)
    assert (row.is_too_late, row.expected_at) == (False, AT + timedelta(minutes=30))


@db
@pytest.mark.rule("R-RO22")
def test_a_scan_issues_the_line_that_waits_for_the_part() -> None:
    counter = make_counter()
    done = counter.scan(" pad-1 ")
    assert (done.name, done.quantity, done.lines_left) == ("前刹车片", 2, 1)
    assert counter.left(counter.pads) == 8
    with pytest.raises(commands.WrongPart, match="已经发齐"):
        counter.scan("PAD-1")
    with pytest.raises(commands.WrongPart, match="没有 X-9"):
        counter.scan("X-9")
    with pytest.raises(Invalid):
        counter.scan("  ")
    assert counter.scan("OIL-1").lines_left == 0
    assert queries.list_requests(counter.keeper, counter.desk.store.pk, AT) == []


@db
def test_a_bin_a_barcode_and_a_substitute_are_shown_where_they_help() -> None:
    counter = make_counter(oil="0")
    newer = make_article("OIL-9", name="新机油")
    stock_up(counter.desk.store, newer, "4")
    system, store = system_actor("test"), counter.desk.store
    supersede_article(
        actor=system, article_id=counter.oil.pk, successor_id=newer.pk, from_on=AT.date(), use_up_first=True, at=AT
    )
    (short,) = counter.open().short
    assert [(one.number, one.on_hand) for one in short.substitutes] == [("OIL-9", 4)]
    set_article_numbers(actor=system, article_id=counter.pads.pk, numbers={"barcode": ["6901234567892"]}, at=AT)
    assert counter.scan("6901234567892").name == "前刹车片"
    assert stock_of(counter.keeper, store.pk, [counter.pads.pk])[counter.pads.pk] == 8


@db
def test_a_scan_issues_what_is_there_and_refuses_what_is_not() -> None:
    counter = make_counter(pads="1", oil="0")
    done = counter.scan("PAD-1")
    assert (done.quantity, done.lines_left) == (1, 2)
    for code in ("PAD-1", "OIL-1"):
        with pytest.raises(StockShort):
            counter.scan(code)


def test_two_who_scan_the_same_part_issue_it_once(race: Callable[..., list[Any]]) -> None:
    counter = make_counter()
    outcomes = race(*[lambda: counter.scan("PAD-1")] * 3)
    assert sum(isinstance(one, commands.ScannedPart) for one in outcomes) == 1
    assert counter.left(counter.pads) == 8


@db
@pytest.mark.rule("R-PT07")
def test_parts_lie_ready_until_they_go_out_or_back() -> None:
    counter = make_counter()
    given = {"actor": counter.keeper, "number": counter.number, "at": AT}
    with pytest.raises(commands.NothingLaid):
        commands.put_back(**given)
    assert commands.lay_order_ready(place="P-07", **given).lines == 2
    assert commands.lay_order_ready(place="P-08", **given).place == "P-08"
    (row,) = queries.list_requests(counter.keeper, counter.desk.store.pk, AT)
    assert row.pick is not None
    assert (row.is_picked, row.pick.place) == (True, "P-08")
    commands.put_back(**given)
    (row,) = queries.list_requests(counter.keeper, counter.desk.store.pk, AT)
    assert (row.is_picked, row.pick) == (False, None)
    commands.lay_order_ready(place="P-09", **given)
    assert queries.get_request(counter.keeper, counter.number, AT).lies_ready
    issue_order_parts(**given)
    assert not queries.get_request(counter.keeper, counter.number, AT).lies_ready
    with pytest.raises(commands.NothingLaid):
        commands.put_back(**given)
    with pytest.raises(commands.NothingToLay):
        commands.lay_order_ready(**given)
    with pytest.raises(Invalid):
        commands.lay_order_ready(place="P" * 21, **given)


def test_two_who_lay_the_same_order_ready_leave_one_place(race: Callable[..., list[Any]]) -> None:
    counter = make_counter()
    given = {"actor": counter.keeper, "number": counter.number, "at": AT}
    outcomes = race(*[lambda place=place: commands.lay_order_ready(place=place, **given) for place in ("A", "B", "C")])
    assert all(isinstance(one, commands.LaidReady) for one in outcomes)
    assert counter.open().pick is not None


@db
def test_orders_whose_parts_were_ready_before_work_began_are_in_time() -> None:
    early = make_counter()
    given = {"actor": early.keeper, "at": AT}
    late = open_order(early.desk, jobs=[NewJob("保养", items=[LABOUR, NewItem("part", "OIL-1")])])
    sign_order(early.desk, late.number)
    without = signed_order(early.desk)
    commands.lay_order_ready(number=early.number, **given)
    for number in (early.number, late.number, without.number):
        job = view_of(early.desk, number).jobs[0].id
        start_job(actor=early.desk.actor, number=number, job_id=job, at=AT + timedelta(minutes=5))
    issue_order_parts(actor=early.keeper, number=late.number, at=AT + timedelta(minutes=9))
    rows = fact_rows(make_actor(early.desk.store, "service_manager"), "parts_desk.picking")
    assert {row["number"]: row["is_in_time"] for row in rows} == {early.number: True, late.number: False}
    assert {of(row, "is_booked") for row in rows} == {(False,)}


def browser_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


@db
def test_the_page_serves_one_order_after_the_other() -> None:
    counter = make_counter(oil="0")
    client = browser_of(counter.keeper)
    page = client.get("/parts/desk/").content.decode()
    for words in ("前刹车片", "PAD-1", "缺 1", "机油 缺货，怎么办"):
        assert words in page
    url = f"/parts/desk/{counter.number}"
    refused = client.post(f"{url}/scan/", {"code": "nothing"})
    assert (refused.status_code, "没有 NOTHING" in refused.content.decode()) == (409, True)
    assert client.post(f"{url}/scan/", {"code": "PAD-1"})["Location"] == f"/parts/desk/?order={counter.number}"
    item_id = counter.line(counter.oil).part.line.item_id
    lost = f"{url}/lines/{item_id}/answer/"
    refused = client.post(lost, {"how": "lost:"})
    assert (refused.status_code, "请写一句原因" in refused.content.decode()) == (422, True)
    assert client.post(lost, {"how": "lost:", "words": "停产"}).status_code == 303
    assert "停产" in client.get(f"/parts/desk/?order={counter.number}").content.decode()
    assert client.get("/parts/desk/?order=nonsense").status_code == 200
    assert make_front_desk("NS")
    stranger = browser_of(make_actor(make_store("HZ"), "parts_clerk"))
    assert "PAD-1" not in stranger.get(f"/parts/desk/?order={counter.number}").content.decode()
    assert stranger.post(f"{url}/scan/", {"code": "PAD-1"}).status_code == 404


@db
def test_the_page_lays_ready_puts_back_and_hands_out() -> None:
    counter = make_counter()
    client, url = browser_of(counter.keeper), f"/parts/desk/{counter.number}"
    assert client.post(f"{url}/lay-ready/", {"place": "P-07"}).status_code == 303
    assert "已备 P-07" in client.get("/parts/desk/").content.decode()
    assert client.post(f"{url}/put-back/").status_code == 303
    assert client.post(f"{url}/put-back/").status_code == 409
    assert client.post(f"{url}/hand-out/").status_code == 303
    assert "没有等配件的工单" in client.get("/parts/desk/").content.decode()


@db
def test_old_parts_get_labels_once_something_went_out() -> None:
    counter = make_counter(payer="warranty")
    client, url = browser_of(counter.keeper), f"/parts/desk/{counter.number}/old-part-labels/"
    assert client.get(url).status_code == 409
    counter.scan("PAD-1")
    counter.scan("OIL-1")
    words = text_of(b"".join(client.get(url)))
    for said in ("PAD-1", "保修", "回收送索赔", "OIL-1", counter.number):
        assert said in words


@db
def test_a_program_serves_the_counter() -> None:
    counter = make_counter(oil="0")
    user = User.objects.get(pk=counter.keeper.id)
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=clock.now())
    client = Client(headers={"Authorization": "Bearer t"})
    root = "/api/v1/parts-desk"
    (row,) = client.get(f"{root}/stores/{counter.desk.store.pk}/requests").json()
    assert (row["order"]["number"], row["there"], row["wanted"]) == (counter.number, 1, 2)
    lines = client.get(f"{root}/orders/{counter.number}").json()["lines"]
    assert [Decimal(line["missing"]) for line in lines] == [0, 1]

    def post(path: str, **body: Any) -> Any:
        return client.post(f"{root}/orders/{counter.number}{path}", json.dumps(body), content_type="application/json")

    assert post("/scan", code="PAD-1").status_code == 201
    assert post("/lay-ready", place="P-1").status_code == 409
    assert post("/put-back").status_code == 409
    item_id = counter.line(counter.oil).part.line.item_id
    assert post(f"/lines/{item_id}/answer", how="lost", words="停产").json()["how"] == "lost"
