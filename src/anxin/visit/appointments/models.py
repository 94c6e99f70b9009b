"""Tables of appointments."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.guards import lifecycle_guard
from anxin.platform.scoped import StoreRow, VersionedRow
from anxin.visit.appointments.lifecycle import APPOINTMENT, ARRIVED, BOOKED, NO_SHOW


class Appointment(StoreRow, VersionedRow):
    """A car expected at a time. ``document_kind`` and ``document_id`` name the visit that came of it, of a higher module.

    ``words`` are what the customer said: a fault to be found if ``is_complaint``, else a note (R-RO05). ``plate_number`` is
    the numbered plate that stands on the car from its arrival until it leaves (FORM-43).
    """

    class Kind(models.TextChoices):
        MAINTENANCE = "maintenance", _("保养")
        REPAIR = "repair", _("维修")
        BODY_PAINT = "body_paint", _("钣喷")
        OTHER = "other", _("其他")

    class Channel(models.TextChoices):
        """How it was booked (M04.01)."""

        PHONE = "phone", _("电话")
        COUNTER = "counter", _("柜台")
        WEBSITE = "website", _("网站")
        WECHAT = "wechat", _("微信")
        APP = "app", _("App")
        WECOM = "wecom", _("企业微信")

    class Lane(models.TextChoices):
        """The green channel of booked cars (R-AP07): served before other booked cars; empty is none of it."""

        EXPRESS = "express", _("快保")
        REWORK = "rework", _("返修")
        GRIEVANCE = "grievance", _("抱怨投诉")

    class Punctuality(models.TextChoices):
        EARLY = "early", _("早到")
        PUNCTUAL = "punctual", _("准时")
        LATE = "late", _("迟到")

    class NoShowReason(models.TextChoices):
        """Why a car did not come, as the store finds out (R-AP14)."""

        FORGOT = "forgot", _("客户忘记了")
        CHANGED_MIND = "changed_mind", _("客户改了主意")
        ELSEWHERE = "elsewhere", _("去了别处")
        NOT_REACHABLE = "not_reachable", _("一直联系不上")
        NOT_REMINDED = "not_reminded", _("我们没提醒")
        TIME_NOT_KEPT = "time_not_kept", _("我们没守时")
        OTHER = "other", _("其他原因")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, default=BOOKED)
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    advisor = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    wanted_at = models.DateTimeField()
    wanted_on = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    words = models.CharField(max_length=500, blank=True)
    is_complaint = models.BooleanField(default=False)
    package_code = models.CharField(max_length=24, blank=True)
    lane = models.CharField(max_length=10, choices=Lane.choices, blank=True)
    plate_number = models.PositiveSmallIntegerField(null=True)
    plate_returned_at = models.DateTimeField(null=True)
    parts_ready_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    moved_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    punctuality = models.CharField(max_length=8, choices=Punctuality.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    no_show_reason = models.CharField(max_length=16, choices=NoShowReason.choices, blank=True)
    no_show_words = models.CharField(max_length=200, blank=True)
    document_kind = models.CharField(max_length=60, blank=True)
    document_id = models.BigIntegerField(null=True)

    class Meta(StoreRow.Meta):
        triggers = [lifecycle_guard(APPOINTMENT)]
        constraints = [
            plausible_times("appointment_plausible", "wanted_at"),
            models.CheckConstraint(
                condition=models.Q(no_show_reason="") | models.Q(state=NO_SHOW), name="appointment_reason_of_no_show"
            ),
            models.UniqueConstraint(
                fields=["vehicle", "store", "wanted_on"],
                condition=models.Q(state=BOOKED),
                name="appointment_vehicle_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["store", "plate_number"],
                condition=models.Q(plate_number__isnull=False, plate_returned_at=None),
                name="appointment_plate_once",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "wanted_on", "wanted_at"], name="appointment_day"),
            models.Index(fields=["store", "state", "wanted_on"], name="appointment_state"),
            models.Index(fields=["vehicle", "-wanted_at"], name="appointment_vehicle"),
            # The hourly job looks for arrivals that no visit came of among all arrivals of the store.
            models.Index(
                fields=["store", "wanted_on"],
                name="appointment_not_received",
                condition=models.Q(state=ARRIVED, document_id=None),
            ),
        ]

    @property
    def lane_label(self) -> str:
        """The lane's name, empty for none; the express lane of body and paint has its own (R-WS12)."""
        if self.lane == self.Lane.EXPRESS and self.kind == self.Kind.BODY_PAINT:
            return str(_("快速钣喷"))
        return str(self.get_lane_display()) if self.lane else ""

    @property
    def agreed_at(self) -> datetime:
        """When the present time was agreed."""
        return self.moved_at or self.booked_at


class Reminder(StoreRow):
    """The call before an appointment that was agreed more than a day ahead (R-AP04); each agreed time has one at most.

    Open until ``closed_at``; closed without a result when the booking was moved, called off or kept before anybody called.
    """

    class Result(models.TextChoices):
        COMING = "coming", _("会来")
        MOVED = "moved", _("已改期")
        CANCELLED = "cancelled", _("已取消")
        NOT_REACHED = "not_reached", _("没联系上")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="reminders")
    agreed_at = models.DateTimeField()
    wanted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    words = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["appointment", "agreed_at"], name="reminder_once")]
