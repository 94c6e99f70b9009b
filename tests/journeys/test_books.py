"""What the books hold after one visit: stock, job clock, waiting, bills, receivables and payments, to the fen and minute.

Told through commands, by a person at each post.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anxin.holdings.parts.models import StockEntry
from anxin.holdings.parts.queries import StockFilter, list_stock
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.relationship.followup.models import FollowUp
from anxin.resources.capacity.models import Reservation
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.appointments.commands import Booking, CarWish, book_appointment
from anxin.visit.appointments.models import Appointment
from anxin.visit.billing import commands as billing
from anxin.visit.billing.models import Bill, Payment, ReceivableEntry, Settlement
from anxin.visit.billing.queries import find_differences
from anxin.visit.reception import commands as reception
from anxin.visit.reception.tests import factories as arriving
from anxin.visit.repair_orders.commands import NewItem, NewJob, issue_order_parts
from anxin.visit.repair_orders.tests.factories import PNG, view_of
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop.models import JobClock, Waiting
from anxin.visit.workshop.tests import factories as works
from tests.access.world import HOUR, TODAY, World

pytestmark = pytest.mark.django_db
MINUTE = HOUR / 60
LABOUR = NewItem("labour", name="更换前刹车片", quantity=Decimal("0.5"), unit_price=Money.yuan(180))
PADS = NewItem("part", code="3CD698151", quantity=Decimal(2))
RECALL = NewItem("labour", name="召回检查", quantity=Decimal(1), unit_price=Money.yuan(200), payer="warranty")


@pytest.fixture(autouse=True)
def files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE, settings.OUTBOX_ROOT = tmp_path, "folder", tmp_path


def booked_and_signed(world: World) -> str:
    """The number of the order that the customer signed at 14:00, after booking a day before."""
    desk = world.desk
    booking = Booking(AT, car=CarWish(vehicle_id=world.vehicle))
    booked = book_appointment(actor=desk.actor, store_id=world.sid, booking=booking, at=AT - 24 * HOUR)
    jobs = [NewJob("制动异响", "早上有沙沙声", items=[LABOUR, PADS]), NewJob("召回", "召回通知", items=[RECALL])]
    return arriving.signed_visit(desk, vehicle_id=world.vehicle, jobs=jobs, appointment_number=booked.number)


def worked(world: World, number: str) -> None:
    """Two jobs: twenty minutes of the first are spent waiting: for parts that lie ready, then for him."""
    floor = world.floor
    order = works.OrderAtWork(number, tuple(job.id for job in view_of(world.desk, number).jobs))
    works.dispatched(floor, order)
    works.start(order, floor.wang, AT + 5 * MINUTE)
    works.pause(order, floor.wang, AT + 15 * MINUTE)
    counter = make_actor(world.store, "parts_clerk")
    issued = issue_order_parts(actor=counter, number=number, at=AT + 30 * MINUTE)
    works.start(order, floor.wang, AT + 35 * MINUTE)
    works.finish(order, floor.wang, AT + HOUR)
    works.start(order, floor.li, AT + 40 * MINUTE, job=1)
    works.finish(order, floor.li, AT + HOUR + 10 * MINUTE, job=1)
    assert [line.issued for line in issued.items] == [Decimal(2)]
    works.inspect(floor, order, AT + HOUR + 20 * MINUTE)
    final = workshop.Verdict("final", works.all_passed("final"))
    workshop.inspect_before_delivery(actor=floor.inspector, number=number, verdict=final, at=AT + HOUR + 25 * MINUTE)


def paid_and_delivered(world: World, number: str) -> None:
    """A wrong payment is taken back, then the customer pays in two ways and drives off."""
    actor, later = world.desk.actor, AT + 2 * HOUR
    settled = billing.settle_order(actor=actor, number=number, at=later)
    bill = next(one for one in settled.bills if one.payer == "customer")
    wrong = billing.take_payment(
        actor=actor, bill_id=bill.bill_id, tenders=[billing.Tender("cash", Money.yuan(50))], at=later
    )
    billing.reverse_payment(actor=actor, payment_id=wrong.payment_ids[0], reason="收错了", at=later)
    tenders = [billing.Tender("wechat", Money.yuan(1400)), billing.Tender("cash", Money.yuan(50))]
    assert billing.take_payment(actor=actor, bill_id=bill.bill_id, tenders=tenders, at=later).due == Money(0)
    reception.deliver_vehicle(actor=actor, number=number, note=arriving.NOTE, signature=PNG, at=AT + 3 * HOUR)
    for _ in range(5):
        with reading(system_actor("test")):
            waiting = list(StoredEvent.objects.filter(handled_at=None).values_list("pk", "store_id"))
        for event_id, store_id in waiting:
            handle(event_id, store_id)


def rows(model: Any, *columns: str) -> list[tuple[Any, ...]]:
    """The table's rows in the order in which they were written."""
    with reading(system_actor("test")):
        return list(model.objects.across_stores(reason="test").order_by("pk").values_list(*columns))


