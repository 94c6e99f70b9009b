"""Erasing a customer blanks the words of orders that nobody confirmed and keeps the record of those that were."""

import pytest

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.commands import decide_approval
from anxin.parties.work.queries import get_approval
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import make_front_desk, open_order, signed_order, view_of
from anxin.visit.repair_orders.tests.test_leave import desk_of_advisor, give, order_of_articles, pending, person

pytestmark = pytest.mark.django_db


def test_neither_name_nor_complaint_of_an_unconfirmed_job_stays() -> None:
    desk = make_front_desk()
    manager = make_actor(desk.store, "general_manager")
    words = [NewJob("张伟说方向盘抖", "张伟说方向盘抖")]
    open_one, signed_one = open_order(desk, jobs=words).number, signed_order(desk).number
    for number in (open_one, signed_one):
        owner = view_of(desk, number).head.customer_id
        commands.erase_order_words(actor=manager, store_id=desk.store.pk, customer_id=owner, at=AT)
    (blank,), (kept,) = view_of(desk, open_one).jobs, view_of(desk, signed_one).jobs
    assert (blank.title, blank.complaint) == ("***", "")
    assert (kept.title, kept.complaint) == ("制动异响", "早上头几脚刹车有沙沙声")


def test_neither_the_reason_for_a_discount_nor_its_answer_stays_while_the_sum_does() -> None:
    desk = desk_of_advisor()
    general = person(desk.store, "general_manager")
    number = order_of_articles(desk)
    give(desk.actor, desk, number, 900, words="张伟是老客户")
    (asked,) = pending(desk)
    assert "张伟" in asked.reason
    decide_approval(actor=general, approval_id=asked.id, approve=False, words="张伟上次也优惠了", at=AT)
    owner = view_of(desk, number).head.customer_id
    commands.erase_order_words(actor=general, store_id=desk.store.pk, customer_id=owner, at=AT)
    with reading(general):
        kept = get_approval(general, asked.id)
    assert (kept.reason, str(kept.amount), kept.state) == ("***", "900.00", "REFUSED")
    assert [one.words for one in kept.decisions] == ["***"]
