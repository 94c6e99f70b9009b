"""What else lies on the desks of the running day: a car that has just come, an answer that is waited for, reasons of
no-shows, warranty terms, what waiting costs. Through the commands; the plan of the visits knows nothing of it.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from anxin.faces.twin import catalogue, words
from anxin.faces.twin.catalogue import COMPONENTS, DemoBrand
from anxin.faces.twin.floor import Floor
from anxin.faces.twin.new_cars import sell_new_cars
from anxin.faces.twin.sides import ON_SEVERAL_SIDES
from anxin.holdings.coverage.commands import TermWish, set_warranty_terms
from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.queries import system_actor
from anxin.platform.money import ZERO, Money
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.queries import list_packages
from anxin.visit.appointments import commands as appointments
from anxin.visit.appointments import permissions as booking
from anxin.visit.appointments.models import Appointment
from anxin.visit.promises import commands as promises
from anxin.visit.reception import commands as reception
from anxin.visit.reception import permissions as front_desk
from anxin.visit.reception.models import Reception
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop import permissions as workshop_permissions
from anxin.visit.workshop.commands import NewFinding
from anxin.visit.workshop.models import JobClock
from anxin.visit.workshop.parameters import BAY_HOUR, CAR_HOUR, TECHNICIAN_HOUR

NO_SHOW_REASONS = ("forgot", "elsewhere", "changed_mind", "not_reachable", "forgot", "time_not_kept", "other")
"""Of the last no-shows; the newest ones still wait for theirs."""
STILL_ASKED = 3
FOUND = (
    ("前刹车片只剩 3 毫米", "制动距离变长", "now", Money.yuan(480)),
    ("雨刮片硬化开裂", "雨天看不清", "soon", Money.yuan(160)),
    ("空调滤芯积灰", "出风有异味", "watch", Money.yuan(120)),
)
MARKS = (words.MARK,)
LATER = timedelta(minutes=40)
SHORT_VARIANT = 2
"""Variants of an article from this one on are in no store's opening stock."""


def set_terms(brand_ids: dict[str, int], at: datetime) -> None:
    """The warranty terms of the brands: the whole car, its powertrain, what wears, and of new-energy models the rest."""
    wished = [
        TermWish(group, months, km, brand_id)
        for brand_id in brand_ids.values()
        for group, months, km in (("whole", 36, 100_000), ("powertrain", 60, 150_000), ("wear", 6, 10_000))
    ]
    wished += [TermWish("new_energy", 96, 120_000, brand_id) for brand_id in brand_ids.values()]
    set_warranty_terms(actor=system_actor("twin"), terms=wished, at=at)


def set_costs(on: date, at: datetime) -> None:
    """What an hour costs the demo group, so that its waiting ledger shows money."""
    for limit, yuan in ((BAY_HOUR, 60), (TECHNICIAN_HOUR, 80), (CAR_HOUR, 15)):
        change = SetParameter(limit.code, "group", 0, Money.yuan(yuan).fen, on, "演示")
        set_parameter(actor=system_actor("twin"), change=change, at=at)


def lay_out(floor: Floor, brand: DemoBrand, at: datetime) -> None:
    """Everything of one store, after its running day was played until ``at``."""
    _explain_no_shows(floor, at)
    number = _receive_one_more(floor, brand, at)
    others = _here(floor, without=number)
    reception.flag_visit(actor=floor.advisor(0).actor, number=number, kind="complaint_prone", reason="上次等了很久", at=at)
    if others:
        reception.flag_visit(actor=floor.advisor(0).actor, number=others[0], kind="mystery", reason="问得很细", at=at)
    _send_link(floor, at)
    _talk_and_tell(floor, at)
    sell_new_cars(floor, brand, at)


def _explain_no_shows(floor: Floor, at: datetime) -> None:
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        rows = _own(Appointment, floor, booking.SEE).filter(state="NO_SHOW", no_show_reason="", ended_at__lt=at)
        numbers = list(rows.order_by("-wanted_at", "pk").values_list("number", flat=True))
    asked = numbers[STILL_ASKED : STILL_ASKED + 2 * len(NO_SHOW_REASONS)]
    clerk = floor.one("follow_up_clerk").actor
    for place, number in enumerate(asked):
        reason = NO_SHOW_REASONS[place % len(NO_SHOW_REASONS)]
        said = "临时出差" if reason == "other" else ""
        appointments.record_no_show_reason(actor=clerk, number=number, reason=reason, words=said, at=at)


