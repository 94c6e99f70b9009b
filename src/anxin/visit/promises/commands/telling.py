"""A customer is told the new time, with explanation and apology, before the old one passes (R-WS04)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import log_contact, queue_message
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.promises import permissions, rules
from anxin.visit.promises.commands.watching import watch_promises
from anxin.visit.promises.events import CustomerToldOfDelay
from anxin.visit.promises.models import Telling
from anxin.visit.promises.parameters import TOLD_TEMPLATE
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.permissions import CHANGE

LONGEST_WORDS, LONGEST_REASON = 300, 200


class CustomerNotReached(Conflict):
    """The message is not sent: the customer has not agreed to it, or nobody knows where to."""

    code = "customer_not_reached"
    default_rule = "R-WS04"
    default_message = _("短信发不出去：客户没有同意接收服务消息，或没有手机号。请打电话告知，再点“电话已告知”。")


@dataclass(frozen=True, slots=True)
class ToldCustomer:
    """What was told, and whether the old promise had not passed yet."""

    id: int
    number: str
    promised_at: datetime
    version: int
    was_in_time: bool


@command(permissions.TELL, rule="R-WS04")
def tell_customer(
    *,
    actor: Actor,
    number: str,
    promised_at: datetime,
    how: str,
    words: str,
    reason: str,
    at: datetime,
    version: int | None = None,
) -> ToldCustomer:
    """Keep that the customer was told a new time: the promise moves, with its reason; a message is sent, a call logged.

    ``words`` are the explanation and the apology as they were said. What is told after the old promise has passed is marked
    late, and the visit is judged by the old one.

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled or cancelled
    :raises PromiseInThePast: not ahead of now; or ``PromiseBeforeTheBook``
    :raises CustomerNotReached: a message, to which the customer has not agreed
    :raises Invalid: an unknown way, no words or reason, or too many
    :raises VersionConflict: somebody else changed the order first
    """
    hub.require_order(actor, permissions.TELL, number, then=CHANGE)
    if how not in Telling.How.values:
        raise Invalid(_("请选择怎么告知的：电话、短信或当面。"), field="how", rule="R-WS04")
    said, why = _text(words, LONGEST_WORDS, "words"), _text(reason, LONGEST_REASON, "reason")
    before = orders.get_order_head(actor, number)
    moved = hub.move_promise(
        actor=actor, number=number, promised_at=promised_at, at=at, reason=why, customer_told=True, version=version
    )
    _reach(actor, before, how, said, why, promised_at, at)
    own = find_own_employee(actor)
    row = Telling.objects.create(
        store_id=before.store_id,
        repair_order_id=before.id,
        told_by_id=own.id if own else None,
        how=how,
        words=said,
        reason=why,
        promised_before=before.promised_at,
        promised_at=promised_at,
        was_in_time=rules.in_time(at, before.agreed_promise_at or before.promised_at),
        at=at,
        actor_key=actor.key,
    )
    audit.note(DocumentRef(ORDER_KIND, before.id), before.store_id, told=row.pk)
    fact = CustomerToldOfDelay(repairorder_id=before.id, store_id=before.store_id, in_time=row.was_in_time)
    events.publish(fact, at=at)
    system = Actor.system("promises", [before.store_id])
    watch_promises(actor=system, store_id=before.store_id, order_ids=[before.id], cause="PromiseChanged", at=at)
    return ToldCustomer(row.pk, number, promised_at, moved.version, row.was_in_time)


def _reach(actor: Actor, head: orders.OrderHead, how: str, said: str, why: str, promised_at: datetime, at: datetime) -> None:
    """Send the message through the consent gate, or log the call or the talk."""
    about = DocumentRef(ORDER_KIND, head.id)
    to: dict[str, Any] = {"store_id": head.store_id, "subject": about}
    to |= {"customer_id": head.customer_id, "vehicle_id": head.vehicle_id}
    if how == Telling.How.MESSAGE:
        local = store_info(head.store_id).clock.local(promised_at)
        params = {"plate": orders.masked_plate(head.plate), "reason": why, "time": f"{local:%m-%d %H:%M}"}
        sent = queue_message(
            actor=actor,
            purpose="service",
            template=TOLD_TEMPLATE,
            params=params,
            at=at,
            **to,
        )
        if sent.is_blocked:
            raise CustomerNotReached
        return
    log_contact(
        actor=actor,
        channel="phone" if how == Telling.How.CALL else "visit",
        direction="out",
        result="reached",
        words=said,
        at=at,
        **to,
    )


def _text(given: str, longest: int, field: str) -> str:
    kept = clean_text(given)
    if not kept or len(kept) > longest:
        raise Invalid(_("请写一句话，不超过 %(n)s 个字。") % {"n": longest}, field=field, rule="R-WS04")
    return kept
