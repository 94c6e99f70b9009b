"""Policies for what belongs to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("market", "0001_notes"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("market_marketnote")]
