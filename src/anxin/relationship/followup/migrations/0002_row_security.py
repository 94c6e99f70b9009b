"""Policies for both tables; calls are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_initial"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("followup_followup", "followup_call"), *append_only_rights("followup_call")]
