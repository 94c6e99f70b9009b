"""Policies: what customers wait for belongs to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0003_special_orders"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("purchasing_specialorder")]
