"""What the boards call a car, and how many cars are in the shop for what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.formats import plate_or_vin
from anxin.visit.repair_orders.queries import InShopRow, list_in_shop, promise_clock
from anxin.visit.workshop import permissions

IN_ORDER = ("OPEN", "AUTHORISED", "DISPATCHED", "IN_PROGRESS", "WORK_FINISHED", "INSPECTED", "SETTLED")


def mark_of(plate: str | None, vin: str | None, model_name: str, customer_name: str) -> str:
    """The plate without its province; of a car without one what every page calls it, else model and customer."""
    return plate[2:] if plate else plate_or_vin(plate, vin) or f"{model_name} {customer_name}".strip()


@dataclass(frozen=True, slots=True)
class ShopCount:
    """Cars in the shop: (state in words, how many) in the order of a visit; ``queue`` are those for the inspection, ``cars``
    all of them."""

    parts: tuple[tuple[str, int], ...]
    queue: tuple[InShopRow, ...]
    cars: tuple[InShopRow, ...] = ()

    @property
    def total(self) -> int:
        """All of them: what the parts sum to."""
        return sum(count for _words, count in self.parts)


@query(permissions.SEE)
def count_shop(actor: Actor, store_id: int) -> ShopCount:
    """How many cars are in a store's shop, by state. Three statements."""
    cars = list_in_shop(actor, store_id)
    counts: dict[str, int] = {}
    for car in sorted(cars, key=lambda one: IN_ORDER.index(one.state)):
        counts[car.state_label] = counts.get(car.state_label, 0) + 1
    queue = sorted((car for car in cars if car.state == "WORK_FINISHED"), key=lambda car: car.queue_rank)
    return ShopCount(tuple(counts.items()), tuple(queue), tuple(cars))


def cars_in_danger(cars: Iterable[InShopRow], ends: Mapping[int, datetime], now: datetime) -> tuple[int, int]:
    """Of cars with their expected ends: how many are past their promise, and how many are expected after it."""
    clocks = [
        promise_clock(car.promised_at, ends[car.id], now, begun_at=car.opened_at, near_minutes=0)
        for car in cars
        if car.id in ends
    ]
    return sum(one.level == "late" for one in clocks), sum(one.minutes > 0 and one.level != "late" for one in clocks)
