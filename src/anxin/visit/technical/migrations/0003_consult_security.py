"""Questions to experts are read by the whole group; only the store that asked writes them, and only while they are open does
anybody answer or open them.
"""

from django.db import migrations

OWN = "origin_store_id = ANY ((SELECT app_stores())::int[])"
OPEN = "EXISTS (SELECT FROM technical_consult c WHERE c.id = consult_id AND c.ended_at IS NULL)"


def shared(table: str, policies: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY group_reads ON {table} FOR SELECT USING (true);
        {policies}
        """,
        f"""
        DROP POLICY group_reads ON {table};
        DROP POLICY store_inserts ON {table};
        DROP POLICY IF EXISTS store_updates ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("technical", "0002_row_security")]

    operations = [
        shared(
            "technical_consult",
            f"""
            CREATE POLICY store_inserts ON technical_consult FOR INSERT WITH CHECK ({OWN});
            CREATE POLICY store_updates ON technical_consult FOR UPDATE USING ({OWN}) WITH CHECK ({OWN});
            """,
        ),
        shared(
            "technical_consultanswer",
            f"CREATE POLICY store_inserts ON technical_consultanswer FOR INSERT WITH CHECK ({OPEN});",
        ),
        shared(
            "technical_consultaccess",
            f"CREATE POLICY store_inserts ON technical_consultaccess FOR INSERT WITH CHECK ({OPEN});",
        ),
        shared(
            "technical_libraryentry",
            f"CREATE POLICY store_inserts ON technical_libraryentry FOR INSERT WITH CHECK ({OWN});",
        ),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON technical_consult FROM anxin_app", "GRANT DELETE ON technical_consult TO anxin_app"
        ),
    ]
