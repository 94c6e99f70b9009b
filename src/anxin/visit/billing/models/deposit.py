"""Money that a payer has given for an order before, or instead of, a bill."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.guards import when_written
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow

ORIGIN = """
    IF TG_OP = 'INSERT' AND (NEW.repair_order_id IS NULL) = (NEW.appointment_id IS NULL) THEN
        RAISE EXCEPTION 'a deposit begins with an order or with a booking';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.appointment_id IS DISTINCT FROM OLD.appointment_id
        OR OLD.repair_order_id IS NOT NULL AND NEW.repair_order_id IS DISTINCT FROM OLD.repair_order_id) THEN
        RAISE EXCEPTION 'a deposit stays with what it was given for';
    END IF;
    IF NEW.appointment_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM appointments_appointment WHERE id = NEW.appointment_id AND store_id = NEW.store_id
    ) THEN
        RAISE EXCEPTION 'deposit: booking % is of another store', NEW.appointment_id;
    END IF;
    RETURN NEW;
"""


class Deposit(StoreRow):
    """What a payer has standing with the house (定金/预收); ``balance`` is the sum of its entries.

    It is given for an order, or for a booking: then it gets the order that is opened of that booking, once.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+", null=True)
    appointment = models.ForeignKey("appointments.Appointment", on_delete=models.PROTECT, related_name="+", null=True)
    payer = models.CharField(max_length=10)
    balance = MoneyField(default=0)

    class Meta(StoreRow.Meta):
        triggers = [
            pgtrigger.Trigger(
                name="origin_kept",
                when=pgtrigger.Before,
                operation=when_written("repair_order_id", "appointment_id"),
                func=ORIGIN,
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["repair_order", "payer"], name="deposit_payer"),
            models.UniqueConstraint(fields=["appointment", "payer"], name="deposit_payer_of_booking"),
            models.CheckConstraint(
                condition=models.Q(repair_order__isnull=False) | models.Q(appointment__isnull=False),
                name="deposit_has_origin",
            ),
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="deposit_never_below_zero"),
        ]
        indexes = [models.Index(fields=["store"], name="deposit_open", condition=models.Q(balance__gt=0))]


class DepositEntry(StoreRow):
    """The ledger of deposits: taken and set free positive, used and given back negative. Only inserted."""

    class Reason(models.TextChoices):
        TAKEN = "TAKEN", _("收定金")
        USED = "USED", _("抵扣账单")
        FREED = "FREED", _("解锁转回")
        REFUNDED = "REFUNDED", _("退款")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    deposit = models.ForeignKey(Deposit, on_delete=models.PROTECT, related_name="entries")
    amount = MoneyField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    payment = models.ForeignKey("billing.Payment", on_delete=models.PROTECT, related_name="+", null=True)
    bill = models.ForeignKey("billing.Bill", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=("TAKEN", "FREED"), amount__gt=0)
                | models.Q(reason__in=("USED", "REFUNDED"), amount__lt=0),
                name="deposit_entry_sign",
            ),
        ]
