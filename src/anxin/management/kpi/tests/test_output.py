"""Figures of output out of one settled order: what has tax in it, and whose cost is known."""

import pytest

from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.billing.tests.test_facts import BOUGHT, SUBLET, settle_with_parts
from anxin.visit.repair_orders.tests.factories import LABOUR

MONTH = span_of(Period.MONTH, AT.date())


@pytest.mark.django_db
def test_output_has_tax_in_it_and_profit_has_neither_tax_nor_lines_of_unknown_cost() -> None:
    desk = make_cash_desk()
    # With tax: parts 200, labour 90, sublet 200 and a part that was never issued 50; the parts cost 66.66.
    settle_with_parts(desk, LABOUR, SUBLET, BOUGHT)
    expected = {
        "total_repair_output": 54_000,
        "customer_repair_output": 54_000,
        "after_sales_revenue": 17_699 + 7_965 + 17_699 + 4_425,
        "workshop_labour_output": 9_000,
        "labour_output_by_trade": 9_000,
        "parts_sales": 17_699 + 4_425,
        "parts_material_cost": 6_666,
        "parts_gross_profit": 17_699 - 6_666,
        "repair_gross_profit": 17_699 + 7_965 - 6_666,
        "mechanical_gross_profit": 17_699 + 7_965 - 6_666,
        "accident_gross_profit": 0,
        "vehicle_entries": 1,
        "maintenance_vehicle_entries": 0,
        "pre_delivery_inspections": 0,
    }
    found = compute_figures(system_actor("kpi"), list(expected), Level.STORE, Period.MONTH, [MONTH])
    assert {one.code: one.value for one in found} == expected
