"""A store's people and its cars through a day: each acts on a page or through the API, as chance has it.

Owns: the day, and what it saw itself of minutes and yuan. Does not own: what must hold afterwards (``test_store_day``).
"""

import base64
import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import PNG
from anxin.visit.workshop import rules
from tests.journeys.person import Person

MONDAY = date(2026, 11, 23)
OPENS = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Eight o'clock in China."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CARS, TECHNICIANS, BAYS, ADVISORS = 60, 12, 10, 4
SIGNATURE = base64.b64encode(PNG).decode()
LABOUR = (
    ({"kind": "labour", "name": "检查", "quantity": "0.5", "unit_price": "180.00"}, 30),
    (
        {"kind": "labour", "name": "更换", "quantity": "1.2", "unit_price": "220.00"},
        72,
    ),
)
PADS = {"kind": "part", "code": "3CD698151", "quantity": "1"}
PAUSES = ("parts", "approval", "tool", "break", "other_car")


@dataclass
class Job:
    """A job as the test sees it: minutes to do, what was worked and waited until now."""

    id: int
    minutes: int
    began: datetime | None = None
    stopped: datetime | None = None
    worked: int = 0
    waited: int = 0
    is_done: bool = False


@dataclass
class Car:
    """A car in the shop with its order and its jobs."""

    number: str
    jobs: list[Job]
    total: Money
    own: Money
    has_parts: bool
    is_sent_back: bool = False


