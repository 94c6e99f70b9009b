"""What the customer said yes to: the last estimate with its confirmations, the signature, and whether both still stand."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.models import Authorisation, RepairOrder, Signature


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """A line of an estimate as it was shown; money tax included."""

    item_id: int
    job_id: int
    name: str
    position: str
    quantity: Decimal
    unit: str
    unit_price: Money
    amount: Money
    payer: str
    price_source: str
    quality_days: int | None
    quality_km: int | None

    @property
    def description(self) -> str:
        """Name and position, as every page and paper says them."""
        return rules.described(self.name, self.position)


@dataclass(frozen=True, slots=True)
class AuthorisationView:
    """The last yes of the customer: the estimate with its lines and sums, and the five confirmations.

    ``signature_id`` is the signature of this yes; ``drawn_id`` the last one drawn: a yes on the phone does not hide it.
    ``first_promised_at`` is the time that was signed first.
    """

    estimate_number: int
    customer_total: Money
    totals: dict[str, Money]
    lines: tuple[EstimateLine, ...]
    promised_at: datetime
    channel: str
    channel_label: str
    old_parts: str
    wants_wash: bool
    signature_id: int | None
    drawn_id: int | None
    drawn_at: datetime | None
    at: datetime
    count: int
    first_promised_at: datetime

    @property
    def choices(self) -> tuple[str, str]:
        """What was agreed beside the work, in words."""
        return _choices(self.old_parts, self.wants_wash)


@dataclass(frozen=True, slots=True)
class LastChoices:
    """What the customer chose beside the work, the last time: of an order, or with this car."""

    old_parts: str
    wants_wash: bool

    @property
    def choices(self) -> tuple[str, str]:
        """What was agreed beside the work, in words."""
        return _choices(self.old_parts, self.wants_wash)


@query(permissions.SEE)
def get_signature(actor: Actor, number: str, signature_id: int) -> tuple[bytes, str]:
    """Bytes and content type of a signature on this order.

    :raises NotFound: unknown, of another order, or out of scope
    """
    order = RepairOrder.objects.visible_to(actor, permissions.SEE).one(number=number)
    owned = Authorisation.objects.visible_to(actor, permissions.SEE).filter(repair_order=order, signature_id=signature_id)
    if not owned.exists():
        raise NotFound
    row = Signature.objects.visible_to(actor, permissions.SEE).one(pk=signature_id)
    return bytes(row.image), row.content_type


@query(permissions.SEE)
def find_last_choices(actor: Actor, vehicle_id: int) -> LastChoices | None:
    """Old-part and wash choices of the vehicle's last authorisation in the actor's stores, if any."""
    last = (
        Authorisation.objects.visible_to(actor, permissions.SEE)
        .filter(repair_order__vehicle_id=vehicle_id)
        .order_by("-pk")
        .first()
    )
    return LastChoices(last.old_parts, last.wants_wash) if last else None


@dataclass(frozen=True, slots=True)
class BrokenProof:
    """What no longer is as it was signed: ``part`` is "estimate", "signature" or "authorisation"."""

    estimate_number: int
    part: str


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """Every yes to an order, checked; ``broken`` is empty when all stands as signed."""

    count: int
    broken: tuple[BrokenProof, ...]

    @property
    def is_intact(self) -> bool:
        """Whether every hash still follows from its row."""
        return not self.broken


@query(permissions.SEE)
def list_choices(actor: Actor, numbers: Collection[str]) -> dict[str, LastChoices]:
    """Number of an order → old-part and wash choices as last agreed; an order that nobody agreed to is left out."""
    rows = Authorisation.objects.visible_to(actor, permissions.SEE).filter(repair_order__number__in=list(numbers))
    last = rows.order_by("repair_order_id", "-pk").distinct("repair_order_id")
    found = last.values_list("repair_order__number", "old_parts", "wants_wash")
    return {number: LastChoices(old_parts, wants_wash) for number, old_parts, wants_wash in found}


@query(permissions.SEE)
def verify_authorisation(actor: Actor, number: str) -> ProofCheck:
    """Whether the hashes of every estimate, signature and yes of an order follow from its rows (R-RO02, FORM-31).

    :raises NotFound: unknown, out of scope, or never authorised
    """
    order = RepairOrder.objects.visible_to(actor, permissions.SEE).one(number=number)
    rows = Authorisation.objects.visible_to(actor, permissions.SEE).filter(repair_order=order)
    given = list(rows.select_related("estimate", "signature").order_by("pk"))
    if not given:
        raise NotFound
    broken = (BrokenProof(one.estimate.number, part) for one in given for part in _broken_parts(one))
    return ProofCheck(len(given), tuple(broken))


def authorisation_of(order_id: int) -> AuthorisationView | None:
    """The last yes to an order that the caller has fetched in scope, if any."""
    rows = _authorisations(order_id)
    if not rows:
        return None
    last, estimate = rows[0], rows[0].estimate
    lines = tuple(_line(line) for line in estimate.lines)
    drawn = next((row for row in rows if row.signature_id is not None), None)
    return AuthorisationView(
        estimate_number=estimate.number,
        customer_total=estimate.customer_total,
        totals={payer: Money(sum(_owed(line, payer) for line in estimate.lines)) for payer in rules.PAYERS},
        lines=lines,
        promised_at=estimate.promised_at,
        channel=last.channel,
        channel_label=last.get_channel_display(),
        old_parts=last.old_parts,
        wants_wash=last.wants_wash,
        signature_id=last.signature_id,
        drawn_id=drawn.signature_id if drawn else None,
        drawn_at=drawn.at if drawn else None,
        at=last.at,
        count=len(rows),
        first_promised_at=rows[-1].estimate.promised_at,
    )


def _choices(old_parts: str, wants_wash: bool) -> tuple[str, str]:
    parts = str(Authorisation.OldParts(old_parts).label)
    return _("洗车") if wants_wash else _("不洗车"), _("旧件%(choice)s") % {"choice": parts}


def _owed(line: dict[str, Any], payer: str) -> int:
    shares: dict[str, int] = line.get("shares") or {line["payer"]: line["amount"]}
    return shares.get(payer, 0)


def _line(line: dict[str, Any]) -> EstimateLine:
    return EstimateLine(
        line["item"],
        line["job"],
        line["name"],
        line["position"],
        Decimal(line["quantity"]),
        line["unit"],
        Money(line["unit_price"]),
        Money(line["amount"]),
        line["payer"],
        line.get("price_source", ""),
        line.get("quality_days"),
        line.get("quality_km"),
    )


@prepared
def _authorisations(order_id: int) -> QuerySet[Authorisation]:
    rows: QuerySet[Authorisation] = Authorisation.objects.across_stores(reason="of an order in scope")
    return rows.filter(repair_order_id=order_id).select_related("estimate").order_by("-pk")


def _broken_parts(given: Authorisation) -> list[str]:
    picture = given.signature
    drawn = hashlib.sha256(picture.image).hexdigest() if picture else ""
    stands = {
        "estimate": given.estimate.sha256 == given.estimate.proof(),
        "signature": picture is None or picture.sha256 == drawn,
        "authorisation": given.sha256 == given.proof(given.estimate.sha256, drawn),
    }
    return [part for part, is_intact in stands.items() if not is_intact]
