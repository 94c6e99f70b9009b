"""The parts desk is warned before a promised day when nothing has come; what was written of an erased customer goes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.commands.telling import KIND
from anxin.holdings.purchasing.lifecycle import WAITING
from anxin.holdings.purchasing.models import PurchaseLine, SpecialOrder
from anxin.holdings.purchasing.parameters import BUYER, SPECIAL_DUE_TASK, WARN_AHEAD
from anxin.parties.customers.permissions import ERASE
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef

ERASED = "—"


@dataclass(frozen=True, slots=True)
class WarnedSpecials:
    """Of how many promises the parts desk was warned now."""

    count: int


@command(permissions.ORDER, rule="R-PT04")
def warn_special_orders(*, actor: Actor, store_id: int, at: datetime) -> WarnedSpecials:
    """Put a task to the parts desk for each special order whose day is near and of which nothing has come; once per promise.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.ORDER, store_id)
    store, calendar = store_info(store_id), calendar_of(store_id)
    today = store.clock.day(at)
    last = calendar.add_working_days(today, int(value(WARN_AHEAD, store_id, today)))
    rows = SpecialOrder.objects.visible_to(actor, permissions.ORDER).locked()
    near = rows.filter(store_id=store_id, state=WAITING, promised_on__lte=last, warned_for=None).order_by("pk")
    warned = list(near)
    for row in warned:
        create_task(
            actor=Actor.system("purchasing", [store_id]),
            store_id=store_id,
            kind=SPECIAL_DUE_TASK,
            subject=DocumentRef(KIND, row.pk),
            title=str(_("专订 %(number)s 答应 %(day)s 到货还没到，请催货或改期") % _named(row)),
            due_at=max(at, calendar.closing_of(row.promised_on)),
            post=value(BUYER, store_id, today),
            at=at,
        )
        row.warned_for = row.promised_on
        row.save(update_fields=["warned_for"])
    if not warned:
        audit.note(None, store_id, special_orders=0)
    return WarnedSpecials(len(warned))


@command(ERASE, rule="I.4")
def erase_special_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank what was written down of a customer in what he waited for, and in the orders to suppliers for it."""
    actor.require(ERASE, store_id)
    rows = SpecialOrder.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    lines = PurchaseLine.objects.visible_to(actor, ERASE).filter(
        store_id=store_id, for_kind=KIND, for_id__in=rows.values("pk")
    )
    lines.exclude(words="").update(words=ERASED)
    count: int = rows.update(words=ERASED, deposit_words="", delay_reason="")
    rows.exclude(cancel_reason="").update(cancel_reason=ERASED)
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count


def _named(row: SpecialOrder) -> dict[str, str]:
    return {"number": row.number, "day": f"{row.promised_on:%m-%d}"}
