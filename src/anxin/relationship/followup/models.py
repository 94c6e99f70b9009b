"""Tables of the follow-up. What the customer said in words lies with the contact record, where an erasure finds it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow, VersionedRow
from anxin.relationship.followup.lifecycle import DUE, FOLLOW_UP


class FollowUp(StoreRow, VersionedRow):
    """A customer to be called about a visit: ``round`` 1 or 2; from ``opens_at`` until ``due_at`` (R-FU02, R-FU04).

    NO_CONSENT: the customer has not agreed to be called, so that nobody is to call; no row that counts as missed.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("work.Task", on_delete=models.PROTECT, related_name="+", null=True)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, default=DUE)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_on = models.DateField()
    next_call_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta(StoreRow.Meta):
        constraints = [
            plausible_times("follow_up_plausible", "next_call_at"),
            models.UniqueConstraint(fields=["repair_order", "round"], name="follow_up_round"),
        ]
        indexes = [
            models.Index(fields=["store", "next_call_at"], name="follow_up_due", condition=models.Q(state="DUE")),
            models.Index(fields=["store", "state", "due_on"], name="follow_up_state"),
            models.Index(fields=["store", "due_on"], name="follow_up_day"),
            models.Index(fields=["vehicle", "-planned_at"], name="follow_up_vehicle"),
        ]
        triggers = [lifecycle_guard(FOLLOW_UP)]


class Call(StoreRow):
    """One call of a follow-up (FORM-02): its result, and the answers by question code. Insert-only."""

    class Result(models.TextChoices):
        REACHED = "reached", _("成功")
        NOT_REACHED = "not_reached", _("未接")
        CALL_BACK = "call_back", _("改约")
        REFUSED = "refused", _("拒访")
        WRONG_NUMBER = "wrong_number", _("错号")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="calls")
    contact = models.ForeignKey("contacts.ContactRecord", on_delete=models.PROTECT, related_name="+")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    result = models.CharField(max_length=12, choices=Result.choices)
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(null=True)
    issues = models.JSONField(default=list)
    report_task = models.ForeignKey("work.Task", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    called_on = models.DateField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        triggers = append_only()
        indexes = [
            models.Index(fields=["follow_up", "-id"], name="call_follow_up"),
            models.Index(fields=["store", "called_on", "result"], name="call_day"),
        ]
