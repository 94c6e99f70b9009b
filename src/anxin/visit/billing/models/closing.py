"""The end of a day at the cash desk: counted, closed, opened again, handed over; and what customers were shown."""

import pgtrigger
from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class DayClosing(StoreRow):
    """A business day at the cash desk, closed (日结): what came by each method, and the cash as it was counted.

    ``round`` counts the closings of one day: the next needs that before to be opened again. While a closing stands the
    database takes no payment on its day.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)
    by_method = models.JSONField()
    receipts = models.PositiveIntegerField()
    expected_cash = MoneyField()
    counted_cash = MoneyField()
    pieces = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = [
            *append_only(),
            pgtrigger.Trigger(
                name="one_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.round > 1 AND NOT EXISTS (
                        SELECT FROM billing_dayreopening back
                        JOIN billing_dayclosing last ON last.id = back.closing_id
                        WHERE last.store_id = NEW.store_id AND last."on" = NEW."on" AND last.round = NEW.round - 1
                    ) THEN
                        RAISE EXCEPTION 'the day is closed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["store", "on", "round"], name="day_closed_once"),
            models.CheckConstraint(
                condition=models.Q(counted_cash=models.F("expected_cash")) | ~models.Q(reason=""),
                name="cash_difference_has_reason",
            ),
        ]


class DayReopening(StoreRow):
    """A closed day opened again, with the reason; insert-only."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    closing = models.OneToOneField(DayClosing, on_delete=models.PROTECT, related_name="reopening")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()


class CashHandover(StoreRow):
    """The counted cash of a closed day, received by finance; insert-only."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    closing = models.OneToOneField(DayClosing, on_delete=models.PROTECT, related_name="handover")
    amount = MoneyField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()


class PreviewShown(StoreRow):
    """The settlement preview of an order as it was printed for the customer (R-DL03): with this total."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    total = MoneyField()
    customer_total = MoneyField()
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes = [models.Index(fields=["repair_order", "-id"], name="preview_order")]
