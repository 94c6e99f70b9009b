"""Policies: reservations belong to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("capacity", "0001_initial"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("capacity_reservation")]
