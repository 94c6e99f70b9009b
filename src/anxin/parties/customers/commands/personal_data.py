"""Erasure of one person's data on request (PIPL), and the copy that the person may have."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import CUSTOMER, business_day, require_store, store_of_customer
from anxin.parties.customers.commands.customer_files import lock_customer
from anxin.parties.customers.events import CustomerErased, CustomerErasedInStore, PartyChanged
from anxin.parties.customers.models import Consent, Customer, FileLoan, NameToken, Vehicle, VehicleParty
from anxin.parties.customers.rules import CustomerData
from anxin.platform import audit, jobs
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.events import publish
from anxin.platform.references import DocumentRef

PhoneEraser = Callable[[Actor, Collection[str]], int]
_by_phone: list[PhoneEraser] = []
ERASED_NAME = "***"
"""Stands where a name was: the column must not be empty on papers."""


def register_phone_eraser(erase: PhoneEraser) -> None:
    """Let a module blank what it keeps under an erased customer's phones and no customer file; it returns the rows.

    It is asked once, before the phones are blanked, and reaches the stores of whoever erases.
    """
    _by_phone.append(erase)


@dataclass(frozen=True, slots=True)
class PersonalDataCopy:
    """Everything that this module keeps about one person, as plain values."""

    customer: dict[str, Any]
    history: list[dict[str, Any]]
    consents: list[dict[str, Any]]
    vehicles: list[dict[str, Any]]


@command(permissions.ERASE)
def erase_customer(*, actor: Actor, customer_id: int, at: datetime, is_confirmed: bool = False) -> None:
    """Blank name, phones, address and whatever else is personal, also in the history; ids and facts stay (I.4).

    Since when the file had a phone and a car stays too, so that figures of past months do not change. Live consents end.
    Vehicles stay, without this customer as a present party. It cannot be undone. Every store that knew the customer is told
    afterwards: the modules blank the words that they keep, except on papers that must be kept (ADR 0006).

    :raises Invalid: not confirmed
    """
    if not is_confirmed:
        raise Invalid(_("删除后不能恢复，请先确认。"), field="is_confirmed")
    customer = lock_customer(actor, permissions.ERASE, customer_id)
    store_id = store_of_customer(actor, permissions.ERASE, customer_id)
    phones = {one for one in (customer.phone, customer.second_phone) if one}
    for erase in _by_phone:
        erase(actor, phones)
    customer.phone_since = _phone_since(customer)
    blank: dict[str, str] = dict.fromkeys(Customer.personal, "")
    for name, value in {**blank, "name": ERASED_NAME, "name_key": "~"}.items():
        setattr(customer, name, value)
    customer.erased_at = at
    customer.version += 1
    customer.save(update_fields=[*Customer.personal, "erased_at", "phone_since", "version"])
    # After the save: its trigger has just written the old values into the history.
    history_of(customer_id).delete()
    reason = "erasure of one visible customer"
    NameToken.objects.across_stores(reason=reason).filter(customer_id=customer_id).delete()
    consents = Consent.objects.across_stores(reason=reason).filter(customer_id=customer_id)
    consents.filter(withdrawn_at=None).update(withdrawn_at=at)
    consents.update(evidence="")
    forget_customer(actor=actor, store_id=store_id, customer_id=customer_id, at=at)
    publish(CustomerErased(customer_id=customer_id, store_id=store_id), at=at)
    jobs.defer("parties.customers.tasks.announce_erasure_everywhere", customer_id=customer_id)


@command(permissions.ERASE)
def announce_erasure(*, actor: Actor, customer_id: int, at: datetime) -> int:
    """Tell those stores of the actor that knew an erased customer, each by an event of its own; returns how many.

    :raises NotFound: unknown
    :raises Conflict: nobody erased this customer
    """
    customer: Customer = Customer.objects.visible_to(actor, permissions.ERASE).one(pk=customer_id)
    if customer.erased_at is None:
        raise Conflict(_("这位客户的个人信息还没有删除。"))
    stores = sorted(actor.stores_for(permissions.ERASE).intersection(customer.store_ids))
    for store_id in stores:
        publish(CustomerErasedInStore(customer_id=customer_id, store_id=store_id), at=at)
    return len(stores)


@command(permissions.ERASE)
def forget_customer(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """End what an erased customer is to vehicles that the store knows, and blank the register's words; returns the rows."""
    require_store(actor, permissions.ERASE, store_id)
    day = business_day(store_id, at)
    customer: Customer = Customer.objects.visible_to(actor, permissions.ERASE).locked().one(pk=customer_id)
    rows = VehicleParty.objects.visible_to(actor, permissions.ERASE).filter(customer_id=customer_id, valid_to=None)
    present = list(rows.locked().order_by("pk"))
    known_since = customer.vehicle_since
    for one in present:
        if one.valid_from < day:
            one.valid_to = day
            one.save(update_fields=["valid_to"])
        else:
            # A role of no whole day leaves no trace, as when somebody was entered by mistake.
            customer.vehicle_since = min(customer.vehicle_since or one.valid_from, one.valid_from)
            one.delete()
        fact = PartyChanged(vehicle_id=one.vehicle_id, customer_id=customer_id, role=one.role, ended=True, store_id=store_id)
        publish(fact, at=at)
    if customer.vehicle_since != known_since:
        customer.save(update_fields=["vehicle_since"])
    loans = FileLoan.objects.visible_to(actor, permissions.ERASE).filter(store_id=store_id, customer_id=customer_id)
    count = len(present) + loans.exclude(purpose="").update(purpose="")
    audit.note(DocumentRef(CUSTOMER, customer_id), store_id, forgotten_rows=count)
    return count


