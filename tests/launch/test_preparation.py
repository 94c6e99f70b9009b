"""The environment and the front-end files are made once, and refused with the line that mends it."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from launch import assets, environment, project
from launch.messages import Refusal
from launch.places import SOURCE

ICON = (
    '<svg\n  xmlns="http://www.w3.org/2000/svg"\n  width="24">\n'
    '  <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M5 17a2 2 0" />\n</svg>'
)


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Packages as npm would leave them, and a static folder of our own."""
    static = tmp_path / "static"
    (static / "ui").mkdir(parents=True)
    monkeypatch.setattr(assets, "VENDOR", static / "vendor")
    monkeypatch.setattr(assets, "MANIFEST", static / "vendor/manifest.json")
    monkeypatch.setattr(assets, "ICON_LIST", static / "ui/icons.txt")
    packages = tmp_path / "node_modules"
    for source in (*assets.COPIES.values(), "@tabler/icons/icons/outline/car.svg"):
        (packages / source).parent.mkdir(parents=True, exist_ok=True)
        (packages / source).write_text("a{}\n/*# sourceMappingURL=a.map */\n" if source.endswith("css") else ICON)
    assets.ICON_LIST.write_text("# icons\ncar\n\ncar\n")
    return packages


def test_the_sprite_holds_each_named_icon_once(modules: Path) -> None:
    assets._copy(modules, "key")
    sprite = (assets.VENDOR / "icons.svg").read_text()
    assert sprite.count('<symbol id="car" viewBox="0 0 24 24"') == 1
    assert '<path d="M5 17a2 2 0" /></symbol>' in sprite
    assert "M0 0h24" not in sprite
    assert (assets.VENDOR / "tabler.min.css").read_text().strip() == "a{}"


def test_an_icon_that_does_not_exist_is_named(modules: Path) -> None:
    assets.ICON_LIST.write_text("car\nflying-car\n")
    with pytest.raises(Refusal, match="flying-car"):
        assets._copy(modules, "key")


def test_copies_are_current_until_a_file_or_the_icon_list_changes(modules: Path) -> None:
    assets._copy(modules, assets._key())
    assert assets._current(assets._key())
    (assets.VENDOR / "sortable.js").write_text("changed")
    assert not assets._current(assets._key())
    assets._copy(modules, assets._key())
    assets.ICON_LIST.write_text("car # once\n")
    assert not assets._current(assets._key())


def test_an_old_python_is_refused_with_the_version_that_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "MINIMUM", (4, 0))
    with pytest.raises(Refusal, match=r"需要 Python 3\.11"):
        environment.require_python()


def test_a_missing_venv_module_names_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Refusal, match="apt-get install -y python3-venv"):
        environment.require_python()


def test_the_stamp_of_another_place_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    (tmp_path / "stamp.json").write_text(json.dumps({**environment._identity(), "runtime": "abc"}))
    assert environment._read_stamp()["runtime"] == "abc"
    (tmp_path / "stamp.json").write_text(json.dumps({**environment._identity(), "root": "/moved"}))
    assert environment._read_stamp() == {}


def test_an_environment_behind_a_link_that_does_not_work_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".venv").symlink_to("elsewhere")
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv/bin/python")
    with pytest.raises(Refusal, match="符号链接"):
        environment._make_venv()
    assert (tmp_path / "elsewhere").exists()


def test_a_preparation_that_is_killed_is_not_taken_for_the_one_before(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(project, "manage", lambda command, *_rest, **_options: done.append(command[0]))
    (home / "static").mkdir()

    def prepare(version: str) -> None:
        monkeypatch.setattr(project, "fingerprint", lambda: version)
        project.prepare_database("postgresql:///x", demo=False, stamp=home / "stamp")

    def killed(*_rest: object, **_options: object) -> None:
        raise KeyboardInterrupt

    prepare("one")
    prepare("one")
    assert done == ["migrate", "sync_reference", "collectstatic"]
    with monkeypatch.context() as patched:
        patched.setattr(project, "manage", killed)
        with pytest.raises(KeyboardInterrupt):
            prepare("two")
    prepare("one")
    assert done[3:] == done[:3]


def test_both_locks_name_no_address_and_the_same_pins() -> None:
    pins = {}
    for kind, name in environment.LOCKS.items():
        text = (environment.ROOT / name).read_text()
        assert "://" not in text
        pins[kind] = {line.split(" ")[0] for line in text.splitlines() if "==" in line and line[0].isalnum()}
    assert pins["runtime"] < pins["dev"]
    assert '"resolved"' not in (environment.ROOT / "package-lock.json").read_text()


def test_processes_keep_their_bytecode_at_home_whatever_the_shell_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    variables = project.environment("postgresql:///x")
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    command = [sys.executable, "-c", "import anxin.platform.money"]
    subprocess.run(command, check=True, env={**variables, "PYTHONPATH": str(SOURCE)})
    assert list((home / "bytecode").rglob("money*.pyc"))


def test_a_process_starts_without_the_tables_of_pinyin() -> None:
    script = "import sys, anxin.platform.names; assert 'pypinyin' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONPATH": str(SOURCE)})
