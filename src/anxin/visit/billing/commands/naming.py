"""Which company pays the insurer's part of an order (M09.01)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.billing.commands.collecting import remind_no_more
from anxin.visit.billing.insurer_names import folded, is_name, visible
from anxin.visit.billing.models import Bill, OrderInsurer
from anxin.visit.billing.queries import get_cashier_order, list_insurers
from anxin.visit.billing.queries.debts import INSURER, DebtorKey
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders import permissions as order_permissions

LONGEST_NAME = 60
LONGEST_REASON = 200
ORDER_KIND = "repair_orders.repairorder"


class InsurerUnknown(Invalid):
    """No bill of the store names that company, and nobody says that it is a new one."""

    code = "insurer_unknown"
    default_rule = "M09.01"


class InsurerRenamed(Conflict):
    """Another company is named by now than whoever names one has seen."""

    code = "insurer_renamed"
    default_rule = "M09.01"


class RenamedWithoutReason(Invalid):
    """The bill has a payment, whose receipt names the company: another needs a reason."""

    code = "renamed_without_reason"
    default_rule = "M09.01"


@dataclass(frozen=True, slots=True)
class NamedInsurer:
    """The order and who pays the insurer's part of it; ``bill_id`` is the bill that it owes, None before the settlement."""

    number: str
    insurer: str
    bill_id: int | None


@command(order_permissions.SHARE, rule="M09.01")
def name_insurer(
    *,
    actor: Actor,
    number: str,
    insurer: str,
    seen_insurer: str,
    is_new: bool = False,
    reason: str = "",
    at: datetime,
) -> NamedInsurer:
    """Say which company pays the insurer's part of an order, or set it right, while it is split or after the settlement.

    From then on the company is the debtor: account, ages, reminder, statement, receivables and papers are in its name, and
    a new settlement keeps it. ``is_new`` when the store has named others, and never this one; a name that differs from a
    known one in nothing that is read (width, case, spaces) is that one, as the store writes it.

    ``seen_insurer`` is who was named before by the eyes of the caller, empty for nobody. ``reason`` is kept in the audit
    trail, and needed to name another once the bill has a payment.

    :raises NotFound: unknown order, or in a store where the actor may not share
    :raises InsurerUnknown: not among the names of the store, and not said to be new
    :raises InsurerRenamed: somebody else named another company first
    :raises RenamedWithoutReason: the bill has a payment
    :raises Invalid: no name that can be read, more than 60 characters, or an order of which no insurer pays anything
    """
    order = repair_orders.hold_for_money(actor, order_permissions.SHARE, number)
    name = _name(actor, order.store_id, insurer, is_new)
    # The bill that stands: one that was taken back keeps the name under which it was made.
    bills = Bill.objects.in_stores([order.store_id]).filter(settlement__repair_order_id=order.id, payer=INSURER)
    bill: Bill | None = bills.filter(settlement__reversal__isnull=True).locked().first()
    shown = Actor.system("billing", [order.store_id])
    if bill is None and all(one.payer != INSURER for one in get_cashier_order(shown, number).bills):
        raise Invalid(_("这张工单没有由保险付的金额；请先分摊给保险，或把明细的付款方改成保险。"), field="insurer")
    named, why = bill.insurer if bill is not None else insurer_of(order.store_id, order.id), clean_text(reason)
    _require_as_seen(named, name, seen_insurer)
    if named not in ("", name) and bill is not None and bill.due < bill.amount:
        _require_reason(named, why)
    OrderInsurer.objects.bulk_create(
        [OrderInsurer(store_id=order.store_id, repair_order_id=order.id, name=name, at=at, actor_key=actor.key)],
        update_conflicts=True,
        unique_fields=["repair_order"],
        update_fields=["name", "at", "actor_key"],
    )
    told = {"insurer": name, "insurer_before": named, "reason": why[:LONGEST_REASON]}
    audit.note(DocumentRef(ORDER_KIND, order.id), order.store_id, **{key: words for key, words in told.items() if words})
    if bill is not None and bill.insurer != name:
        before, bill.insurer = DebtorKey.of(bill), name
        bill.save(update_fields=["insurer"])
        remind_no_more(bill.store_id, before, at)
    return NamedInsurer(order.number, name, bill.pk if bill is not None else None)


def insurer_of(store_id: int, order_id: int) -> str:
    """Who was named, for a settlement that is made; empty while nobody was."""
    rows = OrderInsurer.objects.in_stores([store_id]).filter(repair_order_id=order_id)
    return rows.values_list("name", flat=True).first() or ""


def _require_as_seen(named: str, name: str, seen: str) -> None:
    """:raises InsurerRenamed: another is named than the caller saw, or says himself"""
    if named not in (name, clean_text(seen)):
        raise InsurerRenamed(
            _("这张工单的保险公司现在是“%(named)s”，和您看到的不一样，还没有改；请核对后再保存。")
            % {"named": named or _("没写")},
            field="insurer",
        )


def _require_reason(named: str, why: str) -> None:
    """:raises RenamedWithoutReason: nobody says why"""
    if not why:
        raise RenamedWithoutReason(
            _("这张账单已经收过款，收据上是“%(named)s”；要改成别家，请写原因。") % {"named": named}, field="reason"
        )


def _name(actor: Actor, store_id: int, insurer: str, is_new: bool) -> str:
    name = clean_text(visible(insurer)).replace("\n", " ")
    if not is_name(name) or len(name) > LONGEST_NAME:
        raise Invalid(_("请写保险公司的名称，要有文字，最多 60 个字。"), field="insurer")
    known = list_insurers(Actor.system("billing", [store_id]), store_id)
    if name in known:
        return name
    alike = next((one for one in known if folded(one) == folded(name)), "")
    if alike:
        return alike
    if known and not is_new:
        raise InsurerUnknown(
            _("名单里没有“%(name)s”：请从名单里选（%(known)s 等）；确实是新的一家，勾“新的保险公司”。")
            % {"name": name, "known": "、".join(known[:3])},
            field="insurer",
        )
    return name
