"""The catalogue of the database: no table of a store without its lock, no view that runs as its owner."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

WITHOUT_POLICY = {
    # Counters and limits hold numbers only; they are taken by store inside commands.
    "platform_numberseries",
}


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_every_table_with_a_store_has_a_forced_policy() -> None:
    unlocked = {
        str(name)
        for (name,) in rows(
            """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id'
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
            """
        )
    }
    assert unlocked - WITHOUT_POLICY == set()


def test_every_view_runs_with_the_rights_of_the_reader() -> None:
    loose = rows(
        """
        SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
          AND NOT coalesce(reloptions::text LIKE '%security_invoker=true%', false)
        """
    )
    assert loose == []


def test_the_app_role_owns_nothing_and_cannot_step_around_policies() -> None:
    assert rows("SELECT current_user::text") == [("anxin_app",)]
    assert rows("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False, False)]
    assert rows("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == [(0,)]


def test_append_only_tables_cannot_be_changed_by_the_app_role() -> None:
    protected = rows("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%append_only%'")
    changeable = [
        name
        for (name,) in protected
        if rows(f"SELECT has_table_privilege('{name}', 'UPDATE') OR has_table_privilege('{name}', 'DELETE')") != [(False,)]
    ]
    assert changeable == []
