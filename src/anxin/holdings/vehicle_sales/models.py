"""Tables of sold cars and of the rebates that the manufacturer owes for them."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from anxin.holdings.vehicle_sales.lifecycle import CLAIMED, LIVE, REBATE, REFUSED, SETTLED, WITHDRAWN
from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
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


class Rebate(StoreRow, VersionedRow):
    """What the manufacturer owes for a sold car under one programme, until it is settled or refused (M23.10).

    A car has one that stands for each programme, in whatever store. ``programme_key`` is the programme without spaces and
    case. ``price`` is that of the car, with tax, the same in each rebate of a car. What was written wrongly is withdrawn
    with a reason and claimed anew. ``customer`` is who bought the car, where that is known.
    """

    personal: ClassVar[tuple[str, ...]] = ("refuse_reason", "withdraw_reason")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    programme = models.CharField(max_length=60)
    programme_key = models.CharField(max_length=200)
    price = MoneyField()
    claimed = MoneyField()
    claimed_on = models.DateField()
    settled = MoneyField(null=True)
    settled_on = models.DateField(null=True)
    state = models.CharField(max_length=9, default=CLAIMED)
    refuse_reason = models.CharField(max_length=200, blank=True)
    withdraw_reason = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "programme_key"], condition=models.Q(state__in=LIVE), name="rebate_once"
            ),
            ExclusionConstraint(
                name="rebate_one_price",
                expressions=[
                    ("store", RangeOperators.EQUAL),
                    ("vehicle", RangeOperators.EQUAL),
                    ("price", RangeOperators.NOT_EQUAL),
                ],
                condition=models.Q(state__in=LIVE),
            ),
            models.CheckConstraint(
                condition=models.Q(claimed__gt=0, claimed__lte=models.F("price")), name="rebate_within_price"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[CLAIMED, REFUSED, WITHDRAWN], settled=None, settled_on=None)
                | models.Q(
                    state__in=[SETTLED, WITHDRAWN],
                    settled__gt=0,
                    settled__lte=models.F("price"),
                    settled_on__gte=models.F("claimed_on"),
                ),
                name="rebate_settled_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LIVE, refuse_reason="", withdraw_reason="")
                | (models.Q(state=REFUSED, withdraw_reason="") & ~models.Q(refuse_reason=""))
                | (models.Q(state=WITHDRAWN) & ~models.Q(withdraw_reason="")),
                name="rebate_ended_why",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-claimed_on", "-id"], name="rebate_newest"),
            models.Index(fields=["store", "settled_on"], condition=models.Q(state=SETTLED), name="rebate_settled"),
            models.Index(fields=["store", "customer"], name="rebate_customer"),
        ]
        triggers = [
            lifecycle_guard(REBATE),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="as_claimed",
                exclude=["state", "settled", "settled_on", "refuse_reason", "withdraw_reason", "version"],
            ),
            pgtrigger.Protect(
                name="settled_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__settled__isnull=False)
                & (
                    pgtrigger.Q(new__settled__df=pgtrigger.F("old__settled"))
                    | pgtrigger.Q(new__settled_on__df=pgtrigger.F("old__settled_on"))
                ),
            ),
        ]
