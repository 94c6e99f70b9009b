"""What most tests of reviews begin with."""

import pytest

from anxin.management.reviews.tests.factories import Team, make_team
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock


@pytest.fixture
def team(db: None, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_team()
