"""Policies for every table of the module; named heads and maintenance checks are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "quality_reworkcase", "quality_conductcase", "quality_tradehead", "quality_maintenancecheck"
        ),
        *append_only_rights("quality_tradehead", "quality_maintenancecheck"),
    ]
