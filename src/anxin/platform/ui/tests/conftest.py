"""The kit is tested alone: nothing that modules registered is drawn."""

import pytest

from anxin.platform.ui import navigation, slots


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rail, shell links, stores and slots as they are before any module starts."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_places", {})
    monkeypatch.setattr(navigation, "_store_source", [])
    monkeypatch.setattr(slots, "_slots", {})
