"""Policies for remedies: of the store, and never changed."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("kpi", "0013_remedies"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("kpi_remedy"),
        *append_only_rights("kpi_remedy"),
    ]
