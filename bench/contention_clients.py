"""The people of the fight: each takes whatever act comes next on whatever order, and notes what the program told.

Owns: the orders that are fought over, what was told, and the acts. Does not own: the shop, the length, the verdict.
"""

import http.client
import json
import random
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from staffed_shop import SELF, Client, Shop

REFUSED = {403, 404, 409, 412, 422, 428}
EVERY_ACT = {
    *("open", "sign", "place", "drop", "move", "recall", "start", "pause", "finish", "write", "add", "approve", "inspect"),
    *("deposit", "settle", "pay", "reverse", "unlock"),
}
SENT_BACK = 0.1
TIMES_AS_LONG = 30
RIGHT_ONE = 0.8
"""How often the technician who has the job starts it."""
WRITTEN_UP = 60
"""Words that one job takes before its field is full."""


@dataclass
class Fought:
    """An order that everybody works on: its number, jobs, and the bill once it is settled."""

    number: str
    jobs: tuple[int, ...]
    bill: int | None = None
    words: Counter[int] = field(default_factory=Counter)
    given: dict[int, int] = field(default_factory=dict)
    workers: dict[int, int] = field(default_factory=dict)
    is_over: bool = False


@dataclass
class Field:
    """What the clients share, and what they were told."""

    shop: Shop
    technicians: list[int]
    bays: list[int]
    most: int
    seconds: float
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

    def is_to_go_on(self, seconds: float) -> bool:
        """Whether time is left after ``seconds``, or an act was not carried out yet."""
        with self.lock:
            missing = EVERY_ACT - {act for act, times in self.done.items() if times}
        return seconds < self.seconds or (bool(missing) and seconds < TIMES_AS_LONG * self.seconds)

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
        acts = [self.write, self.write, self.place, self.drop, self.move, self.recall, self.start, self.start, self.pause]
        acts += [
            self.finish,
            self.finish,
            self.more,
            self.inspect,
            self.inspect,
            self.settle,
            self.settle,
            self.pay,
            self.pay,
        ]
        acts += [self.give_back, self.deposit, self.unlock]
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
        self.give("place", "dispatch", order)

    def drop(self, order: Fought) -> None:
        """Put a job on the board as the dispatcher's page does: look what would come of it, then let go."""
        job_id, address = self.job(order)
        plan = self.plan()
        wish = {"starts_at": plan["planned_from"], "bay_id": plan["bay_id"]}
        asked = urlencode(wish)
        path = f"/workshop/stores/{self.shop.store_id}/jobs/{job_id}/placing?{asked}"
        shown = self.ask("preview", "dispatcher", path, None, method="GET")
        if shown:
            self.ask("drop", "dispatcher", f"{address}/drop", {**wish, "seen": shown["stand"]})

    def move(self, order: Fought) -> None:
        """Give it to somebody else, or elsewhere."""
        self.give("move", "move", order)

    def give(self, act: str, verb: str, order: Fought) -> None:
        """Place or move a job; who has it is remembered, for only he may start it."""
        job_id, address = self.job(order)
        plan = self.plan()
        if self.ask(act, "dispatcher", f"{address}/{verb}", plan):
            with self.ground.lock:
                order.given[job_id] = plan["technicians"][0]["technician_id"]

    def recall(self, order: Fought) -> None:
        """Take it off the board."""
        self.ask("recall", "dispatcher", f"{self.job(order)[1]}/recall", {})

    def start(self, order: Fought) -> None:
        """The technician's clock."""
        job_id, address = self.job(order)
        anybody = self.chance.choice(self.ground.technicians)
        for_whom = {"technician_id": order.given.get(job_id, anybody) if self.chance.random() < RIGHT_ONE else anybody}
        started = self.ask("start", "service_manager", f"{address}/start", for_whom)
        if started:
            with self.ground.lock:
                order.workers[job_id] = for_whom["technician_id"]
                self.ground.clocks.add(started["clock_id"])

    def pause(self, order: Fought) -> None:
        """Stop whoever began the job last, if he still works on it."""
        job_id, address = self.job(order)
        if job_id in order.workers:
            self.ask(
                "pause", "service_manager", f"{address}/pause", {"reason": "parts", "technician_id": order.workers[job_id]}
            )

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

    def deposit(self, order: Fought) -> None:
        """Money before the settlement."""
        body = {"tenders": [{"method": "cash", "amount": self.chance.choice(["50.00", "5.00"])}]}
        taken = self.ask("deposit", "cashier", f"/billing/repair-orders/{order.number}/deposits", body)
        if taken:
            with self.ground.lock:
                self.ground.paid += taken["payment_ids"]

    def unlock(self, order: Fought) -> None:
        """The settlement is taken back; whoever holds the old bill is refused from then on."""
        body = {"reason": "开错抬头"}
        if order.bill and self.ask("unlock", "finance_manager", f"/billing/repair-orders/{order.number}/unlock", body):
            order.bill = None

    def give_back(self, order: Fought) -> None:
        """A payment of somebody's goes back."""
        with self.ground.lock:
            payment = self.chance.choice(self.ground.paid) if self.ground.paid and order.bill else None
        if payment and self.ask("reverse", "finance_manager", f"/billing/payments/{payment}/reverse", {"reason": "收错"}):
            with self.ground.lock:
                self.ground.reversed.append(payment)
