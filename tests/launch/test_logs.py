"""What a log line says: the request, our own extras, and of a database error nothing of the row."""

import json
import logging
import sys

import pytest
from django.db import DatabaseError, connection, transaction

from config.logs import JsonFormatter


def _line(record: logging.LogRecord) -> dict[str, object]:
    written: dict[str, object] = json.loads(JsonFormatter().format(record))
    return written


def _record(logger: str, extra: dict[str, object], failure: bool = False) -> logging.LogRecord:
    told = sys.exc_info() if failure else None
    return logging.getLogger(logger).makeRecord(logger, logging.ERROR, "x.py", 1, "said", (), told, extra=extra)


def test_our_own_extras_are_written_and_those_of_libraries_are_not() -> None:
    own = _line(_record("anxin.holdings.parts.tasks", {"article_id": 7, "on_hand": "3"}))
    assert (own["article_id"], own["on_hand"], own["message"]) == (7, "3", "said")
    assert "request" not in _line(_record("django.request", {"request": "/customers/?q=13800138000"}))


@pytest.mark.django_db
def test_a_database_error_is_named_by_state_and_constraint_without_the_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE carrier (plate text CONSTRAINT carrier_once UNIQUE) ON COMMIT DROP")
    try:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO carrier VALUES ('粤B12345'), ('粤B12345')")
        except DatabaseError as failure:
            raise ExceptionGroup("two stores failed", [failure]) from failure
    except ExceptionGroup:
        record = _record("anxin.platform.jobs", {}, failure=True)
    said = str(_line(record)["exception"])
    assert "IntegrityError: SQLSTATE 23505, constraint carrier_once" in said
    assert "two stores failed" in said
    # The line of this file that is quoted has the plate; the words of PostgreSQL have not.
    assert "(粤B12345)" not in said
