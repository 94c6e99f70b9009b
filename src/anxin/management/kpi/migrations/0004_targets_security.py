"""Policies for targets; a target is never deleted."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("kpi", "0003_targets"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("kpi_target"),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON kpi_target FROM anxin_app", "GRANT DELETE ON kpi_target TO anxin_app"
        ),
    ]
