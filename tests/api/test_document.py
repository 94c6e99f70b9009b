"""The OpenAPI document says everything: names, refusals, keys; and every command can be reached or says why not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from ninja import Schema

from config.api import api
from tests.access.registers import product_commands
from tests.api.client import DOCUMENT

WITHOUT_ENDPOINT = Path(__file__).with_name("without_endpoint.json")
WRITES = ("post", "put", "patch", "delete")


@pytest.fixture
def document() -> dict[str, Any]:
    return json.loads(Client().get(DOCUMENT).content)


def each(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]


def test_it_is_openapi_3_1_and_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    names = [one["operationId"] for _, _, one in each(document)]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert [name for name in names if "api" in name] == []


def test_every_operation_is_reached_under_its_path(document: dict[str, Any]) -> None:
    """Two routers with one path would hide the methods of the second."""
    hidden = [
        f"{method} {path}"
        for path, method, _one in each(document)
        if Client().generic(method.upper(), re.sub(r"\{\w+\}", "1", path)).status_code == 405
    ]
    assert hidden == []


def test_every_operation_documents_its_refusals_as_problem_details(document: dict[str, Any]) -> None:
    wrong = [
        f"{method} {path} {status}"
        for path, method, one in each(document)
        for status in ("401", "403", "404", "409", "422")
        if list(one["responses"].get(status, {}).get("content", {})) != ["application/problem+json"]
    ]
    assert wrong == []
    assert "Problem" in document["components"]["schemas"]


def test_every_operation_says_what_it_answers(document: dict[str, Any]) -> None:
    silent = [
        f"{method} {path}"
        for path, method, one in each(document)
        if not any(status.startswith("2") and answer.get("content") for status, answer in one["responses"].items())
    ]
    assert silent == []


def test_every_write_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    without = [
        f"{method} {path}"
        for path, method, one in each(document)
        if method in WRITES and "Idempotency-Key" not in {parameter["name"] for parameter in one["parameters"]}
    ]
    assert without == []


def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*(references(one) for one in part.values()))
        return set().union(*(references(one) for one in part)) if isinstance(part, list) else set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) - known == set()


def test_no_two_modules_name_a_schema_alike() -> None:
    places: dict[str, set[str]] = {}

    def collect(schema: type) -> None:
        for one in schema.__subclasses__():
            if one.__module__.startswith("anxin."):
                places.setdefault(one.__name__, set()).add(one.__module__)
            collect(one)

    collect(Schema)
    alike = {name: sorted(modules) for name, modules in places.items() if len(modules) > 1}
    assert alike == {}, "the document keeps one schema of a name, so one of these operations is described wrongly"


def test_every_command_has_an_endpoint_or_stands_in_the_shrinking_list() -> None:
    reached = {
        f"{operation.view_func.__module__.split('.')[2]}.{operation.view_func.__name__}"
        for _, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    }
    without = {name for name in product_commands() if name not in reached}
    known = json.loads(WITHOUT_ENDPOINT.read_text(encoding="utf-8"))
    assert without - set(known) == set(), "give the command an endpoint or a reason"
    assert set(known) - without == set(), "these have an endpoint now: take them off the list"
