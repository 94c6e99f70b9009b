"""Eight people settle, place, clock, write, approve and pay on the same few orders: nothing is lost, no number is missing.

    .venv/bin/python bench/contention.py [--seconds 60] [--orders 6]

Against the program as an installation runs it. Every answer is either carried out or a refusal that says why (409, 422,
428, 403); at the end the books are asked for each rule, what each client was told is compared with what stands, and the
program ends with 1 if anything differs. Prints how often each act was carried out and refused.
"""

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from contention_books import find_faults
from own_database import own_database
from own_server import own_server
from staffed_shop import POSTS, SELF, Client, Shop, make_shop

CLIENTS = 8
REFUSED = {403, 404, 409, 412, 422, 428}
STAFF = (*POSTS, "dispatcher", "finance_manager", "service_manager")
SENT_BACK = 0.1
WRITTEN_UP = 60
"""Words that one job takes before its field is full."""


@dataclass
class Fought:
    """An order that everybody works on: its number, jobs, and the bill once it is settled."""

    number: str
    jobs: tuple[int, ...]
    bill: int | None = None
    words: Counter[int] = field(default_factory=Counter)
    is_over: bool = False


@dataclass
class Field:
    """What the clients share, and what they were told."""

    shop: Shop
    technicians: list[int]
    bays: list[int]
    most: int
    orders: list[Fought] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    words: list[tuple[str, int, str]] = field(default_factory=list)
    approved: list[int] = field(default_factory=list)
    paid: list[int] = field(default_factory=list)
    reversed: list[int] = field(default_factory=list)
    clocks: set[int] = field(default_factory=set)

    def pick(self, chance: random.Random) -> Fought | None:
        """One of the orders that are fought over."""
        with self.lock:
            return chance.choice(self.orders) if self.orders else None


