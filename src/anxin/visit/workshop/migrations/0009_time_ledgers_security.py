"""Policies for time on no car and for changed shares; changes of shares are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("workshop", "0008_time_ledgers"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("workshop_indirecttime", "workshop_sharechange"),
        *append_only_rights("workshop_sharechange"),
    ]
