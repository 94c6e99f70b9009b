"""Tables of the import page: the run and its files."""

from typing import ClassVar

from django.db import models

from anxin.platform.guards import lifecycle_guard
from anxin.platform.importing.lifecycle import CHECKING, IMPORT_RUN
from anxin.platform.scoped import StoreRow


class ImportRun(StoreRow):
    """One file on its way in: what was found and what became of it. ``store_id`` is the importing store."""

    personal: ClassVar[tuple[str, ...]] = ("file_name",)

    store_id = models.IntegerField()
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default=CHECKING)
    language = models.CharField(max_length=8, blank=True)
    uploaded_by = models.CharField(max_length=80)
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    is_stop_asked = models.BooleanField(default=False)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    good_rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    created_rows = models.PositiveIntegerField(default=0)
    updated_rows = models.PositiveIntegerField(default=0)
    unchanged_rows = models.PositiveIntegerField(default=0)
    refused_rows = models.PositiveIntegerField(default=0)
    step_started_at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        indexes = [models.Index(fields=["store_id", "-uploaded_at"], name="import_run_recent")]
        triggers = [lifecycle_guard(IMPORT_RUN)]


class ImportFile(StoreRow):
    """Bytes of a run: the upload, the first problems as JSON, the problem list, the rows that stayed out."""

    class Role(models.TextChoices):
        SOURCE = "source"
        PROBLEMS = "problems"
        REPORT = "report"
        REMAINING = "remaining"

    personal: ClassVar[tuple[str, ...]] = ("content",)

    store_id = models.IntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=10, choices=Role.choices)
    content = models.BinaryField()

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["run", "role"], name="import_file_once")]
