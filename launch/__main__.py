"""``python3 -m launch VERB``: what each target of the Makefile calls.

The first half runs on the machine's Python and makes the environment; then this same module starts again inside it.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from . import environment
from .messages import Refusal
from .places import PYTHON, ROOT, inside_environment


def main(arguments: list[str]) -> int:
    """Carry out one verb; 0 when it is done, 1 when it was refused with a sentence."""
    verbs = _verbs()
    if len(arguments) != 1 or arguments[0] not in verbs:
        print(f"usage: make {'|'.join(verbs)}", file=sys.stderr)
        return 2
    kind, action = verbs[arguments[0]]
    try:
        environment.prepare(kind)
        if not inside_environment():
            _enter_environment(arguments)
        signal.signal(signal.SIGTERM, _end)
        action()
    except KeyboardInterrupt:
        print("\n安心 | 已中断 / interrupted", file=sys.stderr)
        return 130
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(f"\n安心 | ✗ {sentence[0]}\n     | ✗ {sentence[1]}", file=sys.stderr, flush=True)
        return 1
    return 0


def _verbs() -> dict[str, tuple[str, Callable[[], None]]]:
    """Each verb with the lock that it needs. Imported late: some need the packages of that lock."""

    def run() -> None:
        from . import serving

        serving.run()

    def fetch_assets() -> None:
        from . import assets, project

        assets.prepare()
        project.compile_translations()

    def test() -> None:
        from . import proving

        proving.prove()

    def maintain(verb: str) -> Callable[[], None]:
        def act() -> None:
            from . import maintenance

            maintenance.VERBS[verb]()

        return act

    maintained = {verb: ("runtime", maintain(verb)) for verb in ("backup", "restore", "upgrade", "reset")}
    return {"run": ("runtime", run), "test": ("dev", test), "assets": ("runtime", fetch_assets), **maintained}


def _enter_environment(arguments: list[str]) -> NoReturn:
    """Go on as the same process under the environment's Python."""
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "launch", *arguments])


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _sentence(error: Exception) -> tuple[str, str] | None:
    """What to tell the person about an error that the machine, not the program, caused."""
    if isinstance(error, Refusal) or hasattr(error, "chinese"):
        return str(error.chinese), str(error.english)  # type: ignore[attr-defined]
    if isinstance(error, PermissionError):
        return (
            f"没有权限写 {error.filename}：请用当初运行的用户，或用 ANXIN_HOME 指定自己的文件夹。",
            f"No permission for {error.filename}: use the account that ran it before, or your own ANXIN_HOME.",
        )
    if isinstance(error, OSError) and error.errno in (28, 122):  # ENOSPC, EDQUOT
        return (
            "磁盘空间不够：请腾出至少 1 GB，或用 ANXIN_HOME 换一个盘，再运行一次。",
            "The disk is full: free at least 1 GB, or name another disk in ANXIN_HOME, and run again.",
        )
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
