"""Policies for every table of the module; ledgers are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "billing_settlement", "billing_bill", "billing_billline", "billing_payment", "billing_receivableentry"
        ),
        *append_only_rights("billing_settlement", "billing_billline", "billing_payment", "billing_receivableentry"),
    ]
