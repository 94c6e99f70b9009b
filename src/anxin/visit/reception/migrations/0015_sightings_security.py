"""Policies for what a gate saw."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("reception", "0014_sightings"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("reception_platesighting")]
