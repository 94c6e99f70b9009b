"""Pages ask the database a fixed number of questions: counted once, and no more when there are three times the rows.

``query_counts.json`` holds the statements of every page for a person who holds every role. A number may shrink, never
grow. A new page is measured by running this test, which says its number.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from anxin.parties.contacts.parameters import FREE_SERVICE
from anxin.parties.org import actors, stores
from anxin.platform import clock
from anxin.platform.parameters import resolve
from anxin.resources.figures.tests.factories import make_sheet
from tests.access import (
    cases_assessments,
    cases_billing,
    cases_budgets,
    cases_contacts,
    cases_counter_sales,
    cases_debtors,
    cases_kpi,
    cases_market,
    cases_orders,
    cases_org,
    cases_platform,
    cases_purchasing,
    cases_reception,
    cases_reviews,
    cases_stocktaking,
    cases_technical,
    cases_transfers,
    cases_vehicle_sales,
    visits,
)
from tests.access.busy_store import BusyStore
from tests.access.world import AT, HOUR

pytestmark = pytest.mark.django_db
COUNTS = Path(__file__).with_name("query_counts.json")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
# Not pages of the product: the API has its own document, the others ask nothing or are for nobody who is signed in.
NOT_PAGES = (
    "api/",
    "static/",
    "healthz",
    "readyz",
    "u/",
    "a/",
    "e/",
    "p/",
    "files/",
    "ui/",
    "sign-",
    "first-run/",
    "language/",
)
ASKED = {"desk/": "?whose=store", "tasks/": "?whose=store"}
A_LONG_TIME = 1e9
HOUSEKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@pytest.fixture(autouse=True)
def files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE, settings.OUTBOX_ROOT = tmp_path, "folder", tmp_path


def patterns() -> Iterator[str]:
    def walk(resolver: Any, before: str = "") -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield before + str(one.pattern)

    return (path for path in walk(get_resolver()) if not path.startswith(NOT_PAGES))


def names(store: BusyStore) -> dict[str, Any]:
    """A row of the first round for every name in a path; ``folder/name`` where a name means different things."""
    early, first, kept = store.first["early"], store.first, store.kept
    job = early.open.jobs[0]
    return {
        "store_id": early.sid, "region_id": early.store.region_id, "brand_id": early.store.brand_id,
        "user_id": kept["user"].pk, "employee_id": early.employee.pk, "customer_id": early.customer,
        "vehicle_id": early.vehicle, "task_id": cases_contacts.task(early), "job_id": job.id, "item_id": job.items[0].id,
        "approval_id": cases_contacts.approval(early), "message_id": cases_contacts.message(early),
        "run_id": cases_platform.checked(early), "article_id": kept["article"].pk, "entry_id": kept["entry_id"],
        "followup_id": visits.planned(first["called"]), "bill_id": first["settled"].settled.bills[0].bill_id,
        "request_id": cases_billing.requested(first["settled"]),
        "payment_id": visits.paid(first["paid"]), "number": early.open.head.number,
        "month": "2026-10", "sheet_id": make_sheet(early.store), "roles/code": "service_advisor", "figures/code": "appointment_rate", "targets/code": "vehicle_entries", "handbook/code": "appointment_rate", "parameters/code": cases_org.PARAMETER, "templates/code": FREE_SERVICE,
        "template/kind": "customers", "catalog/kind": "packages", "row_id": kept["package"].pk, "imports/role": "report",
        "appointment_id": visits.booked(early).id, "appointments/number": visits.booked(early).number, "appointments/verb": "move",
        "reception/number": visits.order_of_reception(early), "deliveries/number": visits.delivered(first["delivered"]),
        "cashier/number": first["settled"].settled.repair_order, "inspection/number": first["inspected"].signed.head.number,
        "decide-items/number": first["waiting"].signed.head.number, "signatures/number": early.signed.head.number,
        "signature_id": early.signed.authorisation.signature_id,
        "sample_id": cases_reception.drawn(early), "sold_car_id": cases_vehicle_sales.handed_over(early), "rebate_id": cases_vehicle_sales.rebate(early), "transfer_id": cases_transfers.coming(early), "count_id": cases_stocktaking.opened(early), "sale_id": cases_counter_sales.sold(early), "plan_id": cases_counter_sales.planned(early),
        "supplier_id": cases_purchasing.supplier(early), "special_id": cases_purchasing.special(early), "return_id": cases_purchasing.went_back(early), "receipt_id": cases_purchasing.receipt(early), "lines/line_id": cases_purchasing.line_that_came(early), "edit/order_id": cases_purchasing.drafted(early), "purchasing/order_id": cases_purchasing.sent(early), "rate/number": first["settled"].settled.repair_order,
        "token": cases_reception.rating_token(first["settled"], first["settled"].settled.repair_order),
        "finding_id": visits.found_id(first["at work"]),
        "question_id": cases_orders.question(early),
        "rework/case_id": kept["rework"], "conduct/case_id": kept["conduct"],
        "cases/case_id": cases_technical.called(first["at work"]),
        "consult_id": cases_technical.consult(first["at work"]), "library/entry_id": kept["library_entry"],
        "assess/code": "appointment_rate", "assessment_id": cases_assessments.assessed(first["at work"]),
        "note_id": cases_market.noted(first["at work"]), "review_id": cases_reviews.opened(first["at work"]), "measure_id": cases_reviews.agreed(first["at work"]),
        "remedy_id": cases_kpi.planned(first["at work"]),
        "proposal_id": cases_budgets.countered(first["at work"]), "forecast_id": cases_budgets.forecast(first["at work"]),
        "suggestions/number": cases_reviews.given(first["at work"]),
        "issue-note/number": visits.issued_part(early) and visits.with_part(early).head.number,
        "old-part-labels/number": visits.issued_part(early) and visits.with_part(early).head.number,
        "closing_id": cases_debtors.a_closing(first["settled"]),
        "deposit_id": cases_billing.of_booking(early).deposits[0].id, "bookings/number": cases_billing.booked_deposit(early), "payer": "customer",
        "debtors/key": f"customer-{first['settled'].inspected.head.customer_id}",
        "consults/key": cases_technical.photo(first["at work"]),
        "clock_id": visits.running_clock(first["inspected"]), "stretch_id": visits.was_in_a_meeting(early),
        "promises/number": first["at work"].signed.head.number,
        "workshop/number": kept["own"].number, "workshop/job_id": kept["own"].job_id,
        "technical/number": kept["own"].number, "technical/job_id": kept["own"].job_id, "clock/verb": "in",
    }  # fmt: skip


def address(path: str, known: dict[str, Any]) -> str:
    """The page's address for the first round's row."""
    folders = [part for part in path.split("/") if part and "<" not in part]

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        special = next((f"{folder}/{name}" for folder in reversed(folders) if f"{folder}/{name}" in known), name)
        return str(known.get(special, 0))

    return "/" + PLACE.sub(fill, path) + ASKED.get(path, "")


def statements(browser: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(where)
    return sum(not (one["sql"] or "").startswith(HOUSEKEEPING) for one in asked.captured_queries)


def measured(store: BusyStore, browser: Client, moment: list[datetime]) -> dict[str, int]:
    known, found, closed = names(store), {}, []
    for path in patterns():
        moment[0] = visits.LATER + 5 * HOUR if path.startswith("follow-up") else AT + 2 * HOUR
        where = address(path, known)
        status = browser.get(where).status_code
        if status == 405 or 300 <= status < 400:
            continue  # a write, or the way to another page
        if status not in (200, 204):
            closed.append((status, where))
            continue
        found[path] = statements(browser, where)
    assert closed == [], "name rows with which these open"
    return found


def test_pages_ask_no_more_than_they_did_and_no_more_for_three_times_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is kept in memory for some seconds must not run out between two pages.
    monkeypatch.setattr(stores, "LAG_SECONDS", A_LONG_TIME)
    monkeypatch.setattr(resolve, "LAG_SECONDS", A_LONG_TIME)
    monkeypatch.setattr(actors, "MEMORY_SECONDS", A_LONG_TIME)
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    store, browser = BusyStore(), Client()
    store.grow()
    browser.force_login(store.user)
    found = measured(store, browser, moment)
    moment[0] = AT
    store.grow()
    store.grow()
    thrice = measured(store, browser, moment)
    grown = {path: (count, thrice[path]) for path, count in found.items() if thrice[path] > count}
    assert grown == {}, "these ask once more for every row"
    allowed = json.loads(COUNTS.read_text(encoding="utf-8"))
    more = {path: (allowed.get(path, 0), count) for path, count in found.items() if count > allowed.get(path, 0)}
    assert more == {}, "these ask more than before (was, is)"
    assert sorted(set(allowed) - set(found)) == [], "these pages are gone or do not open: take them off the list"
