"""Policies: stock belongs to a store; the app role may not change or delete entries."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("parts", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("parts_stockbalance", "parts_stockentry"),
        *append_only_rights("parts_stockentry"),
    ]
