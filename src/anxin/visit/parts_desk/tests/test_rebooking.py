"""A booking whose part is missing: its advisor is asked for another time, once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.commands import complete_task
from anxin.parties.work.queries import get_task
from anxin.platform import clock
from anxin.platform.errors import Denied, NotFound
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.appointments.tests.test_parts import package_with
from anxin.visit.parts_desk import commands
from anxin.visit.parts_desk.tests.test_desk import browser_of

pytestmark = pytest.mark.rule("R-PT07")
db = pytest.mark.django_db


def make_booking() -> tuple[Store, PartArticle, str]:
    store, article = make_store("LG"), make_article(name="前刹车片")
    return store, article, make_appointment(store, package_code=package_with(article)).number


@db
def test_the_advisor_is_asked_once_until_the_task_is_done() -> None:
    store, _article, number = make_booking()
    ask = partial(commands.ask_rebooking, actor=make_actor(store, "parts_clerk"), number=number, at=AT)
    asked = ask()
    task = get_task(system_actor("test"), asked.task_id, AT)
    assert (task.title, task.post) == (f"{number} 缺 前刹车片，请和客户改约", "service_advisor")
    with pytest.raises(commands.AskedAlready):
        ask()
    complete_task(actor=system_actor("test"), task_id=asked.task_id, result="改约", at=AT)
    assert ask().task_id != asked.task_id


@db
def test_nobody_is_asked_for_what_is_there_or_is_another_stores() -> None:
    store, article, number = make_booking()
    with pytest.raises((Denied, NotFound)):
        commands.ask_rebooking(actor=make_actor(make_store("NS"), "parts_clerk"), number=number, at=AT)
    stock_up(store, article)
    with pytest.raises(commands.NothingMissing):
        commands.ask_rebooking(actor=make_actor(store, "parts_clerk"), number=number, at=AT)


@db
def test_the_counter_asks_in_one_tap_and_shows_who_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store, article = make_store("LG"), make_article()
    booked = make_appointment(store, wanted_at=AT + timedelta(days=1), package_code=package_with(article))
    client = browser_of(make_actor(store, "parts_clerk"))
    assert "请顾问改约" in client.get("/parts/desk/").content.decode()
    url = f"/parts/desk/bookings/{booked.number}/ask-rebooking/"
    assert client.post(url, {"order": ""})["Location"].startswith("/parts/desk/")
    shown = client.get("/parts/desk/").content.decode()
    assert "已请改约" in shown
    assert "请顾问改约" not in shown.replace("已请顾问改约", "")
    assert client.post(url, {"order": ""}).status_code == 409


def test_two_who_ask_make_one_task(race: Callable[..., list[Any]]) -> None:
    store, _article, number = make_booking()
    ask = partial(commands.ask_rebooking, actor=make_actor(store, "parts_clerk"), number=number, at=AT)
    outcomes = race(ask, ask, ask)
    assert sum(isinstance(one, commands.AskedRebooking) for one in outcomes) == 1
