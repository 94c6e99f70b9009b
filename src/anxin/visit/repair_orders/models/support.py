"""Table of questions to the workshop's technical experts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.scoped import StoreRow


class TechnicalQuestion(StoreRow):
    """What an advisor cannot judge about a car, and what the expert says to it (R-RC10); open until one or the other."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("已答复")
        WITHDRAWN = "withdrawn", _("已撤回")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", null=True)
    question = models.CharField(max_length=300)
    asked_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    words = models.CharField(max_length=500, blank=True)
    closed_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", closed_at=None) | (~models.Q(outcome="") & models.Q(closed_at__isnull=False)),
                name="technical_question_closed_whole",
            ),
        ]
        indexes = [models.Index(fields=["vehicle", "-asked_at"], name="technical_question_car")]
