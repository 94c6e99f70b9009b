"""The project's Python environment: made from a lock, remembered by a stamp.

Owns: .venv and its stamp. Does not own: which packages (pyproject.toml and the two locks say).
"""

import hashlib
import importlib.util
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from .messages import Refusal, Stage, stage
from .places import PYTHON, ROOT, SOURCE, VENV, make_home
from .processes import run_logged

STAMP = VENV / "anxin-stamp.json"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
MINIMUM = (3, 11)


def prepare(kind: str) -> None:
    """Make .venv hold the packages of the lock ``kind`` (``runtime`` or ``dev``); instant when it does.

    :raises Refusal: Python is too old, ``venv`` is missing, or packages could not be installed
    """
    require_python()
    wanted = hashlib.sha256((ROOT / LOCKS[kind]).read_bytes()).hexdigest()
    stamp = _read_stamp()
    if stamp.get(kind) == wanted:
        return
    if not stamp:
        with stage("建立 Python 环境", "Python environment"):
            _make_venv()
        stamp = _identity()
    with stage("安装依赖", "packages") as running:
        _install(ROOT / LOCKS[kind], running)
    stamp[kind] = wanted
    if kind == "dev":  # the larger lock contains the smaller one, pin for pin
        stamp["runtime"] = hashlib.sha256((ROOT / LOCKS["runtime"]).read_bytes()).hexdigest()
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")


def require_python() -> None:
    """Refuse a Python that cannot run the project.

    :raises Refusal: with the line that mends it
    """
    if sys.version_info < MINIMUM:
        have = platform.python_version()
        raise Refusal(f"需要 Python 3.11 或更新，这里是 {have}。", f"Python 3.11 or newer is needed, this is {have}.")
    if importlib.util.find_spec("ensurepip") is None:
        line = "apt-get install -y python3-venv"
        raise Refusal(
            f"缺少 Python 的 venv 模块，请先以 root 运行：{line}",
            f"Python's venv is missing: as root, {line}",
        )


def _identity() -> dict[str, Any]:
    return {"root": str(ROOT), "python": ".".join(platform.python_version_tuple()[:2])}


def _read_stamp() -> dict[str, Any]:
    """The stamp of an environment that works here, else nothing."""
    try:
        stamp: dict[str, Any] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    same = all(stamp.get(key) == value for key, value in _identity().items())
    return stamp if same and PYTHON.exists() else {}


def _make_venv() -> None:
    """Make the environment where there is none, or one of another place or Python; keep one that runs."""
    runs = PYTHON.exists() and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    if not runs or _moved():
        if VENV.is_symlink():
            raise Refusal(
                f"{VENV} 是一个符号链接，指向的环境在这里不能用：请删除这个链接（rm {VENV}），再运行一次。",
                f"{VENV} is a symbolic link to an environment that does not work here: rm {VENV}, then run again.",
            )
        if VENV.exists():
            shutil.rmtree(VENV)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    # so that every tool and child process finds the project, whatever its working folder
    (packages / "anxin.pth").write_text(f"{SOURCE}\n{ROOT}\n", encoding="utf-8")


def _moved() -> bool:
    """Whether the environment was made elsewhere: its scripts then name a path that is not ours."""
    script = VENV / "bin/pip"
    return not script.exists() or str(VENV) not in script.read_text(errors="replace").split("\n", 1)[0]


def _install(lock: Path, running: Stage) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar", "off"]
    log = make_home() / "log/install.log"
    done = run_logged([*command, "--disable-pip-version-check", "-r", str(lock)], log, running, cwd="/")
    if done.code != 0:
        raise Refusal(
            f"依赖没有装好：{done.reason}（全文见 {log}）。请检查网络和磁盘，再运行一次。",
            f"Packages could not be installed (all of it in {log}). Check network and disk, then run again.",
        )
