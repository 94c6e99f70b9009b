"""From the reception to the signed order."""

from datetime import timedelta
from typing import Any

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import IllegalTransition
from anxin.platform.scope import unit_of_work
from anxin.visit.reception import commands, queries
from anxin.visit.reception.handlers import close_reception_of_cancelled_order
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    make_cash_desk,
    receive,
    settled_visit,
    signed_visit,
    view,
    walked_around,
)
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders.commands import Confirmations
from anxin.visit.repair_orders.events import RepairOrderCancelled
from anxin.visit.repair_orders.tests.factories import LABOUR, sign_order, view_of

pytestmark = pytest.mark.django_db
CONFIRMED = Confirmations(AT + timedelta(hours=3), "boot", True)


@pytest.mark.rule("R-RO09", "R-RC17")
def test_the_order_is_not_signed_before_the_sheet() -> None:
    desk = make_cash_desk()
    kept = walked_around(desk, concerns="异响")
    act: dict[str, Any] = {"actor": desk.actor, "number": kept.number, "confirmations": CONFIRMED, "at": AT}
    with pytest.raises(commands.OrderNotOpened):
        commands.sign_order(signature=PNG, **act)
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(commands.SheetNotSigned):
        commands.sign_order(signature=PNG, **act)
    assert view_of(desk, opened.order_number).head.state == "OPEN"


@pytest.mark.rule("R-RO09", "R-RC17")
@pytest.mark.parametrize("is_declined", [False, True])
def test_no_way_leads_round_the_sheet_and_its_no_with_a_reason_is_enough(is_declined: bool) -> None:
    desk = make_cash_desk()
    kept = walked_around(desk, concerns="异响")
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    (job,) = view_of(desk, opened.order_number).jobs
    repair_orders.propose_items(actor=desk.actor, number=opened.order_number, job_id=job.id, items=[LABOUR], at=AT)
    with pytest.raises(commands.SheetNotSigned) as refused:
        sign_order(desk, opened.order_number)
    assert (refused.value.rule, view_of(desk, opened.order_number).head.state) == ("R-RO09", "OPEN")
    if is_declined:
        commands.decline_walk_around(actor=desk.actor, number=kept.number, reason="客户赶时间", at=AT)
    else:
        commands.sign_inspection_sheet(actor=desk.actor, number=kept.number, signature=PNG, at=AT)
    sign_order(desk, opened.order_number)
    assert view_of(desk, opened.order_number).head.state == "AUTHORISED"


def test_one_stroke_signs_both_each_with_its_own_hash_and_copy() -> None:
    desk = make_cash_desk()
    number = signed_visit(desk)
    order = view_of(desk, number)
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    assert (order.head.state, reception.sheet.state, order.head.odometer_km) == ("AUTHORISED", "SIGNED", 41_286)
    assert order.authorisation is not None
    assert order.authorisation.signature_id != reception.sheet.signature_id
    assert order.jobs[0].complaint == "头几脚刹车有沙沙声"


def test_a_refused_order_signature_leaves_the_sheet_unsigned() -> None:
    desk = make_cash_desk()
    kept = walked_around(desk, concerns="异响")
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(repair_orders.NothingToAuthorise):
        commands.sign_order(
            actor=desk.actor, number=kept.number, confirmations=CONFIRMED, signature=PNG, also_sheet=True, at=AT
        )
    assert view(desk, kept.number).sheet.state == "DRAFT"


def test_the_next_order_starts_from_the_last_choices_and_a_promise_on_the_quarter() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    vehicle = view_of(desk, number).head.vehicle_id
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    tomorrow = AT + timedelta(days=1, minutes=1)
    kept = receive(desk, vehicle_id=vehicle, concerns="保养", at=tomorrow)
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=tomorrow)
    assert (opened.old_parts, opened.wants_wash) == ("boot", True)
    assert opened.promised_at == tomorrow + timedelta(hours=3, minutes=14)


def test_an_order_is_opened_once() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(IllegalTransition):
        commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)


def test_a_cancelled_order_frees_the_car() -> None:
    desk = make_cash_desk()
    kept = receive(desk, concerns="异响")
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    repair_orders.cancel_repair_order(actor=desk.actor, number=opened.order_number, reason="客户不修了", at=AT)
    fact = RepairOrderCancelled(repairorder_id=opened.order_id, store_id=desk.store.pk)
    with unit_of_work(desk.actor, "test", writable=True):
        close_reception_of_cancelled_order(actor=desk.actor, event=fact, at=AT)
    assert view(desk, kept.number).row.state == "LEFT"
    receive(desk, vehicle_id=kept.vehicle_id)