class Fighter(Client):
    """One client with a person at each post, who takes whatever act comes next on whatever order."""

    def __init__(self, ground: Field, port: int, place: int) -> None:
        super().__init__(ground.shop, port, place)
        self.ground, self.chance = ground, random.Random(place)

    def ask(self, act: str, post: str, path: str, body: Any, *, method: str = "POST", version: int | None = None) -> Any:
        """Send; the answer when it was carried out, None when it was refused."""
        headers = {"Authorization": f"Bearer {self.tokens[post]}", "Content-Type": "application/json"}
        if method != "GET":
            headers["Idempotency-Key"] = uuid.uuid4().hex
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        for attempt in (1, 2):
            try:
                self.connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
                answer = self.connection.getresponse()
                said = answer.read()
                break
            except (http.client.HTTPException, OSError):
                # The same key again: whatever came of the first attempt, it is carried out once.
                self.connection.close()
                if attempt == 2:
                    raise
        with self.ground.lock:
            if answer.status < 300:
                self.ground.done[act] += 1
            elif answer.status in REFUSED:
                self.ground.refused[act] += 1
                self.ground.why[f"{act} {answer.status} {json.loads(said).get('code', '')}"] += 1
            else:
                self.ground.broken.append(f"{act}: {answer.status} {said[:300].decode(errors='replace')}")
        return json.loads(said) if answer.status < 300 and said else None

    def act(self) -> None:
        """One act on one order, or a new order when few are left."""
        ground = self.ground
        with ground.lock:
            ground.orders = [one for one in ground.orders if not one.is_over]
            short = len(ground.orders) < ground.most
        order = None if short else ground.pick(self.chance)
        if order is None:
            self.open()
            return
        acts = [self.write, self.write, self.place, self.move, self.recall, self.start, self.start, self.pause, self.finish]
        acts += [self.finish, self.more, self.inspect, self.inspect, self.settle, self.settle, self.pay, self.pay]
        acts += [self.give_back]
        self.chance.choice(acts)(order)

    def open(self) -> None:
        """A signed order with two jobs, from then on everybody's."""
        number = next(self.serial)
        name = {"store_id": self.shop.store_id, "name": f"客户{number}", "phone": f"137{number:08d}"}
        customer = self.ask("customer", "service_advisor", "/crm/customers", name)
        car = {"store_id": self.shop.store_id, "plate": f"粤B{number:05d}", "owner_id": customer["customer_id"]}
        vehicle = self.ask("vehicle", "service_advisor", "/crm/vehicles", car)
        wished = {
            "store_id": self.shop.store_id, "vehicle_id": vehicle["vehicle_id"], "customer_id": customer["customer_id"],
            "jobs": [
                {"title": title, "complaint": "客户原话", "items": [{"kind": "labour", "code": code}]}
                for title, code in zip(("制动", "底盘"), self.shop.operations, strict=True)
            ],
        }  # fmt: skip
        opened = self.ask("open", "service_advisor", "/repair-orders", wished)
        total = self.ask("read", "service_advisor", f"/repair-orders/{opened['number']}", None, method="GET")["total"]
        promised = (datetime.now(UTC) + timedelta(hours=4)).isoformat()
        yes = {"promised_at": promised, "old_parts": "boot", "wants_wash": False, "total": total, "channel": "paper"}
        if self.ask("sign", "service_advisor", f"/repair-orders/{opened['number']}/authorise", yes):
            with self.ground.lock:
                self.ground.orders.append(Fought(opened["number"], tuple(opened["job_ids"])))

    def job(self, order: Fought) -> tuple[int, str]:
        """One of its jobs, with the address of its acts."""
        job_id = self.chance.choice(order.jobs)
        return job_id, f"/workshop/orders/{order.number}/jobs/{job_id}"

    def write(self, order: Fought) -> None:
        """Read what stands in a field, put a word behind it, and send it with the version that was read."""
        job_id, _address = self.job(order)
        if order.words[job_id] > WRITTEN_UP:
            return
        seen = self.ask("read", "service_advisor", f"/repair-orders/{order.number}", None, method="GET")
        (job,) = [one for one in seen["jobs"] if one["id"] == job_id]
        word = f"{self.chance.randrange(36**4):x};"
        path, change = f"/repair-orders/{order.number}/jobs/{job_id}", {"correction": job["correction"] + word}
        if self.ask("write", "service_advisor", path, change, method="PATCH", version=job["version"]):
            with self.ground.lock:
                self.ground.words.append((order.number, job_id, word))
                order.words[job_id] += 1

    def plan(self) -> dict[str, Any]:
        """Somebody, somewhere, some time today."""
        begin = datetime.now(UTC) + timedelta(minutes=15 * self.chance.randrange(16))
        return {
            "technicians": [{"technician_id": self.chance.choice(self.ground.technicians)}],
            "planned_from": begin.isoformat(),
            "planned_to": (begin + timedelta(minutes=45)).isoformat(),
            "bay_id": self.chance.choice(self.ground.bays),
        }

    def place(self, order: Fought) -> None:
        """Give a job to somebody."""
        self.ask("place", "dispatcher", f"{self.job(order)[1]}/dispatch", self.plan())

    def move(self, order: Fought) -> None:
        """Give it to somebody else, or elsewhere."""
        self.ask("move", "dispatcher", f"{self.job(order)[1]}/move", self.plan())

    def recall(self, order: Fought) -> None:
        """Take it off the board."""
        self.ask("recall", "dispatcher", f"{self.job(order)[1]}/recall", {})

    def start(self, order: Fought) -> None:
        """The technician's clock."""
        for_whom = {"technician_id": self.chance.choice(self.ground.technicians)}
        started = self.ask("start", "service_manager", f"{self.job(order)[1]}/start", for_whom)
        if started:
            with self.ground.lock:
                self.ground.clocks.add(started["clock_id"])

    def pause(self, order: Fought) -> None:
        """Stop whoever works on the job."""
        body = {"reason": "parts", "technician_id": self.chance.choice(self.ground.technicians)}
        self.ask("pause", "service_manager", f"{self.job(order)[1]}/pause", body)

    def finish(self, order: Fought) -> None:
        """The job is done."""
        done = {"cause": "磨损", "checks": [{"code": code, "passed": True} for code in SELF]}
        self.ask("finish", "service_manager", f"{self.job(order)[1]}/finish", done)

    def more(self, order: Fought) -> None:
        """Something is added, and the customer says yes at once."""
        job_id, _address = self.job(order)
        wish = {
            "items": [{"kind": "labour", "name": "增项", "quantity": "0.1", "unit_price": "60.00"}],
            "wish": {"words": "顺便看看", "said_by": "owner"},
        }
        added = self.ask("add", "service_advisor", f"/repair-orders/{order.number}/jobs/{job_id}/items", wish)
        if added:
            path = f"/repair-orders/{order.number}/decide-items"
            decided = [{"item_id": one, "decision": "APPROVED"} for one in added["item_ids"]]
            if self.ask("approve", "service_advisor", path, {"decisions": decided}):
                with self.ground.lock:
                    self.ground.approved += added["item_ids"]
            else:
                declined = [{**one, "decision": "DECLINED", "reason": "先不做"} for one in decided]
                self.ask("decline", "service_advisor", path, {"decisions": declined})

    def inspect(self, order: Fought) -> None:
        """The general inspection, which now and then sends a job back."""
        if self.chance.random() < SENT_BACK:
            checks = [{**one, "passed": one["code"] != "function"} for one in self.all("general")]
            body = {"checks": checks, "note": "有异响", "rework_job_ids": [self.chance.choice(order.jobs)]}
        else:
            body = {"checks": self.all("general")}
        self.ask("inspect", "quality_inspector", f"/workshop/orders/{order.number}/inspect", body)

    def settle(self, order: Fought) -> None:
        """Bill it."""
        settled = self.ask("settle", "cashier", f"/billing/repair-orders/{order.number}/settle", {})
        if settled:
            order.bill = settled["bills"][0]["bill_id"] if settled["bills"] else None
            order.is_over = order.bill is None

    def pay(self, order: Fought) -> None:
        """A part of what is due, or the rest of it."""
        if order.bill is None:
            return
        amount = self.chance.choice(["100.00", "48.00", "24.00", "1.00"])
        body = {"tenders": [{"method": self.chance.choice(["cash", "wechat"]), "amount": amount}]}
        taken = self.ask("pay", "cashier", f"/billing/bills/{order.bill}/payments", body)
        if taken:
            order.is_over = taken["due"] == "0.00"
            with self.ground.lock:
                self.ground.paid += taken["payment_ids"]

    def give_back(self, order: Fought) -> None:
        """A payment of somebody's goes back."""
        with self.ground.lock:
            payment = self.chance.choice(self.ground.paid) if self.ground.paid and order.bill else None
        if payment and self.ask("reverse", "finance_manager", f"/billing/payments/{payment}/reverse", {"reason": "收错"}):
            with self.ground.lock:
                self.ground.reversed.append(payment)


