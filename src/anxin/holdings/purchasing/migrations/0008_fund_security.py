"""Policies: funds, holds and releases belong to a store; the app role may not change or delete what was set or released."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0007_purchase_funds"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "purchasing_purchasefund", "purchasing_fundsetting", "purchasing_fundhold", "purchasing_fundrelease"
        ),
        *append_only_rights("purchasing_fundsetting", "purchasing_fundrelease"),
    ]