def _receive_one_more(floor: Floor, brand: DemoBrand, at: datetime) -> str:
    """A walk-in at the desk: things in a locker, a part that is short, a discount beyond the advisor's own limit."""
    advisor = floor.advisor(0).actor
    kept = reception.receive_vehicle(
        actor=advisor,
        store_id=floor.store.id,
        car=reception.CarWish(vehicle_id=_a_free_car(floor, at)),
        concerns="保养，顺便换机滤",
        at=at,
    )
    seen = reception.WalkAround(fuel_eighths=4, valuables=("recorder",), locker="3", protective_set="laid", marks=MARKS)
    reception.record_walk_around(actor=advisor, number=kept.number, seen=seen, at=at)
    package = list_packages(system_actor("twin"), floor.store.id)[0]
    jobs = [
        NewJob(package.name, package_code=package.code),
        NewJob("更换配件", items=[NewItem("part", _short_article(brand))]),
        NewJob("检查底盘", items=[_labour("检查底盘", Money.yuan(300), discount=Money.yuan(120))]),
    ]
    promised_at = at + timedelta(hours=3)
    reception.open_order_from_reception(actor=advisor, number=kept.number, jobs=jobs, promised_at=promised_at, at=at)
    return kept.number


def _send_link(floor: Floor, at: datetime) -> None:
    """A customer reads on the phone what was found on the car that is being worked on."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        clocks = _own(JobClock, floor, workshop_permissions.SEE).filter(ended_at=None)
        clock: Any = clocks.select_related("repair_order").order_by("pk").first()
    if clock is None:
        return
    technician = next(one for one in _technicians(floor) if one.employee_id == clock.technician_id)
    for found, harm, urgency, price in FOUND:
        items = [_labour(found, price)]
        finding = NewFinding(found, urgency, items, harm=harm, extra_minutes=20)
        workshop.report_finding(
            actor=technician.actor, number=clock.repair_order.number, job_id=clock.job_id, finding=finding, at=at
        )
    orders.send_approval_link(
        actor=floor.advisor(0).actor, number=clock.repair_order.number, by_message=False, at=at + timedelta(seconds=1)
    )


def _talk_and_tell(floor: Floor, at: datetime) -> None:
    """Words between workshop and desk; cars at work get late, the customer of the first has been told, the others wait."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        clocks: Any = _own(JobClock, floor, workshop_permissions.SEE).filter(ended_at=None).order_by("pk")
        rows = [
            (clock.repair_order.number, clock.job_id, clock.technician_id, clock.repair_order.promised_at)
            for clock in clocks.select_related("repair_order")[:3]
        ]
    advisor = floor.advisor(0).actor
    for place, (number, job_id, technician_id, promised_at) in enumerate(rows):
        technician = next(one.actor for one in _technicians(floor) if one.employee_id == technician_id)
        until = max(promised_at or at, at) + LATER
        promises.say_delay(actor=technician, number=number, job_id=job_id, until=until, reason="parts", at=at)
        if place == 0:
            promises.write_note(actor=technician, number=number, words="前轮螺栓锈死，正在处理", at=at)
            promises.tell_customer(
                actor=advisor,
                number=number,
                promised_at=until + LATER,
                how="call",
                words=words.SORRY,
                reason="等配件",
                at=at,
            )
            promises.ask_progress(actor=advisor, number=number, at=at)


def _technicians(floor: Floor) -> tuple[Any, ...]:
    return (*floor.people["technician"], *floor.people["body_technician"])


def _labour(name: str, price: Money, discount: Money = ZERO) -> NewItem:
    return NewItem("labour", name=name, quantity=Decimal(1), unit_price=price, discount=discount)


def _short_article(brand: DemoBrand) -> str:
    part = next(one for one in COMPONENTS if one.price and one.name not in ON_SEVERAL_SIDES)
    return catalogue.article_number(brand, part.name, SHORT_VARIANT)


def _a_free_car(floor: Floor, at: datetime) -> int:
    """The last car of the fleet that is neither here nor expected."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        here = _own(Reception, floor, front_desk.SEE).filter(ended_at=None)
        booked = _own(Appointment, floor, booking.SEE).filter(state="BOOKED")
        taken = {*here.values_list("vehicle_id", flat=True), *booked.values_list("vehicle_id", flat=True)}
    return next(vehicle for vehicle, _customer in reversed(floor.cars) if vehicle not in taken)


def _here(floor: Floor, without: str) -> list[str]:
    """Receptions of cars that are in the shop, the newest first."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        rows = _own(Reception, floor, front_desk.SEE).filter(ended_at=None)
        return list(rows.exclude(number=without).order_by("-arrived_at").values_list("number", flat=True))


def _own(model: Any, floor: Floor, permission: str) -> Any:
    """Rows of this store."""
    return model.objects.visible_to(system_actor("twin"), permission).filter(store_id=floor.store.id)
