"""A home folder of its own for each test, with its own server, which the server's user can reach."""

import shutil
import signal
import subprocess
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
    for name in ("DATABASE_URL", "FILE", "YES", "PORT", "DEMO", "ANXIN_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ANXIN_HOME", str(folder))
    return folder


@pytest.fixture
def signals() -> Iterator[None]:
    """A supervisor takes the process's signals; give them back."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    kept = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, kept, strict=True):
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """The data of a server that was started once: a copy is quicker than another first start."""
    path = Path(tempfile.mkdtemp(prefix="anxin-template-"))
    path.chmod(0o755)
    server = EmbeddedServer(path / "postgres", durable=False).start()
    server.stop()
    yield path / "postgres"
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def make_server(folder: Path, template: Path) -> Iterator[Callable[..., EmbeddedServer]]:
    """Servers that are gone after the test; ``bare`` ones have never been started."""
    made: list[EmbeddedServer] = []

    def make(path: Path | None = None, *, durable: bool = False, bare: bool = False) -> EmbeddedServer:
        data = path or folder / "postgres"
        if not data.exists() and not bare:
            data.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-a", str(template), str(data)], check=True)
        made.append(EmbeddedServer(data, durable=durable))
        return made[-1]

    yield make
    for server in made:
        server.discard()
