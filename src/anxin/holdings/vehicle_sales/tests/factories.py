"""Makes sold cars for the tests of this and higher modules, through the commands."""

import base64
from datetime import datetime, timedelta

from anxin.holdings.vehicle_sales import commands, queries
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.money import Money
from anxin.platform.scope import reading

DRAWN = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PNG, SIGNED = base64.b64decode(DRAWN), f"data:image/png;base64,{DRAWN}"


def make_team(store: Store, *, at: datetime = AT) -> commands.KeptTeam:
    """Three advisors of the store for the week."""
    posts = ("sales_consultant", "service_advisor", "customer_relations_agent")
    sales, service, relations = (make_employee(store, post).pk for post in posts)
    return commands.set_delivery_team(
        actor=system_actor("test"),
        store_id=store.pk,
        day=at.date(),
        sales_id=sales,
        service_id=service,
        relations_id=relations,
        at=at,
    )


def make_sold_car(store: Store, *, at: datetime = AT, days: int = 0) -> commands.KeptSoldCar:
    """A car of a customer of the store, to be handed over some days from now."""
    owner = make_customer(store, at=at)
    return commands.register_sold_car(
        actor=system_actor("test"),
        store_id=store.pk,
        vehicle_id=make_vehicle(store, owner_id=owner, at=at, plate=""),
        customer_id=owner,
        planned_on=at.date() + timedelta(days=days),
        at=at,
    )


def make_ready_car(store: Store, *, at: datetime = AT) -> commands.KeptSoldCar:
    """A sold car whose inspection has passed."""
    sold = make_sold_car(store, at=at)
    note_inspection(store, sold.id, has_passed=True, at=at)
    return sold


def make_rebate(
    store: Store,
    *,
    price: int = 100_000,
    claimed: int = 10_000,
    programme: str = "终端支持",
    vin: str = "",
    at: datetime = AT,
) -> commands.KeptRebate:
    """A rebate in yuan that was claimed today for a sold car."""
    wish = commands.NewRebate(vin or sold_vin(store, at=at), programme, yuan(price), yuan(claimed), at.date())
    return commands.claim_rebate(actor=system_actor("test"), store_id=store.pk, rebate=wish, at=at)


def sold_vin(store: Store, *, at: datetime = AT) -> str:
    """The VIN of a car that the store has sold."""
    actor, sold = system_actor("test"), make_sold_car(store, at=at)
    with reading(actor):
        return queries.get_sold_car(actor, sold.id).vin


def yuan(amount: int) -> Money:
    """Whole yuan."""
    return Money.yuan(amount)


def note_inspection(store: Store, sold_car_id: int, *, has_passed: bool, at: datetime = AT) -> None:
    """What the order of the inspection tells."""
    actor = system_actor("test")
    with reading(actor):
        vehicle_id = queries.get_sold_car(actor, sold_car_id).vehicle_id
    commands.note_new_car_inspection(
        actor=actor, store_id=store.pk, vehicle_id=vehicle_id, found=commands.Inspected("W1", has_passed), at=at
    )
