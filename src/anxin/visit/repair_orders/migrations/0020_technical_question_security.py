"""Policies for questions to technical experts."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("repair_orders", "0019_technical_question"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("repair_orders_technicalquestion")]
