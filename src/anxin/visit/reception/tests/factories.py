"""Makes receptions for the tests of this and higher modules, through the commands."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.billing import commands as billing
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.reception import commands, queries
from anxin.visit.reception.commands import CarWish, DamageMark, NextService, NoteWish, Precaution, WalkAround
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders.commands import Confirmations
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.tests.factories import DONE, LABOUR, PART, PNG, FrontDesk, view_of

__all__ = ["PNG", "FrontDesk", "make_cash_desk"]

SCRATCH = DamageMark("scratch", 0.11, 0.72, "front_bumper_left", "约 4 cm")
NOTE = NoteWish(
    precautions=(Precaution("更换前刹车片", "200 公里内避免急刹"),),
    next_services=(NextService("机油机滤", due_km=46_286),),
    is_very_satisfied=True,
)


def receive(desk: FrontDesk, *, vehicle_id: int | None = None, at: datetime = AT, **more: Any) -> commands.KeptReception:
    """A received car of the store's."""
    car = CarWish(vehicle_id=vehicle_id or make_vehicle(desk.store, at=at))
    return commands.receive_vehicle(actor=desk.actor, store_id=desk.store.pk, car=car, at=at, **more)


def seen(**more: Any) -> WalkAround:
    """A whole walk-around with one scratch."""
    given: dict[str, Any] = {
        "odometer_km": 41_286,
        "fuel_eighths": 4,
        "valuables": ("recorder",),
        "protective_set": "laid",
        "marks": (SCRATCH,),
    }
    return WalkAround(**(given | more))


def walked_around(desk: FrontDesk, *, at: datetime = AT, locker: str = "", **more: Any) -> commands.KeptReception:
    """A received car with the draft of its sheet."""
    kept = receive(desk, at=at, **more)
    commands.record_walk_around(actor=desk.actor, number=kept.number, seen=seen(locker=locker), at=at)
    return kept


def signed_visit(desk: FrontDesk, *, at: datetime = AT, jobs: Any = (), **more: Any) -> str:
    """The number of an order that was signed together with its walk-around."""
    kept = walked_around(desk, at=at, concerns="" if jobs else "头几脚刹车有沙沙声", **more)
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, jobs=jobs, at=at)
    if not jobs:
        (job,) = view_of(desk, opened.order_number).jobs
        repair_orders.propose_items(actor=desk.actor, number=opened.order_number, job_id=job.id, items=[LABOUR, PART], at=at)
    commands.sign_order(
        actor=desk.actor,
        number=kept.number,
        confirmations=Confirmations(at + timedelta(hours=3), "boot", True),
        signature=PNG,
        also_sheet=True,
        at=at,
    )
    return opened.order_number


def settled_visit(desk: FrontDesk, *, at: datetime = AT, is_paid: bool = True, **more: Any) -> str:
    """The number of an order that is settled and, unless told otherwise, paid; two hours after the arrival."""
    number = signed_visit(desk, at=at, **more)
    for job in view_of(desk, number).jobs:
        repair_orders.start_job(actor=desk.actor, number=number, job_id=job.id, at=at + timedelta(minutes=10))
        repair_orders.finish_job(actor=desk.actor, number=number, job_id=job.id, at=at + timedelta(hours=1), **DONE)
    repair_orders.pass_inspection(actor=desk.actor, number=number, at=at + timedelta(hours=1, minutes=10))
    settled = billing.settle_order(actor=desk.actor, number=number, at=at + timedelta(hours=2))
    if is_paid:
        for bill in settled.bills:
            if bill.due:
                tender = billing.Tender("cash", bill.due)
                billing.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[tender], at=at + timedelta(hours=2))
    return number


def with_quality_period(desk: FrontDesk, number: str) -> None:
    """The parts of an order got 30 days or 5,000 km."""
    with unit_of_work(desk.actor, "test", writable=True):
        items = Item.objects.across_stores(reason="test").filter(repair_order__number=number, kind="part")
        items.update(quality_days=30, quality_km=5_000)


def view(desk: FrontDesk, number: str) -> queries.ReceptionView:
    """The reception whole."""
    return queries.get_reception(desk.actor, number)


def facts(desk: FrontDesk) -> list[str]:
    """Names of what reception announced, in order."""
    with reading(desk.actor):
        names = StoredEvent.objects.filter(name__startswith="reception.").order_by("pk")
        return [event.name.partition(".")[2] for event in names]


def photo_bytes(words: str = "") -> bytes:
    """A photo; words make it another one."""
    picture = Image.new("RGB", (160, 120), "grey")
    ImageDraw.Draw(picture).text((10, 10), words or "car", fill="white")
    encoded = BytesIO()
    picture.save(encoded, "JPEG")
    return encoded.getvalue()
