"""A page, a panel and an endpoint whose statements take longer than people wait, and the export of the same."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from anxin.management.kpi import queries
from anxin.parties.org.models import ApiToken
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk

GAPS = "/cockpit/gaps/"


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> FrontDesk:
    """A manager's gaps take longer to ask for than the second that people wait here."""
    settings.STATEMENT_SECONDS = 1
    asked = queries.list_gaps

    def slowly(*given: Any) -> queries.Gaps:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(1.4)")
        return asked(*given)

    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(queries, "list_gaps", slowly)
    return make_front_desk("LG", "service_manager")


def test_the_page_says_what_to_do(browser: Client) -> None:
    answer = browser.get(GAPS)
    assert answer.status_code == 503
    said = answer.content.decode()
    assert "算得太久，停下了" in said
    assert "请选短一些的期间或一家店再试" in said
    assert "too_slow" in said


def test_a_panel_that_comes_later_says_it_in_its_place(browser: Client) -> None:
    answer = browser.get(GAPS, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Reswap"]) == (503, "none")
    assert "请选短一些的期间" in json.loads(answer["HX-Trigger"])["toast"]["text"]


def test_the_export_takes_the_time_that_it_needs(browser: Client) -> None:
    answer = browser.get(f"{GAPS}?format=xlsx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_an_endpoint_answers_with_a_problem(desk: FrontDesk) -> None:
    ApiToken.objects.create(user_id=desk.actor.id, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    answer = Client(headers={"Authorization": "Bearer t"}).get(
        f"/api/v1/kpi/stores/{desk.store.pk}/cockpit", {"day": AT.date().isoformat()}
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "too_slow")
