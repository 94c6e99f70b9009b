"""Vehicles, their number plates over time, and who owns, drives and pays for them over time."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.models.people import Customer
from anxin.parties.customers.models.relations import GroupRow
from anxin.platform.scoped import VersionedRow


class Period(Func):
    """The half-open range of days [from, to) for an exclusion constraint."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Vehicle(GroupRow, VersionedRow):
    """A vehicle (FORM-01). VIN and present plate are unique in the group; an empty one is not known."""

    class EngineType(models.TextChoices):
        PETROL = "petrol", _("汽油")
        DIESEL = "diesel", _("柴油")
        HYBRID = "hybrid", _("混合动力")
        PLUG_IN = "plug_in", _("插电混动")
        RANGE_EXTENDER = "range_extender", _("增程")
        BATTERY = "battery", _("纯电")
        GAS = "gas", _("燃气")

    NEW_ENERGY = frozenset({EngineType.PLUG_IN, EngineType.RANGE_EXTENDER, EngineType.BATTERY})

    # They name a car, and through it a person: not for events, jobs, logs and facts. An erasure leaves them.
    personal = ("vin", "plate", "engine_number")

    store_ids = ArrayField(models.IntegerField(), default=list)
    vin = models.CharField(max_length=17, blank=True)
    vin_reversed = models.GeneratedField(
        expression=Reverse("vin"), output_field=models.CharField(max_length=17, db_collation="C"), db_persist=True
    )
    plate = models.CharField(max_length=12, blank=True)
    plate_reversed = models.GeneratedField(
        expression=Reverse("plate"), output_field=models.CharField(max_length=12, db_collation="C"), db_persist=True
    )
    brand = models.ForeignKey("org.Brand", on_delete=models.PROTECT, related_name="+", null=True)
    brand_name = models.CharField(max_length=40, blank=True)
    model_name = models.CharField(max_length=60, blank=True)
    model_year = models.PositiveSmallIntegerField(null=True)
    body_type = models.CharField(max_length=20, blank=True)
    engine_type = models.CharField(max_length=16, choices=EngineType.choices, blank=True)
    engine_number = models.CharField(max_length=30, blank=True)
    color = models.CharField(max_length=20, blank=True)
    is_own_sold = models.BooleanField(default=False)
    sold_store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    sold_on = models.DateField(null=True)
    first_registered_on = models.DateField(null=True)
    first_service_on = models.DateField(null=True)
    service_interval_km = models.PositiveIntegerField(null=True)
    service_interval_months = models.PositiveSmallIntegerField(null=True)
    next_service_on = models.DateField(null=True)
    next_service_km = models.PositiveIntegerField(null=True)
    odometer_km = models.PositiveIntegerField(null=True)
    odometer_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta(GroupRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["vin"], condition=~Q(vin=""), name="vehicle_vin_once"),
            models.UniqueConstraint(fields=["plate"], condition=~Q(plate=""), name="vehicle_plate_once"),
            models.CheckConstraint(condition=~Q(vin="") | ~Q(plate=""), name="vehicle_is_named"),
        ]
        indexes = [
            models.Index(fields=["vin_reversed"], name="vehicle_vin_tail"),
            models.Index(fields=["plate_reversed"], name="vehicle_plate_tail"),
            models.Index(fields=["plate", "id"], name="vehicle_plate_order"),
            models.Index(fields=["next_service_on", "id"], name="vehicle_next_service"),
            models.Index(fields=["model_name", "id"], name="vehicle_model"),
        ]

    @property
    def is_new_energy(self) -> bool:
        """Plug-in hybrid, range extender or battery."""
        return self.engine_type in self.NEW_ENERGY


class VehiclePlate(GroupRow):
    """A plate that a vehicle carries or carried: days [valid_from, valid_to)."""

    personal = ("plate",)
    seen_through: ClassVar[str] = "vehicle__store_ids"

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+")
    plate = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(GroupRow.Meta):
        indexes = [models.Index(fields=["plate"], name="vehicle_plate_plate")]


class VehicleParty(GroupRow):
    """Who owned, drove or paid for a vehicle: days [valid_from, valid_to). One owner and one payer at a time."""

    class Role(models.TextChoices):
        OWNER = "owner", _("车主")
        DRIVER = "driver", _("送修人")
        PAYER = "payer", _("付款方")

    seen_through: ClassVar[str] = "vehicle__store_ids"

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6, choices=Role.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(GroupRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")), name="party_period"
            ),
            ExclusionConstraint(
                name="party_one_at_a_time",
                expressions=[
                    ("vehicle", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Period("valid_from", "valid_to", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=("owner", "payer")),
            ),
            ExclusionConstraint(
                name="party_driver_once",
                expressions=[
                    ("vehicle", RangeOperators.EQUAL),
                    ("customer", RangeOperators.EQUAL),
                    (Period("valid_from", "valid_to", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(role="driver"),
            ),
        ]
        indexes = [models.Index(fields=["vehicle", "role"], name="party_vehicle")]
