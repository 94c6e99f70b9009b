"""Credit of customers: granted by finance, used for bills that are paid later (挂账)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.queries import get_customer
from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.debtors import debtor_of, locked_debtor, newest_terms
from anxin.visit.billing.events import BillCharged, CreditGranted
from anxin.visit.billing.models import AccountCharge, Bill, CreditTerms, Debtor
from anxin.visit.billing.queries.debts import DebtorKey

MOST_DAYS = 366


class NoCredit(Conflict):
    """The customer may not owe anything on account today."""

    code = "no_credit"
    default_rule = "M09.01"
    default_message = _("这位客户没有挂账额度，或额度已过期：请现在收款，或请财务经理在客户的往来账里批额度。")


class CreditExceeded(Conflict):
    """More than what is left of the credit."""

    code = "credit_exceeded"
    default_rule = "M09.01"


class ChargedBefore(Conflict):
    """The bill is on account already."""

    code = "charged_before"
    default_rule = "M09.01"
    default_message = _("这张账单已经挂账，不用再挂；客户付钱时请直接收款。")


@dataclass(frozen=True, slots=True)
class GrantedCredit:
    """The credit as it holds now."""

    debtor_id: int
    limit: Money
    days: int
    until: date


@dataclass(frozen=True, slots=True)
class ChargedBill:
    """A bill on account, until when it is to be paid, and how much of the credit is left."""

    bill_id: int
    debtor_id: int
    amount: Money
    due_on: date
    left: Money


@command(permissions.GRANT_CREDIT, rule="M09.01")
def grant_credit(
    *, actor: Actor, store_id: int, customer_id: int, limit: Money, days: int, until: date, at: datetime
) -> GrantedCredit:
    """Let a customer of a store owe up to ``limit`` until a day, each bill for ``days``; the newest word holds.

    A limit of nothing ends the credit; what is owed stays owed.

    :raises NotFound: unknown customer, or a store where the actor may not grant
    :raises Invalid: a limit below nothing, more than 366 days, or a day that is over
    """
    if not actor.may(permissions.GRANT_CREDIT, store_id):
        raise NotFound
    get_customer(Actor.system("billing", [store_id]), customer_id)
    if limit.fen < 0:
        raise Invalid(_("额度不能小于 0；停止挂账请填 0。"), field="limit")
    if not 0 <= days <= MOST_DAYS:
        raise Invalid(_("付款天数请填 0 到 %(most)s。") % {"most": MOST_DAYS}, field="days")
    if until < store_info(store_id).clock.day(at):
        raise Invalid(_("有效期不能早于今天；停止挂账请把额度填 0。"), field="until")
    debtor = locked_debtor(store_id, DebtorKey("customer", customer_id))
    CreditTerms(store_id=store_id, debtor=debtor, limit=limit, days=days, until=until, at=at, actor_key=actor.key).save(
        force_insert=True
    )
    events.publish(CreditGranted(debtor_id=debtor.pk, store_id=store_id, fen=limit.fen), at=at)
    return GrantedCredit(debtor.pk, limit, days, until)


@command(permissions.TAKE_PAYMENT, rule="M09.01")
def charge_to_account(*, actor: Actor, bill_id: int, at: datetime) -> ChargedBill:
    """Put what is due on a customer's bill on account: it stays due until it is paid, and the car may leave.

    :raises NotFound: unknown, or in a store where the actor may not take payments
    :raises Invalid: not a customer's bill, or nothing is due
    :raises ChargedBefore: it is on account
    :raises NoCredit: nothing was granted, or only until a day that is over
    :raises CreditExceeded: more than what is left
    """
    bill: Bill = Bill.objects.visible_to(actor, permissions.TAKE_PAYMENT).locked().one(pk=bill_id)
    if bill.payer != "customer":
        raise Invalid(_("只有客户自费的账单可以挂账；保修、保险的应收本来就记在应收款里，请选“以后再收”。"), field="method")
    if not bill.due:
        raise Invalid(_("这张账单已经没有未收的钱，不用挂账；请刷新再看。"), field="method")
    if AccountCharge.objects.in_stores([bill.store_id]).filter(bill=bill).exists():
        raise ChargedBefore
    debtor, day = debtor_of(bill), store_info(bill.store_id).clock.day(at)
    terms = newest_terms(debtor)
    if terms is None or not terms.limit or terms.until < day:
        raise NoCredit
    left = terms.limit - _used(debtor)
    if bill.due > left:
        raise CreditExceeded(
            _("挂账额度 ¥%(limit)s 还剩 ¥%(left)s，这张账单 ¥%(due)s：请先收差额再挂账，或请财务经理提高额度。")
            % {"limit": format_money(terms.limit), "left": format_money(max(left, Money(0))), "due": format_money(bill.due)},
            left=str(left),
        )
    due_on = day + timedelta(days=terms.days)
    AccountCharge(
        store_id=bill.store_id,
        bill=bill,
        debtor=debtor,
        amount=bill.due,
        due_on=due_on,
        at=at,
        on=day,
        actor_key=actor.key,
    ).save(force_insert=True)
    events.publish(BillCharged(bill_id=bill.pk, debtor_id=debtor.pk, store_id=bill.store_id), at=at)
    return ChargedBill(bill.pk, debtor.pk, bill.due, due_on, left - bill.due)


def _used(debtor: Debtor) -> Money:
    bills = Bill.objects.in_stores([debtor.store_id]).filter(charge__debtor=debtor)
    used: Money | None = bills.aggregate(sum=Sum("due"))["sum"]
    return used or Money(0)
