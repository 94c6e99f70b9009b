"""Tables of the work queue."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.parties.work.lifecycle import APPROVAL, OPEN, PENDING, TASK
from anxin.platform.database.times import plausible_times
from anxin.platform.guards import lifecycle_guard
from anxin.platform.money import MoneyField
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import StoreRow, VersionedRow

LONGEST_TITLE = 120
"""Of a task: whoever makes one shortens to it."""


class Task(StoreRow, VersionedRow):
    """Something that somebody must do by a time: an owner's, or, without one, that of whoever holds ``post``.

    ``escalation_level`` counts the steps of the kind's ladder that were taken; ``escalated_post`` may see it since.
    """

    class Priority(models.IntegerChoices):
        URGENT = 1, _("紧急")
        NORMAL = 2, _("普通")
        LOW = 3, _("不急")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    owner = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    post = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(max_length=10, default=OPEN)
    result = models.CharField(max_length=500, blank=True)
    escalation_level = models.PositiveSmallIntegerField(default=0)
    escalated_post = models.CharField(max_length=40, blank=True)
    escalate_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    postponed_count = models.PositiveSmallIntegerField(default=0)

    class Meta(StoreRow.Meta):
        constraints = [
            plausible_times("task_plausible", "due_at"),
            models.CheckConstraint(condition=models.Q(owner__isnull=False) | ~models.Q(post=""), name="task_owner_or_post"),
        ]
        indexes = [
            models.Index(fields=["store", "due_at", "id"], name="task_due", condition=models.Q(state="OPEN")),
            models.Index(fields=["owner", "due_at"], name="task_owner", condition=models.Q(state="OPEN")),
            models.Index(fields=["store", "state", "due_at", "id"], name="task_state"),
            models.Index(fields=["store", "kind", "due_at", "id"], name="task_kind"),
            models.Index(fields=["subject_kind", "subject_id"], name="task_subject"),
            models.Index(fields=["escalate_at"], name="task_escalate", condition=models.Q(state="OPEN")),
        ]
        triggers = [lifecycle_guard(TASK)]

    @property
    def subject(self) -> DocumentRef | None:
        """The document that the task is about."""
        return DocumentRef(self.subject_kind, self.subject_id) if self.subject_id is not None else None


class ApprovalRequest(StoreRow):
    """Somebody asks leave for something; ``chain`` are the posts that decide one after the other."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    amount = MoneyField(null=True)
    reason = models.CharField(max_length=500)
    chain = ArrayField(models.CharField(max_length=40))
    step = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, default=PENDING)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=80)
    requester = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind", "subject_kind", "subject_id"],
                name="approval_one_pending",
                condition=models.Q(state="PENDING"),
            ),
            models.CheckConstraint(condition=models.Q(chain__len__gt=0), name="approval_chain"),
        ]
        indexes = [
            models.Index(fields=["store", "state", "-requested_at"], name="approval_state"),
            models.Index(fields=["subject_kind", "subject_id"], name="approval_subject"),
        ]
        triggers = [lifecycle_guard(APPROVAL)]

    @property
    def waiting_post(self) -> str:
        """The post whose turn it is; empty when nothing is waiting."""
        return self.chain[self.step] if self.state == PENDING else ""


class ApprovalDecision(StoreRow):
    """What one post of the chain decided; ``principal`` is for whom a stand-in did."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="decisions")
    step = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=40)
    is_approved = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80)
    decider = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    principal = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["request", "step"], name="approval_step_once")]
