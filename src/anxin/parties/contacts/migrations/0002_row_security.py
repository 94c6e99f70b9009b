"""Policies: messages, contacts and timeline lines belong to the store that wrote them."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("contacts_message", "contacts_contactrecord", "contacts_timelineline"),
        *append_only_rights("contacts_timelineline"),
    ]
