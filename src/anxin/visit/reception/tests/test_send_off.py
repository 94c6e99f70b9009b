"""The car leaves: a word on the way, once a visit, through the gate of consent; and the sample check of deliveries."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.contacts.models import Message
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound, VersionConflict
from anxin.platform.scope import reading
from anxin.visit.reception import commands, queries, tasks
from anxin.visit.reception.commands import NothingToDraw
from anxin.visit.reception.rules import SAMPLE_ITEMS
from anxin.visit.reception.tests.factories import NOTE, PNG, FrontDesk, make_cash_desk, settled_visit
from anxin.visit.reception.tests.test_web import text_of
from anxin.visit.reception.weather import use_weather
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db
LATER, HOUR, TODAY = AT + timedelta(hours=3), timedelta(hours=1), AT.date()


def delivered(desk: FrontDesk, **more: Any) -> str:
    number = settled_visit(desk, **more)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=LATER)
    return number


def messages() -> list[Message]:
    with reading(system_actor("test")):
        return list(Message.objects.across_stores(reason="test").filter(template="reception.send_off").order_by("pk"))


def send(desk: FrontDesk, at: datetime) -> int:
    return commands.send_off_messages(actor=system_actor("reception"), store_id=desk.store.pk, at=at).count


class Rain:
    """A source that knows."""

    def words(self, store_id: int, on: date) -> str:
        return "今晚有雨，请慢行。"


@pytest.mark.rule("R-DL09")
def test_after_the_car_has_left_its_customer_gets_one_word_on_the_way() -> None:
    desk = make_cash_desk()
    number = delivered(desk)
    assert send(desk, LATER + HOUR / 2) == 0, "nobody saw it leave yet"
    assert send(desk, LATER + HOUR) == 1
    assert send(desk, LATER + 2 * HOUR) == 0
    (message,) = messages()
    for words in ("200 公里内避免急刹", "下次机油机滤：46,286 km", "祝您一路平安"):
        assert words in message.body
    left = queries.find_send_off(desk.actor, number)
    assert left is not None
    assert (left.known_by, left.left_at, left.message_state) == ("time", LATER, message.state)
    figures = queries.send_off_figures(desk.actor, desk.store.pk, TODAY, TODAY)
    told = figures.sent + figures.waiting + figures.blocked + figures.failed
    assert (figures.delivered, figures.escorted, told) == (1, 0, 1)
    assert send(desk, LATER + timedelta(days=2)) == 0


@pytest.mark.rule("R-DL09")
def test_a_gate_or_an_escort_says_when_the_car_left_and_the_weather_is_told_where_a_source_knows_it() -> None:
    desk = make_cash_desk()
    number = delivered(desk)
    plate = view_of(desk, number).head.plate
    gate: dict[str, Any] = {"actor": make_actor(desk.store, "reception_guide"), "store_id": desk.store.pk, "plate": plate}
    seen = LATER + timedelta(minutes=4)
    kept = commands.report_plate(key="g-1", kind="left", seen_at=seen, at=seen, **gate)
    assert kept.reception_number
    escorted = commands.see_off(actor=desk.actor, number=number, at=LATER + timedelta(minutes=6))
    assert (escorted.known_by, escorted.left_at, escorted.is_escorted) == ("gate", seen, True)
    with pytest.raises(Conflict):
        commands.see_off(actor=desk.actor, number=number, at=LATER + HOUR)
    with pytest.raises(NotFound):
        commands.see_off(actor=desk.actor, number=settled_visit(desk), at=LATER)
    use_weather(Rain())
    try:
        assert send(desk, seen + timedelta(minutes=29)) == 0
        assert send(desk, seen + timedelta(minutes=30)) == 1
    finally:
        use_weather(None)
    assert "今晚有雨" in messages()[0].body
    later = commands.report_plate(key="g-2", kind="left", seen_at=seen + HOUR, at=seen + HOUR, **gate)
    assert later.reception_number == kept.reception_number


def test_the_job_writes_to_whoever_left_and_draws_the_days_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_cash_desk()
    delivered(desk)
    monkeypatch.setattr(clock, "now", lambda: LATER + HOUR)
    tasks.write_to_whoever_left.func(timestamp=0)
    tasks.draw_deliveries_to_check.func(timestamp=0)
    assert len(messages()) == 1
    assert len(queries.list_samples(desk.actor, desk.store.pk, TODAY, TODAY)) == 1


@pytest.mark.rule("R-DL10")
def test_deliveries_are_drawn_by_lot_and_checked_item_by_item() -> None:
    desk = make_cash_desk()
    delivered(desk)
    here = settled_visit(desk)
    act: dict[str, Any] = {"actor": desk.actor, "at": LATER}
    first = commands.draw_sample(store_id=desk.store.pk, **act)
    assert first.order_number == here, "the car that is still here comes first"
    second = commands.draw_sample(store_id=desk.store.pk, **act)
    with pytest.raises(NothingToDraw):
        commands.draw_sample(store_id=desk.store.pk, **act)
    assert commands.draw_missing_samples(store_id=desk.store.pk, **act) == 0
    in_order: dict[str, bool | None] = dict.fromkeys(SAMPLE_ITEMS, True)
    with pytest.raises(Invalid):
        commands.check_delivery(sample_id=first.id, results={"clean": True}, **act)
    with pytest.raises(Invalid):
        commands.check_delivery(sample_id=first.id, results=in_order | {"clean": False}, **act)
    with pytest.raises(VersionConflict):
        commands.check_delivery(sample_id=first.id, results=in_order, version=7, **act)
    assert commands.check_delivery(sample_id=first.id, results=in_order | {"escorted": None}, **act).is_passed
    failed = commands.check_delivery(
        sample_id=second.id, results=in_order | {"clean": False, "bill_clear": False}, words="轮毂没洗净", **act
    )
    assert failed.is_passed is False
    with pytest.raises(Conflict):
        commands.check_delivery(sample_id=second.id, results=in_order, **act)
    rows = {row.id: row for row in queries.list_samples(desk.actor, desk.store.pk, TODAY, TODAY)}
    assert [rows[one.id].is_passed for one in (first, second)] == [True, False]


@pytest.mark.rule("R-DL10")
def test_the_front_desk_manager_draws_and_checks_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    desk = make_cash_desk()
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    address = "/deliveries/samples/"
    assert client.post(f"{address}draw/").headers["Location"] == address
    delivered(desk)
    drawn = client.post(f"{address}draw/").headers["Location"]
    said = dict.fromkeys(SAMPLE_ITEMS, "yes")
    assert client.post(drawn, said | {"clean": "no"}).status_code == 422
    assert client.post(drawn, said | {"clean": "no", "words": "轮毂没洗净"}).status_code == 303
    page = text_of(client.get(address))
    assert [words for words in ("轮毂没洗净", "客户到前车已洗净", "送到门口") if words not in page] == []
    assert "不合格" in text_of(client.get(drawn))
