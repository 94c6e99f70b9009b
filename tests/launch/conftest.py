"""A home folder of its own for each test, with its own server, which the server's user can reach."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anxin.platform.database.embedded import EmbeddedServer


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path outside pytest's own folder, which is closed to other users."""
    path = Path(tempfile.mkdtemp(prefix="anxin-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """ANXIN_HOME, with no other database or answer given."""
    for name in ("DATABASE_URL", "FILE", "YES", "PORT", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANXIN_HOME", str(folder))
    return folder


@pytest.fixture
def make_server(folder: Path) -> Iterator[Callable[..., EmbeddedServer]]:
    """Servers that are gone after the test."""
    made: list[EmbeddedServer] = []

    def make(path: Path | None = None, *, durable: bool = False) -> EmbeddedServer:
        made.append(EmbeddedServer(path or folder / "postgres", durable=durable))
        return made[-1]

    yield make
    for server in made:
        server.discard()
