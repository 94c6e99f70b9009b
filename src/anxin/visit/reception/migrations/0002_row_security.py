"""Policies for every table of the module; delivery notes are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("reception", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("reception_reception", "reception_inspectionsheet", "reception_deliverynote"),
        *append_only_rights("reception_deliverynote"),
    ]
