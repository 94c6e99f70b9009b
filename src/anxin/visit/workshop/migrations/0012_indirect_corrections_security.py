"""Policies for what was set right about time on no car, which is insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("workshop", "0011_indirect_corrections"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("workshop_indirectcorrection"),
        *append_only_rights("workshop_indirectcorrection"),
    ]
