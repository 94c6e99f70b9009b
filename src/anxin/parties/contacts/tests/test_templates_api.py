"""Templates over the API: worded anew with the version, and back to the program's words."""

import pytest
from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.tests.factories import actor_for, make_store, make_user
from anxin.platform import clock

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_a_template_is_worded_anew_and_reset() -> None:
    user = make_user(make_store(), "administrator", level="group")
    made = issue_api_token(actor=actor_for(user), name="t", scopes=["contacts"], days=30, at=clock.now())
    client = Client(headers={"Authorization": f"Bearer {made.token}"})
    first = client.get("/api/v1/contacts/templates").json()[0]
    address = f"/api/v1/contacts/templates/{first['code']}"
    changed = client.put(address, {"body": "您好。退订：{unsubscribe}"}, content_type=JSON, headers={"If-Match": '"0"'})
    assert (changed.status_code, changed.json()["version"], changed["ETag"]) == (200, 1, '"1"')
    stale = client.put(address, {"body": "您好！{unsubscribe}"}, content_type=JSON, headers={"If-Match": '"0"'})
    assert stale.status_code == 409
    unknown = client.put(address, {"body": "{nobody}"}, content_type=JSON)
    assert (unknown.status_code, unknown.json()["field"]) == (422, "body")
    assert client.delete(address).json()["version"] == 2
    assert client.delete(address).status_code == 404