def main() -> None:
    """Make the shop, fight, look at what stands."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--orders", type=int, default=6)
    given = parser.parse_args()
    with own_database(durable=True) as url, tempfile.TemporaryDirectory() as home:
        ground = make_ground(given.orders)
        with own_server(url, Path(home)) as serving:
            fight(ground, serving.port, given.seconds)
            log = (Path(home) / "web.log").read_text(errors="replace")
        faults = [*ground.broken, *find_faults(url, ground)]
        for act in sorted({*ground.done, *ground.refused}):
            print(f"{act:10} {ground.done[act]:6} done {ground.refused[act]:6} refused")
        for reason, times in ground.why.most_common(40):
            print(f"  {times:6} {reason}")
        print(f"{sum(ground.done.values())} acts carried out, {sum(ground.refused.values())} refused, {len(faults)} faults")
        for fault in faults[:40]:
            print("FAULT", fault)
        if ground.broken:
            print(log[-4000:])
        sys.exit(1 if faults else 0)


def make_ground(most: int) -> Field:
    """A store with people at every post for each client, and bays for them."""
    from anxin.parties.org.models import Store
    from anxin.parties.org.queries import system_actor
    from anxin.parties.org.tests.factories import make_bay
    from anxin.parties.people.models import Employee
    from anxin.platform.scope import reading

    shop = make_shop(CLIENTS, STAFF)
    store = Store.objects.get(pk=shop.store_id)
    bays = [make_bay(store).pk for _each in range(CLIENTS)]
    with reading(system_actor("bench")):
        people = Employee.objects.across_stores(reason="bench").filter(post="technician")
        technicians = list(people.values_list("pk", flat=True))
    return Field(shop, technicians, bays, most)


def fight(ground: Field, port: int, seconds: float) -> None:
    """Let every client act until the time is over."""
    begin = perf_counter()

    def work(place: int) -> None:
        fighter = Fighter(ground, port, place)
        try:
            while perf_counter() - begin < seconds:
                fighter.act()
        except BaseException as failure:
            ground.broken.append(f"client {place}: {failure!r}")

    threads = [threading.Thread(target=work, args=[place]) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
