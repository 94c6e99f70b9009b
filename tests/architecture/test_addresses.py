"""No address is answered with an error of ours: one with a NUL, which no row can hold, is not found.

Generated from the resolver: every page with a text in its path, and every endpoint of the OpenAPI document.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from anxin.parties.org.roles import all_roles
from anxin.parties.org.tests.factories import make_store, make_user
from tests.api.client import ApiClient, token_of

pytestmark = pytest.mark.django_db
PLACE = re.compile(r"<(?:(\w+):)?\w+>")
FIGURES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}


def addresses() -> Iterator[str]:
    def walk(resolver: Any, before: str = "") -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield before + str(one.pattern)

    for path in walk(get_resolver()):
        if any(match.group(1) in (None, "str", "path", "slug") for match in PLACE.finditer(path)):
            yield "/" + PLACE.sub(lambda match: FIGURES.get(match.group(1) or "", "%00"), path)


def test_a_page_with_a_nul_in_its_address_is_not_found() -> None:
    user = make_user(make_store(), *(role for role in all_roles() if role != "customer"))
    browser = Client()
    browser.force_login(user)
    pages = [path for path in addresses() if not path.startswith("/api/")]
    assert len(pages) > 30
    answers = {(method, path): getattr(browser, method)(path).status_code for path in pages for method in ("get", "post")}
    assert {one: status for one, status in answers.items() if status != 404} == {}


def test_an_endpoint_with_a_nul_in_its_address_is_not_found() -> None:
    client = ApiClient(token_of(make_store(), *(role for role in all_roles() if role != "customer")))
    answers = {
        operation.path: client.browser.generic(
            operation.method.upper(), re.sub(r"\{\w+\}", "%00", operation.path)
        ).status_code
        for operation in client.with_path_parameters()
    }
    assert {path: status for path, status in answers.items() if status != 404} == {}
