"""Policies for the parts that other payers take over."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("repair_orders", "0023_shares"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("repair_orders_payershare")]
