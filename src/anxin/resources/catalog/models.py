"""Tables of the catalogue. Rows belong to the group; a brand narrows them, no brand serves every brand."""

from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.money import Money, MoneyField
from anxin.platform.scoped import VersionedRow


class LabourClass(models.TextChoices):
    """Kinds of labour that have a rate of their own."""

    GENERAL = "general", _("机电")
    EXPRESS = "express", _("快保")
    BODY = "body", _("钣金")
    PAINT = "paint", _("喷漆")
    HIGH_VOLTAGE = "high_voltage", _("高压")
    DIAGNOSIS = "diagnosis", _("诊断")


class PartOrigin(models.TextChoices):
    """Where an article comes from (R-QC10): only the first is a genuine part."""

    GENUINE = "genuine", _("原厂件")
    BRAND = "brand", _("品牌件")
    OTHER = "other", _("其他件")
    CUSTOMER = "customer", _("客户自带")


class NumberKind(models.TextChoices):
    """By which other numbers the trade knows an article."""

    OEM = "oem", _("原厂编号")
    SUPPLIER = "supplier", _("供应商编号")
    BARCODE = "barcode", _("条码")


class CatalogueRow(VersionedRow):
    """Abstract: what operations, articles and packages share. ``changed_by`` is null for the program itself."""

    brand = models.ForeignKey("org.Brand", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=640)
    initials = models.CharField(max_length=80)
    bigrams = ArrayField(models.CharField(max_length=2), default=list)
    is_active = models.BooleanField(default=True)
    is_on_board = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True


def catalogue_indexes(table: str) -> list[models.Index | GinIndex]:
    """Indexes for lists and search that every catalogue table has."""
    return [
        models.Index(fields=["name_key", "id"], name=f"{table}_sorted"),
        models.Index(fields=["initials"], name=f"{table}_initials", opclasses=["text_pattern_ops"]),
        GinIndex(fields=["bigrams"], name=f"{table}_bigrams"),
    ]


@pghistory.track(fields=["code", "name", "hours", "labour_class", "is_active", "changed_at", "changed_by"])
class LabourOperation(CatalogueRow):
    """A labour operation (工时项目) with its flat-rate hours; its price is hours times the rate of its class."""

    code = models.CharField(max_length=32)
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    skill = models.CharField(max_length=20, default="mechanical")
    is_high_voltage = models.BooleanField(default=False)
    labour_class = models.CharField(max_length=16, choices=LabourClass.choices, default=LabourClass.GENERAL)
    needs_position = models.BooleanField(default=False)
    is_care = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "brand"], name="labour_operation_code", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="labour_operation_hours"),
        ]
        indexes: ClassVar = [
            *catalogue_indexes("operation"),
            models.Index(fields=["code"], name="operation_code_prefix", opclasses=["text_pattern_ops"]),
        ]


@pghistory.track(fields=["number", "name", "price", "next_price", "next_price_on", "is_active", "changed_at", "changed_by"])
class PartArticle(CatalogueRow):
    """A part article (配件) with its list price, tax included, and the quality period of what is fitted.

    A ``purchase_unit`` (箱) holds ``purchase_factor`` of the ``unit`` in which it is kept and issued. ``other_numbers`` are
    those of its ``ArticleNumber`` rows, kept here for the search.
    """

    number = models.CharField(max_length=40)
    unit = models.CharField(max_length=8, default="个")
    price = MoneyField()
    next_price = MoneyField(null=True)
    next_price_on = models.DateField(null=True)
    origin = models.CharField(max_length=8, choices=PartOrigin.choices, default=PartOrigin.GENUINE)
    quality_days = models.PositiveIntegerField(default=0)
    quality_km = models.PositiveIntegerField(default=0)
    needs_position = models.BooleanField(default=False)
    is_care = models.BooleanField(default=False)
    is_accessory = models.BooleanField(default=False)
    part_class = models.CharField(max_length=20, blank=True)
    display_place = models.CharField(max_length=40, blank=True)
    purchase_unit = models.CharField(max_length=8, blank=True)
    purchase_factor = models.DecimalField(max_digits=9, decimal_places=3, default=1)
    other_numbers = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "brand"], name="part_article_number", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="part_article_price"),
            models.CheckConstraint(
                condition=models.Q(origin__in=("genuine", "brand", "other", "customer")), name="part_article_origin"
            ),
            models.CheckConstraint(
                condition=models.Q(next_price__isnull=True, next_price_on__isnull=True)
                | models.Q(next_price__gte=0, next_price_on__isnull=False),
                name="part_article_next_price",
            ),
            models.CheckConstraint(
                condition=models.Q(purchase_factor__gt=0) & (~models.Q(purchase_unit="") | models.Q(purchase_factor=1)),
                name="part_article_purchase_unit",
            ),
        ]
        indexes: ClassVar = [
            *catalogue_indexes("article"),
            GinIndex(fields=["other_numbers"], name="article_other_numbers"),
            models.Index(fields=["part_class", "name_key", "id"], name="article_class_sorted"),
            models.Index(
                fields=["part_class", "name_key", "id"], name="article_accessories", condition=models.Q(is_accessory=True)
            ),
            models.Index(fields=["number"], name="article_number_prefix", opclasses=["text_pattern_ops"]),
        ]

    def price_on(self, day: date) -> Money:
        """List price on a day: the announced one once its day has come."""
        if self.next_price is None or self.next_price_on is None or day < self.next_price_on:
            return self.price
        return self.next_price


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ArticleNumber(models.Model):
    """Another number by which an article is known; a barcode is of one article only, so that it can be scanned."""

    article = models.ForeignKey(PartArticle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=NumberKind.choices)
    number = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "kind", "number"], name="article_number_once"),
            models.UniqueConstraint(
                fields=["number"], name="article_barcode_once", condition=models.Q(kind=NumberKind.BARCODE)
            ),
            models.CheckConstraint(condition=models.Q(kind__in=NumberKind.values), name="article_number_kind"),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Supersession(models.Model):
    """From a day on ``successor`` takes the place of ``article``; with ``use_up_first`` what is left is fitted first."""

    article = models.OneToOneField(PartArticle, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(PartArticle, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    use_up_first = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(article=models.F("successor")), name="supersession_by_another")
        ]


