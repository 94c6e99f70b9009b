"""Policies: what goes back to suppliers belongs to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0005_supplier_returns"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("purchasing_supplierreturn")]
