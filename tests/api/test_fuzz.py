"""Nothing that a client sends makes the API fail: generated requests, and hostile ones, answer below 500."""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.core import NotSet

from anxin.parties.org.tests.factories import make_region, make_store
from config.api import api
from tests.api.client import ApiClient, token_of

pytestmark = pytest.mark.django_db
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))
HOSTILE_TEXT = ("a\x00b", "\U0001f697" * 30, "9" * 40, "NaN", "")
HOSTILE_NUMBERS = (2**31, 2**63, 2**200, -1)


@pytest.fixture
def token(db: None) -> str:
    return token_of(make_store("LG", region=make_region()), level="group")


@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_generated_requests_are_answered(case: Any, token: str) -> None:
    body = None if isinstance(case.body, NotSet) else case.body
    answer = Client().generic(
        case.method,
        case.formatted_path,
        data="" if body is None else json.dumps(body, default=str),
        content_type=case.media_type or "application/json",
        headers={"Authorization": f"Bearer {token}"},
        query_params={name: str(value) for name, value in (case.query or {}).items()},
    )
    assert answer.status_code < 500, (case.method, case.formatted_path, case.query, body)


def test_hostile_requests_are_answered(token: str) -> None:
    client = ApiClient(token)
    failed = []
    for operation in client.operations.values():
        if operation.method == "get":
            names = [one["name"] for one in operation.parameters("query")]
            wished = [(None, dict.fromkeys(names, text)) for text in (*HOSTILE_TEXT, str(2**200))]
        elif operation.body_schema:
            body = operation.body_schema
            wished = [(client.filled(body, text=text), None) for text in HOSTILE_TEXT]
            wished += [(client.filled(body, number=number), None) for number in HOSTILE_NUMBERS]
            wished += [(client.filled(body), None), ([], None), ({"a": "\ud800"}, None)]
        else:
            wished = [(None, None)]
        for place in ("1", "9" * 30, "%00", "%F0%9F%9A%97"):
            path = {one["name"]: place for one in operation.parameters("path")}
            for body, query in wished if place == "1" else wished[:1]:
                answer = client.send(operation.id, body, query=query, **path)
                if answer.status_code >= 500:
                    failed.append((operation.id, path, query, body, answer.status_code))
    assert failed == []
