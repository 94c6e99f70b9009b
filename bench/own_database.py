"""A database of a benchmark's own: an embedded server in a temporary folder, migrated, served as the app role.

Owns: making and removing it, pointing at one that stands. Does not own: what is measured, nor the rows.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


@contextmanager
def standing_database(url: str) -> Iterator[str]:
    """A database that has its rows already, of a local server: set Django up for it; yields the address."""
    import django

    _point_at(url)
    django.setup()
    yield url


@contextmanager
def own_database(*, durable: bool = False) -> Iterator[str]:
    """Start, migrate, set Django up as the app role; yields the owner's address. Everything is removed afterwards."""
    from anxin.platform.database.embedded import EmbeddedServer

    folder = Path(tempfile.mkdtemp(prefix="anxin-bench-"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder / "pg", durable=durable)
    try:
        server.start()
        _point_at(server.url)
        path = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
            cwd=ROOT,
            check=True,
            env={**os.environ, "ANXIN_DATABASE_ROLE": "owner", "PYTHONPATH": path},
        )
        import django

        django.setup()
        yield server.url
    finally:
        from django.db import connections

        connections.close_all()
        for each in connections.all(initialized_only=True):
            each.close_pool()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _point_at(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    # As an installation runs: a developer's settings keep the text of every statement.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
    os.environ.setdefault("ANXIN_SECRET_KEY", secrets.token_urlsafe(48))
