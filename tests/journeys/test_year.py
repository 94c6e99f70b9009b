"""A year of bookings in time-lapse (M04, R-AP06): no hour is promised twice, none is lost, and whoever is away, closed or
late is respected.

Told through the commands that people and jobs call; after each day the book is compared with what the test itself knows
of people, bays and opening hours.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection

from anxin.holdings.parts.commands import tell_arrival
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.commands import change_bay, set_holiday, set_store_hours
from anxin.parties.org.models import Bay, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.people.commands import record_absence
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.queries import open_subjects
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.capacity import commands as capacity
from anxin.resources.capacity.queries import Needs, Work, list_unfinished_work
from anxin.resources.capacity.tests.factories import make_workshop
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package
from anxin.visit.appointments import commands as booking
from anxin.visit.appointments.commands import Booking, CarWish, SlotFull, StoreClosed
from anxin.visit.appointments.models import Appointment
from anxin.visit.repair_orders.commands import ORDER_KIND, NewItem, NewJob, cancel_repair_order, open_repair_order

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 1)
WEEKS, DAYS_A_WEEK = 52, 3
MECHANICS, BAYS, CARS = 2, 2, 4
WORK, BAY, DESK = "work.mechanical", "bay.mechanical", "reception"
HOURS = {day: [(time(8), time(18))] for day in range(6)} | {6: [(time(9), time(12))]}
"""Sundays are short. Only a few days of each week are lived through, so that the year takes less than a minute."""
PROMISED = 24
"""Minutes of a technician's half hour that may be promised (80 %)."""
ASKED = 60
"""Minutes that a booking for maintenance without a package holds."""
APPOINTMENT = "appointments.appointment"
VISIT = "test.visit"


@dataclass
class Shop:
    """The store, and what the test knows of it beside the program."""

    random: Random
    store: Store
    mechanics: list[Employee]
    bays: list[int]
    vehicles: list[int]
    article: PartArticle
    package: str
    days: list[date]
    closed: set[date] = field(default_factory=set)
    away: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))
    walk_ins: tuple[int, int, int] = (0, 0, 0)
    """A car without bookings, its customer, and the advisor who takes it."""
    bays_in_use: int = BAYS
    visits: dict[tuple[str, int], str] = field(default_factory=dict)
    """What is in the shop, with the number of its order if it has one."""
    serial: int = 0
    done: Counter[str] = field(default_factory=Counter)

    def soon(self, today: date, ahead: int) -> date:
        """One of the next days that are lived through."""
        place = self.days.index(today)
        return self.random.choice(self.days[place + 1 : place + 1 + ahead])

    @property
    def actor(self) -> Any:
        return system_actor("test")

    def at(self, day: date, hour: float) -> datetime:
        return self.store.clock.at(day, time(int(hour), int(hour % 1 * 60)))

    def size(self, starts_at: datetime, pool: str) -> int:
        """Units of a pool in a half hour, by the test's own reckoning."""
        local = self.store.clock.local(starts_at)
        spans = HOURS[local.weekday()]
        if local.date() in self.closed or not any(opens <= local.time() < closes for opens, closes in spans):
            return 0
        present = MECHANICS - len(self.away[local.date()])
        return {WORK: PROMISED * present, BAY: 30 * self.bays_in_use, DESK: CARS}[pool]

    def visit(self) -> DocumentRef:
        self.serial += 1
        self.visits[VISIT, self.serial] = ""
        return DocumentRef(VISIT, self.serial)


def make_shop() -> Shop:
    store, mechanics = make_workshop(technicians=MECHANICS, bays=BAYS)
    set_store_hours(actor=system_actor("test"), store_id=store.pk, hours=HOURS, at=store.clock.at(FIRST, time(6)))
    with reading(system_actor("test")):
        bays = list(Bay.objects.across_stores(reason="test").values_list("pk", flat=True))
    article = make_article()
    package = make_package(make_operation(hours="0.80"), article).code
    vehicles = [make_vehicle(store) for _number in range(60)]
    random = Random(2026)
    weeks = [sorted(random.sample(range(7), DAYS_A_WEEK)) for _week in range(WEEKS + 4)]
    days = [FIRST + timedelta(days=7 * week + day) for week, chosen in enumerate(weeks) for day in chosen]
    customer = make_customer(store)
    walk_ins = (make_vehicle(store, owner_id=customer), customer, make_employee(store).pk)
    return Shop(random, store, mechanics, bays, vehicles, article, package, days, walk_ins=walk_ins)


def wished(shop: Shop, today: date) -> datetime:
    return shop.at(shop.soon(today, 5), shop.random.randrange(16, 26) / 2)


