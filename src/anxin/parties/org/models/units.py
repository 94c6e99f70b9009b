"""Units of the organisation (C.1, M01.01). Group, region, brand and store are readable by every signed-in person."""

from datetime import time
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.clock import StoreClock
from anxin.platform.scoped import StoreRow, VersionedRow


class Group(VersionedRow):
    """The dealership group; one row in an installation."""

    name = models.CharField(max_length=80)


class Region(VersionedRow):
    """A region of the group."""

    name = models.CharField(max_length=40, unique=True)


class Brand(VersionedRow):
    """A car brand with its tier, on which defaults of limits depend."""

    class Tier(models.TextChoices):
        MID = "mid", _("中端")
        HIGH = "high", _("高端")

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=4, choices=Tier.choices)


class Store(VersionedRow):
    """A 4S store; ``closed_on`` is its last day, the one on which it was no longer active."""

    code = models.CharField(max_length=6, unique=True, validators=[RegexValidator(r"^[A-Z0-9]{2,6}$")])
    name = models.CharField(max_length=40, unique=True)
    company = models.CharField(max_length=80, blank=True)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="stores")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="stores", null=True)
    opened_on = models.DateField(null=True)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    tax_number = models.CharField(max_length=20, blank=True)
    plate_prefix = models.CharField(max_length=2, default="粤B")
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    day_starts_at = models.TimeField(default=time(0, 0))
    is_active = models.BooleanField(default=True)
    closed_on = models.DateField(null=True)

    class Meta(VersionedRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=True, closed_on=None) | models.Q(is_active=False, closed_on__isnull=False),
                name="store_closed_on_a_day",
            )
        ]

    @property
    def clock(self) -> StoreClock:
        """The store's time zone and business-day cut."""
        return StoreClock(ZoneInfo(self.time_zone), self.day_starts_at)


class Department(StoreRow):
    """A department of a store."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="department_name")]


class Team(StoreRow):
    """A team (班组) of a store."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="team_name")]


class Bay(StoreRow):
    """A bay (工位) of a store."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("机电")
        EXPRESS = "express", _("快保")
        EXPRESS_BODY = "express_body", _("快速钣喷")
        BODY = "body", _("钣金")
        PAINT = "paint", _("喷漆")
        WASH = "wash", _("洗车")
        INSPECTION = "inspection", _("检测")
        RECEPTION = "reception", _("接待")

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.GENERAL)
    is_high_voltage = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="bay_code")]


class ParkingPlace(StoreRow):
    """A parking place of a store, as printed on the key tag."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    is_active = models.BooleanField(default=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="parking_place_code")]
