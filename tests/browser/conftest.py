"""A real Chromium against a real server on a database of its own; time stands where the tests put it.

The server runs in this process with the app role, so that a test may move the clock (a follow-up is due after days).
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from anxin.parties.org.tests.factories import AT, PASSWORD
from anxin.platform import clock
from tests.browser.town import Town, found_town
from tests.wall_clock import WallClock

# Playwright's loop runs in this thread; Django would take it for an asynchronous view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE, COUNTER = {"width": 390, "height": 844}, {"width": 1366, "height": 900}
WALL = {"width": 1920, "height": 1060}


@dataclass(slots=True)
class Hand:
    """One person at one screen. Counts what a hand does: a tap, a key, a word typed, a signature are one each."""

    page: Page
    server: str
    clock: WallClock
    taps: int = 0
    faults: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        """Open an address: not a tap, where a desk begins."""
        self.page.clock.set_fixed_time(self.clock.now())
        self.page.goto(self.server + address)

    def tap(self, target: Locator) -> None:
        """One tap."""
        self.taps += 1
        target.click()

    def tap_refused(self, target: Locator) -> None:
        """One tap that the server refuses (422): the browser's note of it, whenever it comes, is no fault."""
        with self.page.expect_console_message(lambda said: said.type == "error" and "422" in said.text):
            self.tap(target)
        self.faults = [one for one in self.faults if "422" not in one]

    def write(self, target: Locator, text: str) -> None:
        """Words into a field."""
        self.taps += 1
        target.fill(text)

    def press(self, key: str) -> None:
        """One key."""
        self.taps += 1
        self.page.keyboard.press(key)

    def sign(self) -> None:
        """A stroke on the pad."""
        self.taps += 1
        pad = self.page.locator("canvas[data-pad]")
        pad.hover()
        box = pad.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
        mouse.down()
        for step in range(1, 12):
            mouse.move(box["x"] + 40 + step * 14, box["y"] + box["height"] / 2 + (18 if step % 2 else -18))
        mouse.up()
        expect(self.page.locator("[data-signature] [data-output]")).not_to_have_value("")

    def button(self, name: str, within: Locator | None = None) -> Locator:
        """A button or link that is made as one, by its words."""
        root = within or self.page.locator("body")
        words = re.compile(re.escape(name))
        return root.get_by_role("button", name=words).or_(root.get_by_role("link", name=words)).first

    def shoot(self, name: str) -> None:
        """Keep a picture of the screen for people to look at; a Chromium that cannot draw one fails no journey."""
        folder = RESULTS / "journey"
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(PlaywrightError):
            self.page.screenshot(path=folder / f"{name}.png")


class Office:
    """Hands out screens at which people have signed in."""

    def __init__(self, browser: Browser, server: str, town: Town, clock: WallClock) -> None:
        self.browser, self.server, self.town, self.clock = browser, server, town, clock
        self.states: dict[str, Any] = {}
        self.open: list[tuple[BrowserContext, Hand]] = []

    def at_desk(self, person: str, size: dict[str, int] | None = None, language: str = "") -> Hand:
        """A screen of this person, signed in and on the own desk."""
        if person not in self.states:
            self.states[person] = self._sign_in(person)
        hand = self._screen(size or COUNTER, self.states[person])
        if language:
            cookie = {"name": "django_language", "value": language, "url": self.server}
            hand.page.context.add_cookies([cookie])  # type: ignore[list-item]
        hand.go("/")
        return hand

    def stranger(self, size: dict[str, int] | None = None) -> Hand:
        """A screen at which nobody has signed in."""
        return self._screen(size or COUNTER, None)

    def close(self) -> list[str]:
        """Close every screen; what the browsers complained about."""
        faults = []
        for context, hand in self.open:
            faults += hand.faults
            context.close()
        self.open.clear()
        return faults

    def _sign_in(self, person: str) -> Any:
        hand = self.stranger()
        hand.go("/sign-in/")
        hand.page.get_by_label("工号或手机号").fill(person)
        hand.page.get_by_label("密码").fill(PASSWORD)
        hand.button("登录").click()
        expect(hand.page).not_to_have_url(re.compile("sign-in"))
        return hand.page.context.storage_state()

    def _screen(self, size: dict[str, int], state: Any) -> Hand:
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            storage_state=state,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size is PHONE,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        hand = Hand(page, self.server, self.clock)
        page.on("console", lambda said: _note_console(hand, said))
        page.on("pageerror", lambda error: hand.faults.append(f"{page.url}: {error}"))
        self.open.append((context, hand))
        return hand


def _note_console(hand: Hand, said: Any) -> None:
    if said.type == "error":
        hand.faults.append(f"{hand.page.url}: {said.text}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journey goes first: people take the first row of a queue, and the other tests leave rows there."""
    items.sort(key=lambda item: "browser/test_visit.py" not in item.nodeid)


def find_browser() -> str | None:
    """The Chromium to drive."""
    named = os.environ.get("ANXIN_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine."""
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in ANXIN_CHROMIUM")
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--no-proxy-server"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=options)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def wall_clock(server_clock: WallClock) -> WallClock:
    """One clock for the whole run here: what a journey left forward, the next finds."""
    return server_clock


@pytest.fixture(scope="session")
def server_clock() -> Iterator[WallClock]:
    """The clock that every page and command of the server reads."""
    patch = pytest.MonkeyPatch()
    real = clock.now
    moved = WallClock(AT - real(), real)
    patch.setattr(clock, "now", moved.now)
    yield moved
    patch.undo()


@pytest.fixture(scope="session")
def town(django_db_setup: None, django_db_blocker: Any, server_clock: WallClock) -> Iterator[Town]:
    """The store, in a copy of the test database where commits are real."""
    import psycopg
    from django.db import connection

    known = dict(connection.settings_dict)
    copy = f"{known['NAME']}_browser_{os.getpid()}"
    where = {"host": known["HOST"], "user": known["USER"], "port": known["PORT"] or None, "dbname": "postgres"}
    with django_db_blocker.unblock():
        connection.close()
        with psycopg.connect(**where, autocommit=True) as owner:
            owner.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{known["NAME"]}"')
        connection.settings_dict["NAME"] = copy
        try:
            yield found_town(server_clock.now() - timedelta(days=30))
        finally:
            connection.close()
            connection.settings_dict["NAME"] = known["NAME"]
            with psycopg.connect(**where, autocommit=True) as owner:
                owner.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture(scope="session")
def server(town: Town) -> Iterator[str]:
    """Address of the running server."""
    from pytest_django.live_server_helper import LiveServer

    live = LiveServer("127.0.0.1:0")
    yield live.url
    live.stop()


@pytest.fixture
def office(browser: Browser, server: str, town: Town, server_clock: WallClock) -> Iterator[Office]:
    """Screens for people; at the end no browser may have complained."""
    made = Office(browser, server, town, server_clock)
    yield made
    faults = made.close()
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="session")
def run_jobs(server: str) -> Callable[[], None]:
    """Let the worker do everything that waits, as its own process would."""
    from procrastinate.contrib.django import app

    def work() -> None:
        worker = app.with_connector(app.connector.get_worker_connector())
        with worker.open():
            worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="never")

    def run() -> None:
        failures: list[BaseException] = []

        def guarded() -> None:
            try:
                work()
            except BaseException as failure:
                failures.append(failure)

        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join(120)
        assert not failures, failures

    return run
