"""Counts the statements that reach the server, from its own log.

Owns: switching the log on and off, reading it. Does not own: who sends them. Only for a server of a benchmark's own.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

LINE = re.compile(r"^§([^§]*)§ LOG:  (?:statement|execute [^:]*): (.*)", re.DOTALL)


class StatementLog:
    """The statements between :meth:`mark` and :meth:`mark`."""

    def __init__(self, url: str) -> None:
        self.server = psycopg.connect(url, autocommit=True, application_name="bench")
        self.start = 0

    @contextmanager
    def logging(self) -> Iterator[None]:
        """Log every statement inside the block."""
        self._set("log_line_prefix", "§%a§ ")
        self._set("log_statement", "all")
        self.path = self._path()
        self.start = self.path.stat().st_size
        try:
            yield
        finally:
            self._set("log_statement", "none")

    def mark(self, step: str) -> None:
        """What follows belongs to this step."""
        self.server.execute(f"SELECT 'mark {step}'")

    def statements(self) -> Iterator[tuple[str, str, str]]:
        """Step, application and text of each."""
        with open(self.path, encoding="utf-8", errors="replace") as log:
            log.seek(self.start)
            text = log.read()
        step = ""
        for entry in re.split(r"\n(?=§)", text):
            found = LINE.match(entry)
            if found is None:
                continue
            application, statement = found.groups()
            if application == "bench":
                marked = re.match(r"SELECT 'mark (\w+)'", statement)
                step = marked.group(1) if marked else step
            else:
                yield step, application, " ".join(statement.split())

    def _set(self, name: str, value: str) -> None:
        self.server.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self.server.execute("SELECT pg_reload_conf(), pg_sleep(0.1)")

    def _path(self) -> Path:
        row = self.server.execute("SELECT current_setting('data_directory'), pg_current_logfile()").fetchone()
        assert row is not None
        # Without a collector it goes on writing where it was started.
        return Path(row[0]) / (row[1] or "start.log")