def book(shop: Shop, today: date, now: datetime) -> None:
    """A customer calls; who cannot come then takes the first offer, which must hold."""
    package = shop.package if shop.random.random() < 0.2 else ""
    wanted_at, car = wished(shop, today), CarWish(vehicle_id=shop.random.choice(shop.vehicles))
    about: dict[str, Any] = {"actor": shop.actor, "store_id": shop.store.pk, "at": now}
    try:
        booking.book_appointment(booking=Booking(wanted_at, car=car, package_code=package), **about)
    except SlotFull as full:
        shop.done["refused"] += 1
        if full.offers:
            again = Booking(full.offers[0].starts_at, car=car, package_code=package)
            instead(shop, lambda: booking.book_appointment(booking=again, **about))
    except (StoreClosed, booking.AlreadyBooked):
        shop.done["refused"] += 1
    else:
        shop.done["booked"] += 1


def instead(shop: Shop, take: Callable[[], Any]) -> None:
    try:
        take()
    except booking.AlreadyBooked:
        return
    shop.done["booked instead"] += 1


def expected(shop: Shop, **when: Any) -> list[Appointment]:
    with reading(shop.actor):
        rows = Appointment.objects.across_stores(reason="test").filter(state="BOOKED", **when)
        return list(rows.order_by("wanted_at", "pk"))


def change_minds(shop: Shop, today: date, now: datetime) -> None:
    for row in expected(shop, wanted_at__gt=now):
        chance = shop.random.random()
        about: dict[str, Any] = {"actor": shop.actor, "number": row.number, "at": now}
        if chance < 0.03:
            booking.cancel_appointment(reason="客户改天", **about)
            shop.done["cancelled"] += 1
        elif chance < 0.08:
            try:
                booking.move_appointment(wanted_at=wished(shop, today), **about)
                shop.done["moved"] += 1
            except (SlotFull, StoreClosed, booking.AlreadyBooked):
                shop.done["not moved"] += 1


def disturb(shop: Shop, today: date, now: datetime) -> None:
    """After bookings stand: somebody falls ill, a day is closed, a bay breaks or is back, a part comes later."""
    day = shop.soon(today, 4)
    chance = shop.random.random()
    if chance < 0.30:
        ill = shop.random.choice(shop.mechanics).pk
        if ill not in shop.away[day]:
            record_absence(actor=shop.actor, employee_id=ill, kind="sick", starts_on=day, ends_on=day, at=now)
            shop.away[day].add(ill)
            shop.done["away"] += 1
    elif chance < 0.44 and day not in shop.closed:
        set_holiday(actor=shop.actor, store_id=shop.store.pk, day=day, kind="closed", name="盘点", at=now)
        shop.closed.add(day)
        shop.done["closed"] += 1
    elif chance < 0.54:
        kind = "general" if shop.bays_in_use < BAYS else "reception"
        change_bay(actor=shop.actor, bay_id=shop.bays[0], kind=kind, is_high_voltage=False, at=now)
        shop.bays_in_use = BAYS if kind == "general" else BAYS - 1
        shop.done["bays"] += 1
    elif chance < 0.70:
        about: dict[str, Any] = {"actor": shop.actor, "store_id": shop.store.pk, "article_id": shop.article.pk}
        tell_arrival(expected_at=shop.at(day, 10), words="", at=now, **about)
        shop.done["late parts"] += 1


def live(shop: Shop, today: date) -> None:
    """Cars come or not, walk-ins are taken in, work ends or goes on; then the night and its jobs."""
    for row in expected(shop, wanted_on=today):
        chance = shop.random.random()
        if chance < 0.8:
            booking.mark_arrived(actor=shop.actor, number=row.number, document=shop.visit(), at=row.wanted_at)
            shop.done["arrived"] += 1
        elif chance < 0.9:
            booking.mark_no_show(actor=shop.actor, number=row.number, at=row.wanted_at + timedelta(hours=1))
    if today not in shop.closed and shop.random.random() < 0.6:
        walk_in(shop, shop.at(today, 9.5))
    for (kind, number), order in list(shop.visits.items()):
        if shop.random.random() < 0.85:
            end = shop.at(today, 17.5)
            if order:
                cancel_repair_order(actor=shop.actor, number=order, reason="修好了", at=end)
            else:
                document = DocumentRef(kind, number)
                capacity.release_holds(actor=shop.actor, store_id=shop.store.pk, document=document, at=end)
            del shop.visits[kind, number]


