"""Policies for what keeps jobs back."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("repair_orders", "0025_job_hold"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("repair_orders_jobhold")]
