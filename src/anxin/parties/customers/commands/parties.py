"""Who owns, drives and pays for a vehicle, from which day to which."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import business_day, require_store
from anxin.parties.customers.events import PartyChanged
from anxin.parties.customers.models import Customer, Vehicle, VehicleParty, relate_customers
from anxin.parties.customers.rules import PartyPeriod, PartyPlan, plan_party
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.events import publish


class PartyClash(Invalid):
    """Somebody else holds the role on those days."""

    code = "party_clash"


@dataclass(frozen=True, slots=True)
class PartyKept:
    """A party of a vehicle as it was written."""

    party_id: int
    vehicle_id: int
    customer_id: int
    role: str


@command(permissions.REGISTER)
def set_party(
    *,
    actor: Actor,
    store_id: int,
    vehicle_id: int,
    customer_id: int,
    role: str,
    at: datetime,
    valid_from: date | None = None,
) -> PartyKept:
    """Let a customer own, drive or pay for a vehicle from a day on (today if not given); the one before ends then.

    :raises PartyClash: another owner or payer holds those days
    """
    require_store(actor, permissions.REGISTER, store_id)
    if role not in VehicleParty.Role.values:
        raise Invalid(_("角色应为车主、送修人或付款方。"), field="role")
    Vehicle.objects.visible_to(actor, permissions.REGISTER).locked().one(pk=vehicle_id)
    customer = Customer.objects.visible_to(actor, permissions.REGISTER).one(pk=customer_id)
    day = valid_from or business_day(store_id, at)
    rows = _in_role(vehicle_id, role)
    periods = [PartyPeriod(one.pk, one.customer_id, one.valid_from, one.valid_to) for one in rows]
    plan = plan_party(role, periods, customer_id, day)
    if plan.clash is not None:
        raise PartyClash(
            _("%(from)s 起已有别的登记，请选之后的日期。") % {"from": plan.clash.valid_from.isoformat()},
            field="valid_from",
        )
    kept = _write(plan, vehicle_id, customer.pk, role, day)
    _make_known(store_id, vehicle_id, customer_id, role, at)
    return PartyKept(kept, vehicle_id, customer_id, role)


@command(permissions.CHANGE)
def end_party(*, actor: Actor, store_id: int, party_id: int, at: datetime, valid_to: date | None = None) -> PartyKept:
    """End a role on a day (today if not given).

    :raises Conflict: it ended before
    :raises Invalid: the day is not after its first day
    """
    require_store(actor, permissions.CHANGE, store_id)
    party: VehicleParty = VehicleParty.objects.visible_to(actor, permissions.CHANGE).locked().one(pk=party_id)
    if party.valid_to is not None:
        raise Conflict(_("这条登记已经结束。"))
    day = valid_to or business_day(store_id, at)
    if day <= party.valid_from:
        raise Invalid(_("结束日期要晚于开始日期。"), field="valid_to")
    party.valid_to = day
    party.save(update_fields=["valid_to"])
    publish(
        PartyChanged(
            vehicle_id=party.vehicle_id, customer_id=party.customer_id, role=party.role, ended=True, store_id=store_id
        ),
        at=at,
    )
    return PartyKept(party_id, party.vehicle_id, party.customer_id, party.role)


def add_first_owner(store_id: int, vehicle_id: int, customer_id: int, at: datetime) -> None:
    """Inside the command that makes the vehicle: nobody can hold the role yet, so there is nothing to look up."""
    day = business_day(store_id, at)
    VehicleParty.objects.create(vehicle_id=vehicle_id, customer_id=customer_id, role=VehicleParty.Role.OWNER, valid_from=day)
    _make_known(store_id, vehicle_id, customer_id, VehicleParty.Role.OWNER, at)


def _make_known(store_id: int, vehicle_id: int, customer_id: int, role: str, at: datetime) -> None:
    relate_customers(store_id, [customer_id], at=at)
    publish(PartyChanged(vehicle_id=vehicle_id, customer_id=customer_id, role=role, ended=False, store_id=store_id), at=at)


def _write(plan: PartyPlan, vehicle_id: int, customer_id: int, role: str, day: date) -> int:
    rows = _parties_of(vehicle_id)
    if plan.replace_id is not None:
        rows.filter(pk=plan.replace_id).update(customer_id=customer_id)
        return plan.replace_id
    if plan.end_id is not None:
        rows.filter(pk=plan.end_id).update(valid_to=day)
    if plan.is_new:
        try:
            with transaction.atomic():
                made = VehicleParty.objects.create(vehicle_id=vehicle_id, customer_id=customer_id, role=role, valid_from=day)
        except IntegrityError:
            raise PartyClash(_("这段日期里已有别的登记。"), field="valid_from") from None
        return int(made.pk)
    return int(rows.get(role=role, customer_id=customer_id, valid_to=None).pk)


@prepared
def _in_role(vehicle_id: int, role: str) -> QuerySet[VehicleParty]:
    parties: QuerySet[VehicleParty] = _parties_of(vehicle_id)
    return parties.filter(role=role).order_by("valid_from")


def _parties_of(vehicle_id: int) -> Any:
    return VehicleParty.objects.across_stores(reason="parties of one visible vehicle").filter(vehicle_id=vehicle_id)
