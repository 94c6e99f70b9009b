"""Policies for deposits and for settlements that were taken back; their ledgers are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_deposits_and_reversals"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("billing_deposit", "billing_depositentry", "billing_settlementreversal"),
        *append_only_rights("billing_depositentry", "billing_settlementreversal"),
    ]
