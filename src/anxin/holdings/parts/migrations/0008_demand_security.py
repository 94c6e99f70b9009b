"""Policies: demands and their answers belong to a store; the app role may not change or delete them."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store

TABLES = ("parts_partdemand", "parts_demandanswer")


class Migration(migrations.Migration):
    dependencies = [("parts", "0007_demand"), ("platform", "0002_row_security")]

    operations = [*protect_by_store(*TABLES), *append_only_rights(*TABLES)]
