"""Policies for confirmed obstacles: of the store, and never changed."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("kpi", "0005_obstacle_confirmations"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("kpi_obstacleconfirmation"),
        *append_only_rights("kpi_obstacleconfirmation"),
    ]
