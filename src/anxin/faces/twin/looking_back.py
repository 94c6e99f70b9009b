"""Visits of the past that chance seldom makes: late ones whose customers were told, bills on account of several ages, and
an express order that was late and free. Through the commands, each at its time, before the history around them is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from anxin.faces.twin import words
from anxin.faces.twin.chances import MINUTE, local, quarter_after
from anxin.faces.twin.floor import Floor
from anxin.faces.twin.people import PlannedCar
from anxin.faces.twin.plan import PlannedDay, PlannedJob, PlannedVisit
from anxin.faces.twin.playing import PlayedVisit
from anxin.faces.twin.steps import Step, decide_late_express, handle_events
from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.visit.billing import commands as billing
from anxin.visit.billing.parameters import LATE_EXPRESS_FREE
from anxin.visit.promises import commands as promises
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders.commands import NewItem, NewJob

ON_ACCOUNT = (50, 33, 12, 4)
"""So many days ago the same customer came and paid later."""
CREDIT, CREDIT_DAYS = Money.yuan(20_000), 15
EXPRESS_AGO = 1
FIRST_CAR, LAST_CAR = (9, 40), (16, 0)
"""Between these the work on an added visit begins."""
SERIAL = 500_000
PRICE = Money.yuan(680)


@dataclass(slots=True)
class AddedVisit(PlayedVisit):
    """A visit of labour only, so that it leaves the stock alone."""

    told_at: datetime | None = None
    is_express: bool = False
    is_on_account: bool = False

    def steps(self) -> list[Step]:
        """The steps of a visit, the lane before the signature, what the customer is told, and the leave before the bill."""
        visit, more = self.visit, []
        if self.is_express:
            more += [(visit.opened_at, self._hurry), (visit.inspected_at, self._give_leave)]
        if self.told_at is not None:
            more.append((self.told_at, self._tell))
        added = [(at, visit.serial, 50 + place, act) for place, (at, act) in enumerate(more)]
        # A list method would compare the functions of steps at the same instant.
        return sorted([*PlayedVisit.steps(self), *added], key=lambda step: step[:3])

    def _new_jobs(self) -> list[NewJob]:
        job = self.visit.jobs[0]
        labour = NewItem("labour", name=job.title, quantity=Decimal("0.5"), unit_price=PRICE)
        return [NewJob(job.title, job.complaint, items=[labour])]

    def _hurry(self, at: datetime) -> None:
        orders.set_express_lane(actor=self.advisor, number=self.order, is_express=True, at=at)

    def _give_leave(self, at: datetime) -> None:
        decide_late_express(self.floor, self.order, at, approve=True)

    def _tell(self, at: datetime) -> None:
        promises.tell_customer(
            actor=self.advisor,
            number=self.order,
            promised_at=quarter_after(self.visit.delivered_at + 30 * MINUTE),
            how="call",
            words=words.SORRY,
            reason="等配件",
            at=at,
        )

    def _pay(self, at: datetime) -> None:
        if not self.is_on_account:
            PlayedVisit._pay(self, at)
            return
        for bill in self.bills:
            if bill.payer == "customer" and bill.due:
                billing.charge_to_account(actor=self.floor.one("cashier").actor, bill_id=bill.bill_id, at=at)


@dataclass(slots=True)
class LookingBack:
    """The added visits of one store, between those that chance has planned."""

    floor: Floor
    fleet: Sequence[PlannedCar]
    past: Sequence[PlannedDay]
    made: int = field(default=0)

    def add(self, *, with_express: bool) -> int:
        """Play them; returns how many."""
        seen = {visit.car for day in self.past for visit in day.visits}
        cars = [car for car in range(len(self.fleet)) if car not in seen]
        if len(cars) < 2:
            return 0
        days = [self.past[-ago] for ago in ON_ACCOUNT if ago <= len(self.past)]
        if days:
            self._grant(cars[0], days[0].day)
        for place, day in enumerate(days):
            # One was told in time, one too late, the others not at all.
            self._play(day, cars[0], is_on_account=True, lateness=(0, 0, -10, 10)[place % 4])
        if with_express and len(self.past) >= EXPRESS_AGO:
            day = self.past[-EXPRESS_AGO]
            at = local(day.day, 8, 0)
            change = SetParameter(LATE_EXPRESS_FREE.code, "store", self.floor.store.id, True, day.day, "演示")
            set_parameter(actor=system_actor("twin"), change=change, at=at)
            self._play(day, cars[1], is_express=True)
        return self.made

    def _grant(self, car: int, day: date) -> None:
        finance = self.floor.one("finance_manager").actor
        billing.grant_credit(
            actor=finance,
            store_id=self.floor.store.id,
            customer_id=self.floor.cars[car][1],
            limit=CREDIT,
            days=CREDIT_DAYS,
            until=day + timedelta(days=365),
            at=local(day, 8, 30),
        )

    def _play(
        self, day: PlannedDay, car: int, *, is_on_account: bool = False, is_express: bool = False, lateness: int = 0
    ) -> None:
        visit = self._planned(day, car)
        if visit is None:
            return
        told_at = visit.promised_at + lateness * MINUTE if lateness else None
        added = AddedVisit(self.floor, visit, told_at=told_at, is_express=is_express, is_on_account=is_on_account)
        for at, _serial, _place, act in added.steps():
            act(at)
        handle_events(self.floor.store.id)
        self.made += 1

    def _planned(self, day: PlannedDay, car: int) -> PlannedVisit | None:
        """A visit of an hour's work where a technician and a bay of that day are free; it ends after its promise."""
        found = _gap(day)
        if found is None:
            return None
        begin, technician, bay = found
        end = begin + 60 * MINUTE
        planned = self.fleet[car]
        odometer = planned.odometer_km + (day.day - self.past[0].day).days * planned.km_a_day + 20
        plan = (technician, bay, begin, end, ((begin, end),))
        job = PlannedJob("更换机油机滤", "到了保养里程", "正常保养", "已更换，油位正常", "", "customer", *plan)
        return PlannedVisit(
            serial=SERIAL + self.made,
            day=day.day,
            car=car,
            advisor=self.made % 2,
            purpose="maintenance",
            odometer_km=odometer,
            booking=None,
            arrived_at=begin - 20 * MINUTE,
            walked_at=begin - 15 * MINUTE,
            interviewed_at=begin - 12 * MINUTE,
            opened_at=begin - 10 * MINUTE,
            signed_at=begin - 6 * MINUTE,
            promised_at=begin + 45 * MINUTE,
            dispatched_at=begin - 3 * MINUTE,
            jobs=(job,),
            rework=None,
            inspected_at=end + 8 * MINUTE,
            settled_at=end + 16 * MINUTE,
            paid_at=end + 20 * MINUTE,
            methods=(("wechat", 100),),
            delivered_at=end + 26 * MINUTE,
            calls=(),
        )


def _gap(day: PlannedDay) -> tuple[datetime, int, int] | None:
    """An hour and ten minutes in which a technician and the bay that he works on are free, as early as can be."""
    jobs = [job for visit in day.visits for job in visit.jobs]
    begin, last = local(day.day, *FIRST_CAR), local(day.day, *LAST_CAR)
    while begin <= last:
        for job in jobs:
            if job.payer == "customer" and all(_is_apart(one, job, begin, day) for one in jobs):
                return begin, job.technician, job.bay
        begin += 5 * MINUTE
    return None


def _is_apart(one: PlannedJob, own: PlannedJob, begin: datetime, day: PlannedDay) -> bool:
    if one.technician != own.technician and one.bay != own.bay:
        return True
    redone = [visit.rework.finished_at for visit in day.visits if visit.rework and visit.jobs[0] is one]
    until = max(one.planned_to, one.finished_at, *redone)
    return until + 5 * MINUTE <= begin or begin + 70 * MINUTE <= min(one.planned_from, one.started_at)
