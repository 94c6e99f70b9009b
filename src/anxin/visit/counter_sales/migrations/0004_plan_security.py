"""Policies: a plan and its verdicts belong to the store; a verdict is never changed."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("counter_sales", "0003_sales_plan")]

    operations = [
        *protect_by_store("counter_sales_salesplan", "counter_sales_planverdict"),
        *append_only_rights("counter_sales_planverdict"),
    ]
