"""The talk between workshop and front desk."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow


class Note(StoreRow):
    """A word about a car from one side of the house to the other (R-WS18): a note, a question, or the answer to one.

    ``read_at`` is when the other side said that it has read it; an answer reads what it answers.
    """

    class Phase(models.TextChoices):
        BEFORE = "before", _("施工前")
        DURING = "during", _("施工中")
        AFTER = "after", _("施工后")

    class Side(models.TextChoices):
        DESK = "desk", _("前台")
        WORKSHOP = "workshop", _("车间")

    class Kind(models.TextChoices):
        NOTE = "note", _("留言")
        ASK = "ask", _("问进度")
        ANSWER = "answer", _("答复")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=8, choices=Phase.choices)
    side = models.CharField(max_length=8, choices=Side.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.NOTE)
    words = models.CharField(max_length=300)
    author = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta(StoreRow.Meta):
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="as_written", fields=["store", "repair_order", "phase", "side", "kind", "author", "at", "actor_key"]
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["repair_order"], condition=models.Q(kind="ask", read_at=None), name="note_one_open_question"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["repair_order", "-id"], name="note_order"),
            models.Index(fields=["store", "side"], condition=models.Q(read_at=None), name="note_unread"),
        ]
