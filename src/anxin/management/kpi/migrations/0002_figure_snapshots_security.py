"""Who may see a store's figures sees what was kept of them."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("kpi", "0001_figure_snapshots"), ("platform", "0002_row_security")]

    operations = protect_by_store("kpi_figuresnapshot")
