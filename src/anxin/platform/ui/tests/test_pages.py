"""Whole page or region, redirects and toasts, refusals, polling."""

import json
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory

from anxin.platform import web
from anxin.platform.actor import ANONYMOUS, Actor
from anxin.platform.errors import Conflict, Denied, NotFound, VersionConflict
from anxin.platform.permissions import Permission
from anxin.platform.scope import current_unit
from anxin.platform.ui import holders, pages, views
from anxin.platform.ui.late import LateFile
from anxin.platform.ui.pages import Toast

ADVISOR = Actor("user", 7, "user:7", frozenset({1}), home_store_id=1, display_name="李娜", post_label="服务顾问")
TEMPLATE = "ui/states.html"


def request_from(actor: Actor = ADVISOR, method: str = "get", data: Any = None, **headers: str) -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/here/", data, headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the templates that a view asked for."""
    names: list[str] = []

    def render(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        names.append(template)
        return HttpResponse(status=status)

    monkeypatch.setattr(pages, "render", render)
    return names


@pytest.mark.parametrize(
    ("headers", "partial", "template"),
    [
        ({}, "table", "list.html"),
        ({"HX-Request": "true"}, "table", "list.html#table"),
        ({"HX-Request": "true"}, None, "list.html"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, "table", "list.html"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "table", "list.html"),
        ({"HX-Request": "true", "HX-Target": "jobs"}, ("header", "jobs"), "list.html#jobs"),
        ({"HX-Request": "true", "HX-Target": "other"}, ("header", "jobs"), "list.html"),
    ],
)
def test_a_region_is_rendered_only_when_htmx_asks_for_it(
    rendered: list[str], headers: dict[str, str], partial: Any, template: str
) -> None:
    response = pages.render_page(request_from(**headers), "list.html", {}, partial=partial)
    assert rendered == [template]
    assert "HX-Request" in response["Vary"]


def test_redirect_after_post_is_see_other_and_under_htmx_a_header() -> None:
    plain = pages.redirect_after_post(request_from(method="post"), "/there/", Toast("好了"))
    assert (plain.status_code, plain["Location"]) == (303, "/there/")
    swapped = pages.redirect_after_post(request_from(method="post", **{"HX-Request": "true"}), "/there/")
    assert (swapped.status_code, swapped["HX-Redirect"]) == (204, "/there/")


def test_a_region_answer_carries_events_and_toast_in_a_plain_header(rendered: list[str]) -> None:
    request = request_from(method="post", **{"HX-Request": "true"})
    response = pages.respond_with_region(
        request,
        "order.html",
        "header",
        {},
        url="/o/",
        events=["repair-order-changed"],
        toast=Toast("已派工", undo_url="/u/"),
    )
    assert rendered == ["order.html#header"]
    triggers = json.loads(response["HX-Trigger"])
    assert triggers["toast"] == {"text": "已派工", "level": "ok", "undo": "/u/"}
    assert "repair-order-changed" in triggers
    assert response["HX-Trigger"].isascii()


@pytest.mark.parametrize("refusal", [Denied(), NotFound(), Conflict(), VersionConflict({"工时": ("1.4 h", "1.0 h")})])
def test_a_refusal_is_a_page_with_its_status_and_the_reason(refusal: Any) -> None:
    response = pages.render_refusal(request_from(), refusal, who="请问店长")
    text = response.content.decode()
    assert response.status_code == refusal.status
    assert str(refusal.message) in text
    assert "请问店长" in text
    assert "style=" not in text


def test_a_page_that_is_refused_says_what_it_takes_and_who_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holders, "_source", [lambda *_asked: []])
    request, label = request_from(Actor("user", 1, "u", frozenset({7}), home_store_id=7)), "查看指标"
    monkeypatch.setattr(holders, "all_permissions", lambda: {"kpi.see": Permission("kpi.see", label, frozenset())})
    assert (
        f"需要的权限：{label}。本店没有人有" in pages.render_refusal(request, Denied(permission="kpi.see")).content.decode()
    )
    four = [holders.Holder(name, "经理") for name in "甲乙丙丁"]
    holders.register_holder_source(lambda *asked: four if asked[1:] == (7, "kpi.see") else [])
    shown = pages.render_refusal(request, Denied(permission="kpi.see")).content.decode()
    assert "甲（经理）、乙（经理）、丙（经理） 等 4 人" in shown
    assert "需要的权限" not in pages.render_refusal(request, Denied()).content.decode()


def test_a_refusal_under_htmx_is_a_toast_that_swaps_nothing() -> None:
    response = pages.render_refusal(request_from(**{"HX-Request": "true"}), Denied())
    assert (response.status_code, response["HX-Reswap"], response.content) == (403, "none", b"")
    assert json.loads(response["HX-Trigger"])["toast"]["level"] == "late"


@pytest.mark.django_db
def test_a_late_file_is_made_when_the_read_transaction_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "pages", {})
    read: list[bool] = []

    @web.page()
    def download(request: HttpRequest) -> HttpResponse:
        read.append(current_unit() is not None)
        return LateFile(lambda: str(current_unit()).encode(), "text/plain", "inline")

    assert download(request_from()).content == b"None"
    assert read == [True]


def test_an_anonymous_person_sees_no_rail_entries() -> None:
    text = pages.render_refusal(request_from(ANONYMOUS), NotFound()).content.decode()
    assert "退出登录" not in text


def test_poll_is_not_modified_until_the_version_moves() -> None:
    assert pages.not_modified(request_from(**{"If-None-Match": '"7"'}), 7).status_code == 304
    assert pages.not_modified(request_from(**{"If-None-Match": 'W/"7"'}), 7).status_code == 304
    moved = pages.not_modified(request_from(**{"If-None-Match": '"7"'}), 8)
    assert (moved.status_code, moved["ETag"]) == (204, '"8"')


def test_version_and_key_come_from_the_form() -> None:
    request = request_from(method="post", data={"version": "12", "post_key": "k"})
    assert (pages.posted_version(request), pages.posted_key(request)) == (12, "k")
    assert pages.posted_version(request_from(method="post", data={"version": "x"})) is None


def test_every_form_gets_its_own_key() -> None:
    template = engines["django"].from_string("{% load ui %}{% post_key %}{% post_key %}")
    first, second = template.render({}).split("<input")[1:]
    assert first != second


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/orders/?a=1", "/orders/?a=1"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_next_address_stays_on_this_site(target: str, address: str) -> None:
    assert views.safe_next(request_from(method="post", data={"next": target})) == address
