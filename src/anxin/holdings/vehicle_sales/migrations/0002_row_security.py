"""Policies for sold cars, teams and signed checklists; the checklists are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("vehicle_sales", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("vehicle_sales_deliveryteam", "vehicle_sales_soldcar", "vehicle_sales_handover"),
        *append_only_rights("vehicle_sales_handover"),
    ]
