"""Policies: a transfer belongs to two stores, what either keeps to itself to one, and what is free is read by all.

A transfer is made in the scope of who asks, and never handed to other stores: the trigger keeps both as they are.
"""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store

OWN = "store_id = ANY ((SELECT app_stores())::int[])"
OF_EITHER = f"{OWN} OR from_store_id = ANY ((SELECT app_stores())::int[])"


def forced(table: str, *policies: str) -> migrations.RunSQL:
    made = "\n".join(f"CREATE POLICY {name} ON {table} {rule};" for name, rule in (one.split(" ", 1) for one in policies))
    gone = "\n".join(f"DROP POLICY {one.split(' ', 1)[0]} ON {table};" for one in policies)
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; {made}",
        f"{gone} ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


class Migration(migrations.Migration):
    dependencies = [("transfers", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        forced(
            "transfers_transfer",
            f"store_scope FOR SELECT USING ({OF_EITHER})",
            f"store_asks FOR INSERT WITH CHECK ({OWN})",
            f"store_acts FOR UPDATE USING ({OF_EITHER}) WITH CHECK ({OF_EITHER})",
        ),
        *protect_by_store("transfers_transferpurpose", "transfers_transferreceipt"),
        forced(
            "transfers_freestock",
            "store_scope FOR SELECT USING (true)",
            f"store_publishes FOR INSERT WITH CHECK ({OWN})",
            f"store_corrects FOR UPDATE USING ({OWN}) WITH CHECK ({OWN})",
            f"store_withdraws FOR DELETE USING ({OWN})",
        ),
        *append_only_rights("transfers_transferreceipt"),
    ]
