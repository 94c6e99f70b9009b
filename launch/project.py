"""The Django project as seen from outside: its environment variables, its commands, its one-off preparation.

Does not own: the settings (config/settings) or what the commands do.
"""

import hashlib
import os
import secrets
import subprocess
from pathlib import Path

from .messages import Refusal, Stage, stage
from .places import PYTHON, ROOT, SOURCE, home
from .processes import run_logged


def environment(database_url: str, *, role: str = "app", settings: str = "prod") -> dict[str, str]:
    """The variables of a process of the project."""
    left_out = ("PG", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {
        **kept,
        "DATABASE_URL": database_url,
        "ANXIN_DATABASE_ROLE": role,
        "ANXIN_HOME": str(home()),
        "ANXIN_SECRET_KEY": os.environ.get("ANXIN_SECRET_KEY") or secret_key(),
        "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}",
        "PYTHONUNBUFFERED": "1",
        # Half of a start would be compiling where the program's own folder may not be written to.
        "PYTHONPYCACHEPREFIX": str(home() / "bytecode"),
    }


def secret_key() -> str:
    """The signing key of this installation, made once and readable by its owner alone."""
    path = home() / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="utf-8")


def manage(command: list[str], variables: dict[str, str], running: Stage, *, show: bool = False) -> None:
    """Run ``manage.py`` with ``command``; its output goes to log/manage.log, and to the screen when ``show``.

    :raises Refusal: it failed; carries the last lines
    """
    log = home() / "log/manage.log"
    full = [str(PYTHON), str(ROOT / "manage.py"), *command]
    done = run_logged(full, log, running, show=show, cwd=ROOT, env=variables)
    if done.code != 0:
        said = "\n".join(done.lines)
        raise Refusal(
            f"manage.py {' '.join(command)} 失败（全文见 {log}）：\n{said}",
            f"manage.py {' '.join(command)} failed, all of it in {log}.",
        )


def compile_translations() -> None:
    """Compile the English texts when one has changed.

    :raises Refusal: a catalogue is broken
    """
    catalogues = sorted(SOURCE.glob("anxin/**/locale/*/LC_MESSAGES/*.po"))
    if not (SOURCE / "anxin/platform/i18n").exists():
        return
    stale = [
        path
        for path in catalogues
        if not path.with_suffix(".mo").exists() or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
    ]
    if not stale:
        return
    with stage("编译语言文件", "translations"):
        command = [str(PYTHON), "-m", "anxin.platform.i18n", "compile"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode != 0:
            raise Refusal(f"语言文件有错：\n{done.stdout}{done.stderr}", "A translation catalogue is broken.")


def fingerprint() -> str:
    """A digest of all that decides what the database and the static files must hold: code, settings, locks."""
    digest = hashlib.sha256()
    for path in [
        *sorted(SOURCE.rglob("*")),
        *sorted((ROOT / "config").rglob("*")),
        ROOT / "requirements.lock",
    ]:
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def prepare_database(database_url: str, *, demo: bool, stamp: Path | None) -> None:
    """Migrate, seed reference data, load the demo group, collect static files; nothing when ``stamp`` is current.

    :raises Refusal: one of the commands failed
    """
    wanted = f"{fingerprint()} demo={demo} {home()}"
    if stamp is not None and stamp.exists() and stamp.read_text() == wanted and (home() / "static").exists():
        return
    if stamp is not None:
        stamp.unlink(missing_ok=True)  # what is cut off from here on is neither the old state nor the new one
    with stage("建立数据表", "migrations") as running:
        manage(["migrate", "--no-input"], environment(database_url, role="owner"), running)
    serving = environment(database_url)
    with stage("写入基础数据", "reference data") as running:
        manage(["sync_reference"], serving, running)
    with stage("收集静态文件", "static files") as running:
        manage(["collectstatic", "--no-input", "--clear", "-v", "0"], serving, running)
    if demo:
        with stage("载入演示集团", "demo group") as running:
            manage(["load_demo"], serving, running, show=True)
    if stamp is not None:
        stamp.write_text(wanted)
