"""Rail and slots: who sees what, and that a broken part costs only itself."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from anxin.platform.actor import ANONYMOUS, Actor
from anxin.platform.ui import navigation, slots
from anxin.platform.ui.navigation import NavigationEntry, Shell, StoreChoice

ADVISOR = Actor("user", 7, "user:7", frozenset({1}), {"orders.read": frozenset({1})}, home_store_id=1, display_name="李娜")


def a_request(path: str = "/orders/W1/", actor: Actor = ADVISOR) -> HttpRequest:
    request: HttpRequest = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    return request


def entry(code: str, url: str, permission: str = "", order: int = 1, badge: Any = None) -> None:
    navigation.register_entry(NavigationEntry(code, code, "home", url, permission, order, badge))


def test_the_rail_shows_what_the_actor_may_in_order() -> None:
    entry("parts", "/parts/", "parts.read")
    entry("orders", "/orders/", "orders.read", order=2)
    entry("desk", "/", order=1)
    assert [link.code for link in Shell(a_request()).rail] == ["desk", "orders"]
    assert Shell(a_request(actor=ANONYMOUS)).rail == []


def test_only_the_closest_entry_is_current() -> None:
    entry("desk", "/")
    entry("orders", "/orders/")
    entry("late", "/orders/late/")
    current = [link.code for link in Shell(a_request("/orders/late/3/")).links if link.is_current]
    assert current == ["late"]


def test_the_seventh_entry_and_later_go_behind_more() -> None:
    for number in range(9):
        entry(f"e{number}", f"/{number}/", order=number)
    shell = Shell(a_request("/8/"))
    assert (len(shell.rail), len(shell.more)) == (6, 3)
    assert shell.more_is_current


def test_a_broken_badge_or_address_costs_only_itself() -> None:
    entry("broken", "/broken/", badge=lambda actor: 1 // 0)
    entry("nowhere", "no_such:page")
    assert [(link.code, link.badge) for link in Shell(a_request()).rail] == [("broken", 0)]


def test_the_store_is_that_of_the_request_else_the_home_store() -> None:
    navigation.register_store_source(lambda actor: [StoreChoice(1, "龙岗店"), StoreChoice(2, "天河店")])
    request = a_request()
    assert Shell(request).store == StoreChoice(1, "龙岗店")
    request.store_id = 2  # type: ignore[attr-defined]
    assert Shell(request).store == StoreChoice(2, "天河店")


def test_a_broken_source_of_stores_costs_only_the_switcher() -> None:
    navigation.register_store_source(lambda actor: [StoreChoice(1 // 0, "")])
    assert Shell(a_request()).stores == ()


@pytest.mark.django_db
def test_panels_come_in_order_and_only_with_permission() -> None:
    slots.register_slot("order.side", lambda request, order: f"[{order} b]", order=2, permission="orders.read")
    slots.register_slot("order.side", lambda request, order: f"[{order} a]", order=1)
    slots.register_slot("order.side", lambda request, order: "[secret]", permission="parts.read")
    slots.register_slot("order.side", lambda request, order: None)
    assert slots.render_slots(a_request(), "order.side", "W1") == "[W1 a][W1 b]"


@pytest.mark.django_db
def test_a_panel_that_fails_costs_one_panel_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    slots.register_slot("order.side", lambda request, order: str(1 // 0), order=1)
    slots.register_slot("order.side", lambda request, order: "<whole>", order=2)
    text = slots.render_slots(a_request(), "order.side", "W1")
    assert "这一块暂时看不了" in text
    assert "&lt;whole&gt;" in text
    assert "order.side" in caplog.text


@pytest.mark.django_db
def test_a_slow_panel_is_loaded_later_and_is_a_link_without_script() -> None:
    slots.register_slot("order.side", lambda request, order: slots.LazyPanel("历史", "/history/"))
    text = slots.render_slots(a_request(), "order.side", "W1")
    assert 'hx-get="/history/"' in text
    assert '<a href="/history/">' in text
