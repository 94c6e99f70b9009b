"""Structured logs: one JSON object a line, with the request id, without personal data."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import Error as DjangoDatabaseError

from anxin.platform.scope import request_id

OWN = "anxin."
# The address of a customer's link is its secret; Django logs the address of what it could not serve.
LINK = re.compile(r"(/[aepr]/)[^/\s'\"\\]+")
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request_id"}


class RequestIdFilter(logging.Filter):
    """Adds the running request's id to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON, with what our own modules gave as ``extra``.

    The extras of libraries are left out: they hold requests and SQL, and so personal data.
    """

    def format(self, record: logging.LogRecord) -> str:
        extra = {name: value for name, value in vars(record).items() if name not in USUAL and record.name.startswith(OWN)}
        line = extra | {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return LINK.sub(r"\1…", json.dumps(line, ensure_ascii=False, default=str))

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name in the standard library)
        """The traceback; of what PostgreSQL says only SQLSTATE and constraint, since its words quote the row."""
        text = super().formatException(ei)
        for said, instead in _said_by_database(ei[1]):
            first, *rest = (line for line in said.splitlines() if line.strip())
            text = text.replace(first, instead)
            for line in rest:
                text = text.replace(line, "…")
        return text


def _said_by_database(failure: BaseException | None) -> Iterator[tuple[str, str]]:
    """Each database error's words in a chain or group of exceptions, and what may be written in their place."""
    waiting, seen = [failure], set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
        source = one.__cause__ if isinstance(one, DjangoDatabaseError) else one
        if isinstance(source, psycopg.Error) and source.sqlstate and str(one).strip():
            constraint = source.diag.constraint_name
            yield str(one), f"SQLSTATE {source.sqlstate}" + (f", constraint {constraint}" if constraint else "")
