"""Consents of a customer, and the gate that those who send messages ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.models import Consent, Customer
from anxin.platform.actor import Actor
from anxin.platform.queries import query

GIVEN, REFUSED, UNASKED = "given", "refused", ""
"""What a customer says to a purpose. Nothing may be done for a purpose that nobody asked about, either (ADR 0011)."""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent for one purpose; live while ``withdrawn_at`` is empty. ``is_refusal``: asked, and refused at once."""

    id: int
    purpose: str
    given_at: datetime
    withdrawn_at: datetime | None
    channel: str
    evidence: str
    is_refusal: bool


@dataclass(frozen=True, slots=True)
class ContactAddress:
    """Where a customer is reached; for those who send, never for a screen."""

    customer_id: int
    name: str
    salutation: str
    phone: str


@dataclass(frozen=True, slots=True)
class ContactState:
    """What the gate asks of a customer for one purpose: whether he agreed, and where he is reached (None: erased)."""

    has_agreed: bool
    address: ContactAddress | None


@query(permissions.SEE)
def may_contact(actor: Actor, customer_id: int, purpose: str) -> bool:
    """Whether the customer has a live consent for the purpose, seen by the actor and not erased."""
    return customer_id in who_agreed(actor, [customer_id], purpose)


@query(permissions.SEE)
def who_agreed(actor: Actor, customer_ids: Collection[int], purpose: str) -> frozenset[int]:
    """Those of the customers who may be contacted for the purpose (see :func:`may_contact`)."""
    live = Consent.objects.visible_to(actor, permissions.SEE).filter(purpose=purpose, withdrawn_at=None)
    agreed = live.filter(customer_id__in=customer_ids, customer__erased_at=None)
    return frozenset(agreed.values_list("customer_id", flat=True))


@query(permissions.SEE)
def find_consent_answer(actor: Actor, customer_id: int, purpose: str) -> str:
    """GIVEN, REFUSED (when asked, or later) or UNASKED; UNASKED also for a customer whom the actor does not see."""
    rows = Consent.objects.visible_to(actor, permissions.SEE).filter(customer_id=customer_id, purpose=purpose)
    ended = list(rows.values_list("withdrawn_at", flat=True))
    return GIVEN if None in ended else REFUSED if ended else UNASKED


def consent_choices(known: str) -> list[tuple[str, Any]]:
    """The tiles of a page that asks: the first leaves what is known, so that a customer who was asked costs no tap."""
    if known == GIVEN:
        return [("", _("同意（已登记）")), (REFUSED, _("改为不同意"))]
    if known == REFUSED:
        return [("", _("不同意（已登记）")), (GIVEN, _("改为同意"))]
    return [(GIVEN, _("同意")), (REFUSED, _("不同意")), ("", _("没有问"))]


@query(permissions.SEE)
def list_consents(actor: Actor, customer_id: int) -> list[ConsentRow]:
    """Every consent of a customer, the newest first.

    :raises NotFound: the actor does not see the customer
    """
    Customer.objects.visible_to(actor, permissions.SEE).one(pk=customer_id)
    rows = Consent.objects.visible_to(actor, permissions.SEE).filter(customer_id=customer_id)
    return [
        ConsentRow(row.pk, row.purpose, row.given_at, row.withdrawn_at, row.channel, row.evidence, row.is_refusal)
        for row in rows.order_by("-given_at", "-pk")
    ]


@query(permissions.CONTACT)
def get_contact_state(actor: Actor, customer_id: int, purpose: str) -> ContactState:
    """Consent and address at once, for the gate before each message. One statement.

    :raises NotFound: unknown, or not visible
    """
    live = Consent.objects.visible_to(actor, permissions.CONTACT).filter(purpose=purpose, withdrawn_at=None)
    seen = Customer.objects.visible_to(actor, permissions.CONTACT)
    row: Any = seen.annotate(has_agreed=Exists(live.filter(customer_id=OuterRef("pk")))).one(pk=customer_id)
    if row.erased_at is not None:
        return ContactState(False, None)
    return ContactState(row.has_agreed, ContactAddress(row.pk, row.name, row.salutation, row.phone))
