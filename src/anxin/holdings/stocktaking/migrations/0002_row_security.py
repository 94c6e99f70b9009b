"""Policies: sheets, their lines and each count belong to a store; what was counted is never changed."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("stocktaking", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("stocktaking_countsheet", "stocktaking_countline", "stocktaking_countentry"),
        *append_only_rights("stocktaking_countentry"),
    ]
