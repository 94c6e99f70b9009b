"""Tables of the purchase fund: how much a store may order for stock in a month, and when that is held (R-PT08)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anxin.holdings.purchasing.models.orders import PurchaseOrder
from anxin.platform.guards import stays
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow


def _first_of_month(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(month__day=1), name=name)


class PurchaseFund(StoreRow, VersionedRow):
    """What a store may order for stock in a month (its first day), without tax, as it stands now."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    amount = MoneyField()

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="fund_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fund_amount"),
            _first_of_month("fund_month"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="of_its_month", fields=["store", "month"]),
        ]


class FundSetting(StoreRow):
    """Each time that a fund was set: to how much, why, when and by whom."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey(PurchaseFund, on_delete=models.PROTECT, related_name="settings")
    amount = MoneyField()
    note = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="fund_setting_amount")]
        indexes = [models.Index(fields=["fund", "-id"], name="fund_setting_newest")]
        triggers = append_only()


class FundHold(StoreRow, VersionedRow):
    """A month of which only ``percent`` of the fund stays available, why, and when it was lifted.

    A month is held once: what was lifted stays lifted.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    reasons = ArrayField(models.CharField(max_length=200))
    percent = models.PositiveSmallIntegerField()
    held_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=200, blank=True)
    lifted_by = models.CharField(max_length=80, blank=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="fund_held_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="fund_hold_share"),
            models.CheckConstraint(condition=Q(reasons__len__gt=0), name="fund_hold_why"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lift_reason="", lifted_by="")
                | Q(lifted_at__gte=F("held_at")) & ~Q(lift_reason="") & ~Q(lifted_by=""),
                name="fund_lifted_whole",
            ),
            _first_of_month("fund_hold_month"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays("fund_hold_as_set", but=("version", "lifted_at", "lift_reason", "lifted_by")),
        ]


class FundRelease(StoreRow):
    """One order may be placed beyond what a held fund leaves, up to this amount without tax; ``on`` is a business day."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="releases")
    amount = MoneyField()
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0) & ~Q(reason=""), name="fund_release_whole")]
        indexes = [
            models.Index(fields=["store", "on"], name="fund_release_day"),
            models.Index(fields=["order"], name="fund_release_order"),
        ]
        triggers = append_only()
