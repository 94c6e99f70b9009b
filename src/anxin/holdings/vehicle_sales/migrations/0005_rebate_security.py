"""Policies for rebates, which belong to the store that claims them."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("vehicle_sales", "0004_rebates"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("vehicle_sales_rebate")]
