"""Policies for every table of the module; what was expected is insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "promises_expectationchange",
            "promises_lateestimate",
            "promises_note",
            "promises_progresslink",
            "promises_telling",
        ),
        *append_only_rights("promises_expectationchange"),
    ]
