"""What a month's figure was judged to be worth, and each step of it (M22.14, R-AW25)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.management.assessments.lifecycle import ASSESSMENT, GIVEN, WITHDRAWN
from anxin.platform.guards import ERASED_WORDS, lifecycle_guard, stays
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow

LONGEST_WORDS = 500


class Result(models.Model):
    """A month's figure and its target as they stood; ``target`` is the row that asked it, none where a source did.

    Values are in shown units (percent as percent, yuan).
    """

    class Standing(models.TextChoices):
        MET = "met", _("达标")
        NEAR = "near", _("接近")
        MISSED = "missed", _("未达标")

    class Outcome(models.TextChoices):
        REWARD = "reward", _("奖励")
        PENALTY = "penalty", _("处罚")
        NONE = "none", _("不奖不罚")

    definition_version = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    operator = models.CharField(max_length=5)
    target_value = models.DecimalField(max_digits=18, decimal_places=3)
    target_until = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    target = models.ForeignKey("kpi.Target", on_delete=models.PROTECT, related_name="+", null=True)
    standing = models.CharField(max_length=6, choices=Standing.choices)
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    amount = MoneyField(null=True)

    class Meta:
        abstract = True


def _follows(name: str) -> list[models.CheckConstraint]:
    reward, penalty, none = (models.Q(outcome=one) for one in ("reward", "penalty", "none"))
    met = models.Q(standing="met")
    return [
        models.CheckConstraint(condition=(reward & met) | (penalty & ~met) | none, name=f"{name}_follows"),
        models.CheckConstraint(condition=models.Q(amount=None) | (models.Q(amount__gt=0) & ~none), name=f"{name}_amount"),
    ]


class Assessment(StoreRow, VersionedRow, Result):
    """A store's month, or that of one of its people or teams, judged; one stands for each until it is withdrawn.

    What it holds is what holds now: after an upheld objection the new judgement, and the earlier one in its steps.
    ``objection_until`` is the store's last day for an objection.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    month = models.DateField()
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    team = models.ForeignKey("org.Team", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=9, default=GIVEN)
    assessor_key = models.CharField(max_length=80)
    assessed_at = models.DateTimeField()
    objection_until = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            *_follows("assessment"),
            models.CheckConstraint(condition=models.Q(employee=None) | models.Q(team=None), name="assessment_of_one"),
            models.UniqueConstraint(
                fields=["store", "month", "code", "employee", "team"],
                condition=~models.Q(state=WITHDRAWN),
                name="assessment_once",
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "-assessed_at"], name="assessment_newest"),
            models.Index(fields=["employee"], name="assessment_employee"),
        ]
        triggers: ClassVar = [
            lifecycle_guard(ASSESSMENT),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # What it says changes with the step that upholds an objection only.
            stays(
                "result_stands", but=["state", "closed_at", "version"], once="NEW.state = OLD.state OR NEW.state <> 'UPHELD'"
            ),
            stays("assessment_moves", but=["version"], once="NEW.state = OLD.state"),
            pgtrigger.ReadOnly(
                name="assessment_stands",
                fields=["store", "code", "month", "employee", "team", "assessor_key", "assessed_at", "objection_until"],
            ),
        ]


class AssessmentStep(StoreRow, Result):
    """One step: who, when, in which words, and how the result stood from then on; never taken back, only blanked.

    ``repair_order`` is of the customer of whom an objection speaks: when he is erased, the words are.
    """

    class Verb(models.TextChoices):
        ASSESS = "assess", _("考核")
        OBJECT = "object", _("提异议")
        UPHOLD = "uphold", _("异议成立")
        REJECT = "reject", _("异议不成立")
        WITHDRAW = "withdraw", _("撤销")

    class Remedy(models.TextChoices):
        DROPPED = "dropped", _("撤掉奖惩")
        CHANGED = "changed", _("改奖惩")
        TARGET = "target", _("调整目标")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    remedy = models.CharField(max_length=7, choices=Remedy.choices, blank=True)
    words = models.CharField(max_length=LONGEST_WORDS)
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+", null=True)
    actor_key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            *_follows("assessment_step"),
            models.CheckConstraint(
                condition=models.Q(verb="uphold", remedy__in=("dropped", "changed", "target"))
                | (~models.Q(verb="uphold") & models.Q(remedy="")),
                name="assessment_step_remedy",
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="assessment_step_worded"),
        ]
        indexes: ClassVar = [models.Index(fields=["assessment", "id"], name="assessment_step_order")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="step_stands", exclude=["words"]),
            pgtrigger.Protect(
                name="only_blanked",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(new__words=ERASED_WORDS),
            ),
        ]
