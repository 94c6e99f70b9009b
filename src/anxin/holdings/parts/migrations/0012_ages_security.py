"""Policies: months and decisions belong to a store; the app role may not change or delete them."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("parts", "0011_ages"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("parts_stockmonth", "parts_clearing"),
        *append_only_rights("parts_stockmonth", "parts_clearing"),
    ]