@pghistory.track(fields=["code", "name", "price", "is_active", "changed_at", "changed_by"])
class Package(CatalogueRow):
    """A package (套餐): operations and articles sold together, at a menu price or at the sum of its lines.

    With ``care_every_km`` or ``care_every_months`` it is a care product (养护), recommended when due (R-RO15); 0 is none.
    """

    code = models.CharField(max_length=32)
    model_pattern = models.CharField(max_length=200, blank=True)
    price = MoneyField(null=True)
    care_every_km = models.PositiveIntegerField(default=0)
    care_every_months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "brand"], name="package_code", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(price__isnull=True) | models.Q(price__gte=0), name="package_price"),
        ]
        indexes: ClassVar = [
            *catalogue_indexes("package"),
            models.Index(fields=["code"], name="package_code_prefix", opclasses=["text_pattern_ops"]),
        ]


class PackageLine(models.Model):
    """One operation or one article in a package."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    operation = models.ForeignKey(LabourOperation, on_delete=models.PROTECT, related_name="+", null=True)
    article = models.ForeignKey(PartArticle, on_delete=models.PROTECT, related_name="+", null=True)
    quantity = models.DecimalField(max_digits=9, decimal_places=3, default=1)
    position_words = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["package", "position"], name="package_line_position"),
            models.CheckConstraint(
                condition=models.Q(operation__isnull=False, article__isnull=True)
                | models.Q(operation__isnull=True, article__isnull=False),
                name="package_line_one_thing",
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="package_line_quantity"),
        ]


@pghistory.track(exclude=["name_key", "initials", "bigrams"], model_name="MaintenanceItemEvent")
class MaintenanceItem(CatalogueRow):
    """A row of a brand's maintenance schedule (保养计划): a package that is due every so many kilometres or months.

    Whichever comes first; 0 is no limit of that kind. ``first_km`` and ``first_months`` say when a new car is first due,
    0: after the interval (R-DL02, M08.05).
    """

    is_on_board = None  # type: ignore[assignment]
    code = models.CharField(max_length=32)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    model_pattern = models.CharField(max_length=200, blank=True)
    every_km = models.PositiveIntegerField(default=0)
    every_months = models.PositiveSmallIntegerField(default=0)
    first_km = models.PositiveIntegerField(default=0)
    first_months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "brand"], name="maintenance_item_code", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(every_km__gt=0) | models.Q(every_months__gt=0), name="maintenance_item_interval"
            ),
            models.CheckConstraint(
                condition=(models.Q(first_km=0) | models.Q(every_km__gt=0))
                & (models.Q(first_months=0) | models.Q(every_months__gt=0)),
                name="maintenance_item_first",
            ),
        ]
        indexes: ClassVar = [
            *catalogue_indexes("maintenance"),
            models.Index(fields=["code"], name="maintenance_code_prefix", opclasses=["text_pattern_ops"]),
        ]


@pghistory.track()
class LabourRate(models.Model):
    """Price of a labour hour, tax included, in a store, else a brand, else the group, from a day on."""

    brand = models.ForeignKey("org.Brand", on_delete=models.PROTECT, related_name="+", null=True)
    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", null=True)
    labour_class = models.CharField(max_length=16, choices=LabourClass.choices)
    rate = MoneyField()
    valid_from = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["store", "brand", "labour_class", "valid_from"], name="labour_rate_day", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(store__isnull=True) | models.Q(brand__isnull=True), name="labour_rate_one_scope"
            ),
            models.CheckConstraint(condition=models.Q(rate__gte=0), name="labour_rate_positive"),
        ]
