"""Tables of coverage."""

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class WarrantyTerm(models.Model):
    """How long a kind of part of a brand's model is covered, for cars sold from a day on. No months or no km: no limit.

    Rows belong to the group; no brand serves every brand, no model every model.
    """

    class PartGroup(models.TextChoices):
        WHOLE = "whole", _("整车")
        POWERTRAIN = "powertrain", _("动力总成")
        NEW_ENERGY = "new_energy", _("三电")
        WEAR = "wear", _("易损件")

    brand = models.ForeignKey("org.Brand", on_delete=models.PROTECT, related_name="+", null=True)
    model_name = models.CharField(max_length=60, blank=True)
    part_group = models.CharField(max_length=12, choices=PartGroup.choices)
    sold_from = models.DateField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    km = models.PositiveIntegerField(null=True)
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["brand", "model_name", "part_group", "sold_from"], name="warranty_term_once", nulls_distinct=False
            ),
        ]
