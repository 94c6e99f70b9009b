"""Who carries a gap, out of real orders: parts that sum, few orders that stand last, stores of a group, no target."""

from decimal import Decimal

import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Level, carrier_columns, list_contributions, read_course
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.periods import Period
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import NotFound
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

DAY = AT.date()


@pytest.fixture
def desks(db: None) -> tuple[FrontDesk, FrontDesk]:
    return make_front_desk("LG", "service_manager"), make_front_desk("NS", "service_manager")


def test_the_advisors_parts_sum_to_what_the_rate_misses(desks: tuple[FrontDesk, FrontDesk]) -> None:
    desk, _other = desks
    for booked in (True, False, False, False, False):
        open_order(desk, is_appointment=booked)
    found = list_contributions(desk.actor, "appointment_rate", "advisor_id", Level.STORE, desk.store.pk, Period.MONTH, DAY)
    assert (found.aim, found.gap) == (30, -10)
    (one,) = found.members
    assert (one.id, one.value, one.points, one.amount, one.size) == (desk.employee_id, 20, -10, Decimal("-0.5"), 5)
    assert one.is_small


def test_the_stores_of_a_group_carry_its_gap(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, other = desks
    for _each in range(12):
        open_order(one)
    open_order(other, is_appointment=True)
    found = list_contributions(system_actor("kpi"), "appointment_rate", "store_id", Level.GROUP, 0, Period.MONTH, DAY)
    assert [(member.id, member.is_small) for member in found.members] == [(one.store.pk, False), (other.store.pk, True)]
    points = [member.points for member in found.members if member.points is not None]
    assert found.gap is not None
    assert abs(sum(points) - found.gap) < Decimal("1e-20")


def test_by_the_kind_of_the_order_and_what_a_figure_does_not_name(desks: tuple[FrontDesk, FrontDesk]) -> None:
    desk, _other = desks
    assert carrier_columns("appointment_rate", Level.STORE) == ("advisor_id", "kind")
    assert carrier_columns("appointment_rate", Level.BRAND) == ("store_id", "advisor_id", "kind")
    assert "clerk_id" in carrier_columns("appointment_punctuality", Level.STORE)
    with pytest.raises(NotFound):
        list_contributions(desk.actor, "appointment_rate", "bay_id", Level.STORE, desk.store.pk, Period.MONTH, DAY)


def test_a_figure_without_records_has_nobody(desks: tuple[FrontDesk, FrontDesk]) -> None:
    desk, _other = desks
    found = list_contributions(desk.actor, "vehicle_entries", "advisor_id", Level.STORE, desk.store.pk, Period.MONTH, DAY)
    assert (found.members, found.gap) == ((), None)


def test_a_course_of_gaps_tells_nothing(desks: tuple[FrontDesk, FrontDesk]) -> None:
    desk, _other = desks
    open_order(desk)
    course = read_course(desk.actor, "appointment_rate", Level.STORE, desk.store.pk, DAY)
    assert len(course.points) == len(course.limits) == 36
    assert (course.levels, course.odd) == ((), ())


def test_no_share_of_a_kind_is_divided_by_that_kind() -> None:
    assert "order_kind" not in carrier_columns("accident_profit_share", Level.STORE)
    assert "order_kind" in carrier_columns("repair_gross_profit", Level.STORE)
    # All that is sold of one kind has one member by that kind.
    assert "order_kind" not in carrier_columns("accident_gross_profit", Level.STORE)
    measures = catalogue().measures
    for definition in catalogue().definitions.values():
        fraction = fraction_of(definition.formula)
        if fraction is None or not fraction.bottom.weights:
            continue
        for column in carrier_columns(definition.code, Level.GROUP):
            below = [measures[term.measure].where.get(column) for term in fraction.bottom.weights]
            above = [measures[term.measure].where.get(column) for term in fraction.top.weights]
            assert all(one is None or one in below for one in above), (definition.code, column)
