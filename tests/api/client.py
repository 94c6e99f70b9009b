"""A client that knows nothing but the OpenAPI document: operations by their id, bodies from their schemas."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock

DOCUMENT = "/api/v1/openapi.json"
ROLES = (
    "administrator",
    "service_manager",
    "general_manager",
    "parts_manager",
    "finance_manager",
    "hr_manager",
    "technician",
)


def token_of(store: Store, *roles: str, level: str = "store") -> str:
    """A token, valid for everything that a new employee with these roles may do."""
    user = make_user(store, *(roles or ROLES), level=level)
    make_employee(store, "service_advisor", user=user, skills="mechanical inspection")
    made = issue_api_token(actor=actor_for(user), name="test", scopes=["*"], days=30, at=clock.now())
    return str(made.token)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the document says."""

    id: str
    method: str
    path: str
    details: dict[str, Any] = field(repr=False)

    def parameters(self, place: str) -> list[dict[str, Any]]:
        """Its parameters in the path, the query or the header."""
        return [one for one in self.details.get("parameters", []) if one["in"] == place]

    @property
    def body_schema(self) -> dict[str, Any] | None:
        """The schema of its JSON body."""
        found = self.details.get("requestBody", {}).get("content", {}).get("application/json")
        return found and found["schema"]


class ApiClient:
    """Calls operations of the document with a token."""

    def __init__(self, token: str) -> None:
        self.browser = Client()
        self.token = token
        self.document = json.loads(self.browser.get(DOCUMENT).content)
        self.operations = {
            details["operationId"]: Operation(details["operationId"], method, path, details)
            for path, methods in self.document["paths"].items()
            for method, details in methods.items()
        }

    def send(self, operation_id: str, body: Any = None, /, *, query: Any = None, key: str = "", **path: Any) -> Any:
        """The answer, whatever its status."""
        operation = self.operations[operation_id]
        headers = {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {})}
        address = operation.path.format(**path)
        if query:
            return self.browser.generic(operation.method.upper(), address, headers=headers, query_params=query)
        payload = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.browser.generic(operation.method.upper(), address, headers=headers, **payload)

    def call(self, operation_id: str, body: Any = None, /, **more: Any) -> Any:
        """The body of a good answer; what is sent has the fields of the schema and no others."""
        schema = self.operations[operation_id].body_schema
        if body is not None and schema is not None:
            known = set(self.resolve(schema).get("properties", {}))
            assert set(body) <= known, f"{operation_id} knows {sorted(known)}"
        answer = self.send(operation_id, body, **more)
        assert 200 <= answer.status_code < 300, (operation_id, answer.status_code, answer.content.decode())
        return json.loads(answer.content)

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A schema with its reference followed."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def filled(self, schema: dict[str, Any], text: str | None = None, number: int | None = None, depth: int = 0) -> Any:
        """A value of the schema with every field; ``text`` and ``number`` stand in every string and integer."""
        schema = self.resolve(schema)
        options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        if options:
            return self.filled(next(one for one in options if one.get("type") != "null"), text, number, depth)
        if "enum" in schema or "const" in schema:
            return schema.get("const") or schema["enum"][0]
        kind = schema.get("type")
        if kind == "object":
            return {name: self.filled(one, text, number, depth + 1) for name, one in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.filled(schema["items"], text, number, depth + 1)] if depth < 6 else []
        if kind == "integer":
            return number if number is not None else schema.get("minimum", 1)
        if kind == "number":
            return number if number is not None else 1
        if kind == "boolean":
            return True
        return text if text is not None else _text(schema)

    def with_path_parameters(self) -> Iterator[Operation]:
        """Operations that name a document in their path."""
        return (one for one in self.operations.values() if one.parameters("path"))


def _text(schema: dict[str, Any]) -> str:
    if schema.get("format") == "date":
        return "2026-11-20"
    if schema.get("format") == "date-time":
        return "2026-11-20T06:00:00Z"
    if "examples" in schema:
        return str(schema["examples"][0])
    if "\\d{2}$" in str(schema.get("pattern", "")):
        return "1.00"
    return "1"
