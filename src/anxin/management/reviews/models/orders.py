"""A review of repair orders: which were looked at again, why they took long or came back, what was agreed (M22.11)."""

from collections.abc import Sequence
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews.lifecycle import CLOSED, OPENED, REVIEW
from anxin.platform.guards import ERASED_WORDS, lifecycle_guard, stays
from anxin.platform.scoped import StoreRow, VersionedRow

FROZEN = f"""
    IF EXISTS (SELECT FROM reviews_orderreview WHERE id = coalesce(NEW.review_id, OLD.review_id) AND state = 'CLOSED')
        AND NOT (TG_OP = 'UPDATE' AND NEW.words = '{ERASED_WORDS}' AND NEW.causes = OLD.causes)
    THEN
        RAISE EXCEPTION 'order review: a closed review stays as it is';
    END IF;
    RETURN coalesce(NEW, OLD);
"""


class OrderReview(StoreRow, VersionedRow):
    """Orders of the days from ``first`` to ``last``, looked at again by some people; closed it stays as it is (R-KP20).

    An order that was late or long here is of the day of its delivery, one that came back or was sent back of the day on
    which that was recorded, whenever the order itself was delivered.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    held_on = models.DateField()
    people = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=6, default=OPENED)
    conclusion = models.CharField(max_length=1000, blank=True)
    opened_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(first__lte=models.F("last")), name="order_review_days"),
            models.CheckConstraint(
                condition=models.Q(state=OPENED, closed_at=None, closed_by=None)
                | models.Q(state=CLOSED, closed_at__isnull=False, closed_by__isnull=False),
                name="order_review_closed_whole",
            ),
            models.UniqueConstraint(fields=["store"], name="order_review_open_once", condition=models.Q(state=OPENED)),
        ]
        indexes: ClassVar = [models.Index(fields=["store", "-held_on"], name="order_review_held")]
        triggers: ClassVar = [
            lifecycle_guard(REVIEW),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays("closed_review_stays", once=f"OLD.state = '{CLOSED}'"),
        ]


class ReviewedOrder(StoreRow, VersionedRow):
    """An order of a review: why it is in the sample, the causes that were found and by whom; minutes of stay and delay."""

    class Why(models.TextChoices):
        CAME_BACK = "came_back", _("返厂再修")
        SENT_BACK = "sent_back", _("质检退回")
        LATE = "late", _("晚于承诺交车")
        LONGEST = "longest", _("在厂最久")
        BY_HAND = "by_hand", _("手工加入")

    class Cause(models.TextChoices):
        APPROVAL = "approval", _("等客户确认")
        PARTS = "parts", _("等配件")
        BAY = "bay", _("等工位")
        TOOL = "tool", _("等工具设备")
        EXPERT = "expert", _("等技术会诊")
        PEOPLE = "people", _("人手不够")
        UNCLEAR_ORDER = "unclear_order", _("工单不清楚")
        ESTIMATE = "estimate", _("时间估得太短")
        WORKMANSHIP = "workmanship", _("工艺不当")
        OMITTED = "omitted", _("漏项")
        DIAGNOSIS = "diagnosis", _("诊断错误")
        PART = "part", _("配件质量")
        CUSTOMER = "customer", _("客户来取得晚")
        OTHER = "other", _("其他")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(OrderReview, on_delete=models.PROTECT, related_name="orders")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    why = ArrayField(models.CharField(max_length=10, choices=Why.choices))
    minutes_here = models.IntegerField(null=True)
    minutes_late = models.IntegerField(null=True)
    causes = ArrayField(models.CharField(max_length=14, choices=Cause.choices), default=list)
    words = models.CharField(max_length=500, blank=True)
    noted_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    noted_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "repair_order"], name="reviewed_order_once"),
            models.CheckConstraint(
                condition=models.Q(noted_by=None, noted_at=None)
                | (models.Q(noted_by__isnull=False, noted_at__isnull=False) & ~models.Q(causes=[])),
                name="reviewed_order_noted_whole",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="frozen_when_closed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN,
            )
        ]


def cause_names(codes: Sequence[str]) -> str:
    """Causes as people read them."""
    return " / ".join(str(ReviewedOrder.Cause(code).label) for code in codes)


class ReviewMeasure(StoreRow, VersionedRow):
    """What a review agreed: who does it until when, and what was done; about one order, or the store as a whole."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(OrderReview, on_delete=models.PROTECT, related_name="measures")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=500)
    responsible = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    done = models.CharField(max_length=500, blank=True)
    done_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(done="", done_at=None, done_by=None)
                | (~models.Q(done="") & models.Q(done_at__isnull=False, done_by__isnull=False)),
                name="review_measure_done_whole",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["store", "done_at"], name="review_measure_open")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays(
                "measure_stands",
                but=["responsible_id", "due_on", "done", "done_by_id", "done_at", "version"],
                blanked=["words"],
            ),
            stays("done_measure_stays", but=["version"], blanked=["words", "done"], once="OLD.done_at IS NOT NULL"),
        ]
