"""A store as both writers see it: ids of people, bays and cars by their place in the plan, and whoever acts.

Owns the reading of them. Does not make them; ``organisation`` does.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from anxin.parties.customers.models import Vehicle, VehicleParty
from anxin.parties.org import actors
from anxin.parties.org.models import Bay, User
from anxin.parties.org.queries import StoreInfo, store_info, system_actor
from anxin.parties.people.models import Employee
from anxin.platform.actor import Actor
from anxin.platform.scope import unit_of_work

REASON = "the simulated dealership reads the store that it plays"


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with the actor who acts for that person."""

    employee_id: int
    actor: Actor

    @property
    def key(self) -> str:
        """As actors are named in rows."""
        return self.actor.key


@dataclass(frozen=True, slots=True)
class Floor:
    """One store: people by post, bays, and the cars of its fleet as (vehicle id, customer id)."""

    store: StoreInfo
    people: dict[str, tuple[Person, ...]]
    bays: tuple[int, ...]
    cars: tuple[tuple[int, int], ...]
    own_sold: frozenset[int]

    def advisor(self, place: int) -> Person:
        """An advisor by place."""
        return self.people["service_advisor"][place]

    def technician(self, place: int) -> Person:
        """A technician by place; body technicians are the last ones."""
        return (*self.people["technician"], *self.people["body_technician"])[place]

    def one(self, post: str) -> Person:
        """The first who holds a post."""
        return self.people[post][0]


def read_floor(store_id: int, vins: list[str], on: date) -> Floor:
    """The store with the cars of these VINs, in their order."""
    actor = system_actor("twin")
    with unit_of_work(actor, "twin.read_floor", writable=False):
        staff = Employee.objects.across_stores(reason=REASON).filter(store_id=store_id).order_by("pk")
        rows = [(row.pk, row.post, row.user_id) for row in staff if row.user_id is not None]
        users = {user.pk: user for user in User.objects.filter(pk__in=[user_id for _pk, _post, user_id in rows])}
        people: dict[str, tuple[Person, ...]] = {}
        for pk, post, user_id in rows:
            people[post] = (*people.get(post, ()), Person(pk, actors.actor_of(users[user_id], on)))
        bays = Bay.objects.across_stores(reason=REASON).filter(store_id=store_id, kind__in=("general", "express"))
        return Floor(
            store_info(store_id),
            people,
            tuple(bays.order_by("pk").values_list("pk", flat=True)),
            _cars(vins),
            _own_sold(vins),
        )


def _cars(vins: list[str]) -> tuple[tuple[int, int], ...]:
    known: dict[str, Any] = dict(Vehicle.objects.across_stores(reason=REASON).filter(vin__in=vins).values_list("vin", "pk"))
    owners = VehicleParty.objects.across_stores(reason=REASON).filter(
        vehicle_id__in=known.values(), role="owner", valid_to=None
    )
    owner_of = dict(owners.values_list("vehicle_id", "customer_id"))
    return tuple((known[vin], owner_of[known[vin]]) for vin in vins)


def _own_sold(vins: list[str]) -> frozenset[int]:
    sold = Vehicle.objects.across_stores(reason=REASON).filter(vin__in=vins, is_own_sold=True)
    return frozenset(sold.values_list("pk", flat=True))
