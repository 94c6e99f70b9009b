"""The scope function, and policies for events and the audit trail."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, create_scope_function, protect_by_store_or_group


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]

    operations = [
        create_scope_function(),
        *protect_by_store_or_group("platform_storedevent", "platform_auditentry"),
        *append_only_rights("platform_auditentry"),
    ]
