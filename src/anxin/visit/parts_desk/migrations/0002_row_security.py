"""Policy: what lies ready belongs to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("parts_desk", "0001_initial"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("parts_desk_orderpick")]
