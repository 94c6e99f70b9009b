"""Reads of sold cars: to be handed over, handed over, by whom, and how."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxin.holdings.vehicle_sales import permissions, rules
from anxin.holdings.vehicle_sales.models import DeliveryTeam, HandOver, SoldCar
from anxin.holdings.vehicle_sales.parameters import INTRODUCED_TARGET
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query

MOST_CARS = 500


@dataclass(frozen=True, slots=True)
class TeamView:
    """The three of a week with their names."""

    week_on: date
    version: int
    sales_id: int
    sales_name: str
    service_id: int
    service_name: str
    relations_id: int
    relations_name: str


@dataclass(frozen=True, slots=True)
class SoldCarRow:
    """A sold car; ``handed_over_on`` None while it is to be handed over. ``is_introduced`` None before.

    ``waive_reason`` says why it goes without a passed inspection, if somebody let it.
    """

    id: int
    version: int
    store_id: int
    vehicle_id: int
    customer_id: int
    vin: str
    plate: str
    model_name: str
    customer_name: str
    planned_on: date
    handed_over_on: date | None
    is_introduced: bool | None
    is_cancelled: bool
    inspection_number: str
    has_passed_inspection: bool
    waive_reason: str

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be handed over."""
        return self.handed_over_on is None and not self.is_cancelled

    @property
    def is_ready(self) -> bool:
        """Whether nothing of the inspection keeps it from its customer."""
        return self.has_passed_inspection or bool(self.waive_reason)


@dataclass(frozen=True, slots=True)
class HandOverView:
    """The signed checklist; ``items`` are (code, done)."""

    items: tuple[tuple[str, bool], ...]
    sales_name: str
    service_name: str
    relations_name: str
    words: str
    signature: bytes
    at: datetime


@query(permissions.SEE)
def list_sold_cars(actor: Actor, store_id: int, since: date) -> list[SoldCarRow]:
    """Cars to be handed over, the earliest day first, then those handed over on a day or after, the newest first."""
    rows = _rows(actor).filter(store_id=store_id, cancelled_at=None)
    waiting = rows.filter(handed_over_at=None).order_by("planned_on", "pk")[:MOST_CARS]
    done = list(rows.filter(handed_over_on__gte=since).order_by("-handed_over_at", "-pk")[:MOST_CARS])
    told = HandOver.objects.visible_to(actor, permissions.SEE).filter(sold_car__in=[one.pk for one in done])
    introduced = dict(told.values_list("sold_car_id", "is_introduced"))
    return [*(_row(one, None) for one in waiting), *(_row(one, introduced.get(one.pk)) for one in done)]


@query(permissions.SEE)
def get_sold_car(actor: Actor, sold_car_id: int) -> SoldCarRow:
    """One sold car.

    :raises NotFound: unknown or out of scope
    """
    one: SoldCar = _rows(actor).one(pk=sold_car_id)
    told = HandOver.objects.visible_to(actor, permissions.SEE).filter(sold_car=one).first()
    return _row(one, told.is_introduced if told else None)


@query(permissions.SEE)
def find_hand_over(actor: Actor, sold_car_id: int) -> HandOverView | None:
    """The signed checklist of a sold car, if it was handed over."""
    rows = HandOver.objects.visible_to(actor, permissions.SEE).select_related("sales", "service", "relations")
    row = rows.filter(sold_car_id=sold_car_id).first()
    if row is None:
        return None
    return HandOverView(
        tuple((code, bool(row.items[code])) for code in rules.ITEMS),
        row.sales.name,
        row.service.name,
        row.relations.name,
        row.words,
        bytes(row.signature),
        row.at,
    )


@query(permissions.SEE)
def find_team(actor: Actor, store_id: int, day: date) -> TeamView | None:
    """The three of a day's week, if they are named."""
    rows = DeliveryTeam.objects.visible_to(actor, permissions.SEE).select_related("sales", "service", "relations")
    row = rows.filter(store_id=store_id, week_on=rules.week_of(day)).first()
    if row is None:
        return None
    return TeamView(
        row.week_on,
        row.version,
        row.sales_id,
        row.sales.name,
        row.service_id,
        row.service.name,
        row.relations_id,
        row.relations.name,
    )


@query(permissions.SEE)
def introduced_share(actor: Actor, store_id: int, since: date, until: date) -> rules.IntroducedShare:
    """New cars handed over on the days of a span, and the customers introduced to the service department (R-DL14)."""
    actor.require(permissions.SEE, store_id)
    rows = HandOver.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, sold_car__handed_over_on__range=(since, until)
    )
    said = list(rows.values_list("is_introduced", flat=True))
    return rules.IntroducedShare(len(said), sum(said), value(INTRODUCED_TARGET, store_id, until))


def _rows(actor: Actor) -> Any:
    return SoldCar.objects.visible_to(actor, permissions.SEE).select_related("vehicle", "customer")


def _row(one: SoldCar, is_introduced: bool | None) -> SoldCarRow:
    return SoldCarRow(
        one.pk,
        one.version,
        one.store_id,
        one.vehicle_id,
        one.customer_id,
        one.vehicle.vin or "",
        one.vehicle.plate or "",
        one.vehicle.model_name,
        one.customer.name,
        one.planned_on,
        one.handed_over_on,
        is_introduced,
        one.cancelled_at is not None,
        one.inspection_number,
        one.has_passed_inspection,
        one.waive_reason,
    )
