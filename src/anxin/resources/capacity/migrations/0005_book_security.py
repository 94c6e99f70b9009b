"""Policies: the book belongs to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("capacity", "0004_book"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("capacity_capacityslot", "capacity_capacityhold")]
