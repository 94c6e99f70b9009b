"""What somebody of a store heard of its market (M23.09)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.guards import stays
from anxin.platform.scoped import StoreRow

LONGEST_WORDS = 1000
LONGEST_ABOUT = 80
LONGEST_SOURCE = 200
LONGEST_ANSWER = 500


class MarketNote(StoreRow):
    """A competitor's step, a change in the trade around, or what customers say; never changed, answered once.

    ``about`` names the competitor or the matter, ``source`` how it is known, ``seen_on`` the store's day on which it was.
    """

    class Kind(models.TextChoices):
        COMPETITOR = "competitor", _("竞争对手")
        LOCAL = "local", _("本地行情")
        FEEDBACK = "feedback", _("客户反馈")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=LONGEST_ABOUT)
    words = models.CharField(max_length=LONGEST_WORDS)
    source = models.CharField(max_length=LONGEST_SOURCE, blank=True)
    seen_on = models.DateField()
    author = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    answered_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, answer="")
                | (models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer="")),
                name="market_note_answered_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "-seen_on"], name="market_note_seen"),
            models.Index(fields=["store"], condition=models.Q(answered_at=None), name="market_note_open"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            stays("note_stands", but=["answer", "answered_by_id", "answered_at"]),
            pgtrigger.Protect(
                name="answered_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__answered_at__isnull=False)
            ),
        ]
