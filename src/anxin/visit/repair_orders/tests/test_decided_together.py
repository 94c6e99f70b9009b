"""What the customer reads is what is promised, and what mends one finding gets one answer (M06.12)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.resources.catalog.tests.factories import make_article, make_package
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import make_front_desk, open_order, view_of
from anxin.visit.repair_orders.tests.links import Sent
from anxin.visit.repair_orders.tests.test_supply import browser_of

pytestmark = pytest.mark.django_db


def summed(sent: Sent) -> str:
    return Client().post(sent.path + "sum/", sent.form("APPROVED", "DECLINED")).content.decode()


def test_the_time_on_the_link_is_the_time_that_is_signed_and_kept(sent: Sent) -> None:
    at = AT.replace(hour=8, minute=7)
    by = {"actor": sent.desk.actor, "number": sent.number, "at": AT}
    commands.move_promise(promised_at=at, reason="等配件", customer_told=False, **by)
    (shown,) = re.findall(r"交车 <b>(\d\d:\d\d)</b>", summed(sent))
    assert sent.answer("APPROVED", "DECLINED").status_code == 303
    view = view_of(sent.desk, sent.number)
    assert view.head.promised_at is not None
    with timezone.override("Asia/Shanghai"):
        kept = timezone.localtime(view.head.promised_at).strftime("%H:%M")
    assert (shown, kept, shown in sent.page()) == ("16:45", "16:45", True)


def test_a_time_on_another_day_is_said_with_its_date(sent: Sent) -> None:
    assert "当天关门前做不完" not in summed(sent)
    late = AT.replace(hour=9, minute=45)
    by = {"actor": sent.desk.actor, "number": sent.number, "at": AT}
    commands.move_promise(promised_at=late, reason="等配件", customer_told=False, **by)
    words = summed(sent)
    day = (AT + timedelta(days=1)).strftime("%m-%d")
    assert f"当天关门前做不完，次日（{day}）" in words


@pytest.mark.parametrize("second", [("DECLINED", "太贵"), ("DEFERRED", ""), None])
def test_labour_and_part_of_one_finding_get_one_answer(sent: Sent, second: tuple[str, str] | None) -> None:
    labour, part, _filter = view_of(sent.desk, sent.number).waiting
    said = {labour.id: ("APPROVED", "")} | ({part.id: second} if second else {})
    by = {"actor": sent.desk.actor, "number": sent.number, "channel": "phone", "at": AT}
    with pytest.raises(commands.GroupsUndecided) as refusal:
        commands.decide_items(decisions=said, **by)
    assert (refusal.value.rule, "同样的答复" in str(refusal.value.message)) == ("M06.12", True)
    assert sent.decisions == ["PRESENTED"] * 3
    commands.decide_items(decisions=dict.fromkeys((labour.id, part.id), ("APPROVED", "")), **by)
    assert sent.decisions == ["APPROVED", "APPROVED", "PRESENTED"]


def test_the_desk_decides_a_finding_with_one_tap(sent: Sent) -> None:
    labour, part, other = view_of(sent.desk, sent.number).waiting
    desk, path = browser_of(sent.desk.actor), f"/repair-orders/{sent.number}/decide-items/"
    page = desk.get(path).content.decode()
    assert set(re.findall(r'name="decision-(\d+)"', page)) == {str(labour.id), str(other.id)}
    assert ("一起决定" in page, part.description in page, "770.00" in page) == (True, True, True)
    apart = {f"decision-{labour.id}": "APPROVED", f"decision-{part.id}": "DEFERRED", "channel": "phone"}
    assert desk.post(path, apart).status_code == 422
    answered = {f"decision-{labour.id}": "DECLINED", f"reason-{labour.id}": "太贵", "channel": "phone"}
    assert desk.post(path, answered).status_code == 303
    assert sent.decisions == ["DECLINED", "DECLINED", "PRESENTED"]


def test_a_package_line_whose_price_is_set_by_hand_costs_what_it_says() -> None:
    desk = make_front_desk()
    package = make_package(make_article(price="100"), make_article(price="100"), price="300", quantities=("4.5", "1"))
    number = open_order(desk, jobs=[NewJob("保养", package_code=package.code)]).number
    item = view_of(desk, number).jobs[0].items[0]
    assert item.discount > Money(0)
    path = f"/repair-orders/{number}/items/{item.id}/change/"
    posted = {"quantity": "4.5", "unit_price": "30.00", "payer": "customer", "discount": str(item.discount.as_yuan)}
    assert browser_of(desk.actor).post(path, {**posted, "words": "客户自带"}).status_code == 303
    changed = view_of(desk, number).jobs[0].items[0]
    assert (changed.discount, changed.amount) == (Money(0), Money.yuan(135))
