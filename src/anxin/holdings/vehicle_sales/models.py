"""Tables of sold cars."""

from typing import ClassVar

from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow, VersionedRow

OPEN = models.Q(handed_over_at=None, cancelled_at=None)


class DeliveryTeam(StoreRow, VersionedRow):
    """The three who hand the new cars of a week over (R-DL13); ``week_on`` is its Monday."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    week_on = models.DateField()
    sales = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    relations = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "week_on"], name="delivery_team_week"),
            models.CheckConstraint(
                condition=~models.Q(sales=models.F("service"))
                & ~models.Q(sales=models.F("relations"))
                & ~models.Q(service=models.F("relations")),
                name="delivery_team_of_three",
            ),
        ]


class SoldCar(StoreRow, VersionedRow):
    """A new car that was sold and is to be handed over on a day; called off when the sale fell through.

    ``inspection_number`` is the order of its newest inspection; without a passed one it leaves only if somebody let it go,
    with the reason (M07.13).
    """

    personal: ClassVar[tuple[str, ...]] = ("cancel_reason", "waive_reason")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField()
    handed_over_at = models.DateTimeField(null=True)
    handed_over_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    inspection_number = models.CharField(max_length=40, blank=True, default="")
    has_passed_inspection = models.BooleanField(default=False)
    waived_at = models.DateTimeField(null=True)
    waived_by = models.CharField(max_length=80, blank=True, default="")
    waive_reason = models.CharField(max_length=200, blank=True, default="")
    registered_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vehicle"], condition=models.Q(cancelled_at=None), name="sold_car_once"),
            models.CheckConstraint(
                condition=models.Q(handed_over_at=None) | models.Q(cancelled_at=None), name="sold_car_one_end"
            ),
            models.CheckConstraint(
                condition=models.Q(handed_over_at=None, handed_over_on=None)
                | models.Q(handed_over_at__isnull=False, handed_over_on__isnull=False),
                name="sold_car_handed_over_day",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_over_at=None)
                | models.Q(has_passed_inspection=True)
                | models.Q(waived_at__isnull=False),
                name="sold_car_inspected_first",
            ),
            models.CheckConstraint(
                condition=models.Q(waived_at=None, waive_reason="")
                | (models.Q(waived_at__isnull=False) & ~models.Q(waive_reason="")),
                name="sold_car_waived_why",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "planned_on"], condition=OPEN, name="sold_car_open"),
            models.Index(fields=["store", "-handed_over_on"], name="sold_car_handed_over"),
        ]


class HandOver(StoreRow):
    """The signed checklist of a new car (FORM-44): what the three told and gave; insert-only."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    sold_car = models.OneToOneField(SoldCar, on_delete=models.PROTECT, related_name="+")
    sales = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    relations = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    items = models.JSONField()
    is_introduced = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    signature = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
