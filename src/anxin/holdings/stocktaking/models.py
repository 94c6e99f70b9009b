"""Tables of stocktaking: the sheet, its lines, and each count that somebody made."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.holdings.stocktaking.lifecycle import COUNTING, OPEN, SHEET, SUBMITTED
from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow, VersionedRow


class Kind(models.TextChoices):
    """All of a store, or a part of it in turn."""

    FULL = "full", _("全盘")
    CYCLE = "cycle", _("循环盘点")


class Cause(models.TextChoices):
    """Why the shelf differs from the ledger."""

    LOST = "lost", _("丢失")
    FOUND = "found", _("找到（盘盈）")
    DAMAGED = "damaged", _("破损")
    WRONG_BIN = "wrong_bin", _("放错库位")
    WRONG_UNIT = "wrong_unit", _("单位弄错")
    WRONG_BOOKING = "wrong_booking", _("记账有误")


class CountSheet(StoreRow, VersionedRow):
    """What is to be counted, how far that is, and what came of it.

    The sums of the lines are kept here under the sheet's lock: so many are ``counted``, ``different``, wait for a second
    count; ``gains`` and ``losses`` (both without sign and tax) are estimates until approval, then what was booked.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    scope = models.CharField(max_length=120)
    note = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=9, default=COUNTING)
    lines = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)
    different = models.PositiveIntegerField(default=0)
    second = models.PositiveIntegerField(default=0)
    gains = MoneyField(default=0)
    losses = MoneyField(default=0)
    rest_not_counted = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    counted__lte=models.F("lines"), different__lte=models.F("counted"), second__lte=models.F("counted")
                ),
                name="count_sheet_adds_up",
            ),
            models.CheckConstraint(condition=Q(gains__gte=0, losses__gte=0), name="count_sheet_without_sign"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at=None) | ~Q(state__in=OPEN) & Q(ended_at__isnull=False),
                name="count_sheet_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SUBMITTED, "APPROVED"])
                | Q(second=0) & (Q(counted=models.F("lines")) | Q(rest_not_counted=True)),
                name="count_sheet_submitted_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "-id"], name="count_sheet_newest"),
            models.Index(fields=["store", "state", "-id"], name="count_sheet_state"),
        ]
        triggers: ClassVar = [
            lifecycle_guard(SHEET),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_opened", fields=["store", "number", "kind", "scope", "opened_at", "opened_by"]),
        ]


class CountLine(StoreRow):
    """An article on a sheet, with its newest count; ``book`` is what the ledger had at that moment (ADR 0024).

    ``worth`` is what the difference is worth by the cost of that moment, ``cost`` what was booked for it; both signed.
    ``is_open``: the sheet is not decided; an article has one such line in a store.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(CountSheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    bin = models.CharField(max_length=20, blank=True)
    is_open = models.BooleanField(default=True)
    is_added = models.BooleanField(default=False)
    counted = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    book = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    book_value = MoneyField(null=True)
    difference = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    worth = MoneyField(null=True)
    counted_at = models.DateTimeField(null=True)
    counted_by = models.CharField(max_length=80, blank=True)
    counts = models.PositiveIntegerField(default=0)
    second_wanted = models.BooleanField(default=False)
    cause = models.CharField(max_length=13, choices=Cause.choices, blank=True)
    note = models.CharField(max_length=120, blank=True)
    entry_id = models.BigIntegerField(null=True, unique=True)
    cost = MoneyField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "article"], name="count_line_once"),
            models.UniqueConstraint(fields=["store", "article"], name="count_line_one_open", condition=Q(is_open=True)),
            models.CheckConstraint(
                condition=Q(counted=None, book=None, difference=None, worth=None, counted_at=None, second_wanted=False)
                | Q(counted__gte=0, difference=models.F("counted") - models.F("book"), counted_at__isnull=False),
                name="count_line_difference",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sheet", "bin", "article"], name="count_line_by_bin"),
            models.Index(
                fields=["sheet", "bin", "article"],
                name="count_line_different",
                condition=Q(difference__isnull=False) & ~Q(difference=0),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="decided", operation=pgtrigger.Update, condition=pgtrigger.Q(old__is_open=False)),
        ]


class CountEntry(StoreRow):
    """One count of a line: how much, by whom, when, and what the ledger had at that moment. The newest counts."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(CountLine, on_delete=models.PROTECT, related_name="+", db_index=False)
    counted = models.DecimalField(max_digits=12, decimal_places=3)
    book = models.DecimalField(max_digits=12, decimal_places=3)
    book_value = MoneyField()
    actor_key = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=Q(counted__gte=0), name="count_entry_not_negative")]
        indexes: ClassVar = [models.Index(fields=["line", "-id"], name="count_entry_newest")]
        triggers: ClassVar = append_only()
