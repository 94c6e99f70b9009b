"""Policies for what belongs to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("budgets", "0005_forecasts"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("budgets_budgetforecast")]
