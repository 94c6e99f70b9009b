"""Policies: arrivals belong to a store; the app role may not change or delete them."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("parts", "0004_arrivals"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("parts_partarrival"), *append_only_rights("parts_partarrival")]
