"""What the customer's link says of money and time when something changed after the signature."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewItem, NewShare
from anxin.visit.repair_orders.tests.factories import make_front_desk, signed_order, view_of
from anxin.visit.repair_orders.tests.links import FILTER, SIGNED, Sent, propose
from anxin.visit.repair_orders.tests.test_dearer import make_dearer

pytestmark = pytest.mark.django_db


@pytest.fixture
def dearer(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """770.00 were signed; 680.00 of it became 700.00, and a filter for 168.00 was found."""
    moment: list[datetime] = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    desk = make_front_desk()
    number = signed_order(desk).number
    make_dearer(desk, number)
    propose(desk, number, FILTER, NewItem("part", name="空调滤芯", unit_price=Money.yuan(168)))
    made = commands.send_approval_link(actor=desk.actor, number=number, by_message=False, at=AT)
    return Sent(desk, number, made.path, moment)


def test_what_became_dearer_is_asked_at_its_new_price_and_not_counted_twice(dearer: Sent) -> None:
    page = dearer.page()
    assert ("700.00" in page, "您签字时 680.00" in page, "这一项就不做了，也不收钱" in page) == (True, True, True)
    assert ("已约定的项目照常完成" in page, "其他约定好的项目照常完成" in page) == (False, True)
    for wishes, whole in ((("APPROVED", "DECLINED"), "790.00"), (("DECLINED", "APPROVED"), "258.00"), ((), "90.00")):
        summed = Client().post(dearer.path + "sum/", dearer.form(*wishes)).content.decode()
        assert f"合计 ¥ {whole}" in summed, wishes
    assert dearer.answer("APPROVED", "DECLINED").status_code == 303
    assert "已确认合计 ¥ 790.00" in dearer.page()


def test_what_was_signed_and_is_now_declined_leaves_the_sum(dearer: Sent) -> None:
    assert dearer.answer("DECLINED", "DEFERRED").status_code == 303
    assert "已确认合计 ¥ 90.00" in dearer.page()
    assert view_of(dearer.desk, dearer.number).head.state != "OPEN"


def test_a_promise_that_moved_in_between_is_shown_and_asked_again(dearer: Sent) -> None:
    form = dearer.form("APPROVED", "APPROVED", signature=SIGNED)
    later = {"promised_at": AT + timedelta(hours=9), "reason": "等配件", "customer_told": False}
    commands.move_promise(actor=dearer.desk.actor, number=dearer.number, at=AT, **later)
    refused = Client().post(dearer.path, form)
    assert (refused.status_code, "交车时间刚刚有变化" in refused.content.decode()) == (409, True)
    assert dearer.answer("APPROVED", "APPROVED").status_code == 303


def test_what_another_payer_takes_over_is_neither_asked_of_the_customer_nor_signed(dearer: Sent) -> None:
    form = dearer.form("APPROVED", "APPROVED", signature=SIGNED)
    _labour, dear, filter_item = [item for job in view_of(dearer.desk, dearer.number).jobs for item in job.items]
    for new in (
        NewShare("insurer", item_id=filter_item.id, amount=Money.yuan(68)),
        NewShare("warranty", item_id=dear.id, amount=dear.amount),
    ):
        commands.share_payers(actor=dearer.desk.actor, number=dearer.number, new=new, at=AT)
    assert Client().post(dearer.path, form).status_code == 409
    desk = Client()
    desk.force_login(User.objects.get(pk=dearer.desk.actor.id))
    asked = desk.get(f"/repair-orders/{dearer.number}/decide-items/").content.decode()
    assert "¥ 100.00</b></p>" in asked
    summed = Client().post(dearer.path + "sum/", dearer.form("APPROVED", "APPROVED")).content.decode()
    assert "合计 ¥ 190.00" in summed
    assert dearer.answer("APPROVED", "APPROVED").status_code == 303
    assert "已确认合计 ¥ 190.00" in dearer.page()
    found = view_of(dearer.desk, dearer.number)
    paid = {row.payer: row.actual for row in found.payers}
    assert paid == {"customer": Money.yuan(190), "insurer": Money.yuan(68), "warranty": Money.yuan(700)}
    assert Money.sum(item.customer_amount for job in found.jobs for item in job.items) == paid["customer"]
    assert found.authorisation is not None
    assert found.authorisation.customer_total == paid["customer"]
    order = desk.get(f"/repair-orders/{dearer.number}/").content.decode()
    assert "68.00" in order