@command(permissions.COPY)
def copy_personal_data(*, actor: Actor, customer_id: int, at: datetime) -> PersonalDataCopy:
    """Everything that is kept about one person, for that person; that it was handed out is logged."""
    customer = Customer.objects.visible_to(actor, permissions.COPY).one(pk=customer_id)
    store_id = store_of_customer(actor, permissions.COPY, customer_id)
    reason = "copy of one visible customer"
    consents = Consent.objects.across_stores(reason=reason).filter(customer_id=customer_id).order_by("pk")
    parties = VehicleParty.objects.visible_to(actor, permissions.COPY).filter(customer_id=customer_id)
    cars = Vehicle.objects.visible_to(actor, permissions.COPY).in_bulk([one.vehicle_id for one in parties])
    audit.note(DocumentRef(CUSTOMER, customer_id), store_id, handed_out="copy")
    return PersonalDataCopy(
        {name: getattr(customer, name) for name in (*Customer.personal, *CustomerData.__dataclass_fields__, "created_at")},
        [
            {"until": row.pgh_created_at, "name": row.name, "phone": row.phone, "address": row.address}
            for row in history_of(customer_id).order_by("pgh_id")
        ],
        [
            {"purpose": row.purpose, "given_at": row.given_at, "withdrawn_at": row.withdrawn_at, "channel": row.channel}
            for row in consents
        ],
        [
            {
                "role": one.role,
                "from": one.valid_from,
                "to": one.valid_to,
                "plate": cars[one.vehicle_id].plate,
                "vin": cars[one.vehicle_id].vin,
            }
            for one in parties
            if one.vehicle_id in cars
        ],
    )


def history_of(customer_id: int) -> Any:
    """The former values of a customer's personal columns."""
    history: Any = Customer.pgh_event_model  # type: ignore[attr-defined]
    return history.objects.filter(pgh_obj_id=customer_id)


def _phone_since(customer: Customer) -> date | None:
    """The day since which the file has had a phone, as its history tells; None where it has none."""
    if not customer.phone:
        return None
    given = history_of(customer.pk).filter(phone="").aggregate(last=Max("pgh_created_at"))["last"]
    return customer.created_on if given is None else business_day(customer.created_store_id, given)
