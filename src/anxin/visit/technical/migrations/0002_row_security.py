"""Policies for what belongs to a store; the library, questions and answers are the group's, insert-only where it matters."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("technical", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "technical_technicalcase",
            "technical_casemember",
            "technical_caseentry",
            "technical_ballot",
            "technical_expertlink",
        ),
        *append_only_rights("technical_libraryentry", "technical_consultanswer", "technical_consultaccess"),
    ]
