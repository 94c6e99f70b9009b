"""The sum that the customer agreed to: dearer, cheaper, signed again, changed while it was read."""

from datetime import timedelta

import pytest

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import VersionConflict
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Confirmations
from anxin.visit.repair_orders.parameters import ESTIMATE_TOLERANCE, tolerance_of
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    PART,
    PNG,
    inspected_order,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db


def test_a_dearer_approved_item_goes_back_to_the_customer() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    item = view_of(desk, opened.number).jobs[0].items[1]
    commands.change_item(actor=desk.actor, number=opened.number, item_id=item.id, unit_price=Money.yuan(700), at=AT)
    assert view_of(desk, opened.number).jobs[0].items[1].decision == "PRESENTED"


@pytest.mark.rule("R-RO02")
def test_a_cheaper_approved_item_beyond_the_tolerance_stops_the_settlement() -> None:
    desk = make_front_desk()
    opened = inspected_order(desk)
    item = view_of(desk, opened.number).jobs[0].items[1]
    commands.change_item(actor=desk.actor, number=opened.number, item_id=item.id, discount=Money.yuan(100), at=AT)
    with pytest.raises(commands.EstimateExceeded, match=r"¥670\.00 低于已签估价 ¥770\.00 共 ¥100\.00，超过允许的 ±10%"):
        commands.settle_repair_order(actor=desk.actor, number=opened.number, at=AT + timedelta(hours=2))


@pytest.mark.rule("R-RO02")
def test_the_words_say_whether_it_is_above_or_below_and_by_how_much() -> None:
    desk = make_front_desk()
    said = [queries.estimate_gap(desk.store.pk, Money(fen), Money(10000), AT, AT) for fen in (11001, 11000, 9000, 8999)]
    assert said == [
        "自费 ¥110.01 超出已签估价 ¥100.00 共 ¥10.01，超过允许的 ±10%：请客户重新签字。",
        "",
        "",
        "自费 ¥89.99 低于已签估价 ¥100.00 共 ¥10.01，超过允许的 ±10%：请客户重新签字。",
    ]
    assert queries.gap_to_signed(desk.store.pk, Money(1), None, AT) == ""


@pytest.mark.rule("R-RO02")
def test_the_tolerance_that_was_signed_holds_although_the_limit_is_another_since() -> None:
    desk = make_front_desk()
    opened = inspected_order(desk)
    item = view_of(desk, opened.number).jobs[0].items[1]
    commands.change_item(actor=desk.actor, number=opened.number, item_id=item.id, discount=Money.yuan(100), at=AT)
    tomorrow = AT + timedelta(days=1)
    change = SetParameter(ESTIMATE_TOLERANCE.code, "store", desk.store.pk, "0.125", tomorrow.date(), "试")
    set_parameter(actor=make_actor(desk.store, "administrator"), change=change, at=AT)
    signed = view_of(desk, opened.number).authorisation
    assert signed is not None
    said = [format_rate(tolerance_of(desk.store.pk, at, tomorrow)) for at in (signed.at, None)]
    assert said == ["10%", "12.5%"]
    with pytest.raises(commands.EstimateExceeded):
        commands.settle_repair_order(actor=desk.actor, number=opened.number, at=tomorrow)


@pytest.mark.rule("R-RO02")
def test_a_second_signature_after_the_inspection_lets_the_order_be_settled() -> None:
    desk = make_front_desk()
    opened = inspected_order(desk)
    item = view_of(desk, opened.number).jobs[0].items[1]
    commands.change_item(actor=desk.actor, number=opened.number, item_id=item.id, discount=Money.yuan(100), at=AT)
    sign_order(desk, opened.number)
    assert view_of(desk, opened.number).head.state == "INSPECTED"
    commands.settle_repair_order(actor=desk.actor, number=opened.number, at=AT + timedelta(hours=2))


def test_a_signature_for_an_item_of_a_finished_job_puts_the_job_back_to_work() -> None:
    desk = make_front_desk()
    opened = inspected_order(desk)
    job = view_of(desk, opened.number).jobs[0]
    commands.propose_items(actor=desk.actor, number=opened.number, job_id=job.id, items=[PART], why=ASKED, at=AT)
    sign_order(desk, opened.number)
    view = view_of(desk, opened.number)
    assert (view.head.state, view.jobs[0].state) == ("IN_PROGRESS", "IN_PROGRESS")


def test_what_changed_while_the_customer_read_refuses_the_signature() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    read = view_of(desk, opened.number)
    item = read.jobs[0].items[0]
    commands.change_item(actor=desk.actor, number=opened.number, item_id=item.id, payer="warranty", at=AT)
    with pytest.raises(VersionConflict):
        commands.authorise_repair_order(
            actor=desk.actor,
            number=opened.number,
            confirmations=Confirmations(AT + timedelta(hours=1), "leave", False),
            signature=PNG,
            version=read.head.version,
            at=AT,
        )
