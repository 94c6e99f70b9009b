"""Repair order → job → item."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.money import Money, MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.lifecycle import JOB, JOB_IN_PROGRESS, JOB_OPEN, OPEN, REPAIR_ORDER
from anxin.visit.repair_orders.models.locks import CHARGED, locked_when_settled


class RepairOrder(StoreRow, VersionedRow):
    """One visit's contract with the customer (委托书, FORM-29).

    ``promised_at`` is the last promise, ``promise_is_planned`` while it is the book's own. ``agreed_promise_at`` is the
    one by which the visit is judged: as first signed, or as changed with the customer's knowledge before it had passed.
    ``booking_plate`` is the number on the plate of a booked car, as long as it is in the shop (R-AP08).
    """

    class Kind(models.TextChoices):
        """Order types of M06.09."""

        MAINTENANCE = "maintenance", _("保养")
        GENERAL = "general", _("一般维修")
        BODY_PAINT = "body_paint", _("钣喷")
        ACCIDENT = "accident", _("事故")
        WARRANTY = "warranty", _("保修")
        REWORK = "rework", _("返修")
        PRE_DELIVERY = "pre_delivery", _("售前检查")
        INTERNAL = "internal", _("内部")
        NEW_ENERGY = "new_energy", _("新能源")

    class Lane(models.TextChoices):
        """The green channel: booked express, rework or grievance (R-AP07), and rescued cars (R-AP09); empty is none."""

        EXPRESS = "express", _("快保")
        REWORK = "rework", _("返修")
        GRIEVANCE = "grievance", _("抱怨投诉")
        RESCUE = "rescue", _("救援")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=16, default=OPEN)
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    advisor = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    is_appointment = models.BooleanField(default=False)
    lane = models.CharField(max_length=10, choices=Lane.choices, blank=True)
    booking_plate = models.PositiveSmallIntegerField(null=True)
    odometer_km = models.PositiveIntegerField(null=True)
    # When the car came, where reception knows: what is promised from the arrival on counts from here (R-WS13).
    arrived_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    promised_at = models.DateTimeField(null=True)
    promise_is_planned = models.BooleanField(default=False)
    agreed_promise_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    work_finished_at = models.DateTimeField(null=True)
    inspected_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    parking_place = models.CharField(max_length=12, blank=True)
    follow_up_suggestion = models.CharField(max_length=200, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(StoreRow.Meta):
        constraints = [
            plausible_times("order_plausible", "promised_at", "agreed_promise_at"),
            plausible_times("order_steps_plausible", "opened_at", "work_finished_at", "settled_at", "delivered_at"),
        ]
        triggers = [lifecycle_guard(REPAIR_ORDER)]
        indexes = [
            models.Index(fields=["store", "state", "promised_at"], name="order_state_promise"),
            models.Index(fields=["store", "-opened_at", "-id"], name="order_opened"),
            models.Index(fields=["store", "advisor", "state"], name="order_advisor"),
            models.Index(fields=["vehicle", "-opened_at"], name="order_vehicle"),
            models.Index(fields=["store", "settled_on"], name="order_settled_on"),
            models.Index(fields=["store", "opened_on"], name="order_opened_on"),
            # The tail of a number is what people type: an index over its mirror image serves it as a prefix.
            models.Index(OpClass(Reverse("number"), name="text_pattern_ops"), name="order_number_tail"),
            models.Index(fields=["store", "delivered_on"], name="order_delivered_on"),
        ]

    @property
    def lane_label(self) -> str:
        """The lane's name; the express lane of body and paint has its own (R-WS12)."""
        is_body = self.lane == self.Lane.EXPRESS and self.kind == self.Kind.BODY_PAINT
        return str(_("快速钣喷") if is_body else self.get_lane_display())


