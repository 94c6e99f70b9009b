"""Row-level security, the second lock: policies that migrations put on tables that belong to a store."""

from django.db import migrations

APP_STORES = """
CREATE OR REPLACE FUNCTION app_stores() RETURNS int[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('app.stores', true), '')::int[], '{}') $$;
"""

EVERY_STORE = (
    "SELECT set_config('app.stores', '{' || coalesce((SELECT string_agg(id::text, ',') FROM org_store), '') || '}', true)"
)
NO_STORE = "SELECT set_config('app.stores', '', true)"


def create_scope_function() -> migrations.RunSQL:
    """The function that policies read; in the first migration."""
    return migrations.RunSQL(APP_STORES, "DROP FUNCTION IF EXISTS app_stores()")


def protect(table: str, condition: str, *, insert: str | None = None) -> migrations.RunSQL:
    """Enable and force row-level security on ``table`` with one policy for all commands.

    ``condition`` is SQL over the row; ``insert`` replaces it for new rows when they differ.
    """
    check = insert if insert is not None else condition
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY store_scope ON {table} USING ({condition}) WITH CHECK ({check});
        """,
        f"""
        DROP POLICY store_scope ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def protect_by_store(*tables: str, column: str = "store_id") -> list[migrations.RunSQL]:
    """The usual policy: a row belongs to the store in ``column``, which must be in the actor's scope."""
    return [protect(table, f"{column} = ANY ((SELECT app_stores())::int[])") for table in tables]


def protect_by_store_or_group(*tables: str, column: str = "store_id") -> list[migrations.RunSQL]:
    """Rows without a store belong to the whole group and are visible to all."""
    return [protect(table, f"{column} IS NULL OR {column} = ANY ((SELECT app_stores())::int[])") for table in tables]


def change_rows(sql: str) -> migrations.RunSQL:
    """Change rows of every store in a migration: the policies bind the owner, too, and without a scope nothing changes."""
    return migrations.RunSQL([EVERY_STORE, sql, NO_STORE], migrations.RunSQL.noop)


def append_only_rights(*tables: str) -> list[migrations.RunSQL]:
    """Take the right to change or delete away from the app role: the third lock of a ledger, after its triggers."""
    return [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM anxin_app", f"GRANT UPDATE, DELETE ON {table} TO anxin_app"
        )
        for table in tables
    ]
