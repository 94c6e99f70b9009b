"""Policies: figures and workbooks belong to a store; figures are insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("figures_figuresheet", "figures_monthlyfigure"),
        *append_only_rights("figures_monthlyfigure"),
    ]