class Job(StoreRow, VersionedRow):
    """One concern: complaint in the customer's words, cause, correction (R-RO05)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="jobs")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    complaint = models.CharField(max_length=500, blank=True)
    cause = models.CharField(max_length=500, blank=True)
    correction = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=12, default=JOB_OPEN)
    package_code = models.CharField(max_length=24, blank=True)
    rework_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # When an inspection sent it back last: what is added since and repeats it is internal rework.
    sent_back_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [lifecycle_guard(JOB)]
        constraints = [models.UniqueConstraint(fields=["repair_order", "position"], name="job_position")]
        indexes = [
            models.Index(fields=["store", "state"], name="job_state"),
            models.Index(
                fields=["store", "finished_at"], name="job_finished", condition=models.Q(finished_at__isnull=False)
            ),
        ]


class Item(StoreRow, VersionedRow):
    """Labour, part, sublet or fee of a job, with its payer and the customer's decision.

    Amounts include tax. Declined and deferred items stay: they are a later sale, with their reason. A deferred one is not
    offered again before ``not_before_on`` or ``not_before_km``, whichever comes first.
    """

    class Kind(models.TextChoices):
        LABOUR = "labour", _("工时")
        PART = "part", _("配件")
        SUBLET = "sublet", _("外包")
        FEE = "fee", _("费用")

    class Payer(models.TextChoices):
        CUSTOMER = "customer", _("自费")
        WARRANTY = "warranty", _("保修")
        INSURER = "insurer", _("保险")
        INTERNAL = "internal", _("内部")
        GOODWILL = "goodwill", _("善意")

    class PriceSource(models.TextChoices):
        CATALOGUE = "catalogue", _("目录价")
        PACKAGE = "package", _("套餐价")
        FREE = "free", _("自由定价")

    class Decision(models.TextChoices):
        PRESENTED = "PRESENTED", _("待确认")
        APPROVED = "APPROVED", _("已确认")
        DECLINED = "DECLINED", _("拒绝")
        DEFERRED = "DEFERRED", _("缓修")

    class CareShown(models.TextChoices):
        """What the customer was shown of a care product before the question (R-RO15)."""

        SAMPLE = "sample", _("样品")
        EFFECT = "effect", _("效果")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="items")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    operation = models.ForeignKey("catalog.LabourOperation", on_delete=models.PROTECT, related_name="+", null=True)
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+", null=True)
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80)
    # Of a part from the catalogue; the name says the same to people, in the language of whoever put it on the order.
    origin = models.CharField(max_length=8, blank=True, default="")
    position_words = models.CharField(max_length=40, blank=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=3)
    unit = models.CharField(max_length=8)
    unit_price = MoneyField()
    discount = MoneyField(default=0)
    # What of the discount is the odd sum that the cash desk took off; a line that is priced anew has none.
    rounded_off = MoneyField(default=0)
    amount = MoneyField()
    # What the catalogue asks: below it somebody gives something away (R-RO16).
    list_price = MoneyField()
    package_discount = MoneyField(default=0)
    needs_position = models.BooleanField(default=False)
    is_care = models.BooleanField(default=False)
    care_shown = models.CharField(max_length=8, choices=CareShown.choices, blank=True)
    care_consented_at = models.DateTimeField(null=True)
    tax_rate = models.DecimalField(max_digits=4, decimal_places=3)
    payer = models.CharField(max_length=10, choices=Payer.choices)
    # Whom the rule names for what is done again in its term, and why he, or whom somebody chose instead, pays (R-QC05).
    payer_rule = models.CharField(max_length=10, choices=Payer.choices, blank=True, default="")
    # Made more, or dearer, than the rule covers: what the house pays of it is a gift like any other (R-RO16).
    is_beyond_rule = models.BooleanField(default=False)
    payer_reason = models.CharField(max_length=200, blank=True, default="")
    price_source = models.CharField(max_length=10, choices=PriceSource.choices)
    skill = models.CharField(max_length=24, blank=True)
    is_high_voltage = models.BooleanField(default=False)
    quality_days = models.PositiveIntegerField(null=True)
    quality_km = models.PositiveIntegerField(null=True)
    is_additional = models.BooleanField(default=False)
    proposed_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    proposal = models.ForeignKey("repair_orders.Proposal", on_delete=models.PROTECT, related_name="items", null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.PRESENTED)
    decided_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=200, blank=True)
    not_before_on = models.DateField(null=True)
    not_before_km = models.PositiveIntegerField(null=True)

    WAITS = models.Q(decision="PRESENTED") & ~models.Q(repair_order__state=OPEN)
    """``rules.waits_for_customer`` for the database."""
    TO_DO = models.Q(kind="labour", job__state__in=(JOB_OPEN, JOB_IN_PROGRESS)) & (
        models.Q(decision="APPROVED") | models.Q(decision="PRESENTED", repair_order__state=OPEN)
    )
    """``rules.is_to_do`` for the database."""

    class Meta(StoreRow.Meta):
        triggers = [locked_when_settled(*CHARGED)]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="item_quantity_positive"),
            models.CheckConstraint(condition=models.Q(kind__in=("labour", "part", "sublet", "fee")), name="item_kind_known"),
            models.CheckConstraint(
                condition=models.Q(payer__in=("customer", "warranty", "insurer", "internal", "goodwill")),
                name="item_payer_known",
            ),
            models.CheckConstraint(
                condition=models.Q(unit_price__gte=0, discount__gte=0, amount__gte=0), name="item_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(rounded_off__gte=0, rounded_off__lte=models.F("discount")),
                name="item_rounded_in_discount",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision="DECLINED") | ~models.Q(decline_reason=""), name="item_declined_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(decision="DEFERRED") | models.Q(not_before_on=None, not_before_km=None),
                name="item_deferred_until",
            ),
            models.CheckConstraint(
                condition=~models.Q(is_care=True, decision="APPROVED", payer="customer")
                | models.Q(care_consented_at__isnull=False),
                name="item_care_consented",
            ),
        ]
        indexes = [
            models.Index(fields=["repair_order", "job"], name="item_order_job"),
            models.Index(fields=["store", "proposed_at"], name="item_waiting", condition=models.Q(decision="PRESENTED")),
        ]

    @property
    def description(self) -> str:
        """Name and position, as every page and paper says them."""
        return rules.described(self.name, self.position_words)

    @property
    def list_amount(self) -> Money:
        """What the line costs by the catalogue."""
        return Money(rules.line_amount_fen(self.list_price.fen, self.quantity, self.package_discount.fen))


class PromiseChange(StoreRow):
    """The promise as first given and each change of it, with its reason; insert-only (R-WS02)."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey(RepairOrder, on_delete=models.PROTECT, related_name="promise_changes")
    promised_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    customer_told_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [plausible_times("promise_plausible", "promised_at")]
        triggers = append_only()
        indexes = [models.Index(fields=["repair_order", "-id"], name="promise_order")]
