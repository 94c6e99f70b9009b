"""Policies: tasks and approvals belong to their store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("work_task", "work_approvalrequest", "work_approvaldecision")]
