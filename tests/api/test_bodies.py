"""A body with a field that nobody knows is refused, whatever the endpoint: a misspelt name must not be dropped."""

import json
from typing import Any

from django.test import Client

from tests.api.client import DOCUMENT


def open_schemas(document: dict[str, Any], schema: dict[str, Any], where: str, seen: set[str]) -> list[str]:
    """Names of the schemas below this one that take unknown fields."""
    found: list[str] = []
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name:
        if name in seen:
            return []
        seen.add(name)
        schema, where = document["components"]["schemas"][name], name
    if "properties" in schema and schema.get("additionalProperties") is not False:
        found.append(where)
    parts = [*schema.get("properties", {}).values(), *schema.get("anyOf", []), *schema.get("allOf", [])]
    parts += [schema["items"]] if isinstance(schema.get("items"), dict) else []
    return found + [each for part in parts for each in open_schemas(document, part, where, seen)]


def test_no_request_body_takes_a_field_that_it_does_not_know() -> None:
    document = json.loads(Client().get(DOCUMENT).content)
    found: set[str] = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                found |= set(open_schemas(document, body["schema"], f"{method} {path}", set()))
    assert found == set()
