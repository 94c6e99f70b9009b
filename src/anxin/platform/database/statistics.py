"""What the planner knows of the tables, made anew when many rows have come at once.

PostgreSQL's own process looks a minute later, and never while it is switched off; until then a join is planned as if the
tables were empty, and once took six minutes on the first page. Does not own: when that is (imports, the demo).
"""

from django.db import connection

MANY_ROWS = 1000
"""From so many changed rows on a table is looked at."""
CHANGED = "SELECT format('%%I.%%I', schemaname, relname) FROM pg_stat_user_tables WHERE n_mod_since_analyze >= %s ORDER BY 1"


def refresh_statistics() -> tuple[str, ...]:
    """Have the tables looked at in which many rows have changed since the last time; their names.

    Runs as the role that signed in, which owns them; where it does not, PostgreSQL leaves them out.
    """
    with connection.cursor() as cursor:
        # What this connection changed counts from its next statement on.
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute(CHANGED, [MANY_ROWS])
        tables = tuple(name for (name,) in cursor.fetchall())
        if not tables:
            return ()
        cursor.execute("SELECT current_user, set_config('role', 'none', false)")
        role = cursor.fetchone()[0]
        try:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(tables)}")
        finally:
            cursor.execute("SELECT set_config('role', %s, false)", [role])
    return tables
