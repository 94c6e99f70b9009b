"""Tables of what reception takes care of beside the car: things in the locker, and whom to be careful with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow
from anxin.visit.reception.models.visit import Reception


class LockerUse(StoreRow):
    """A locker of the front desk that holds things of a customer until they are given back (R-RC13)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    reception = models.OneToOneField(Reception, on_delete=models.PROTECT, related_name="+")
    locker = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["store", "locker"], condition=models.Q(returned_at=None), name="locker_in_use_once"
            ),
        ]


class VisitFlag(StoreRow):
    """A mystery shopper suspected in this visit, or a customer who complains easily, until a day (R-RO20).

    For the staff only: it stands on no paper and on nothing that the customer sees.
    """

    class Kind(models.TextChoices):
        MYSTERY = "mystery", _("疑似神秘访客")
        COMPLAINT_PRONE = "complaint_prone", _("易抱怨客户")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.CharField(max_length=200, blank=True)
    flagged_at = models.DateTimeField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "kind"], condition=models.Q(ended_at=None), name="visit_flagged_once"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-ends_on"], name="visit_flag_customer")]
