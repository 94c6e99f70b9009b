"""A suggestion, and what became of it step by step (M22.10)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews.lifecycle import CONFIRMED, DECLINED, DROPPED, ENTERED, REPORTED, SUGGESTION, TO_DO
from anxin.platform.guards import lifecycle_guard, stays
from anxin.platform.scoped import StoreRow, VersionedRow


class Suggestion(StoreRow, VersionedRow):
    """What somebody of the store would do better, about one department (FORM-75).

    ``judged_at`` is when the manager found it worth carrying out or not; ``closed_at`` when it was confirmed, declined or
    dropped. ``reason`` is the judgement's, ``done`` what was carried out, or why it was dropped.
    """

    class About(models.TextChoices):
        FIGURE = "figure", _("一项指标")
        ORDER = "order", _("一张工单")
        VOICE = "voice", _("客户的话")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    department = models.CharField(max_length=20)
    words = models.CharField(max_length=1000)
    about_kind = models.CharField(max_length=8, choices=About.choices, blank=True)
    about = models.CharField(max_length=200, blank=True)
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+", null=True)
    author = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    state = models.CharField(max_length=9, default=ENTERED)
    reason = models.CharField(max_length=500, blank=True)
    judged_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    judged_at = models.DateTimeField(null=True)
    responsible = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField(null=True)
    done = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state=ENTERED, judged_at=None, judged_by=None)
                | (~models.Q(state=ENTERED) & models.Q(judged_at__isnull=False, judged_by__isnull=False)),
                name="suggestion_judged_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[TO_DO, REPORTED, CONFIRMED, DROPPED], responsible__isnull=False, due_on__isnull=False
                )
                | models.Q(state__in=[ENTERED, DECLINED], responsible=None, due_on=None),
                name="suggestion_given_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[DECLINED, CONFIRMED, DROPPED], closed_at__isnull=False)
                | models.Q(state__in=[ENTERED, TO_DO, REPORTED], closed_at=None),
                name="suggestion_closed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(repair_order=None) | models.Q(about_kind__in=["order", "voice"]),
                name="suggestion_order_named",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[ENTERED, DECLINED, TO_DO], done="")
                | (models.Q(state__in=[REPORTED, CONFIRMED, DROPPED]) & ~models.Q(done="")),
                name="suggestion_done_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "state", "-entered_at"], name="suggestion_state"),
            models.Index(fields=["author"], name="suggestion_author"),
            models.Index(fields=["repair_order"], name="suggestion_order"),
        ]
        triggers: ClassVar = [
            lifecycle_guard(SUGGESTION),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays(
                "suggestion_stands",
                but=[
                    "state",
                    "reason",
                    "judged_by_id",
                    "judged_at",
                    "responsible_id",
                    "due_on",
                    "done",
                    "closed_at",
                    "version",
                ],
                blanked=["words", "about"],
            ),
            stays(
                "closed_suggestion_stays",
                but=["version"],
                blanked=["words", "about", "reason", "done"],
                once="OLD.closed_at IS NOT NULL",
            ),
        ]


class SuggestionStep(StoreRow):
    """One step of a suggestion, in order; never taken back, only blanked when a customer is erased."""

    class Verb(models.TextChoices):
        ENTER = "enter", _("提出建议")
        ACCEPT = "accept", _("判定应落实")
        DECLINE = "decline", _("不采纳")
        GIVE = "give", _("改派")
        REPORT = "report", _("报落实")
        CONFIRM = "confirm", _("确认已落实")
        RETURN = "return", _("退回，没落实")
        DROP = "drop", _("放弃")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000, blank=True)
    responsible = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    due_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        indexes: ClassVar = [models.Index(fields=["suggestion", "id"], name="suggestion_step_order")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays("suggestion_step_stays", blanked=["words"]),
        ]
