"""What most tests of assessments begin with."""

import pytest

from anxin.management.assessments.tests.factories import LATER, Judged, make_judged
from anxin.platform import clock


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> Judged:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    return make_judged()
