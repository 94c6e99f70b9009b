"""Tables of staff. Names and phones are personal data: they live in ``Employee`` alone and are not in its history."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.scoped import StoreRow, VersionedRow


class DateRange(models.Func):
    """``daterange(first, last, '[]')``: both days included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class InstantRange(models.Func):
    """``tstzrange(from, to)``: without an end it is still running."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def _no_overlap(name: str) -> ExclusionConstraint:
    days = DateRange("starts_on", "ends_on", models.Value("[]"))
    return ExclusionConstraint(
        name=name,
        expressions=[("employee", RangeOperators.EQUAL), (days, RangeOperators.OVERLAPS)],
        condition=models.Q(cancelled_at=None),
    )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["store", "post", "extra_posts", "trade", "level", "joined_on", "left_on", "deputy", "mentor", "is_trainee"],
    model_name="EmployeeEvent",
)
class Employee(StoreRow, VersionedRow):
    """A person on a store's staff (M01.02). ``post`` and ``extra_posts`` are role codes of org.

    ``deputy_set_by`` is the key of the person who named the deputy: approvals look at it.
    """

    class Trade(models.TextChoices):
        NONE = "", _("不分工种")
        MECHANICAL = "mechanical", _("机电")
        BODY = "body", _("钣金")
        PAINT = "paint", _("喷漆")
        BEAUTY = "beauty", _("美容")
        ACCESSORY = "accessory", _("精品加装")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField("org.User", on_delete=models.PROTECT, related_name="+", null=True)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    name_key = models.CharField(max_length=200)
    post = models.CharField(max_length=40)
    extra_posts = ArrayField(models.CharField(max_length=40), default=list)
    trade = models.CharField(max_length=20, blank=True, choices=Trade.choices)
    level = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    deputy = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    deputy_set_by = models.CharField(max_length=80, blank=True, default="")
    mentor = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    team = models.ForeignKey("org.Team", on_delete=models.PROTECT, related_name="+", null=True)
    is_trainee = models.BooleanField(default=False)
    is_full_time = models.BooleanField(default=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="employee_number"),
            models.CheckConstraint(
                condition=models.Q(left_on=None) | models.Q(left_on__gte=models.F("joined_on")), name="employee_dates"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "post"], name="employee_post"),
            models.Index(fields=["store", "name_key", "id"], name="employee_name"),
        ]

    def holds(self, post: str) -> bool:
        """Whether the post is this person's, as the main or a further one."""
        return post == self.post or post in self.extra_posts


class Skill(StoreRow):
    """What an employee may do, with the certificate or record that proves it, the day of the training and its last day."""

    class Code(models.TextChoices):
        MECHANICAL = "mechanical", _("机修")
        ELECTRICAL = "electrical", _("电气")
        BODY = "body", _("钣金")
        PAINT = "paint", _("喷漆")
        HIGH_VOLTAGE = "high_voltage", _("高压电")
        DIAGNOSIS = "diagnosis", _("故障诊断")
        SMART_DRIVING = "smart_driving", _("智能驾驶标定")
        INSPECTION = "inspection", _("质检")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="skills")
    code = models.CharField(max_length=20, choices=Code.choices)
    certificate = models.CharField(max_length=60, blank=True)
    trained_on = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["employee", "code"], name="skill_once")]


class Substitution(StoreRow):
    """Somebody stands in for an employee for some days (M01.10); one at a time. ``assigned_by`` is an actor's key."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    substitute = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    assigned_by = models.CharField(max_length=80, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            _no_overlap("substitution_no_overlap"),
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="substitution_order"),
            models.CheckConstraint(condition=~models.Q(employee=models.F("substitute")), name="substitution_another"),
        ]
        indexes = [models.Index(fields=["store", "ends_on"], name="substitution_end")]


class Absence(StoreRow):
    """Days on which an employee is away although the roster may say otherwise (M01.05).

    ``recorded_by`` is the key of the person who recorded it: approvals that a deputy decides look at it.
    """

    class Kind(models.TextChoices):
        SICK = "sick", _("病假")
        PERSONAL = "personal", _("事假")
        UNEXCUSED = "unexcused", _("旷工")
        ANNUAL = "annual", _("年休假")
        TRAINING = "training", _("外出培训")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)
    recorded_by = models.CharField(max_length=80, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            _no_overlap("absence_no_overlap"),
            models.CheckConstraint(condition=models.Q(starts_on__lte=models.F("ends_on")), name="absence_order"),
        ]
        indexes = [models.Index(fields=["store", "ends_on"], name="absence_end")]


class RosterDay(StoreRow):
    """The plan for one employee and day: on duty from and to, or a rest day."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    is_working = models.BooleanField()
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["employee", "day"], name="roster_day_once"),
            models.CheckConstraint(
                condition=models.Q(is_working=False, starts_at=None, ends_at=None)
                | models.Q(is_working=True, starts_at__lt=models.F("ends_at")),
                name="roster_day_hours",
            ),
        ]
        indexes = [models.Index(fields=["store", "day"], name="roster_day_store")]


class Shift(StoreRow):
    """The shift clock (FORM-36): from clocking in to clocking out; two of one employee never overlap."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    clocked_in_at = models.DateTimeField()
    clocked_out_at = models.DateTimeField(null=True)
    worked_on = models.DateField()
    corrected_reason = models.CharField(max_length=120, blank=True)

    class Meta(StoreRow.Meta):
        constraints = [
            plausible_times("shift_plausible", "clocked_in_at", "clocked_out_at"),
            ExclusionConstraint(
                name="shift_no_overlap",
                expressions=[
                    ("employee", RangeOperators.EQUAL),
                    (InstantRange("clocked_in_at", "clocked_out_at"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(clocked_out_at=None) | models.Q(clocked_out_at__gt=models.F("clocked_in_at")),
                name="shift_order",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "worked_on"], name="shift_day"),
            models.Index(fields=["employee", "worked_on"], name="shift_of_day"),
        ]
