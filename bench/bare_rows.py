"""The same rows without the program: one transaction with one INSERT a table, into tables with the same indexes.

Owns: copying the tables, the rows and the writing. No triggers, foreign keys, checks or row-level security.
"""

import statistics
import threading
from time import perf_counter

import psycopg

TABLES = """
SELECT c.oid, c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' GROUP BY 1, 2 ORDER BY 2
"""


def newest_transaction(url: str) -> int:
    """The number of the newest transaction."""
    with psycopg.connect(url) as server:
        row = server.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        assert row is not None
        return int(row[0])


class BareVisit:
    """The rows that were written since a transaction, and their copies."""

    def __init__(self, url: str, since: int) -> None:
        self.url, self.rows = url, 0
        self.statements: list[tuple[str, str]] = []
        with psycopg.connect(url) as server:
            server.execute("CREATE SCHEMA bare")
            for table, name, columns in server.execute(TABLES).fetchall():
                found = server.execute(
                    f"SELECT count(*), jsonb_agg(to_jsonb(t))::text FROM public.{name} t WHERE xmin::text::bigint > %s",
                    [since],
                ).fetchone()
                if not found or not found[0]:
                    continue
                server.execute(f"CREATE TABLE bare.{name} (LIKE public.{name} INCLUDING DEFAULTS)")
                self._copy_indexes(server, table, name)
                self.rows += found[0]
                self.statements.append(
                    (
                        f"INSERT INTO bare.{name} ({columns})"
                        f" SELECT {columns} FROM jsonb_populate_recordset(NULL::bare.{name}, %s::jsonb)",
                        found[1],
                    )
                )
        self.tables = len(self.statements)

    def _copy_indexes(self, server: psycopg.Connection[tuple[object, ...]], table: int, name: str) -> None:
        found = server.execute("SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s", [table])
        for (definition,) in found.fetchall():
            text = str(definition).replace("CREATE UNIQUE INDEX", "CREATE INDEX")
            server.execute(text.replace(f" ON public.{name} ", f" ON bare.{name} "))  # type: ignore[arg-type]

    def write(self, server: psycopg.Connection[tuple[object, ...]]) -> None:
        """Write the rows once, in one transaction."""
        for statement, rows in self.statements:
            server.execute(statement, [rows])  # type: ignore[arg-type]
        server.commit()

    def seconds(self, times: int) -> float:
        """Median seconds of one client."""
        taken = []
        with psycopg.connect(self.url) as server:
            for _each in range(times):
                begin = perf_counter()
                self.write(server)
                taken.append(perf_counter() - begin)
        return statistics.median(taken)

    def rate(self, clients: int, seconds: float) -> float:
        """Transactions per second of several clients."""
        counts = [0] * clients
        begin = perf_counter()

        def work(place: int) -> None:
            with psycopg.connect(self.url) as server:
                while perf_counter() - begin < seconds:
                    self.write(server)
                    counts[place] += 1

        threads = [threading.Thread(target=work, args=[place]) for place in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / (perf_counter() - begin)
