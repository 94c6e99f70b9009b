"""The order is a contract: none of the five confirmations may be missing."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import PNG, FrontDesk, make_front_desk, open_order, view_of

pytestmark = pytest.mark.django_db
SIGNED = "data:image/png;base64," + base64.b64encode(PNG).decode()
TOMORROW = timezone.now() + timedelta(days=1)
TYPED = {
    "promised_at": f"{TOMORROW:%Y-%m-%dT%H:%M}",
    "old_parts": "boot",
    "wants_wash": "yes",
    "seen_total": "77000",
    "channel": "screen",
    "signature": SIGNED,
}
SENT: dict[str, Any] = {
    "promised_at": TOMORROW.isoformat(),
    "old_parts": "boot",
    "wants_wash": True,
    "total": "770.00",
    "signature": SIGNED,
}


def state(desk: FrontDesk, number: str) -> str:
    return view_of(desk, number).head.state


@pytest.mark.rule("R-RO01")
@pytest.mark.parametrize("missing", ["seen_total", "promised_at", "old_parts", "wants_wash"])
def test_the_page_takes_no_signature_while_one_of_the_five_is_missing(missing: str) -> None:
    desk = make_front_desk()
    number = open_order(desk).number
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    address = f"/repair-orders/{number}/authorise/"
    assert client.post(address, {name: said for name, said in TYPED.items() if name != missing}).status_code == 422
    assert state(desk, number) == "OPEN"
    assert client.post(address, TYPED).status_code == 303
    assert state(desk, number) == "AUTHORISED"


@pytest.mark.rule("R-RO01")
@pytest.mark.parametrize("missing", ["total", "promised_at", "old_parts", "wants_wash"])
def test_the_api_takes_none_either(missing: str) -> None:
    desk = make_front_desk()
    number = open_order(desk).number
    user = User.objects.get(pk=desk.actor.id)
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client, url = Client(headers={"Authorization": "Bearer t"}), f"/api/v1/repair-orders/{number}/authorise"
    said = {name: value for name, value in SENT.items() if name != missing}
    assert client.post(url, said, content_type="application/json").status_code == 422
    assert state(desk, number) == "OPEN"
    assert client.post(url, SENT, content_type="application/json").status_code == 200


@pytest.mark.rule("R-RO01")
def test_without_items_there_is_nothing_to_confirm() -> None:
    desk = make_front_desk()
    number = open_order(desk, jobs=[NewJob("异响", "有异响")]).number
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    assert client.post(f"/repair-orders/{number}/authorise/", TYPED | {"seen_total": "0"}).status_code == 409
    assert state(desk, number) == "OPEN"
