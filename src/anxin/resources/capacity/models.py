"""The table of reservations. The exclusion constraint is the rule: one resource, one span, one document."""

from datetime import datetime
from typing import ClassVar

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
