"""Policies: a run and its files belong to the importing store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("importing", "0001_initial"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("importing_importrun", "importing_importfile")]
