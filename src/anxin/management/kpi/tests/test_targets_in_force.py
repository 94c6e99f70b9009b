"""The target that holds in each month, and figures that are only kept of single stores."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.targets import is_beyond
from anxin.management.kpi.tests.planted import plant
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.facts import registry
from anxin.platform.scope import reading
from anxin.visit.billing.tests.factories import CASHIER_ROLES, make_cash_desk, settled_order
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

IN_FORCE = "kpi.target_in_force"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    open_order(desk)
    return desk


def in_force(desk: FrontDesk) -> dict[int, Decimal]:
    with reading(desk.actor), connection.cursor() as cursor:
        cursor.execute(f"SELECT key, day, value FROM ({registry[IN_FORCE].sql}) AS fact WHERE code = 'csi_score'")
        rows = cursor.fetchall()
    assert len({key for key, _day, _value in rows}) == len(rows)
    return {day.month: value for _key, day, value in rows}


def test_a_years_target_holds_in_every_month_without_one(desk: FrontDesk) -> None:
    put(desk, asked(80, code="csi_score", month=0), asked(85, code="csi_score", month=3))
    assert in_force(desk) == {month: 85 if month == 3 else 80 for month in range(1, 13)}


def test_a_month_of_its_own_is_alone_without_a_years_target(desk: FrontDesk) -> None:
    put(desk, asked(85, code="csi_score", month=3))
    assert in_force(desk) == {3: 85}


def test_what_is_asked_of_stores_one_by_one_is_unknown_of_a_group(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    definition = catalogue().definitions["advisor_target_completion"]
    assert [is_beyond(definition, level) for level in Level] == [False, True, True, True]
    assert is_beyond(catalogue().definitions["csi_over_target"], Level.GROUP)
    assert not any(is_beyond(catalogue().definitions["outlet_count"], level) for level in Level)
    day = AT.date()
    line = {"store_id": desk.store.pk, "day": day, "advisor_id": desk.employee_id}
    plant(monkeypatch, "kpi.targeted_line", [line | {"is_internal": False, "payer": "customer", "gross": 600}])
    plant(monkeypatch, "kpi.personal_target", [line | {"code": "advisor_output", "value": 9, "amount": 900}])
    asked_of = (["advisor_target_completion"], Period.MONTH, [span_of(Period.MONTH, day)])
    for level, expected in ((Level.STORE, Decimal(600) / 900), (Level.GROUP, None)):
        (found,) = compute_figures(desk.actor, asked_of[0], level, *asked_of[1:])
        assert found.value == expected, level


@pytest.mark.django_db
def test_a_stores_completion_leaves_out_advisors_and_months_without_a_target(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two advisors of a store each bring 770 yuan in November and in December; one of them has a target, in November."""
    december = AT + timedelta(days=20)
    monkeypatch.setattr(clock, "now", lambda: december)
    desk = make_cash_desk()
    user = make_user(desk.store, *CASHIER_ROLES)
    other = FrontDesk(desk.store, actor_for(user), make_employee(desk.store, user=user).pk)
    for each, at in product((desk, other), (AT, december)):
        settled_order(each, at=at)
    put(desk, asked(1540, code="advisor_output", employee_id=desk.employee_id))
    months = [span_of(Period.MONTH, at.date()) for at in (AT, december)]
    found = compute_figures(desk.actor, ["advisor_target_completion"], Level.STORE, Period.MONTH, months)
    assert [one.value for one in sorted(found, key=lambda one: one.cell.span)] == [Decimal("0.5"), None]
