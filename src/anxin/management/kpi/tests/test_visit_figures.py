"""Figures of the visit out of one settled order: margin, ticket, hours and parts of an order, the base of customers."""

from decimal import Decimal

import pytest

from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.billing.tests.test_facts import BOUGHT, SUBLET, settle_with_parts
from anxin.visit.repair_orders.tests.factories import LABOUR, open_order

MONTH = span_of(Period.MONTH, AT.date())


def figures(*codes: str) -> dict[str, Decimal | None]:
    found = compute_figures(system_actor("kpi"), codes, Level.STORE, Period.MONTH, [MONTH])
    return {one.code: one.value for one in found}


@pytest.mark.django_db
def test_an_order_tells_margin_ticket_hours_and_parts_and_its_car_is_in_the_base() -> None:
    desk = make_cash_desk()
    # Without tax: parts 176.99 that cost 66.66, labour 79.65; of a sublet of 176.99 and a part of 44.25 no cost is known.
    settle_with_parts(desk, LABOUR, SUBLET, BOUGHT)
    open_order(desk, is_appointment=True)
    costed = Decimal(17_699 + 7_965)
    expected = {
        "gross_margin": (costed - 6_666) / costed,
        "average_ticket": 17_699 + 7_965 + 17_699 + 4_425,
        "repair_ticket": 20_000 + 9_000 + 20_000 + 5_000,
        "parts_sales_per_order": 17_699 + 4_425,
        "hours_per_order": Decimal("0.5"),
        "care_revenue_per_vehicle": 0,
        "accident_profit_share": 0,
        "accident_ticket": None,
        "settled_after_inspection": 1,
        "first_time_fix": 1,
        "menu_pricing_rate": 0,
        "additional_item_rate": 0,
        "appointment_rate": Decimal("0.5"),
        "customer_base": 2,
        "return_frequency": 1,
        "loyal_customers": None,
        "loyalty_rate": None,
        "churn_rate": None,
        "retention_rate": None,
        "customer_lifetime": None,
    }
    assert figures(*expected) == expected
