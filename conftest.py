"""One embedded PostgreSQL for the whole test run; bodies run as the app role, so that policies hold in every test."""

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from anxin.platform.database.embedded import EmbeddedServer
from tests.wall_clock import WallClock

# How fast a loaded machine makes examples says nothing about the code; the same examples each time do.
settings.register_profile("anxin", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("anxin")

_server: list[EmbeddedServer] = []
_folder: list[Path] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the controlling process, and hand its address to the workers."""
    if hasattr(config, "workerinput") or os.environ.get("DATABASE_URL"):
        return
    folder = Path(tempfile.mkdtemp(prefix="anxin-test-"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder / "pg", durable=False)
    server.start()
    _server.append(server)
    _folder.append(folder)
    os.environ["DATABASE_URL"] = server.url
    # pytest-django has read the settings by now; the workers, started later, read the variable.
    from django.conf import settings

    from config.settings.base import database

    settings.DATABASES["default"].update({**database(server.url), "OPTIONS": settings.DATABASES["default"]["OPTIONS"]})


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its folder."""
    for server in _server:
        server.stop()
    for folder in _folder:
        shutil.rmtree(folder, ignore_errors=True)
    _server.clear()
    _folder.clear()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Make this worker's database as the owner, then serve it as the app role.

    The first worker migrates; the others, and later runs on the same server, copy what it made (``_template``).
    """
    from django.conf import settings
    from django.db import connection, connections
    from django.test.utils import setup_databases, teardown_databases

    suffix = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_anxin_{suffix}_{os.getpid()}"
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    connections["default"].settings_dict["TEST"]["NAME"] = name
    from config.settings.base import APP_OPTIONS

    template = _template()
    with django_db_blocker.unblock():
        connection.close()
        with _owner() as owner:
            owner.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
            known = owner.execute("SELECT FROM pg_database WHERE datname = %s", [template]).rowcount == 1
            if known:
                owner.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set(), keepdb=known)
            connection.close()
            if not known:
                owner.execute(f'CREATE DATABASE "{template}" TEMPLATE "{name}"')
        connections["default"].settings_dict["OPTIONS"]["options"] = APP_OPTIONS
    yield
    with django_db_blocker.unblock():
        connections["default"].settings_dict["OPTIONS"].pop("options", None)
        connection.close()
        teardown_databases(made, verbosity=0)


def _template() -> str:
    """Name of the database to copy: by all migrations, so that another set of them makes another one."""
    root = Path(__file__).parent / "src"
    every = sorted(root.glob("**/migrations/*.py"))
    content = b"".join(str(path.relative_to(root)).encode() + path.read_bytes() for path in every)
    return f"anxin_migrated_{hashlib.sha256(content).hexdigest()[:16]}"


def _owner() -> Any:
    """A connection to the server itself, on which databases are made and dropped."""
    import psycopg
    from django.db import connection

    known = connection.settings_dict
    where = {"host": known["HOST"], "user": known["USER"], "port": known["PORT"] or None, "dbname": "postgres"}
    return psycopg.connect(**where, password=known["PASSWORD"] or None, autocommit=True)


@pytest.fixture(autouse=True)
def forget_memories() -> None:
    """Caches of stores, actors and parameters do not outlive a test."""
    from anxin.parties.org import actors, stores
    from anxin.platform import parameters

    for memory in (stores, actors, parameters):
        memory.forget()


@pytest.fixture(autouse=True)
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    """The clock of a test begins when the factories' rows are made, whatever day it really is, and can be put forward."""
    from anxin.parties.org.tests.factories import AT
    from anxin.platform import clock

    put = WallClock(AT - clock.now(), clock.now)
    monkeypatch.setattr(clock, "now", put.now)
    return put


@pytest.fixture
def race(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[..., list[Any]]]:
    """For tests without the ``django_db`` mark: commits are real, on a clone of the test database.

    Gives ``race(call, call, …)``, which runs the calls at once, each in a thread with a connection of its own, and
    returns what each gave back or raised.
    """
    import psycopg
    from django.db import connection

    known = dict(connection.settings_dict)
    clone = f"{known['NAME']}_race"
    with django_db_blocker.unblock():
        connection.close()
        with _owner() as owner:
            owner.execute(f'CREATE DATABASE "{clone}" TEMPLATE "{known["NAME"]}"')
        connection.settings_dict["NAME"] = clone
        try:
            yield _run_at_once
        finally:
            connection.close()
            connection.settings_dict["NAME"] = known["NAME"]
            with _owner() as owner:
                try:
                    # It sends an autovacuum worker away; FORCE would be refused, since the worker is the superuser's.
                    owner.execute(f'DROP DATABASE "{clone}"')
                except psycopg.errors.ObjectInUse:
                    owner.execute(f'DROP DATABASE "{clone}" WITH (FORCE)')


def _run_at_once(*calls: Callable[[], Any]) -> list[Any]:
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        from django.db import connection

        try:
            start.wait(timeout=20)
            return call()
        except Exception as failure:
            return failure
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
