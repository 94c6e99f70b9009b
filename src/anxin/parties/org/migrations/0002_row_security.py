"""Policies: a store's units and hours belong to the store; holidays without a store belong to all."""

from django.db import migrations

from anxin.platform.database.rls import protect, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("org_department", "org_team", "org_bay", "org_parkingplace"),
        # Opening hours and exceptions are read by everybody, written within the own stores.
        protect("org_storehours", "true", insert="store_id = ANY ((SELECT app_stores())::int[])"),
        protect("org_holiday", "true", insert="store_id IS NULL OR store_id = ANY ((SELECT app_stores())::int[])"),
    ]
