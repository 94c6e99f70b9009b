"""Naming obstacles: done, refused, denied and raced; what was said before is kept, and people of a region read it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anxin.management.kpi import commands, queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.events import ObstaclesConfirmed, ObstaclesWithdrawn
from anxin.management.kpi.models import ObstacleConfirmation
from anxin.management.kpi.queries import ConfirmationRow, Level
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.tests.browsing import client_of
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import unit_of_work
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

RATE = "appointment_rate"
TALK, STAFF = "appointing_talk", "appointment_staff"
TODAY = AT.date()


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk("LG", "service_manager")


def confirm(desk: FrontDesk, *obstacles: str, **given: Any) -> commands.KeptConfirmation:
    about: dict[str, Any] = {
        "actor": desk.actor, "store_id": desk.store.pk, "code": RATE, "period": Period.MONTH, "day": TODAY, "at": AT,
    }  # fmt: skip
    return commands.confirm_obstacles(obstacles=obstacles, **(about | given))


def said(desk: FrontDesk, until: date = TODAY) -> list[ConfirmationRow]:
    return queries.list_obstacle_confirmations(desk.actor, RATE, Level.STORE, desk.store.pk, until)


def announced(kind: type) -> int:
    with unit_of_work(system_actor("test"), "test", writable=False):
        return StoredEvent.objects.filter(name__endswith=kind.__name__).count()


def test_obstacles_are_named_in_the_definitions_order_and_announced_once(desk: FrontDesk) -> None:
    kept = confirm(desk, STAFF, TALK, STAFF, note=" 两个新人没培训 ")
    assert kept.obstacles == (TALK, STAFF)
    assert confirm(desk, TALK, STAFF, note="两个新人没培训", day=TODAY.replace(day=1)).id == kept.id
    (row,) = said(desk)
    assert (row.id, row.period, row.first, row.last) == (kept.id, "month", date(2026, 11, 1), date(2026, 11, 30))
    assert (row.note, bool(row.by), row.is_current) == ("两个新人没培训", True, True)
    assert announced(ObstaclesConfirmed) == 1


def test_what_is_said_anew_or_taken_back_keeps_what_was_said(desk: FrontDesk) -> None:
    first = confirm(desk, TALK)
    second = confirm(desk, STAFF, seen=first.id)
    with pytest.raises(Conflict, match="已经改过或撤回"):
        commands.withdraw_obstacles(actor=desk.actor, confirmation_id=first.id, reason="选错了", at=AT)
    gone = commands.withdraw_obstacles(actor=desk.actor, confirmation_id=second.id, reason="选错了", at=AT)
    with pytest.raises(Conflict):
        commands.withdraw_obstacles(actor=desk.actor, confirmation_id=gone.id, reason="选错了", at=AT)
    again = confirm(desk, TALK, seen=0)
    assert [(row.id, row.obstacles, row.is_current) for row in said(desk)] == [
        (again.id, (TALK,), True), (gone.id, (), False), (second.id, (STAFF,), False), (first.id, (TALK,), False),
    ]  # fmt: skip
    assert (announced(ObstaclesConfirmed), announced(ObstaclesWithdrawn)) == (3, 1)


def test_earlier_periods_are_read_beside_this_one(desk: FrontDesk) -> None:
    before = confirm(desk, TALK, day=TODAY - timedelta(days=31))
    confirm(desk, STAFF, period=Period.WEEK)
    assert [row.id for row in said(desk, TODAY - timedelta(days=31))] == [before.id]
    assert [row.period for row in said(desk)] == ["week", "month"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"obstacles": ()}, "至少选一个"),
        ({"obstacles": ("no_such",)}, "没有这个障碍"),
        ({"obstacles": (TALK, "no_such")}, "没有这个障碍"),
        ({"period": Period.TRAILING}, "周、月、季或年"),
        ({"day": TODAY + timedelta(days=40)}, "还没开始"),
        ({"note": "长" * 301}, "最多 300 个字"),
    ],
)
def test_what_cannot_be_confirmed_is_refused(desk: FrontDesk, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        confirm(desk, *given.pop("obstacles", (TALK,)), **given)
    assert said(desk) == []


def test_every_figure_takes_any_obstacle_that_is_known_its_own_first(desk: FrontDesk) -> None:
    assert confirm(desk, "parts_supply", code="vehicle_entries").obstacles == ("parts_supply",)
    assert confirm(desk, "parts_supply", TALK).obstacles == (TALK, "parts_supply")
    with pytest.raises(NotFound):
        confirm(desk, TALK, code="no_such")


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_taking_back_wants_a_reason(desk: FrontDesk, reason: str) -> None:
    kept = confirm(desk, TALK)
    with pytest.raises(Invalid, match="为什么撤回"):
        commands.withdraw_obstacles(actor=desk.actor, confirmation_id=kept.id, reason=reason, at=AT)
    assert said(desk)[0].is_current


def test_nobody_confirms_without_leave_or_in_another_store(desk: FrontDesk) -> None:
    kept = confirm(desk, TALK)
    other = make_front_desk("NS", "service_manager")
    advisor = make_actor(desk.store, "service_advisor")
    for actor in (advisor, other.actor):
        with pytest.raises(Denied):
            confirm(desk, STAFF, actor=actor)
    with pytest.raises(NotFound):
        commands.withdraw_obstacles(actor=other.actor, confirmation_id=kept.id, reason="选错了", at=AT)
    with pytest.raises(NotFound):
        queries.list_obstacle_confirmations(other.actor, RATE, Level.STORE, desk.store.pk, TODAY)
    assert [row.obstacles for row in said(desk)] == [(TALK,)]
    whole = queries.list_obstacle_confirmations(other.actor, RATE, Level.GROUP, 0, TODAY)
    assert whole == []


def test_a_row_stands_as_it_was_written(desk: FrontDesk) -> None:
    kept = confirm(desk, TALK)
    for words in ("UPDATE kpi_obstacleconfirmation SET note = 'x'", "DELETE FROM kpi_obstacleconfirmation"):
        with (
            pytest.raises(DatabaseError),
            unit_of_work(system_actor("test"), "test", writable=True),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{words} WHERE id = {kept.id}" if "WHERE" not in words else words)


def test_what_another_named_meanwhile_is_not_replaced_unseen(desk: FrontDesk) -> None:
    kept = confirm(desk, TALK, seen=0)
    with pytest.raises(VersionConflict) as refused:
        confirm(desk, STAFF, seen=0)
    assert refused.value.differences == {"obstacles": ([TALK], [STAFF])}
    assert confirm(desk, STAFF, seen=kept.id).obstacles == (STAFF,)


def test_of_two_who_name_obstacles_at_once_the_second_is_told(
    monkeypatch: pytest.MonkeyPatch, race: Callable[..., list[Any]]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    outcomes = race(lambda: confirm(desk, TALK, seen=0), lambda: confirm(desk, STAFF, seen=0))
    assert sorted(type(one).__name__ for one in outcomes) == ["KeptConfirmation", "VersionConflict"]
    with unit_of_work(system_actor("test"), "test", writable=False):
        assert ObstacleConfirmation.objects.visible_to(system_actor("test"), "kpi.see").count() == 1


def test_the_page_asks_shows_and_takes_back(desk: FrontDesk) -> None:
    open_order(desk)
    browser = client_of(desk)
    page = f"/figures/{RATE}/?level=store&unit={desk.store.pk}&period=month&day={TODAY}"
    assert "障碍和措施" in browser.get(page).content.decode()
    address = f"/figures/{RATE}/confirm-obstacles/?level=store&unit={desk.store.pk}&period=month&day={TODAY}"
    assert browser.post(address, {"seen": "0", "note": ""}).status_code == 422
    above = address.replace("level=store", "level=brand")
    assert browser.post(above, {"obstacles": [TALK], "seen": "0"}).status_code == 404
    assert said(desk) == []
    done = browser.post(address, {"obstacles": [TALK], "note": "说得少", "seen": "0"})
    assert done.status_code == 303
    (row,) = said(desk)
    shown = browser.get(page).content.decode()
    assert "说得少" in shown
    assert browser.post(address, {"obstacles": [STAFF], "note": "", "seen": "0"}).status_code == 409
    back = address.replace("confirm-obstacles", f"confirmed/{row.id}/withdraw-obstacles")
    assert browser.post(back, {"reason": ""}).status_code == 422
    assert browser.post(back, {"reason": "选错了"}).status_code == 303
    assert said(desk)[0].obstacles == ()
    advisor = Client()
    advisor.force_login(User.objects.get(pk=make_actor(desk.store, "service_advisor").id))
    assert advisor.post(address, {"obstacles": [TALK], "seen": "0"}).status_code == 403


def test_a_figure_without_a_list_of_its_own_offers_all_others_folded(desk: FrontDesk, browser: Client) -> None:
    open_order(desk)
    assert not catalogue().definitions["additional_item_rate"].obstacles
    address = f"?level=store&unit={desk.store.pk}&period=month&day={TODAY}"
    page = browser.get(f"/figures/additional_item_rate/{address}").content.decode()
    form = page[page.index('id="confirm"') :]
    assert form.count('name="obstacles"') == len(catalogue().obstacles)
    assert 'value="parts_supply"' in form[form.index("其他障碍") :]
    given = {"obstacles": ["parts_supply"], "seen": "0", "note": ""}
    assert browser.post(f"/figures/additional_item_rate/confirm-obstacles/{address}", given).status_code == 303
    again = browser.get(f"/figures/additional_item_rate/{address}").content.decode()
    assert 'value="parts_supply" checked' in again
