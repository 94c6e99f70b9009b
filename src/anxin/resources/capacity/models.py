"""Reservations of one bay or technician, and the book of half hours. The constraints and triggers are the rules: one
resource, one span, one document; and no half hour is held beyond what there is of it unless somebody said so."""

from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.times import plausible_times
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import StoreRow


class ResourceKind(models.TextChoices):
    """What can be taken."""

    BAY = "bay", _("工位")
    TECHNICIAN = "technician", _("技师")


class Reservation(StoreRow):
    """A bay or technician taken for a document over a span [start, end); a released row stays as history."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    resource_kind = models.CharField(max_length=12, choices=ResourceKind.choices)
    resource_id = models.BigIntegerField()
    during = DateTimeRangeField()
    document_kind = models.CharField(max_length=60)
    document_id = models.BigIntegerField()
    reserved_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            plausible_times("reservation_plausible", "during__startswith", "during__endswith"),
            ExclusionConstraint(
                name="reservation_once",
                expressions=[
                    ("store", RangeOperators.EQUAL),
                    ("resource_kind", RangeOperators.EQUAL),
                    ("resource_id", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(released_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="reservation_span",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["store", "document_kind", "document_id"],
                name="reservation_document",
                condition=models.Q(released_at__isnull=True),
            ),
        ]

    @property
    def starts_at(self) -> datetime:
        """First instant."""
        starts_at: datetime = self.during.lower
        return starts_at

    @property
    def ends_at(self) -> datetime:
        """The instant at which the resource is free again."""
        ends_at: datetime = self.during.upper
        return ends_at

    @property
    def document(self) -> DocumentRef:
        """What it is taken for."""
        return DocumentRef(self.document_kind, self.document_id)


COUNT_HELD = """
    IF TG_OP = 'UPDATE' AND ((NEW.store_id, NEW.slot_id, NEW.units, NEW.is_forced, NEW.is_here, NEW.held_at)
        IS DISTINCT FROM (OLD.store_id, OLD.slot_id, OLD.units, OLD.is_forced, OLD.is_here, OLD.held_at)
        OR (OLD.released_at IS NOT NULL AND NEW.released_at IS DISTINCT FROM OLD.released_at)) THEN
        RAISE EXCEPTION 'capacity: a hold is released or handed over, never changed';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.released_at IS NULL THEN
        UPDATE capacity_capacityslot SET held = held + NEW.units
        WHERE id = NEW.slot_id AND store_id = NEW.store_id
            AND (NEW.is_forced OR held + NEW.units <= size + CASE WHEN NEW.is_here THEN reserve ELSE 0 END);
        IF NOT FOUND THEN
            RAISE EXCEPTION 'capacity: no room in half hour %', NEW.slot_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'capacity_no_room';
        END IF;
    ELSIF TG_OP = 'UPDATE' AND OLD.released_at IS NULL AND NEW.released_at IS NOT NULL THEN
        UPDATE capacity_capacityslot SET held = held - OLD.units WHERE id = OLD.slot_id;
    END IF;
    RETURN NEW;
"""
ONLY_COUNTED = """
    IF (TG_OP = 'INSERT' AND NEW.held <> 0)
        OR (TG_OP = 'UPDATE' AND NEW.held <> OLD.held AND pg_trigger_depth() < 2) THEN
        RAISE EXCEPTION 'capacity: what is held is counted from the holds';
    END IF;
    RETURN NEW;
"""


class CapacitySlot(StoreRow):
    """A half hour of a pool, as when it was last written to: units that may be booked, and units kept beside them for cars
    that are here; and units held, counted by a trigger."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    pool = models.CharField(max_length=30)
    starts_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    reserve = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["store", "starts_at", "pool"], name="capacity_slot_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="only_counted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ONLY_COUNTED,
            ),
        ]


class CapacityHold(StoreRow):
    """Units of a half hour held for a document; released, never deleted.

    One of a car that is here may take what is kept for such cars; only a forced one may go beyond that: work carried over,
    what was there before, and what somebody insisted on.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(CapacitySlot, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()
    document_kind = models.CharField(max_length=60)
    document_id = models.BigIntegerField()
    is_forced = models.BooleanField(default=False)
    is_here = models.BooleanField(default=False)
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(units__gt=0), name="capacity_hold_units"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["store", "document_kind", "document_id"],
                name="capacity_hold_document",
                condition=models.Q(released_at__isnull=True),
            ),
            # What a document gave back, and whether it ever held anything; the partial one keeps to what is held.
            models.Index(fields=["store", "document_kind", "document_id"], name="capacity_hold_ever"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="count_held", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=COUNT_HELD
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    @property
    def document(self) -> DocumentRef:
        """What it is held for."""
        return DocumentRef(self.document_kind, self.document_id)
