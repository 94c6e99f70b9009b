"""Tables of the hand-over beside the note: what to mind after a service, the rating, the farewell, the sample check."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow, VersionedRow
from anxin.visit.reception.models.visit import DeliveryNote

RATED = models.Q(level__gte=1) & models.Q(level__lte=5)


class PrecautionText(VersionedRow):
    """What to mind after a service (R-DL01), in a store or the whole group, instead of the program's words.

    ``word`` is the code of an operation or package, or a word in the name or position; empty ``words`` say nothing.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", null=True)
    word = models.CharField(max_length=40)
    words = models.CharField(max_length=300, blank=True)
    words_en = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "word"], name="precaution_word", nulls_distinct=False)
        ]


class ServiceRating(StoreRow):
    """What a customer says of the service on five levels, once for each order (R-DL07); a coached one is not scored."""

    class Channel(models.TextChoices):
        DEVICE = "device", _("门店设备上点的")
        OWN = "own", _("客户自己手机")

    class CoachedBy(models.TextChoices):
        CUSTOMER = "customer", _("客户说有人请他打分")
        STAFF = "staff", _("收银或客服发现")

    personal: ClassVar[tuple[str, ...]] = ("words", "coached_words")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.OneToOneField("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    rated_at = models.DateTimeField()
    coached_by = models.CharField(max_length=8, choices=CoachedBy.choices, blank=True)
    coached_words = models.CharField(max_length=200, blank=True)
    coached_at = models.DateTimeField(null=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.CheckConstraint(condition=RATED, name="service_rating_level"),
            models.CheckConstraint(
                condition=models.Q(coached_by="", coached_at=None)
                | ~models.Q(coached_by="") & models.Q(coached_at__isnull=False),
                name="service_rating_coached",
            ),
        ]


class SendOff(StoreRow):
    """A delivered car left: known how, escorted to the gate or not, and the message that followed it (R-DL08, R-DL09)."""

    class KnownBy(models.TextChoices):
        TAP = "tap", _("顾问送到门口")
        GATE = "gate", _("道闸看到离店")
        TIME = "time", _("交车后到时间")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    note = models.OneToOneField(DeliveryNote, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField()
    known_by = models.CharField(max_length=4, choices=KnownBy.choices)
    is_escorted = models.BooleanField(default=False)
    escorted_by = models.CharField(max_length=80, blank=True)
    message = models.OneToOneField("contacts.Message", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_escorted=False, escorted_by="")
                | models.Q(is_escorted=True) & ~models.Q(escorted_by=""),
                name="send_off_escorted",
            ),
        ]
        indexes = [models.Index(fields=["store", "left_at"], condition=models.Q(message=None), name="send_off_unsent")]


class DeliverySample(StoreRow, VersionedRow):
    """A delivery drawn for the front-desk manager's check (R-DL10): item → in order or not, None where it does not apply."""

    personal: ClassVar[tuple[str, ...]] = ("words",)

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.OneToOneField("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    drawn_on = models.DateField()
    results = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=80, blank=True)

    class Meta(StoreRow.Meta):
        indexes = [models.Index(fields=["store", "-drawn_on"], name="delivery_sample_day")]
