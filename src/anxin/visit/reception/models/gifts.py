"""Table of what customers are given at reception."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow
from anxin.visit.reception.models.visit import Reception


class GiftIssue(StoreRow):
    """A gift that was given (FORM-19): at the writing of the order (R-RC22), or for a booked car (R-AP09)."""

    class Kind(models.TextChoices):
        ENTRY = "entry", _("开单小礼品")
        BOOKING = "booking", _("预约礼")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    gift = models.CharField(max_length=80)
    value = MoneyField(null=True)
    given_at = models.DateTimeField()
    given_on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["reception", "kind"], name="gift_given_once")]
        indexes = [models.Index(fields=["store", "-given_on"], name="gift_given")]
