"""Which company pays the insurer's part of an order (M09.01)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.billing.commands.collecting import remind_no_more
from anxin.visit.billing.models import Bill, OrderInsurer
from anxin.visit.billing.queries import get_cashier_order, list_insurers
from anxin.visit.billing.queries.debts import INSURER, DebtorKey
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import permissions as order_permissions

LONGEST_NAME = 60
ORDER_KIND = "repair_orders.repairorder"


class InsurerUnknown(Invalid):
    """No bill of the store names that company, and nobody says that it is a new one."""

    code = "insurer_unknown"
    default_rule = "M09.01"


@dataclass(frozen=True, slots=True)
class NamedInsurer:
    """The order and who pays the insurer's part of it; ``bill_id`` is the bill that it owes, None before the settlement."""

    number: str
    insurer: str
    bill_id: int | None


@command(order_permissions.SHARE, rule="M09.01")
def name_insurer(*, actor: Actor, number: str, insurer: str, is_new: bool = False, at: datetime) -> NamedInsurer:
    """Say which company pays the insurer's part of an order, or set it right, while it is split or after the settlement.

    From then on the company is the debtor: account, ages, reminder, statement, receivables and papers are in its name, and
    a new settlement keeps it. ``is_new`` when the store has named others, and never this one.

    :raises NotFound: unknown order, or in a store where the actor may not share
    :raises InsurerUnknown: not among the names of the store, and not said to be new
    :raises Invalid: no name, more than 60 characters, or an order of which no insurer pays anything
    """
    order = repair_orders.hold_for_money(actor, order_permissions.SHARE, number)
    name = _name(actor, order.store_id, insurer, is_new)
    # The bill that stands: one that was taken back keeps the name under which it was made.
    bills = Bill.objects.in_stores([order.store_id]).filter(settlement__repair_order_id=order.id, payer=INSURER)
    bill: Bill | None = bills.filter(settlement__reversal__isnull=True).locked().first()
    shown = Actor.system("billing", [order.store_id])
    if bill is None and all(one.payer != INSURER for one in get_cashier_order(shown, number).bills):
        raise Invalid(_("这张工单没有由保险付的金额；请先分摊给保险，或把明细的付款方改成保险。"), field="insurer")
    OrderInsurer.objects.bulk_create(
        [OrderInsurer(store_id=order.store_id, repair_order_id=order.id, name=name, at=at, actor_key=actor.key)],
        update_conflicts=True,
        unique_fields=["repair_order"],
        update_fields=["name", "at", "actor_key"],
    )
    audit.note(DocumentRef(ORDER_KIND, order.id), order.store_id, insurer=name)
    if bill is not None and bill.insurer != name:
        before, bill.insurer = DebtorKey.of(bill), name
        bill.save(update_fields=["insurer"])
        remind_no_more(bill.store_id, before, at)
    return NamedInsurer(order.number, name, bill.pk if bill is not None else None)


def insurer_of(store_id: int, order_id: int) -> str:
    """Who was named, for a settlement that is made; empty while nobody was."""
    rows = OrderInsurer.objects.in_stores([store_id]).filter(repair_order_id=order_id)
    return rows.values_list("name", flat=True).first() or ""


def _name(actor: Actor, store_id: int, insurer: str, is_new: bool) -> str:
    name = clean_text(insurer).replace("\n", " ")
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("请写保险公司的名称，最多 60 个字。"), field="insurer")
    known = list_insurers(Actor.system("billing", [store_id]), store_id)
    if known and name not in known and not is_new:
        raise InsurerUnknown(
            _("名单里没有“%(name)s”：请从名单里选（%(known)s 等）；确实是新的一家，勾“新的保险公司”。")
            % {"name": name, "known": "、".join(known[:3])},
            field="insurer",
        )
    return name
