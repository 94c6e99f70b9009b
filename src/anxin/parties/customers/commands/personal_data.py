"""Erasure of one person's data on request (PIPL), and the copy that the person may have."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import CUSTOMER, store_of_customer
from anxin.parties.customers.commands.customer_files import lock_customer
from anxin.parties.customers.events import CustomerErased
from anxin.parties.customers.models import Consent, Customer, NameToken, Vehicle, VehicleParty
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.events import publish
from anxin.platform.references import DocumentRef

ERASED_NAME = "***"
"""Stands where a name was: the column must not be empty on papers."""


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

    Live consents end. Vehicles stay, without this customer as a present party. It cannot be undone.

    :raises Invalid: not confirmed
    """
    if not is_confirmed:
        raise Invalid(_("删除后不能恢复，请先确认。"), field="is_confirmed")
    customer = lock_customer(actor, permissions.ERASE, customer_id)
    store_id = store_of_customer(actor, permissions.ERASE, customer_id)
    blank: dict[str, str] = dict.fromkeys(Customer.personal, "")
    for name, value in {**blank, "name": ERASED_NAME, "name_key": "~"}.items():
        setattr(customer, name, value)
    customer.erased_at = at
    customer.version += 1
    customer.save(update_fields=[*Customer.personal, "erased_at", "version"])
    # After the save: its trigger has just written the old values into the history.
    history_of(customer_id).delete()
    reason = "erasure of one visible customer"
    NameToken.objects.across_stores(reason=reason).filter(customer_id=customer_id).delete()
    consents = Consent.objects.across_stores(reason=reason).filter(customer_id=customer_id)
    consents.filter(withdrawn_at=None).update(withdrawn_at=at)
    consents.update(evidence="")
    publish(CustomerErased(customer_id=customer_id, store_id=store_id), at=at)


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
    plain = ("kind", "salutation", "trade", "source", "wishes", "created_at")
    return PersonalDataCopy(
        {name: getattr(customer, name) for name in (*Customer.personal, *plain)},
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
