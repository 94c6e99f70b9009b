"""Billing's figure of final check and bill in time takes the final check, and no other inspection (R-DL05)."""

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.visit.billing.queries import CheckedOrder, settlement_figures
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork
from anxin.visit.workshop.tests.test_checklists import final, inspected

pytestmark = pytest.mark.django_db


def figure_of(floor: Floor, order: OrderAtWork) -> CheckedOrder:
    with reading(floor.desk.actor):
        shown = settlement_figures(floor.desk.actor, floor.desk.store.pk, AT.date(), AT.date())
    return next(one for one in shown.orders if one.number == order.number)


def test_only_a_passed_final_check_counts_as_one(floor: Floor) -> None:
    order = inspected(floor)
    assert figure_of(floor, order).checked_at is None
    final(floor, order)
    assert figure_of(floor, order).checked_at == AT + 2 * HOUR
