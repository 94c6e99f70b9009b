"""The library of difficult problems: rows of the whole group, without a word that names a customer or a car."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.ledger import append_only


class System(models.TextChoices):
    """Which part of the car a problem is in."""

    ENGINE = "engine", _("发动机")
    TRANSMISSION = "transmission", _("变速与传动")
    CHASSIS = "chassis", _("底盘与悬架")
    BRAKES = "brakes", _("制动")
    STEERING = "steering", _("转向")
    ELECTRICAL = "electrical", _("电器与网络")
    AIR_CONDITIONING = "air_conditioning", _("空调")
    BODY = "body", _("车身与漆面")
    NEW_ENERGY = "new_energy", _("三电")
    OTHER = "other", _("其他")


class LibraryEntry(models.Model):
    """A solved, or honestly unsolved, problem with what was tried (R-WS14); insert-only, read by every store."""

    case_id = models.BigIntegerField(unique=True)
    origin_store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    model_name = models.CharField(max_length=80)
    system = models.CharField(max_length=16, choices=System.choices)
    fault_codes = models.CharField(max_length=100, blank=True)
    symptom = models.CharField(max_length=500)
    process = models.TextField(blank=True)
    cause = models.CharField(max_length=500)
    solution = models.CharField(max_length=500)
    is_solved = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = append_only()
        indexes: ClassVar = [models.Index(fields=["system", "-recorded_at"], name="library_system")]
