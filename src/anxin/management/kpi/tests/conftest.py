"""A browser in which the manager of the test's desk is signed in."""

import pytest
from django.test import Client

from anxin.management.kpi.tests.browsing import client_of
from anxin.visit.repair_orders.tests.factories import FrontDesk


@pytest.fixture
def browser(desk: FrontDesk) -> Client:
    return client_of(desk)
