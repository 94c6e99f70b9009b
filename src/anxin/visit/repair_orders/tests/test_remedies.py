"""What a refusal asks for is one tap away, for those who may do it."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from anxin.parties.org.tests.factories import make_actor, make_store
from anxin.platform.errors import Conflict, Refusal
from anxin.platform.ui.remedies import remedy_of
from anxin.visit.repair_orders.commands import AdditionalItemsUndecided, EstimateExceeded, PartsNotSettled

NUMBER = "LG-W26-000001"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusal", "role", "page"),
    [
        (EstimateExceeded(number=NUMBER), "service_advisor", "repair_orders:authorise_repair_order"),
        (EstimateExceeded(number=NUMBER), "technician", ""),
        (EstimateExceeded(), "service_advisor", ""),
        (AdditionalItemsUndecided(number=NUMBER), "service_advisor", "repair_orders:decide_items"),
        (PartsNotSettled(number=NUMBER), "parts_clerk", "repair_orders:supply_order"),
        (Conflict(number=NUMBER), "service_advisor", ""),
    ],
)
def test_a_refusal_leads_to_the_page_where_it_is_mended(refusal: Refusal, role: str, page: str) -> None:
    request = RequestFactory().get("/cashier/")
    request.actor = make_actor(make_store("LG"), role)  # type: ignore[attr-defined]
    found = remedy_of(request, refusal)
    assert (found.url if found else "") == (reverse(page, args=[NUMBER]) if page else "")
