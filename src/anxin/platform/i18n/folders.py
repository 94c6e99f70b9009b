"""The folders that keep a catalogue, and the files whose text belongs to each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anxin.platform.i18n.bare_text import bare_python_text, bare_template_text, faces_people
from anxin.platform.i18n.messages import Fault, Message, read_messages

_TEMPLATES = {".html", ".txt", ".xml"}
_SKIPPED = {"tests", "migrations", "static", "node_modules", "__pycache__", "locale"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A module, the interface, the platform or the configuration, with its own catalogue."""

    path: Path
    inner: tuple[Path, ...] = ()

    @property
    def catalogue_path(self) -> Path:
        """Where its English is."""
        return self.path / "locale" / "en" / "LC_MESSAGES" / "django.po"

    def files(self) -> Iterator[Path]:
        """Its Python files and templates, without tests and without folders that keep their own catalogue."""
        return self._files(self.path)

    def _files(self, folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.is_dir() and path.name not in _SKIPPED and path not in self.inner:
                yield from self._files(path)
            elif path.suffix == ".py" or (path.suffix in _TEMPLATES and "templates" in path.parts):
                yield path

    def messages(self) -> tuple[dict[Message, Path], list[Fault]]:
        """Every msgid with the first file that asks for it, and what cannot be extracted."""
        wanted: dict[Message, Path] = {}
        faults: list[Fault] = []
        for path in self.files():
            messages, computed = read_messages(path)
            faults += computed
            for message in messages:
                wanted.setdefault(message, path)
        return wanted, faults

    def bare_text(self, root: Path) -> list[Fault]:
        """Chinese in its templates and screens that nobody can translate."""
        faults: list[Fault] = []
        for path in self.files():
            source = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                faults += bare_template_text(source, path)
            elif faces_people(path, root):
                faults += bare_python_text(source, path)
        return faults


def find_folders(root: Path) -> list[Folder]:
    """The catalogue folders below a project root, in a stable order."""
    package = root / "src" / "anxin"
    platform = package / "platform"
    interface = platform / "ui"
    found = [Folder(root / "config"), Folder(platform, (interface,)), Folder(interface)]
    for storey in sorted(package.iterdir()):
        if storey.is_dir() and storey != platform and storey.name not in _SKIPPED:
            found += [Folder(module) for module in sorted(storey.iterdir()) if _is_module(module)]
    return [folder for folder in found if folder.path.is_dir()]


def _is_module(path: Path) -> bool:
    return path.is_dir() and path.name not in _SKIPPED and (path / "__init__.py").exists()
