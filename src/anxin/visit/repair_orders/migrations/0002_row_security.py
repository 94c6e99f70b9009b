"""Policies for every table of the module; estimates, signatures and authorisations are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("repair_orders", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "repair_orders_repairorder",
            "repair_orders_job",
            "repair_orders_item",
            "repair_orders_promisechange",
            "repair_orders_estimateversion",
            "repair_orders_signature",
            "repair_orders_authorisation",
        ),
        *append_only_rights(
            "repair_orders_promisechange",
            "repair_orders_estimateversion",
            "repair_orders_signature",
            "repair_orders_authorisation",
        ),
    ]
