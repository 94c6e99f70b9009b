"""Policies: bins and levels belong to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("parts", "0009_shelves"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("parts_articlebin", "parts_shelfcard")]
