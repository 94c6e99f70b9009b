"""A store with an advisor, a technician, a parts clerk, an inspector and a cashier for each client, and a visit of a car through the API.

Owns: the rows that a visit needs, the requests of a visit. Does not own: the measuring.
"""

import http.client
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from time import perf_counter
from typing import Any

POSTS = ("service_advisor", "technician", "parts_clerk", "quality_inspector", "cashier")
SELF = ("work_complete", "torque", "leaks", "clean")


@dataclass(frozen=True, slots=True)
class Shop:
    """The store's id and brand, codes of the catalogue, and for each client the tokens by post."""

    store_id: int
    operations: tuple[str, ...]
    articles: tuple[str, ...]
    tokens: tuple[dict[str, str], ...]
    checks: dict[str, list[str]]


def make_shop(clients: int, posts: tuple[str, ...] = POSTS) -> Shop:
    """Make store, staff, catalogue and tokens, with the factories of the tests."""
    from anxin.holdings.parts.tests.factories import stock_up
    from anxin.parties.org import stores
    from anxin.parties.org.commands import SetParameter, set_parameter
    from anxin.parties.org.models import ApiToken
    from anxin.parties.org.sign_in import digest
    from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
    from anxin.parties.people.tests.factories import make_employee
    from anxin.resources.catalog.tests.factories import make_article, make_operation, make_rate
    from anxin.visit.workshop.rules import CHECKS

    store = make_store("LG")
    store.time_zone = _zone_of_the_morning(datetime.now(UTC))
    store.save(update_fields=["time_zone"])
    stores.forget()
    if "dispatcher" not in posts:
        whoever = SetParameter("workshop.dispatch_first", "store", store.pk, "false", AT.date(), "bench")
        set_parameter(actor=make_actor(store, "administrator"), change=whoever, at=AT)
    make_rate("240")
    operations = [make_operation(name=f"更换部件{place}").code for place in range(2)]
    articles = [make_article(name=f"部件{place}") for place in range(3)]
    for article in articles:
        stock_up(store, article, "1000000")
    people = []
    for _client in range(clients):
        tokens = {}
        for post in posts:
            user = make_user(store, post)
            make_employee(store, post, user=user, skills="mechanical")
            tokens[post] = secrets.token_urlsafe(32)
            ApiToken.objects.create(
                user=user, name="bench", digest=digest(tokens[post]), scopes=["*"], created_at=datetime.now(UTC)
            )
        people.append(tokens)
    checks = {level: list(codes) for level, codes in CHECKS.items()}
    return Shop(store.pk, tuple(operations), tuple(article.number for article in articles), tuple(people), checks)


class Client:
    """One person at each post, on one kept connection; ``steps`` collects seconds by step."""

    serial = count(1)

    def __init__(self, shop: Shop, port: int, place: int) -> None:
        self.shop, self.tokens = shop, shop.tokens[place]
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.steps: dict[str, list[float]] = {}
        self.before_step: Callable[[str], None] = lambda _step: None

    def send(self, step: str, post: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """One POST with a key of its own, or a GET without a body; ends the program when it is not carried out."""
        self.before_step(step)
        headers = {
            "Authorization": f"Bearer {self.tokens[post]}",
            "Idempotency-Key": uuid.uuid4().hex,
            "Content-Type": "application/json",
        }
        begin = perf_counter()
        said_in = None if body is None else json.dumps(body)
        self.connection.request("GET" if body is None else "POST", f"/api/v1{path}", said_in, headers)
        response = self.connection.getresponse()
        said = response.read()
        self.steps.setdefault(step, []).append(perf_counter() - begin)
        if response.status >= 300:
            raise RuntimeError(f"{step}: {response.status} {said[:600].decode()}")
        answer: dict[str, Any] = json.loads(said)
        return answer

    def visit(self) -> str:
        """Carry out one visit; returns the order's number."""
        number = next(self.serial)
        shop, advisor = self.shop, "service_advisor"
        customer = self.send(
            "customer",
            advisor,
            "/crm/customers",
            {"store_id": shop.store_id, "name": f"客户{number}", "phone": f"139{number:08d}"},
        )
        vehicle = self.send(
            "vehicle",
            advisor,
            "/crm/vehicles",
            {"store_id": shop.store_id, "plate": _plate(number), "model_name": "远行", "owner_id": customer["customer_id"]},
        )
        items = [{"kind": "labour", "code": code} for code in shop.operations]
        items += [{"kind": "part", "code": code, "quantity": "1"} for code in shop.articles]
        opened = self.send(
            "open",
            advisor,
            "/repair-orders",
            {
                "store_id": shop.store_id,
                "vehicle_id": vehicle["vehicle_id"],
                "customer_id": customer["customer_id"],
                "jobs": [{"title": "制动异响", "complaint": "早上头几脚有沙沙声", "items": items}],
            },
        )
        order, (job_id,) = opened["number"], opened["job_ids"]
        total = self.send("read", advisor, f"/repair-orders/{order}", None)["total"]
        promised = (datetime.now(UTC) + timedelta(hours=4)).isoformat()
        self.send(
            "authorise",
            advisor,
            f"/repair-orders/{order}/authorise",
            {"promised_at": promised, "old_parts": "boot", "wants_wash": False, "total": total, "channel": "paper"},
        )
        job = f"/workshop/orders/{order}/jobs/{job_id}"
        self.send("start", "technician", f"{job}/start", {})
        self.send("issue", "parts_clerk", f"/repair-orders/{order}/issue-parts", {})
        self.send(
            "finish", "technician", f"{job}/finish", {"cause": "磨损", "correction": "更换", "checks": self.all("self")}
        )
        self.send("inspect", "quality_inspector", f"/workshop/orders/{order}/inspect", {"checks": self.all("general")})
        settled = self.send("settle", "cashier", f"/billing/repair-orders/{order}/settle", {})
        bill = settled["bills"][0]
        self.send(
            "pay",
            "cashier",
            f"/billing/bills/{bill['bill_id']}/payments",
            {"tenders": [{"method": "wechat", "amount": bill["due"]}]},
        )
        return order

    def all(self, level: str) -> list[dict[str, Any]]:
        """Every item of a checklist in order."""
        return [{"code": code, "passed": True} for code in self.shop.checks[level]]


def _zone_of_the_morning(now: datetime) -> str:
    """The zone in which it is nine o'clock now: the store has a whole day before it, whenever this runs."""
    east = (9 - now.hour + 12) % 24 - 12
    # The names of these zones count westwards.
    return f"Etc/GMT{-east:+d}"


def _plate(number: int) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    high, low = divmod(number, 1000)
    return f"粤{letters[high // 24 % 24]}{letters[high % 24]}A{low:03d}"
