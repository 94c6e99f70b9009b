"""What changes after the signature: the paper keeps what was signed, and the order always has a way on."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT
from anxin.platform.documents.inputs import RepairOrderDocument
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    FrontDesk,
    inspected_order,
    make_front_desk,
    signed_order,
    view_of,
)
from anxin.visit.repair_orders.web.papers import document_of

pytestmark = pytest.mark.django_db


def browser_of(desk: FrontDesk) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


def paper_of(desk: FrontDesk, number: str) -> RepairOrderDocument:
    view = view_of(desk, number)
    with reading(desk.actor):
        return document_of(view, store_info(desk.store.pk), "138****0000", "")


def make_dearer(desk: FrontDesk, number: str) -> int:
    item = view_of(desk, number).jobs[0].items[1]
    commands.change_item(actor=desk.actor, number=number, item_id=item.id, unit_price=Money.yuan(700), at=AT)
    return item.id


def test_the_paper_says_what_was_signed_and_lists_apart_what_was_not() -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    signed = paper_of(desk, number)
    assert "unsigned" not in signed
    assert [row["payer"] for row in signed["estimate"]["items"]] == ["自费", "自费"]
    make_dearer(desk, number)
    job = view_of(desk, number).jobs[0].id
    road_test = NewItem("fee", name="路试", unit_price=Money.yuan(50))
    commands.propose_items(actor=desk.actor, number=number, job_id=job, items=[road_test], why=ASKED, at=AT)
    moved = {"promised_at": AT + timedelta(hours=9), "reason": "等配件", "customer_told": False}
    commands.move_promise(actor=desk.actor, number=number, at=AT, **moved)
    after = paper_of(desk, number)
    unsigned = after.pop("unsigned")
    assert after == signed
    assert unsigned["lines"] == ["前刹车片　1 项　¥ 700.00　自费", "路试　1 项　¥ 50.00　自费"]
    printed = browser_of(desk).get(f"/repair-orders/{number}/print/")
    assert printed.content.startswith(b"%PDF")


def test_an_item_made_dearer_waits_for_the_customer_on_every_page() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    item = make_dearer(desk, number)
    with reading(desk.actor):
        (row,) = queries.list_waiting_items(desk.actor, desk.store.pk, AT)
        (car,) = queries.list_in_shop(desk.actor, desk.store.pk)
    assert (row.item_id, car.waiting_items, [one.id for one in view_of(desk, number).waiting]) == (item, 1, [item])
    client, page = browser_of(desk), f"/repair-orders/{number}/"
    shown = client.get(page).content.decode()
    assert f"{page}decide-items/" in shown
    assert f"{page}authorise/" in shown
    decided = client.post(f"{page}decide-items/", {f"decision-{item}": "APPROVED", "channel": "phone"})
    assert decided.status_code == 303
    assert view_of(desk, number).waiting == ()
    agreed = client.get(page).content.decode()
    assert "电话确认" in agreed
    assert "屏幕签字" not in agreed
    assert paper_of(desk, number)["signatures"][0]["label"] == "客户（电话确认）"


def test_nothing_waits_before_the_first_signature() -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    with reading(desk.actor):
        assert queries.list_waiting_items(desk.actor, desk.store.pk, AT) == []
    assert view_of(desk, number).waiting_total == Money(0)


def test_a_sum_that_left_the_estimate_is_signed_again_from_the_order() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    page = f"/repair-orders/{number}/"
    assert f"{page}authorise/" not in browser_of(desk).get(page).content.decode()
    item = view_of(desk, number).jobs[0].items[1]
    commands.change_item(actor=desk.actor, number=number, item_id=item.id, discount=Money.yuan(100), at=AT)
    assert f"{page}authorise/" in browser_of(desk).get(page).content.decode()


def test_a_refused_decision_keeps_what_was_said_and_a_link_is_no_way_to_confirm() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    item = make_dearer(desk, number)
    path, client = f"/repair-orders/{number}/decide-items/", browser_of(desk)
    without_reason = client.post(path, {f"decision-{item}": "DECLINED", "channel": "paper"})
    assert without_reason.status_code == 422
    assert 'value="DECLINED" checked' in without_reason.content.decode()
    stale = client.post(path, {f"decision-{item}": "DECLINED", f"reason-{item}": "太贵了", "version": "1"})
    assert stale.status_code == 409
    assert 'value="DECLINED" checked' in stale.content.decode()
    assert "太贵了" in stale.content.decode()
    by_link = client.post(path, {f"decision-{item}": "APPROVED", "channel": "link"})
    assert by_link.status_code == 422
    assert [one.id for one in view_of(desk, number).waiting] == [item]
