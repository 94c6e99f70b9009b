"""A migration that changes rows changes those of every store, although the policies bind the owner of the tables."""

import pytest
from django.db import connection

from anxin.parties.org.tests.factories import make_store
from anxin.platform.database.rls import change_rows


@pytest.mark.django_db
def test_rows_of_every_store_are_changed_and_the_scope_is_closed_again() -> None:
    stores = [make_store(code) for code in ("LG", "NS")]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE probe_row (store_id int, words text)")
        cursor.execute("INSERT INTO probe_row SELECT unnest(%s::int[]), ''", [[store.pk for store in stores]])
        cursor.execute("ALTER TABLE probe_row ENABLE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE probe_row FORCE ROW LEVEL SECURITY")
        cursor.execute("CREATE POLICY store_scope ON probe_row USING (store_id = ANY ((SELECT app_stores())::int[]))")
        cursor.execute("SELECT set_config('app.stores', '', true)")
        cursor.execute("UPDATE probe_row SET words = 'missed'")
        assert cursor.rowcount == 0
        statements = change_rows("UPDATE probe_row SET words = 'changed'").sql
        for place, statement in enumerate(statements):
            cursor.execute(statement)
            if place == 1:
                assert cursor.rowcount == 2
        cursor.execute("SELECT count(*) FROM probe_row")
        assert cursor.fetchone() == (0,)
