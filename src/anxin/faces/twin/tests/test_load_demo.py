"""What follows the filling of the demo."""

import pytest
from django.core.management import call_command

from anxin.faces.twin.management.commands import load_demo


def test_tables_are_looked_at_when_the_demo_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(load_demo.organisation, "is_there", lambda: False)
    for step in ("load", "refresh_statistics", "write_accounts", "defer"):
        monkeypatch.setattr(load_demo, step, lambda *_, step=step, **__: done.append(step))
    call_command("load_demo", skip_checks=True)
    assert done == ["load", "refresh_statistics", "write_accounts", "defer"]
