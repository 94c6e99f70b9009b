"""Policies: drafts of proposals and reminders belong to a store; the app role may not change or delete them."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("replenishment", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("replenishment_proposaldraft", "replenishment_buyerreminder"),
        *append_only_rights("replenishment_proposaldraft", "replenishment_buyerreminder"),
    ]
