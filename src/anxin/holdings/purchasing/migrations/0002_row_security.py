"""Policies: purchasing belongs to a store; what came in by line is insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "purchasing_supplier",
            "purchasing_purchaseorder",
            "purchasing_purchaseline",
            "purchasing_receipt",
            "purchasing_receiptline",
        ),
        *append_only_rights("purchasing_receiptline"),
    ]
