"""Tables of monthly figures: what was said of a month, in versions, and the workbooks that said it."""

from typing import ClassVar

from django.db import models

from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.scoped import StoreRow
from anxin.resources.figures.lifecycle import CHECKED, FIGURE_SHEET

HAS_AMOUNT, HAS_QUANTITY = models.Q(amount__isnull=False), models.Q(quantity__isnull=False)
SAYS_NOTHING = models.Q(amount=None, quantity=None)


class FigureSheet(StoreRow):
    """A workbook that was read without an error; ``cells`` are what it says, ``seen`` the newest figure at that time."""

    personal: ClassVar[tuple[str, ...]] = ("file_name",)

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    cells = models.JSONField()
    seen = models.BigIntegerField()
    state = models.CharField(max_length=10, default=CHECKED)
    uploaded_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        indexes = [models.Index(fields=["store", "-uploaded_at"], name="figure_sheet_recent")]
        triggers = [lifecycle_guard(FIGURE_SHEET)]


class MonthlyFigure(StoreRow):
    """What was said of a kind in a month: a value, a known gap, or (taken back) nothing. The highest version holds.

    ``amount`` is fen, ``quantity`` any other value. Never changed: a correction is the next version.
    """

    class Source(models.TextChoices):
        TYPED = "typed"
        IMPORTED = "imported"

    personal: ClassVar[tuple[str, ...]] = ("note",)

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    month = models.DateField()
    version = models.PositiveIntegerField()
    amount = models.BigIntegerField(null=True)
    quantity = models.DecimalField(max_digits=15, decimal_places=3, null=True)
    is_gap = models.BooleanField(default=False)
    is_outlier = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=10, choices=Source.choices)
    sheet = models.ForeignKey(FigureSheet, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["store", "kind", "month", "version"], name="monthly_figure_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="monthly_figure_first_day"),
            models.CheckConstraint(condition=~(HAS_AMOUNT & HAS_QUANTITY), name="monthly_figure_one_value"),
            models.CheckConstraint(condition=models.Q(is_gap=False) | SAYS_NOTHING, name="monthly_figure_gap_is_no_value"),
            models.CheckConstraint(
                condition=models.Q(is_outlier=False) | ~SAYS_NOTHING, name="monthly_figure_outlier_has_value"
            ),
            models.CheckConstraint(
                condition=models.Q(source="imported", sheet__isnull=False) | models.Q(source="typed", sheet=None),
                name="monthly_figure_source",
            ),
        ]
        triggers = append_only()
