"""What most tests of difficult cases begin with."""

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.technical.tests.factories import Experts, make_experts


@pytest.fixture
def experts(db: None, monkeypatch: pytest.MonkeyPatch) -> Experts:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_experts()
