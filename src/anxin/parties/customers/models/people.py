"""Customers: people, companies and the house itself; their consent. The tables that hold personal data."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Reverse, Right
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.models.relations import GroupRow
from anxin.platform.scoped import VersionedRow

PERSONAL = ("name", "name_key", "initials", "phone", "second_phone", "contact_person", "address", "tax_number")


@pghistory.track(
    pghistory.UpdateEvent("changed", row=pghistory.Old),
    fields=["name", "salutation", "phone", "second_phone", "contact_person", "address", "tax_number", "wishes"],
    obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
    model_name="CustomerHistory",
)
class Customer(GroupRow, VersionedRow):
    """A customer file (FORM-01). History of the personal columns is kept apart, where an erasure blanks it.

    ``phone_since`` and ``vehicle_since`` are what figures of past months need of an erased file: since when it had them.
    """

    class Kind(models.TextChoices):
        PRIVATE = "private", _("私家")
        FLEET = "fleet", _("单位")
        INTERNAL = "internal", _("内部")

    class Source(models.TextChoices):
        VISIT = "visit", _("到店")
        SALES = "sales", _("本店购车")
        PHONE = "phone", _("来电")
        ONLINE = "online", _("网络")
        REFERRAL = "referral", _("转介绍")
        IMPORT = "import", _("导入")

    personal = (*PERSONAL, "wishes")
    store_ids = ArrayField(models.IntegerField(), default=list)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PRIVATE)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=240, blank=True)
    initials = models.CharField(max_length=80, blank=True, db_collation="C")
    salutation = models.CharField(max_length=8, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    second_phone = models.CharField(max_length=24, blank=True)
    phone_reversed = models.GeneratedField(
        expression=Reverse("phone"), output_field=models.CharField(max_length=24, db_collation="C"), db_persist=True
    )
    phone_tail = models.GeneratedField(
        expression=Right("phone", 4), output_field=models.CharField(max_length=4), db_persist=True
    )
    contact_person = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=160, blank=True)
    tax_number = models.CharField(max_length=20, blank=True)
    trade = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices, blank=True)
    wishes = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_on = models.DateField()
    created_store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", db_index=False)
    erased_at = models.DateTimeField(null=True)
    phone_since = models.DateField(null=True)
    vehicle_since = models.DateField(null=True)

    class Meta(GroupRow.Meta):
        indexes = [
            models.Index(fields=["name"], name="customer_name"),
            models.Index(fields=["phone"], name="customer_phone"),
            models.Index(fields=["phone_reversed"], name="customer_phone_tail"),
            models.Index(fields=["initials"], name="customer_initials"),
            models.Index(fields=["name_key", "id"], name="customer_name_key"),
            models.Index(fields=["created_on", "id"], name="customer_created"),
            models.Index(fields=["created_store", "created_on"], name="customer_made_by"),
        ]


class NameToken(GroupRow):
    """Two neighbouring characters of a Chinese name: equality on them is what search may use under the policies."""

    personal = ("token",)

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    store_ids = ArrayField(models.IntegerField(), default=list)
    token = models.CharField(max_length=2, db_collation="C")

    class Meta(GroupRow.Meta):
        constraints = [models.UniqueConstraint(fields=["token", "customer"], name="name_token_once")]


class Consent(GroupRow):
    """A customer's consent for one purpose; a withdrawal closes it, a new consent is a new row (PIPL).

    ``is_refusal`` is a no to the question itself: it was never live. Without any row nobody asked.
    """

    class Purpose(models.TextChoices):
        SERVICE = "service", _("服务联系")
        MARKETING = "marketing", _("营销信息")
        VIDEO = "video", _("影像记录")
        INSURANCE = "insurance", _("保险代办")

    class Channel(models.TextChoices):
        PAPER = "paper", _("纸质签字")
        SCREEN = "screen", _("屏幕签字")
        PHONE = "phone", _("电话录音")
        SPOKEN = "spoken", _("当面口头")
        ONLINE = "online", _("线上勾选")
        IMPORT = "import", _("导入")

    personal = ("evidence",)
    seen_through: ClassVar[str] = "customer__store_ids"

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    evidence = models.CharField(max_length=120, blank=True)
    is_refusal = models.BooleanField(default=False)

    class Meta(GroupRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_refusal=False) | models.Q(withdrawn_at=models.F("given_at")),
                name="consent_refused_at_once",
            ),
            models.UniqueConstraint(
                fields=["customer", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_live_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_order",
            ),
        ]
