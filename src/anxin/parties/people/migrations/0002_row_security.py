"""Policies: staff belong to their store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "people_employee",
            "people_employeeevent",
            "people_skill",
            "people_substitution",
            "people_absence",
            "people_rosterday",
            "people_shift",
        )
    ]
