"""An id that no store, brand or region has is not found on any page, as one of others is."""

from http import HTTPStatus

import pytest
from django.test import Client

from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.platform import clock

NOBODY = 999_999_999


@pytest.mark.parametrize(("role", "reach"), [("service_manager", "store"), ("group_after_sales", "group")])
@pytest.mark.parametrize("level", ["store", "brand", "region"])
@pytest.mark.parametrize(
    "address", ["/cockpit/", "/cockpit/gaps/", "/cockpit/group/", "/figures/", "/figures/churn_rate/", "/figures/forecast/"]
)
def test_what_nobody_has_is_not_found(
    db: None, monkeypatch: pytest.MonkeyPatch, address: str, level: str, role: str, reach: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    browser = Client()
    browser.force_login(make_user(make_store("AA"), role, level=reach))
    answer = browser.get(f"{address}?level={level}&unit={NOBODY}", follow=True)
    assert answer.status_code == HTTPStatus.NOT_FOUND
