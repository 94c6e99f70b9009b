"""Policies for lockers in use and flags of a visit."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("reception", "0005_care"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("reception_lockeruse", "reception_visitflag")]
