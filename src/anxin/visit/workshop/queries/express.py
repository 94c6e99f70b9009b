"""The express lanes (R-WS11, R-WS12): which share of the technicians serves which share of the cars of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.workshop import parameters, permissions, placing
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.queries.cards import planned_on
from anxin.visit.workshop.queries.floor import TechnicianPlan, day_plan

BODY_TRADES = ("body", "paint")
LANES = (
    ("maintenance", parameters.EXPRESS_TECHNICIANS, parameters.EXPRESS_CARS),
    ("body_paint", parameters.EXPRESS_BODY_TECHNICIANS, parameters.EXPRESS_BODY_CARS),
)


@dataclass(frozen=True, slots=True)
class LaneShare:
    """A lane on a day: its technicians of all on duty in the trade, and the cars they served of all of the kind.

    The parameters say how few technicians should serve how many cars.
    """

    kind: str
    technicians: int
    all_technicians: int
    cars: int
    all_cars: int
    most_technicians_percent: int
    least_cars_percent: int

    @property
    def technicians_percent(self) -> int | None:
        """None where nobody of the trade is on duty."""
        return round(100 * self.technicians / self.all_technicians) if self.all_technicians else None

    @property
    def cars_percent(self) -> int | None:
        """None where no car of the kind was placed."""
        return round(100 * self.cars / self.all_cars) if self.all_cars else None

    @property
    def is_reached(self) -> bool:
        """The lane serves its share of the cars; a day without cars misses nothing."""
        return self.cars_percent is None or self.cars_percent >= self.least_cars_percent

    @property
    def has_too_many(self) -> bool:
        """More technicians than the lane should take."""
        return self.technicians_percent is not None and self.technicians_percent > self.most_technicians_percent


@query(permissions.SEE)
def list_lane_shares(actor: Actor, store_id: int, day: date) -> list[LaneShare]:
    """How the express lanes of a store do on a day: maintenance by mechanics, body and paint by the body shop."""
    actor.require(permissions.SEE, store_id)
    return shares_of(actor, store_id, day, day_plan(actor, store_id, day).technicians)


def shares_of(actor: Actor, store_id: int, day: date, technicians: Iterable[TechnicianPlan]) -> list[LaneShare]:
    """The same for technicians of the day that the caller has read."""
    since, until = store_info(store_id).clock.bounds(day)
    on_day = planned_on(since, until) | Q(job__finished_at__gte=since, job__finished_at__lt=until)
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(on_day, store_id=store_id, released_at=None)
    teams: dict[str, dict[str, set[int]]] = {}
    for kind, number, technician in rows.values_list("repair_order__kind", "repair_order__number", "technician_id"):
        teams.setdefault(kind, {}).setdefault(number, set()).add(technician)
    everybody = [one for one in technicians if one.is_on_duty]
    found = []
    for kind, most, least in LANES:
        people = {one.id: one.is_express for one in everybody if _is_of(one, kind)}
        cars = [(number, frozenset(team)) for number, team in teams.get(kind, {}).items()]
        shares = placing.shares_of_lane(people, cars)
        found.append(LaneShare(kind, *shares, value(most, store_id, day), value(least, store_id, day)))
    return found


def _is_of(person: TechnicianPlan, kind: str) -> bool:
    is_body = person.trade in BODY_TRADES or (bool(person.skills) and person.skills <= set(BODY_TRADES))
    return is_body == (kind == "body_paint")
