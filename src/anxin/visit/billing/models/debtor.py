"""Who owes money beyond the day of the bill: an account with its credit, what was put on it, and promises to pay; and
which insurer pays of an order."""

import pgtrigger
from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.billing.models.settlement import Bill


class Debtor(StoreRow):
    """A payer of a store whose bills are followed: one customer, one insurer, or all that warranty owes (往来户).

    ``insurer`` is empty for the bills of insurers that nobody has named yet.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=10)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    insurer = models.CharField(max_length=60, blank=True, default="", db_default="")

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["store", "payer", "customer", "insurer"], name="debtor_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=models.Q(insurer="") | models.Q(payer="insurer"), name="debtor_names_insurer"),
            models.CheckConstraint(
                condition=models.Q(payer="customer", customer__isnull=False)
                | (~models.Q(payer="customer") & models.Q(customer=None)),
                name="debtor_customer_is_named",
            ),
        ]


class OrderInsurer(StoreRow):
    """Which insurer pays its part of an order (M09.01): said while it is split or after, every settlement takes it."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.OneToOneField("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="order_insurer_is_named")]
        indexes = [models.Index(fields=["store", "name"], name="order_insurer_names")]


class CreditTerms(StoreRow):
    """How much a customer may owe on account, to be paid within ``days``, until a day; the newest row holds. Insert-only.

    A limit of nothing ends the credit: what is owed stays owed.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="terms")
    limit = MoneyField()
    days = models.PositiveSmallIntegerField()
    until = models.DateField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [models.CheckConstraint(condition=models.Q(limit__gte=0), name="credit_not_negative")]
        indexes = [models.Index(fields=["debtor", "-id"], name="credit_newest")]


class AccountCharge(StoreRow):
    """A bill that its customer pays later, by ``due_on``: the bill stays due, the car may leave (挂账). Insert-only.

    The database takes none beyond the credit that is left: the debtor's row makes two cashiers wait for each other.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    bill = models.OneToOneField(Bill, on_delete=models.PROTECT, related_name="charge")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="charges")
    amount = MoneyField()
    due_on = models.DateField()
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="within_credit",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("terms", "RECORD"), ("used", "BIGINT")],
                func="""
                    PERFORM 1 FROM billing_debtor WHERE id = NEW.debtor_id FOR NO KEY UPDATE;
                    SELECT "limit", until INTO terms FROM billing_creditterms
                        WHERE debtor_id = NEW.debtor_id ORDER BY id DESC LIMIT 1;
                    SELECT coalesce(sum(bill.due), 0) INTO used FROM billing_accountcharge charge
                        JOIN billing_bill bill ON bill.id = charge.bill_id WHERE charge.debtor_id = NEW.debtor_id;
                    IF terms IS NULL OR terms.until < NEW."on" OR used + NEW.amount > terms."limit" THEN
                        RAISE EXCEPTION 'beyond the credit of the account';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="charge_above_nothing")]
        indexes = [models.Index(fields=["debtor"], name="charge_debtor")]


class PaymentPromise(StoreRow):
    """The day by which a debtor said that it would pay, and who noted it; insert-only, the newest holds."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="promises")
    on = models.DateField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes = [models.Index(fields=["debtor", "-id"], name="promise_newest")]