def test_the_books_after_a_visit_with_two_payers_a_wait_and_a_wrong_payment() -> None:
    world = World()
    article = make_article("3CD698151", "前刹车片", "680.00")
    stock_up(world.store, article, "10", "400.00")
    number = booked_and_signed(world)
    worked(world, number)
    paid_and_delivered(world, number)

    assert rows(StockEntry, "quantity", "cost", "on_hand_after", "reason") == [
        (Decimal(10), Money.yuan(4000), Decimal(10), "purchase"),
        (Decimal(-2), Money.yuan(-800), Decimal(8), "issue"),
    ]
    (shelf,) = list_stock(world.desk.actor, world.sid, StockFilter()).rows
    assert (shelf.on_hand, shelf.value) == (Decimal(8), Money.yuan(3200))
    wang, li = world.floor.wang.id, world.floor.li.id
    assert rows(JobClock, "technician", "started_at", "ended_at", "worked_on") == [
        (wang, AT + 5 * MINUTE, AT + 15 * MINUTE, TODAY),
        (wang, AT + 35 * MINUTE, AT + HOUR, TODAY),
        (li, AT + 40 * MINUTE, AT + HOUR + 10 * MINUTE, TODAY),
    ]
    assert rows(Waiting, "reason", "since", "until") == [
        ("parts_ready", AT + 15 * MINUTE, AT + 30 * MINUTE),
        ("ready", AT + 30 * MINUTE, AT + 35 * MINUTE),
    ]
    assert rows(Settlement, "total", "settled_on") == [(Money.yuan(1650), TODAY)]
    assert sorted(rows(Bill, "payer", "amount", "net", "tax", "due")) == [
        ("customer", Money.yuan(1450), Money(1_283_19), Money(166_81), Money(0)),
        ("warranty", Money.yuan(200), Money(176_99), Money(23_01), Money.yuan(200)),
    ]
    assert sorted(entry[0].fen for entry in rows(ReceivableEntry, "amount")) == [
        -1_400_00, -50_00, -50_00, 50_00, 200_00, 1_450_00,
    ]  # fmt: skip
    assert [(method, amount.fen) for method, amount in rows(Payment, "method", "amount")] == [
        ("cash", 50_00), ("cash", -50_00), ("wechat", 1_400_00), ("cash", 50_00),
    ]  # fmt: skip
    assert find_differences(world.desk.actor, world.sid, TODAY) == []
    assert rows(Appointment, "state") == [("ARRIVED",)]
    assert view_of(world.desk, number).head.state == "DELIVERED"
    reserved = rows(Reservation, "resource_kind", "released_at")
    assert sorted((kind, end is not None) for kind, end in reserved) == [
        ("bay", True), ("technician", True), ("technician", True),
    ]  # fmt: skip
    assert rows(FollowUp, "state") == [("DUE",)]
