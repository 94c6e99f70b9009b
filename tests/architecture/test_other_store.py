"""Ids do not leak: to a user of another store a row of store A answers exactly like one that does not exist.

Generated from the resolver (every page with an argument in its path) and from the OpenAPI document.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from anxin.parties.contacts.tests.factories import make_message
from anxin.parties.org.roles import all_roles
from anxin.parties.org.tests.factories import make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.tests.factories import make_task
from tests.access import cases_counter_sales, cases_quality, cases_stocktaking, cases_transfers, visits
from tests.access.world import World
from tests.api.client import ApiClient, token_of

pytestmark = pytest.mark.django_db
UNKNOWN_ID, UNKNOWN_NUMBER = 987_654_321, "FT-X26-999999"
# Paths whose argument names a row of the group, or a word that is the same in every store.
NOT_OF_A_STORE = (
    "api/", "settings/", "account/", "imports/", "files/", "messages/templates/", "u/", "people/clock/",
    "people/absences/", "people/substitutions/", "approvals/", "cashier/payments/", "org/stores/", "catalog/",
    "parts/stock/", "people/substitutions", "work/approvals/", "capacity/", "parts/entries/", "static/",
)  # fmt: skip
PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
# What differs between any two answers: request ids, tokens and the address itself.
VARIABLE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-zA-Z]{32,}|\d+")


@pytest.fixture(autouse=True)
def files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE, settings.OUTBOX_ROOT = tmp_path, "folder", tmp_path


@pytest.fixture
def world() -> World:
    return World()


def ids_of(world: World) -> dict[str, Any]:
    """An id of store A for every name of a path argument."""
    clock = visits.running_clock(world)
    order = world.signed
    return {
        "employee_id": world.employee.pk, "customer_id": world.customer, "vehicle_id": world.vehicle,
        "task_id": make_task(world.store).id, "message_id": make_message(world.store, world.customer).id,
        "job_id": order.jobs[0].id, "item_id": order.jobs[0].items[0].id, "clock_id": clock,
        "signature_id": order.authorisation.signature_id, "bill_id": world.settled.bills[0].bill_id,
        "payment_id": visits.paid(world), "followup_id": visits.planned_of_settled(world),
        "transfer_id": cases_transfers.coming(world),
        "sale_id": cases_counter_sales.sold(world), "plan_id": cases_counter_sales.planned(world),
        "count_id": cases_stocktaking.opened(world),
        "sheet_id": cases_stocktaking.opened(world),
        "store_id": world.sid, "number": order.head.number, "code": "mechanical",
        "appointments": visits.booked(world).number, "reception": visits.received(world),
        "receptions": visits.received(world), "cashier": world.settled.repair_order,
        "case_id": cases_quality.opened(world), "billing": world.settled.repair_order, "deliveries": world.settled.repair_order,
    }  # fmt: skip


def arguments(path: str, ids: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The path's arguments for the row of store A, and for a row that nobody has."""
    real, unknown = {}, {}
    owner = path.split("/")[0]
    for match in PLACE.finditer(path):
        name = match.group(1) or match.group(2)
        if name == "number":
            real[name], unknown[name] = ids.get(owner, ids["number"]), UNKNOWN_NUMBER
        elif name in ids:
            real[name], unknown[name] = ids[name], UNKNOWN_ID if name.endswith("_id") else ids[name]
        else:
            real[name] = unknown[name] = "cancel"
    return real, unknown


def addresses() -> Iterator[str]:
    def walk(resolver: Any, before: str = "") -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield before + str(one.pattern)

    return (path for path in walk(get_resolver()) if "<" in path and not path.startswith(NOT_OF_A_STORE))


def shape(answer: Any, given: dict[str, Any]) -> tuple[int, str]:
    text = answer.content.decode(errors="replace") + answer.get("Location", "")
    # Ids are digits and go with the rest of the digits; numbers of documents have letters.
    for value in (one for one in given.values() if isinstance(one, str)):
        text = text.replace(value, "#").replace(quote(value), "#")
    return answer.status_code, VARIABLE.sub("#", text)


def difference(here: tuple[int, str], nowhere: tuple[int, str]) -> str:
    """Both statuses, and where the answers part."""
    apart = next((place for place, pair in enumerate(zip(here[1], nowhere[1], strict=False)) if len(set(pair)) > 1), 0)
    return f"{here[0]} {nowhere[0]}: {here[1][apart - 60 : apart + 60]} / {nowhere[1][apart - 60 : apart + 60]}"


def test_pages_of_another_stores_rows_answer_like_pages_of_unknown_rows(world: World) -> None:
    ids = ids_of(world)
    user = make_user(world.other, *(role for role in all_roles() if role != "customer"))
    make_employee(world.other, "service_advisor", user=user)
    browser = Client()
    browser.force_login(user)
    told = []
    for path in addresses():
        real, unknown = arguments(path, ids)
        for method in ("get", "post"):
            # What an act of the actor's own store left to be said would stand on one of the two.
            browser.cookies.pop("messages", None)
            here, nowhere = (
                getattr(browser, method)("/" + PLACE.sub(lambda match, of=of: str(of[match.group(1)]), path))
                for of in (real, unknown)
            )
            if shape(here, real) != shape(nowhere, unknown) or (here.status_code == 200 and method == "get"):
                told.append((method, path, difference(shape(here, real), shape(nowhere, unknown))))
    assert told == [], "\n".join(map(str, told))


def test_endpoints_of_another_stores_rows_answer_like_those_of_unknown_rows(world: World) -> None:
    ids = ids_of(world)
    client = ApiClient(token_of(world.other, *(role for role in all_roles() if role != "customer")))
    told = []
    for operation in client.with_path_parameters():
        path = operation.path.removeprefix("/api/v1/")
        if path.startswith(NOT_OF_A_STORE):
            continue
        real, unknown = arguments(path.replace("crm/", "").replace("work/", "").replace("follow-ups", "followup"), ids)
        body = operation.body_schema and client.filled(operation.body_schema)
        here, nowhere = (client.send(operation.id, body, **of) for of in (real, unknown))
        if shape(here, real) != shape(nowhere, unknown) or (here.status_code < 400 and here.content != b"[]"):
            told.append((operation.id, here.status_code, nowhere.status_code, json.loads(here.content)))
    assert told == [], "\n".join(map(str, told))
