"""Policies for every table of the module; corrections, inspections and findings are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("workshop", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "workshop_assignment",
            "workshop_jobclock",
            "workshop_clockcorrection",
            "workshop_waiting",
            "workshop_inspection",
            "workshop_inspectionitem",
            "workshop_finding",
        ),
        *append_only_rights(
            "workshop_clockcorrection", "workshop_inspection", "workshop_inspectionitem", "workshop_finding"
        ),
    ]
