"""What most tests of the workshop begin with; a file that needs another floor or order makes its own."""

import pytest

from anxin.platform import clock
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, make_floor, order_for


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor, at=clock.now())
