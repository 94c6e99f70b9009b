"""What most tests of the promise begin with: a floor at a moment that the test moves, and a signed order."""

from datetime import datetime

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, make_floor, order_for


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The wall clock: its one entry is now."""
    now = [AT]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return now


@pytest.fixture
def floor(db: None, moment: list[datetime]) -> Floor:
    return make_floor()


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor)
