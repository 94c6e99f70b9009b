"""Which store a command acts in, and the refusals that several commands share."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.models import CustomerStore, VehicleStore
from anxin.parties.org.queries import roles_in_store, store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound

CUSTOMER = "customers.customer"
VEHICLE = "customers.vehicle"


class VehicleKnownElsewhere(Invalid):
    """The VIN or plate may not be used like this; says nothing about who has it."""

    code = "vehicle_needs_proof"
    default_message = _("这辆车要凭证件登记：请填完整的车架号，或完整的车牌和车主电话。")


class VehicleAlreadyRegistered(Conflict):
    """The actor's stores have this vehicle already; ``vehicle_id`` names it."""

    code = "vehicle_already_registered"
    default_message = _("这辆车已经登记过，请直接打开它的档案。")

    def __init__(self, vehicle_id: int | None = None) -> None:
        self.vehicle_id = vehicle_id
        super().__init__()


def require_store(actor: Actor, permission: str, store_id: int) -> None:
    """Let the command act in that store.

    :raises NotFound: not one of the actor's stores
    :raises Denied: the actor lacks the permission there
    """
    if store_id not in actor.store_ids:
        raise NotFound
    if not actor.may(permission, store_id):
        raise Denied(permission=permission)


def require_customer_of(actor: Actor, permission: str, store_id: int, customer_id: int) -> None:
    """Let the command write in the register of that store about the customer.

    :raises NotFound: the store does not know the customer, whatever other stores of the actor do
    """
    CustomerStore.objects.visible_to(actor, permission).one(store_id=store_id, customer_id=customer_id)


def require_colleague(store_id: int, user_id: int, field: str, at: datetime) -> None:
    """:raises Invalid: no active user who has a post in that store"""
    if not roles_in_store(user_id, store_id, business_day(store_id, at)):
        raise Invalid(_("请选择本店的在职同事。"), field=field)


def business_day(store_id: int, at: datetime) -> date:
    """The store's business day of an instant."""
    return store_info(store_id).clock.day(at)


def store_of_customer(actor: Actor, permission: str, customer_id: int) -> int:
    """The store on whose behalf the actor acts on a customer: the home store if related, else the first related."""
    return _store_of(actor, CustomerStore.objects.visible_to(actor, permission).filter(customer_id=customer_id))


def store_of_vehicle(actor: Actor, permission: str, vehicle_id: int) -> int:
    """The store on whose behalf the actor acts on a vehicle: the home store if related, else the first related."""
    return _store_of(actor, VehicleStore.objects.visible_to(actor, permission).filter(vehicle_id=vehicle_id))


def _store_of(actor: Actor, relations: Any) -> int:
    stores = sorted(relations.values_list("store_id", flat=True))
    if not stores:
        raise NotFound
    home = actor.home_store_id
    return home if home is not None and home in stores else int(stores[0])
