"""Tables of the visit: the car that came, its walk-around sheet, its delivery note."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.guards import lifecycle_guard, when_written
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow, VersionedRow
from anxin.visit.reception.lifecycle import ARRIVED, DRAFT, HERE, RECEPTION, SHEET, SIGNED

OF_THIS_STORE = """
    IF NOT EXISTS (SELECT FROM appointments_appointment WHERE id = NEW.appointment_id AND store_id = NEW.store_id) THEN
        RAISE EXCEPTION 'reception: booking % is of another store', NEW.appointment_id;
    END IF;
    RETURN NEW;
"""


class Reception(StoreRow, VersionedRow):
    """A car that came (FORM-27): why, with whom, what was said; the order that came of it."""

    class Purpose(models.TextChoices):
        MAINTENANCE = "maintenance", _("保养")
        REPAIR = "repair", _("维修")
        BODY_PAINT = "body_paint", _("钣喷")
        ACCIDENT = "accident", _("事故")
        WARRANTY = "warranty", _("保修")
        RESCUE = "rescue", _("救援")
        OTHER = "other", _("其他")

    class Warranty(models.TextChoices):
        """What was said about warranty (R-RC16)."""

        COVERED = "covered", _("属于保修")
        NOT_COVERED = "not_covered", _("不属于保修")
        UNCLEAR = "unclear", _("要检查后才知道")

    class Waits(models.TextChoices):
        """Where the customer is while the car is worked on (R-RC19)."""

        LOUNGE = "lounge", _("在休息区等")
        RETURNS = "returns", _("先离开，回来取")
        LEAVES = "leaves", _("车留店")

    class Accident(models.TextChoices):
        """What the customer said to having the marked damage repaired on the insurance (R-RC11)."""

        TAKEN = "taken", _("同意做")
        DEFERRED = "deferred", _("下次再说")
        DECLINED = "declined", _("不做")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, default=ARRIVED)
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    appointment = models.OneToOneField("appointments.Appointment", on_delete=models.PROTECT, related_name="+", null=True)
    advisor = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    arrived_at = models.DateTimeField()
    arrived_on = models.DateField()
    # What a gate saw, where a store has one (R-RC04, R-RC05); nobody taps a clock for seconds.
    seen_at = models.DateTimeField(null=True)
    greeted_at = models.DateTimeField(null=True)
    in_bay_at = models.DateTimeField(null=True)
    is_internal = models.BooleanField(default=False)
    is_own_sold = models.BooleanField(default=False)
    key_tag = models.CharField(max_length=12, blank=True)
    # What was known of the car when it came; the reading of this visit takes its place in the car's own file.
    odometer_before_km = models.PositiveIntegerField(null=True)
    waits = models.CharField(max_length=8, choices=Waits.choices, default=Waits.LOUNGE)
    concerns = models.CharField(max_length=1000, blank=True)
    warranty = models.CharField(max_length=12, choices=Warranty.choices, blank=True)
    warranty_words = models.CharField(max_length=300, blank=True)
    interview_ended_at = models.DateTimeField(null=True)
    insurance_answer = models.CharField(max_length=8, choices=Accident.choices, blank=True)
    repair_order = models.OneToOneField("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    leave_reason = models.CharField(max_length=200, blank=True)

    class Meta(StoreRow.Meta):
        triggers = [
            lifecycle_guard(RECEPTION),
            pgtrigger.Trigger(
                name="booking_of_this_store",
                when=pgtrigger.Before,
                operation=when_written("appointment_id", "store_id"),
                condition=pgtrigger.Q(new__appointment__isnull=False),
                func=OF_THIS_STORE,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle", "store"], condition=models.Q(state__in=HERE), name="vehicle_is_here_once"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "state", "arrived_at"], name="reception_state"),
            models.Index(fields=["store", "-arrived_at", "-id"], name="reception_arrived"),
            models.Index(fields=["store", "arrived_on"], name="reception_day"),
            models.Index(fields=["vehicle", "-arrived_at"], name="reception_vehicle"),
        ]


class InspectionSheet(StoreRow, VersionedRow):
    """The walk-around (FORM-28). A draft until it is signed or declined; then the database lets nothing change."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    reception = models.OneToOneField(Reception, on_delete=models.PROTECT, related_name="sheet")
    state = models.CharField(max_length=10, default=DRAFT)
    odometer_km = models.PositiveIntegerField(null=True)
    odometer_was_reset = models.BooleanField(default=False)
    fuel_eighths = models.PositiveSmallIntegerField(null=True)
    warning_lights = models.JSONField(default=list)
    valuables = models.JSONField(default=list)
    belongings_note = models.CharField(max_length=200, blank=True)
    bulky_note = models.CharField(max_length=200, blank=True)
    locker = models.CharField(max_length=20, blank=True)
    protective_set = models.CharField(max_length=8, blank=True)
    protective_words = models.CharField(max_length=200, blank=True)
    is_customer_present = models.BooleanField(default=False)
    marks = models.JSONField(default=list)
    photos = models.JSONField(default=list)
    remarks = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(null=True)
    declined_reason = models.CharField(max_length=200, blank=True)
    signature = models.OneToOneField("repair_orders.Signature", on_delete=models.PROTECT, related_name="+", null=True)
    signed_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    actor_key = models.CharField(max_length=80, blank=True)

    class Meta(StoreRow.Meta):
        triggers = [
            lifecycle_guard(SHEET),
            pgtrigger.Protect(
                name="signed_is_fixed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state=DRAFT),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=SIGNED)
                | (models.Q(signature__isnull=False) & models.Q(signed_at__isnull=False) & ~models.Q(sha256="")),
                name="sheet_signed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(fuel_eighths__isnull=True) | models.Q(fuel_eighths__lte=8), name="sheet_fuel_eighths"
            ),
        ]


class DeliveryNote(StoreRow):
    """The delivery note (FORM-39): precautions above, next services below, signed by the customer; insert-only.

    ``lines`` are the items with their amounts as they were shown one by one above the signature (R-DL04).
    """

    class Channel(models.TextChoices):
        SCREEN = "screen", _("屏幕签字")
        PAPER = "paper", _("纸质签字")

    class CallTime(models.TextChoices):
        """When the customer likes to be called after the visit (R-DL04)."""

        MORNING = "morning", _("上午")
        NOON = "noon", _("中午")
        AFTERNOON = "afternoon", _("下午")
        EVENING = "evening", _("晚上")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.OneToOneField("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    reception = models.OneToOneField(Reception, on_delete=models.PROTECT, related_name="+", null=True)
    precautions = models.JSONField(default=list)
    next_services = models.JSONField(default=list)
    returned_parts = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    follow_up_note = models.CharField(max_length=300, blank=True)
    call_time = models.CharField(max_length=9, choices=CallTime.choices, blank=True)
    is_accompanied = models.BooleanField(null=True)
    is_set_removed = models.BooleanField(null=True)
    is_very_satisfied = models.BooleanField(null=True)
    unsatisfied_words = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    signature = models.OneToOneField("repair_orders.Signature", on_delete=models.PROTECT, related_name="+", null=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signature__isnull=False) | ~models.Q(channel="screen"), name="delivery_note_signed"
            ),
        ]
