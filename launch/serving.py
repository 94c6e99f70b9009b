"""``make run``: from a clean clone to a page in the browser.

Owns: the order of the steps, the address, the one-run-at-a-time lock.
Does not own: the steps themselves.
"""

import fcntl
import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import assets, project
from .leftovers import end_leftovers
from .messages import Refusal, say, stage
from .places import PYTHON, ROOT, home, make_home
from .supervisor import Child, Supervisor

FIRST_PORT = 8000
PORTS_TRIED = 20
READY_SECONDS = 90


@contextmanager
def only_run() -> Iterator[Path]:
    """Hold run.pid for this process; a killed run is no obstacle: its lock has gone, its leftovers are ended.

    :raises Refusal: another run holds it, or a leftover process does not end
    """
    path = make_home() / "run.pid"
    with open(path, "a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            other = held.read().strip() or "?"
            raise Refusal(
                f"安心已经在运行（{other}）：请直接打开它，或先用 Ctrl-C 停止。",
                f"Anxin is already running ({other}): open it, or stop it with Ctrl-C first.",
            ) from None
        held.truncate(0)
        held.write(f"{os.getpid()}")
        held.flush()
        end_leftovers()
        yield path
        path.write_text("")


def run() -> None:
    """Serve until Ctrl-C: assets, database, migrations, demo data, web and worker processes.

    :raises Refusal: a step cannot be done; says which and why
    """
    from anxin.platform.database.embedded import EmbeddedServer

    with only_run() as pid_file:
        assets.prepare()
        project.compile_translations()
        given = os.environ.get("DATABASE_URL")
        server = None if given else EmbeddedServer(home() / "postgres")
        try:
            if server is not None:
                with stage("启动数据库", "database"):
                    server.start()
                _serve(server.url, server.data / "anxin.prepared", pid_file)
            elif given:
                check_given_database(given)
                _serve(given, None, pid_file)
        finally:
            if server is not None:
                server.stop()
    say("已停止，数据保留在 " + str(home()), "Stopped; the data stay there.")


def check_given_database(url: str) -> None:
    """Have a server that is not ours looked at before use.

    :raises Refusal: it lacks something; the statements for its administrator have been printed
    """
    with stage("检查数据库", "database check"):
        command = [str(PYTHON), "-m", "anxin.platform.database.check"]
        if subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}).returncode != 0:
            raise Refusal(
                "DATABASE_URL 指向的数据库还不能用，见上。",
                "The database of DATABASE_URL cannot be used yet.",
            )


def free_port() -> int:
    """The port to serve on: PORT if given, else the first free one from 8000.

    :raises Refusal: PORT is taken, or none is free
    """
    if given := os.environ.get("PORT"):
        if given.isdigit() and _is_free(int(given)):
            return int(given)
        raise Refusal(
            f"端口 {given} 已被占用或无效：请换一个（make run PORT=8010），或不指定。",
            f"Port {given} is in use or invalid: choose another (make run PORT=8010), or none.",
        )
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(port):
            if port != FIRST_PORT:
                say(
                    f"端口 {FIRST_PORT} 已被占用，改用 {port}。",
                    f"Port {FIRST_PORT} is in use; using {port}.",
                )
            return port
    last = FIRST_PORT + PORTS_TRIED - 1
    raise Refusal(
        f"端口 {FIRST_PORT}–{last} 都被占用：请指定一个空闲端口（make run PORT=…）。",
        f"Ports {FIRST_PORT}–{last} are all in use: name a free one (make run PORT=…).",
    )


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
        return True


def _serve(database_url: str, stamp: Path | None, pid_file: Path) -> None:
    demo = os.environ.get("DEMO", "1") != "0"
    project.prepare_database(database_url, demo=demo, stamp=stamp)
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    supervisor = Supervisor(_children(port, project.environment(database_url)))
    try:
        with stage("启动服务", "web and worker"):
            supervisor.start(lambda: _answers(f"{address}healthz"), seconds=READY_SECONDS)
        if not supervisor.stopping:
            pid_file.write_text(f"{address} pid {os.getpid()}")
            _announce(address, demo=demo)
            supervisor.watch()
    finally:
        say("正在停止……", "Stopping …")
        supervisor.stop()


def _children(port: int, variables: dict[str, str]) -> list[Child]:
    granian = [
        str(PYTHON),
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--blocking-threads",
        "2",
    ]
    granian += ["--no-ws", "--host", "127.0.0.1", "--port", str(port)]
    granian += ["--static-path-route", "/static", "--static-path-mount", str(home() / "static")]
    logs = home() / "log"
    return [
        Child("web", [*granian, "config.wsgi:application"], variables, logs / "web.log", lambda: _is_free(port)),
        Child("worker", [str(PYTHON), str(ROOT / "manage.py"), "procrastinate", "worker"], variables, logs / "worker.log"),
    ]


def _answers(address: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _announce(address: str, *, demo: bool) -> None:
    print()
    say(f"安心已启动，请打开 {address}", f"Anxin is running: open {address} (Ctrl-C stops it, the data stay)")
    accounts = home() / "demo_accounts.json"
    if demo and accounts.exists():
        say("演示账号（岗位、姓名、账号、密码）：", "Demo accounts (desk, person, user name, password):")
        for account in json.loads(accounts.read_text(encoding="utf-8")):
            # A demo of an earlier version wrote no name.
            shown = (account["desk"], account.get("name"), account["login"], account["password"])
            print("     |   " + "  ".join(filter(None, shown)), flush=True)
    elif not demo:
        say(
            "空白系统：首页会带您建立集团、门店和第一个账号。",
            "Empty system: the first page sets up group and store.",
        )