@dataclass
class StoreDay:
    """The store's people, the clock, and what is still to happen."""

    random: Random
    store: Store
    advisors: list[Person]
    dispatcher: Person
    technicians: list[Person]
    inspector: Person
    clerk: Person
    cashier: Person
    at: datetime = OPENS
    agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    serial: Any = field(default_factory=count)
    cars: dict[str, Car] = field(default_factory=dict)
    worked: Counter[int] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        """What the program takes for the time."""
        return self.at

    def later(self, minutes: float, act: Callable[[], None]) -> None:
        """Something happens some whole minutes from now."""
        heapq.heappush(self.agenda, (self.at + int(minutes) * MINUTE, next(self.serial), act))

    def live(self, until: datetime) -> None:
        """Let everything happen in its order."""
        while self.agenda and self.agenda[0][0] <= until:
            self.at, _serial, act = heapq.heappop(self.agenda)
            act()

    def by_page(self, act: str) -> bool:
        """Whether it is a page's turn; the API takes the others."""
        is_page = self.random.random() < 0.5
        self.done[f"{act} {'page' if is_page else 'api'}"] += 1
        return is_page

    def arrive(self) -> None:
        """A car comes, is looked at, and its order is signed with a promise out of the book."""
        api = self.random.choice(self.advisors).api
        owner = make_customer(self.store, at=self.at)
        vehicle = make_vehicle(self.store, owner_id=owner, at=self.at)
        kept = api.call("receive_vehicle", {"store_id": self.store.pk, "car": {"vehicle_id": vehicle}})["number"]
        seen = {"odometer_km": 41286, "fuel_eighths": 4, "valuables": ["none"], "protective_set": "laid"}
        api.call("record_walk_around", seen, number=kept)
        has_parts = self.random.random() < 0.5
        chosen = [self.random.choice(LABOUR) for _job in range(self.random.choice((1, 1, 2)))]
        jobs = [
            {
                "title": f"项目{place}",
                "complaint": "客户原话",
                "items": [
                    {**labour, "payer": self.random.choice(("customer", "customer", "warranty"))},
                    *([PADS] if has_parts and place == 0 else []),
                ],
            }
            for place, (labour, _minutes) in enumerate(chosen)
        ]
        number = api.call("open_order_from_reception", {"jobs": jobs}, number=kept)["order_number"]
        order = api.call("get_repair_order", number=number)
        lines = [item for job in order["jobs"] for item in job["items"]]
        own = Money.sum(Money.yuan(item["amount"]) for item in lines if item["payer"] == "customer")
        confirmed = {
            "promised_at": order["head"]["promised_at"] or (self.at + 5 * HOUR).isoformat(),
            "old_parts": "boot", "wants_wash": False, "channel": "screen", "signature": SIGNATURE,
            "total": str(own), "also_sheet": True,
        }  # fmt: skip
        api.call("sign_order", confirmed, number=kept)
        todo = [Job(job["id"], minutes) for job, (_labour, minutes) in zip(order["jobs"], chosen, strict=True)]
        self.cars[number] = Car(number, todo, Money.yuan(order["total"]), own, has_parts)

    def place(self) -> None:
        """The dispatcher gives what nobody has, and looks again in ten minutes."""
        for row in self.dispatcher.api.call("unplaced_jobs", store_id=self.store.pk):
            car = self.cars[row["number"]]
            (job,) = [one for one in car.jobs if one.id == row["job_id"]]
            if self.by_page("place"):
                shown = self.dispatcher.browser.get(f"/workshop/dispatch/?job={job.id}").context["form"]
                begin = shown["planned_from"].value()
                form = {**shown.initial, "planned_from": begin.strftime("%Y-%m-%dT%H:%M"), "shares": ""}
                status = self.dispatcher.post(f"/workshop/orders/{car.number}/jobs/{job.id}/place/", form)
            else:
                plan = self.free_places()
                status = self.dispatcher.api.send("dispatch_job", plan, number=car.number, job_id=job.id).status_code
            self.done["placed" if status < 400 else "not placed"] += 1
        self.later(10, self.place)

    def free_places(self) -> dict[str, Any]:
        """Who and which bay is free first, as the board shows it."""
        board = self.dispatcher.api.call("day_plan", store_id=self.store.pk, query={"day": str(MONDAY)})

        def free_from(place: dict[str, Any]) -> datetime:
            ends = [datetime.fromisoformat(block["ends_at"]) for block in place["blocks"]]
            return max([rules.next_mark(self.at), *ends])

        someone, bay = (min(board[kind], key=free_from) for kind in ("technicians", "bays"))
        begin = max(free_from(someone), free_from(bay))
        return {
            "technicians": [{"technician_id": someone["id"]}], "planned_from": begin.isoformat(), "bay_id": bay["id"],
        }  # fmt: skip

    def take_up(self, technician: Person) -> None:
        """A technician looks at the phone and starts what comes first, or goes on with it."""
        day = technician.api.call("technician_day")
        jobs = [(one["job"]["number"], one["job"]["job_id"]) for one in day["jobs"]]
        for number, job_id in jobs:
            car = self.cars[number]
            job = next(one for one in car.jobs if one.id == job_id)
            if not job.is_done and (job.stopped is None or job.stopped <= self.at) and self.start(technician, car, job):
                return
        self.later(self.random.randint(4, 9), lambda: self.take_up(technician))

    def start(self, technician: Person, car: Car, job: Job) -> bool:
        """The clock runs; somebody else may have been faster."""
        path = f"/workshop/orders/{car.number}/jobs/{job.id}"
        if self.by_page("start"):
            status = technician.post(f"{path}/clock-on/")
        else:
            status = technician.api.send("clock_on", {}, number=car.number, job_id=job.id).status_code
        if status >= 400:
            return False
        if job.stopped is not None:
            job.waited += (self.at - job.stopped) // MINUTE
        job.began, job.stopped = self.at, None
        if car.has_parts and job is car.jobs[0] and not job.worked:
            self.clerk.api.call("issue_order_parts", {}, number=car.number)
        pace = self.random.uniform(0.8, 1.3)
        left = max(int(job.minutes * pace) - job.worked, 5)
        if self.random.random() < 0.3 and left > 12:
            self.later(left // 2, lambda: self.pause(technician, car, job))
        else:
            self.later(left, lambda: self.finish(technician, car, job))
        return True

    def stop(self, technician: Person, job: Job) -> None:
        """What the test itself keeps of a stretch."""
        assert job.began is not None
        minutes = (self.at - job.began) // MINUTE
        job.worked += minutes
        self.worked[technician.id] += minutes
        job.began = None

    def pause(self, technician: Person, car: Car, job: Job) -> None:
        """The clock stops for a reason; the technician looks for other work and comes back."""
        path, reason = f"/workshop/orders/{car.number}/jobs/{job.id}", self.random.choice(PAUSES)
        if self.by_page("pause"):
            assert technician.post(f"{path}/pause/", {"reason": reason}) == 303
        else:
            technician.api.call("pause_job", {"reason": reason}, number=car.number, job_id=job.id)
        self.stop(technician, job)
        job.stopped = self.at
        self.later(self.random.randint(5, 25), lambda: self.take_up(technician))

    def finish(self, technician: Person, car: Car, job: Job) -> None:
        """The job is done; when all are, the inspector comes."""
        path, words = f"/workshop/orders/{car.number}/jobs/{job.id}", {"cause": "磨损", "correction": "更换"}
        if self.by_page("finish"):
            form = {**dict.fromkeys(rules.CHECKS["self"], "yes"), **words}
            assert technician.post(f"{path}/finish/", form) == 303
        else:
            technician.api.call("finish_job", {**words, "checks": checks("self")}, number=car.number, job_id=job.id)
        self.stop(technician, job)
        job.is_done = True
        if all(one.is_done for one in car.jobs):
            self.later(self.random.randint(3, 15), lambda: self.inspect(car))
        self.later(self.random.randint(1, 5), lambda: self.take_up(technician))

    def inspect(self, car: Car) -> None:
        """The general inspection; one car in ten goes back once."""
        if not car.is_sent_back and self.random.random() < 0.1:
            job = car.jobs[0]
            found = [{**one, "passed": one["code"] != "function"} for one in checks("general")]
            verdict = {"checks": found, "note": "还有异响", "rework_job_ids": [job.id]}
            self.inspector.api.call("inspect_order", verdict, number=car.number)
            car.is_sent_back, job.is_done, job.minutes = True, False, job.worked + 10
            return
        if self.by_page("inspect"):
            assert self.inspector.post(f"/workshop/inspection/{car.number}/") == 303
        else:
            assert self.inspector.api.call("inspect_order", {"checks": checks("general")}, number=car.number)["passed"]
        self.later(self.random.randint(2, 20), lambda: self.settle(car))

    def settle(self, car: Car) -> None:
        """The customer pays, the others later; then the car is handed over."""
        if self.by_page("settle"):
            pays = {"act": "pay", "method_customer": "wechat"} if car.own else {"act": "settle"}
            form = {"seen_total": str(car.total.fen), **pays}
            assert self.cashier.post(f"/cashier/orders/{car.number}/settle/", form) == 303
        else:
            settled = self.cashier.api.call("settle_order", number=car.number, key=f"settle-{car.number}")
            for bill in settled["bills"]:
                if bill["payer"] == "customer":
                    half = str(Money.yuan(bill["due"]).split([1, 1])[0])
                    for amount in (half, str(Money.yuan(bill["due"]) - Money.yuan(half))):
                        paid = {"tenders": [{"method": "cash", "amount": amount}]}
                        self.cashier.api.call("take_payment", paid, bill_id=bill["bill_id"])
        self.later(self.random.randint(2, 15), lambda: self.deliver(car))

    def deliver(self, car: Car) -> None:
        """The customer signs and drives off."""
        final = {"checks": checks("final")}
        assert self.advisors[0].api.call("inspect_before_delivery", final, number=car.number)["passed"]
        note = {"rating": 5, "channel": "screen", "signature": SIGNATURE}
        assert self.advisors[0].api.call("deliver_vehicle", note, number=car.number)["state"] == "DELIVERED"
        self.done["delivered"] += 1

    def handle_events(self) -> None:
        """What the worker does."""
        with reading(system_actor("test")):
            waiting = list(StoredEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", "store_id"))
        for event_id, store_id in waiting:
            handle(event_id, store_id)
        self.later(5, self.handle_events)


def checks(level: str) -> list[dict[str, Any]]:
    return [{"code": code, "passed": True} for code in rules.CHECKS[level]]
