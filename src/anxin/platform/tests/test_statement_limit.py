"""How long a statement of a request may take, and what the planner is told once many rows have come."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connection

from anxin.platform.actor import Actor
from anxin.platform.database import statistics
from anxin.platform.errors import TooSlow
from anxin.platform.scope import limited_statements, reading, unit_of_work

ACTOR = Actor("user", 7, "wang", frozenset({1}), {"probe.see": frozenset({1})})
SHORT, LONG = 300, "0.6"
PROBES = 50_000


def sleep() -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_sleep({LONG})")
    return "slept"


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("writable", [False, True])
def test_a_statement_that_takes_too_long_ends_its_unit_and_the_next_one_works(*, writable: bool) -> None:
    with limited_statements(SHORT):
        with pytest.raises(TooSlow), unit_of_work(ACTOR, "slow", writable=writable):
            sleep()
        with reading(ACTOR):
            assert shown("statement_timeout") == f"{SHORT}ms"
    with reading(ACTOR):
        assert shown("statement_timeout") == "0"


@pytest.mark.django_db
def test_a_job_and_an_export_have_no_limit() -> None:
    with reading(ACTOR):
        assert sleep() == "slept"
    with limited_statements(0), reading(ACTOR):
        assert sleep() == "slept"


@pytest.mark.django_db
def test_without_a_limit_a_cancelled_statement_is_what_it_is() -> None:
    def cut_off() -> None:
        with reading(ACTOR), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', '50', true)")
            sleep()

    with pytest.raises(OperationalError):
        cut_off()


@pytest.fixture
def probes(django_db_setup: None) -> Iterator[str]:
    """A table with many new rows that nobody has looked at."""
    known = connection.settings_dict
    where = {"host": known["HOST"], "user": known["USER"], "port": known["PORT"] or None, "dbname": known["NAME"]}
    with psycopg.connect(**where, password=known["PASSWORD"] or None, autocommit=True) as owner:
        owner.execute(f"CREATE TABLE statistics_probe AS SELECT n FROM generate_series(1, {PROBES}) AS n")
    yield "statistics_probe"
    with psycopg.connect(**where, password=known["PASSWORD"] or None, autocommit=True) as owner:
        owner.execute("DROP TABLE statistics_probe")


def test_tables_with_many_new_rows_are_looked_at_by_their_owner(
    probes: str, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So many that no other table of the tests is looked at, which keeps what it is told when the test is taken back.
    monkeypatch.setattr(statistics, "MANY_ROWS", PROBES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, reltuples FROM pg_class WHERE relname = %s", [probes])
        role, before = cursor.fetchone()
        assert before < PROBES
        assert statistics.refresh_statistics() == (f"public.{probes}",)
        cursor.execute("SELECT current_user, reltuples FROM pg_class WHERE relname = %s", [probes])
        assert cursor.fetchone() == (role, PROBES)
