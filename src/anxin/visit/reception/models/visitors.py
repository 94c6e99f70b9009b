"""Table of people who come without leaving a car."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow


class Visitor(StoreRow):
    """Somebody at the counter without a car to leave: why, whom they see, until when (M05.12); name and phone fade."""

    personal: ClassVar[tuple[str, ...]] = ("name", "phone")

    class Purpose(models.TextChoices):
        QUESTION = "question", _("咨询")
        PARTS = "parts", _("买配件")
        CAR = "car", _("等接车")
        COLLECT = "collect", _("取件")
        ACCOMPANY = "accompany", _("陪同")
        OTHER = "other", _("其他")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    name = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    host = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    came_at = models.DateTimeField()
    came_on = models.DateField()
    greeted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("came_at")), name="visitor_left_after"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-came_at"], name="visitor_came"),
            models.Index(fields=["store", "came_at"], condition=models.Q(left_at=None), name="visitor_is_here"),
        ]