def walk_in(shop: Shop, come: datetime) -> None:
    """A car without a booking: its order takes hours out of the same book, or work goes before what is promised."""
    about: dict[str, Any] = {"actor": shop.actor, "store_id": shop.store.pk, "at": come}
    hours = shop.random.choice((0.5, 1.5, 2.5))
    if shop.random.random() < 0.5:
        vehicle, customer, advisor = shop.walk_ins
        labour = NewItem("labour", name="检查", quantity=Decimal(str(hours)), unit_price=Money.yuan(180))
        jobs = [NewJob("检查", items=[labour])]
        opened = open_repair_order(vehicle_id=vehicle, customer_id=customer, advisor_id=advisor, jobs=jobs, **about)
        shop.visits[ORDER_KIND, opened.id] = opened.number
        shop.done["orders"] += 1
    else:
        needs = Needs((Work("mechanical", int(60 * hours)),))
        capacity.hold_time(document=shop.visit(), needs=needs, starts_at=come, is_forced=True, **about)
        shop.done["walked in"] += 1


def pass_the_night(shop: Shop, night: datetime) -> None:
    about: dict[str, Any] = {"actor": shop.actor, "store_id": shop.store.pk, "at": night}
    booking.mark_missed_appointments(**about)
    documents = list_unfinished_work(shop.actor, shop.store.pk, night)
    carried = capacity.carry_over_work(documents=documents, **about)
    shop.done["carried over"] += carried.documents
    told = booking.tell_endangered(**about)
    shop.done["told"] += told.told
    shop.done["settled"] += told.settled


def holds_of(shop: Shop) -> Iterator[tuple[datetime, str, str, int, int, bool]]:
    """(half hour, pool, kind and id of the document, units, forced) of everything that is held, past and to come."""
    with reading(shop.actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.starts_at, s.pool, h.document_kind, h.document_id, h.units, h.is_forced"
            " FROM capacity_capacityhold h JOIN capacity_capacityslot s ON s.id = h.slot_id"
            " WHERE h.released_at IS NULL ORDER BY s.starts_at, h.id"
        )
        yield from cursor.fetchall()


def counted_by_the_program(shop: Shop) -> dict[tuple[datetime, str], int]:
    with reading(shop.actor), connection.cursor() as cursor:
        cursor.execute("SELECT starts_at, pool, held FROM capacity_capacityslot WHERE held > 0")
        return {(at, pool): held for at, pool, held in cursor.fetchall()}


def check(shop: Shop, night: datetime) -> None:
    """What the judge asks, after each day."""
    waiting = {row.pk: row for row in expected(shop, wanted_at__gt=night)}
    told = open_subjects(shop.actor, shop.store.pk, "appointments.replan").keys()
    held, soft, minutes = Counter[Any](), Counter[Any](), Counter[int]()
    for starts_at, pool, kind, number, units, is_forced in holds_of(shop):
        held[starts_at, pool] += units
        of_booking = kind == APPOINTMENT and number in waiting
        assert of_booking or (kind, number) in shop.visits, "held by what has ended"
        assert starts_at + timedelta(minutes=30) > night, "work of the past is done or goes on later"
        if is_forced or (of_booking and number in told):
            soft[starts_at, pool] += units
        if pool == WORK and of_booking:
            minutes[number] += units
    assert dict(held) == counted_by_the_program(shop), "each half hour is counted once"
    over = {place: units - shop.size(*place) for place, units in held.items() if units > shop.size(*place)}
    assert [place for place, excess in over.items() if excess > soft[place]] == [], "promised twice, and nobody was told"
    lost = [row.number for row in waiting.values() if minutes[row.pk] != (48 if row.package_code else ASKED)]
    assert lost == [], "a booking without its hours"
    assert told <= waiting.keys()
    shop.done["over"] += bool(over)


def analyse() -> None:
    """What the database does by itself between transactions: this whole year is one."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE anxin_owner")
        cursor.execute("ANALYZE capacity_capacityhold, capacity_capacityslot, appointments_appointment, work_task")
        cursor.execute("SET ROLE anxin_app")


def test_a_year_of_bookings_in_time_lapse() -> None:
    shop = make_shop()
    for place, today in enumerate(shop.days[: WEEKS * DAYS_A_WEEK]):
        if place % 12 == 1:
            analyse()
        now, night = shop.at(today, 7.5), shop.at(today + timedelta(days=1), 2.75)
        for _each in range(shop.random.randrange(2, 5)):
            book(shop, today, now)
        change_minds(shop, today, now)
        disturb(shop, today, now)
        live(shop, today)
        pass_the_night(shop, night)
        check(shop, night)
    often = ("refused", "booked instead", "cancelled", "moved", "arrived", "away", "walked in", "orders", "told", "settled")
    assert [kind for kind in often if shop.done[kind] < 15] == []
    assert [kind for kind in ("closed", "bays", "late parts", "carried over", "over") if shop.done[kind] < 5] == []
    assert shop.done["booked"] + shop.done["booked instead"] > 350
