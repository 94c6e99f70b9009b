"""What an Idempotency-Key covers: every body that the endpoint reads, whatever its content type says."""

import json

from django.test import RequestFactory

from anxin.platform.idempotency.said import said_in

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def said(method: str, content_type: str, name: str, *, reads_body: bool = False) -> bytes:
    request = RequestFactory().generic(method, "/x", json.dumps({"name": name}), content_type=content_type)
    if reads_body:
        assert request.body
    return said_in(request)


def test_another_body_is_another_request_whatever_type_it_says_it_has() -> None:
    for method in ("PUT", "PATCH", "POST"):
        for content_type in (FORM, PARTS, "application/json"):
            one, other = (said(method, content_type, name, reads_body=True) for name in ("甲", "乙"))
            assert one != other, (method, content_type)
            assert one == said(method, content_type, "甲", reads_body=True)


def test_a_form_is_the_same_with_another_token_against_forgery() -> None:
    def form(token: str, name: str) -> bytes:
        return said_in(RequestFactory().post("/x", {"csrfmiddlewaretoken": token, "name": name}))

    assert form("a", "甲") == form("b", "甲") != form("a", "乙")
