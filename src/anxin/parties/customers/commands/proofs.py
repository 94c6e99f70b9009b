"""Finding a vehicle of the group by exact proof, whoever may see it; wrong proofs are logged and limited.

Whoever could try without limit would find another store's customers by guessing VINs or phones.
"""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.commands.access import business_day
from anxin.parties.customers.models import Customer, Vehicle, VehicleParty, reveal_exact
from anxin.parties.customers.parameters import PROOF_TRIES
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.audit.models import AuditEntry
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Refusal
from anxin.platform.parameters import value
from anxin.platform.scope import current_unit
from anxin.platform.turns import take_turn

WITHIN = timedelta(hours=1)
WITHOUT_MATCH = "without_match"


class TooManyProofs(Refusal):
    """Too many wrong proofs by one person."""

    status = 429
    code = "too_many_proofs"
    default_message = _("一小时内输错的凭证太多，请稍后再试；急需接车时请另一位同事来办。")


def require_tries_left(actor: Actor, store_id: int, at: datetime) -> None:
    """Let one person's tries come one after the other, and only so many wrong ones an hour.

    :raises TooManyProofs: no more for now
    """
    if actor.kind != "user":
        return
    take_turn(f"customers:proof:{actor.key}")
    wrong = AuditEntry.objects.filter(actor_key=actor.key, at__gt=at - WITHIN, detail__has_key=WITHOUT_MATCH)
    if wrong.count() >= value(PROOF_TRIES, store_id, business_day(store_id, at)):
        raise TooManyProofs


def log_wrong_proof(actor: Actor, store_id: int, proof: str, tried: str, at: datetime) -> None:
    """Keep that somebody tried, and how, though the refusal undoes everything else; never what was typed.

    A reception asks for the same car twice, to attach it and then to register it: ``tried`` once in one act counts once.
    """
    unit = current_unit()
    logged = unit.values.setdefault("customers.wrong_proofs", set()) if unit is not None else set()
    if (proof, tried) in logged:
        return
    logged.add((proof, tried))
    audit.write_apart(audit.Note(None, store_id, {WITHOUT_MATCH: proof}), actor, at=at)


def find_by_vin(vin: str) -> Vehicle | None:
    """The group's vehicle with exactly this VIN, whoever may see it; locked."""
    reveal_exact(vin=vin)
    found = _vehicles_with_vin(vin)
    reveal_exact()
    return found[0] if found else None


@prepared
def _vehicles_with_vin(vin: str) -> QuerySet[Vehicle]:
    rows: QuerySet[Vehicle] = Vehicle.objects.across_stores(reason="the whole VIN is the proof").locked()
    return rows.filter(vin=vin)


def find_by_plate(plate: str) -> Vehicle | None:
    """The group's vehicle that carries exactly this plate now, whoever may see it; locked."""
    reveal_exact(plate=plate)
    found = _vehicles_with_plate(plate)
    reveal_exact()
    return found[0] if found else None


@prepared
def _vehicles_with_plate(plate: str) -> QuerySet[Vehicle]:
    rows: QuerySet[Vehicle] = Vehicle.objects.across_stores(reason="a plate is unique in the group").locked()
    return rows.filter(plate=plate)


def find_by_plate_and_phone(plate: str, phone: str) -> Vehicle | None:
    """The group's vehicle with exactly this plate, if one of its present people has exactly this phone."""
    found = find_by_plate(plate)
    if found is None or not phone:
        return None
    reveal_exact(vehicle=str(found.pk), phone=phone)
    people = Customer.objects.across_stores(reason="the whole phone is the proof")
    fits = people.filter(pk__in=present_people(found.pk)).filter(Q(phone=phone) | Q(second_phone=phone)).exists()
    reveal_exact()
    return found if fits else None


def present_people(vehicle_id: int) -> list[int]:
    """Customer ids of a vehicle's present people, each once."""
    parties = VehicleParty.objects.across_stores(reason="people of one vehicle")
    present = parties.filter(vehicle_id=vehicle_id, valid_to=None).values_list("customer_id", flat=True)
    return list(dict.fromkeys(present.order_by("pk")))
