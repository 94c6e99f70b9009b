"""Uploads of these tests go to a folder of their own; a front desk with its browser, and the clock of the tests."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.billing.commands import steps
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk


@pytest.fixture(autouse=True)
def _files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE = tmp_path, "folder"


@pytest.fixture(autouse=True)
def _without_the_workshop(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests have no workshop beside them: nobody makes the inspections that a car leaves with."""
    for code in ("final", "wash"):
        monkeypatch.delitem(steps._checks, code, raising=False)


@pytest.fixture
def friday_afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the moment at which the factories make everything."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def desk() -> FrontDesk:
    """Somebody at reception who may settle, too."""
    return make_cash_desk()


@pytest.fixture
def browser(client: Client, desk: FrontDesk) -> Client:
    """The browser of that desk."""
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client
