"""Flags, lockers and warranty words on the screen and through the endpoints."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, grant_to
from anxin.visit.reception import commands, queries
from anxin.visit.reception.tests.factories import FrontDesk, receive, seen, settled_visit, view, walked_around
from anxin.visit.reception.tests.test_api import caller
from anxin.visit.reception.tests.test_web import SIGNED, WALK, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]


@pytest.mark.rule("R-RO20")
def test_a_tap_flags_and_no_step_that_the_customer_looks_at_shows_it(browser: Client, desk: FrontDesk) -> None:
    kept = walked_around(desk, concerns="异响")
    address = f"/reception/{kept.number}/"
    assert browser.post(f"{address}flags/", {"kind": "complaint_prone", "reason": "当场抱怨"}).status_code == 303
    assert "当场抱怨</span>" in text_of(browser.get(f"{address}?step=car"))
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    for step in ("walk", "talk", "order", "sign"):
        page = text_of(browser.get(f"{address}?step={step}"))
        assert "易抱怨" not in page
        assert "当场抱怨" not in page
    order = view(desk, kept.number).row.order_number
    assert "当场抱怨" in text_of(browser.get(f"/repair-orders/{order}/"))
    (flag,) = queries.list_flags(desk.actor, kept.number, AT)
    assert browser.post(f"{address}flags/{flag.id}/end/").status_code == 303
    assert queries.list_flags(desk.actor, kept.number, AT) == []


@pytest.mark.rule("R-RC13")
def test_a_taken_locker_is_refused_at_its_field_and_free_ones_are_offered(browser: Client, desk: FrontDesk) -> None:
    commands.record_walk_around(actor=desk.actor, number=receive(desk).number, seen=seen(locker="1"), at=AT)
    address = f"/reception/{receive(desk).number}/"
    assert "空柜 2 3 4 5 6" in text_of(browser.get(f"{address}?step=walk"))
    refused = browser.post(f"{address}walk-around/", WALK | {"locker": "1"})
    assert (refused.status_code, "储物柜 1 正在用" in text_of(refused)) == (422, True)
    assert browser.post(f"{address}walk-around/", WALK | {"locker": "2"}).status_code == 303
    kept = browser.post(f"{address}release/", {"reason": "改天"})
    assert (kept.status_code, "储物柜 2 里还有客户的东西" in text_of(kept)) == (409, True)
    assert browser.post(f"{address}release/", {"reason": "改天", "is_locker_returned": "1"}).status_code == 303


@pytest.mark.rule("R-RC12", "R-RC13")
def test_the_delivery_page_asks_for_locker_and_set(browser: Client, desk: FrontDesk) -> None:
    number = settled_visit(desk, locker="9")
    page = text_of(browser.get(f"/deliveries/{number}/"))
    assert "储物柜 9 里有客户的东西" in page
    assert "三件套已当面取下" in page
    told: dict[str, Any] = {"rating": "5", "signature": SIGNED, "is_set_removed": "on"}
    refused = browser.post(f"/deliveries/{number}/", told)
    assert (refused.status_code, "柜里物品已交还" in text_of(refused)) == (409, True)
    assert browser.post(f"/deliveries/{number}/", told | {"is_locker_returned": "on"}).status_code == 303
    note = queries.find_delivery_note(desk.actor, number)
    assert note is not None
    assert note.is_set_removed


def test_bulky_things_stand_where_the_job_is_given_out(desk: FrontDesk) -> None:
    kept = receive(desk)
    commands.record_walk_around(actor=desk.actor, number=kept.number, seen=seen(bulky_note="儿童座椅"), at=AT)
    assert "儿童座椅" in render_to_string("reception/care_of_job.html", {"sheet": view(desk, kept.number).sheet})


def test_flags_warranty_and_lockers_through_the_endpoints(client: Client, desk: FrontDesk) -> None:
    user = User.objects.get(pk=desk.actor.id)
    grant_to(user, "administrator", desk.store)
    call = caller(client, user)
    kept = walked_around(desk, locker="1")
    at = f"/receptions/{kept.number}"
    assert call("GET", f"{at}/warranty")[1]["answer"] == "unclear"
    status, flag = call("POST", f"{at}/flags", {"kind": "mystery", "reason": "拍照录音"})
    assert (status, flag["kind"]) == (201, "mystery")
    assert [row["reason"] for row in call("GET", f"{at}/flags")[1]] == ["拍照录音"]
    assert call("POST", f"/receptions/flags/{flag['id']}/end", {})[0] == 200
    assert call("GET", f"/receptions/lockers/free?store_id={desk.store.pk}")[1][0] == "2"
