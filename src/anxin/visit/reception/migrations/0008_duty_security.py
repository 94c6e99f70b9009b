"""Policies for the front desk's checks and changed pairs."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("reception", "0007_duty"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("reception_readiness", "reception_coverchange")]
