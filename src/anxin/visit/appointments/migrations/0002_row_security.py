"""An appointment belongs to its store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("appointments_appointment")]
