"""The case, who works on it, and what was done."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.guards import lifecycle_guard
from anxin.platform.scoped import StoreRow
from anxin.visit.technical.lifecycle import CASE, CLOSED, OPEN, UNASKED, VOTE
from anxin.visit.technical.models.library import System

AGREED_BY_ALL = """
    IF NEW.vote = 'AGREED' AND (
        NOT EXISTS (SELECT 1 FROM technical_ballot WHERE case_id = NEW.id AND round = NEW.round)
        OR EXISTS (SELECT 1 FROM technical_ballot
                   WHERE case_id = NEW.id AND round = NEW.round AND is_yes IS DISTINCT FROM true)
    ) THEN
        RAISE EXCEPTION 'technical case: the group has not agreed';
    END IF;
    RETURN NEW;
"""


class TechnicalCase(StoreRow):
    """A job that somebody cannot solve or finish (R-WS14); a major one waits for the technical group (R-WS15)."""

    class Kind(models.TextChoices):
        DIFFICULT = "difficult", _("疑难故障")
        UNFINISHED = "unfinished", _("做不下去")

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("repair_orders.Job", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=OPEN)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.CharField(max_length=500)
    fault_codes = models.CharField(max_length=100, blank=True)
    ready_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    owner = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    is_major = models.BooleanField(default=False)
    vote = models.CharField(max_length=8, default=UNASKED)
    round = models.PositiveSmallIntegerField(default=0)
    plan = models.CharField(max_length=500, blank=True)
    system = models.CharField(max_length=16, choices=System.choices, blank=True)
    is_solved = models.BooleanField(null=True)
    cause = models.CharField(max_length=500, blank=True)
    solution = models.CharField(max_length=500, blank=True)
    closed_by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job"], name="technical_case_open_once", condition=models.Q(state=OPEN)),
            models.CheckConstraint(
                condition=models.Q(state=OPEN, closed_at=None, is_solved=None)
                | models.Q(state=CLOSED, closed_at__isnull=False, is_solved__isnull=False),
                name="technical_case_closed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(vote=UNASKED) | models.Q(is_major=True, round__gte=1), name="technical_case_vote_major"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "state", "-opened_at"], name="technical_case_state"),
            models.Index(fields=["repair_order"], name="technical_case_order"),
        ]
        triggers: ClassVar = [
            lifecycle_guard(CASE),
            lifecycle_guard(VOTE, "vote"),
            pgtrigger.Trigger(
                name="agreed_by_all",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=AGREED_BY_ALL,
            ),
        ]


class CaseMember(StoreRow):
    """Somebody who works on a case beside its owner: team leaders, and whoever wrote a step or was called in."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(TechnicalCase, on_delete=models.PROTECT, related_name="members")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "employee"], name="case_member_once")]


class CaseEntry(StoreRow):
    """A step of the process, in order; never taken back, only blanked when a customer is erased."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(TechnicalCase, on_delete=models.PROTECT, related_name="entries")
    employee = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="case_entry_order")]
        triggers: ClassVar = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]
