"""``make test``: style, types, boundaries, migrations, all tests, the browser journey.

Owns: the order, the browser, the summary. Does not own: any rule or test.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import assets, project
from .messages import Refusal, say, stage
from .places import ROOT, VENV, home, make_home
from .processes import run_logged

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Check:
    """One step: its name and command."""

    name: str
    command: list[str]


def prove() -> None:
    """Run every check, also after one has failed, and say at the end which did.

    :raises Refusal: at least one failed
    """
    from anxin.platform.database.embedded import EmbeddedServer

    make_home()
    assets.prepare()
    project.compile_translations()
    browser = find_browser()
    skipped: list[str] = []
    checks = _checks()
    if browser is None:
        skipped.append("浏览器流程 tests/browser（没有 Chromium，也装不上：apt-get install chromium）")
    elif (ROOT / "tests/browser").exists():
        checks.append(Check("browser", [_tool("pytest"), "-q", "-p", "no:xdist", "tests/browser"]))
    given = os.environ.get("DATABASE_URL")
    # held for the whole run, so that the test processes find it running; they may also start it themselves
    server = None if given else EmbeddedServer(home() / "test-postgres", durable=False)
    failed = []
    try:
        if server is not None:
            with stage("启动测试数据库", "test database"):
                server.start()
        url = server.url if server is not None else str(given)
        variables = project.environment(url, role="owner", settings="test")
        variables |= {"ANXIN_HOME": str(home() / "test"), "ANXIN_CHROMIUM": browser or ""}
        for check in checks:
            if not _passes(check, variables):
                failed.append(check.name)
    finally:
        if server is not None:
            server.stop()
    for what in skipped:
        say(f"跳过：{what}", f"Skipped: {what}")
    if failed:
        names = ", ".join(failed)
        raise Refusal(f"没有通过：{names}（上面有详情）。", f"Failed: {names} (details above).")
    say("全部通过。", "All checks passed.")


def find_browser() -> str | None:
    """A Chromium of this machine; as root one is installed when apt can."""
    found = os.environ.get("ANXIN_CHROMIUM") or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return found
    log = make_home() / "log/apt.log"
    steps = (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"])
    with stage("安装 Chromium", "Chromium") as running:
        for step in steps:
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            if run_logged(["apt-get", "-q", *step], log, running, env=quiet).code != 0:
                return None
    return shutil.which("chromium")


def _checks() -> list[Check]:
    parallel = os.environ.get("WORKERS", "2")
    return [
        Check("style", [_tool("ruff"), "check", "."]),
        Check("format", [_tool("ruff"), "format", "--check", "."]),
        Check("types", [_tool("mypy")]),
        Check("boundaries", [_tool("lint-imports")]),
        Check("translations", [sys.executable, "-m", "anxin.platform.i18n", "check"]),
        Check("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
        Check("tests", [_tool("pytest"), "-q", "-n", parallel, "--ignore=tests/browser"]),
    ]


def _tool(name: str) -> str:
    return str(Path(VENV) / "bin" / name)


def _passes(check: Check, variables: dict[str, str]) -> bool:
    with stage(f"检查 {check.name}", check.name) as running:
        done = subprocess.run(check.command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL)
        running.failed = done.returncode != 0
    return not running.failed
