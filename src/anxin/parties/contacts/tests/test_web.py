"""The pages and endpoints of contacts."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from anxin.parties.contacts.parameters import FREE_MARKETING, FREE_SERVICE
from anxin.parties.contacts.queries import get_message, get_template, list_contacts
from anxin.parties.contacts.queries.records import ContactFilter
from anxin.parties.contacts.tests.factories import make_contact, make_message
from anxin.parties.customers.queries import may_contact
from anxin.parties.customers.tests.factories import make_consent, make_customer
from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import actor_for, make_store, make_user
from anxin.platform import clock
from anxin.platform.actor import Actor

pytestmark = pytest.mark.django_db


def signed_in(store: Store, *posts: str, level: str = "store") -> tuple[Client, Actor]:
    user = make_user(store, *(posts or ("service_advisor",)), level=level)
    client = Client()
    client.force_login(user)
    return client, actor_for(user)


def test_a_contact_is_entered_and_shows_in_the_register() -> None:
    store = make_store()
    client, actor = signed_in(store)
    customer_id = make_customer(store, "欧阳震华")
    address = f"/contacts/customers/{customer_id}/new/"
    assert "欧阳震华" in client.get(address).content.decode()
    said = {"channel": "phone", "direction": "out", "result": "reached", "words": "空调已好"}
    assert client.post(address, {**said, "result": "maybe"}).status_code == 422
    assert client.post(address, said).status_code == 303
    assert [one.words for one in list_contacts(actor, store.pk, ContactFilter())] == ["空调已好"]
    assert "空调已好" in client.get("/contacts/?channel=phone").content.decode()
    assert "空调已好" not in client.get("/contacts/?channel=print").content.decode()
    assert client.get("/contacts/?format=xlsx").status_code == 200
    stranger, _actor = signed_in(make_store("NS"))
    assert stranger.get(address).status_code == 404


def test_a_message_is_written_blocked_or_queued_and_looked_at() -> None:
    store = make_store()
    client, actor = signed_in(store)
    customer_id = make_customer(store)
    said = {"purpose": "service", "text": "车已修好"}
    assert client.get(f"/messages/customers/{customer_id}/new/").status_code == 200
    assert client.post(f"/messages/customers/{customer_id}/new/", said).status_code == 303
    assert "客户没有授权此用途" in client.get("/messages/").content.decode()
    make_consent(store, customer_id)
    assert client.post(f"/messages/customers/{customer_id}/new/", said).status_code == 303
    assert "车已修好" in client.get("/messages/?state=WAITING").content.decode()
    assert client.get("/messages/?format=xlsx").status_code == 200
    letter = make_message(store, customer_id, channel="print")
    assert "已寄出" in client.get(f"/messages/{letter.id}/").content.decode()
    assert client.post(f"/messages/{letter.id}/hand-over/").status_code == 303
    assert client.post(f"/messages/{letter.id}/retry/").status_code == 409
    assert get_message(actor, letter.id).state == "SENT"


def test_templates_are_read_by_senders_and_worded_by_the_group() -> None:
    store = make_store()
    client, _actor = signed_in(store)
    assert "自由文本" in client.get("/messages/templates/").content.decode()
    assert client.post(f"/messages/templates/{FREE_SERVICE}/", {"body": "x", "version": "0"}).status_code == 403
    head, actor = signed_in(store, "customer_relations_manager", level="group")
    assert head.get(f"/messages/templates/{FREE_SERVICE}/").status_code == 200
    assert head.post(f"/messages/templates/{FREE_SERVICE}/", {"body": "{plate}", "version": "0"}).status_code == 422
    assert head.post(f"/messages/templates/{FREE_SERVICE}/", {"body": "{text}", "version": "0"}).status_code == 303
    assert head.post(f"/messages/templates/{FREE_SERVICE}/", {"body": "{name}", "version": "0"}).status_code == 409
    assert head.post(f"/messages/templates/{FREE_SERVICE}/reset/").status_code == 303
    assert not get_template(actor, FREE_SERVICE).is_own
    assert head.get("/messages/templates/no.such/").status_code == 404


def test_the_link_in_a_message_ends_the_consent_after_one_button(settings: Any) -> None:
    settings.PUBLIC_URL = "https://anxin.example"
    store = make_store()
    customer_id = make_customer(store)
    make_consent(store, customer_id, "marketing")
    queued = make_message(store, customer_id, purpose="marketing", template=FREE_MARKETING, params={"text": "冬季八折"})
    body = get_message(system_actor("test"), queued.id).body
    address = body.partition("https://anxin.example")[2]
    visitor = Client()
    assert "退订" in visitor.get(address).content.decode()
    assert may_contact(system_actor("test"), customer_id, "marketing")
    for _ in range(2):
        assert "已退订" in visitor.post(address).content.decode()
    assert not may_contact(system_actor("test"), customer_id, "marketing")
    assert visitor.get("/u/forged:token/").status_code == 404


def test_without_a_public_address_the_message_says_how_to_answer() -> None:
    assert settings.PUBLIC_URL == ""
    store = make_store()
    customer_id = make_customer(store)
    make_consent(store, customer_id, "marketing")
    queued = make_message(store, customer_id, purpose="marketing", template=FREE_MARKETING, params={"text": "优惠"})
    assert "回复T" in get_message(system_actor("test"), queued.id).body


def test_the_api_sends_logs_and_reads_the_timeline() -> None:
    store = make_store()
    user = make_user(store, "general_manager", "service_advisor")
    token = issue_api_token(actor=actor_for(user), name="t", scopes=["contacts", "customers"], days=30, at=clock.now()).token
    client = Client(headers={"Authorization": f"Bearer {token}"})
    customer_id = make_customer(store)
    make_consent(store, customer_id)
    said = {
        "store_id": store.pk,
        "customer_id": customer_id,
        "purpose": "service",
        "template": FREE_SERVICE,
        "params": {"text": "您好"},
    }
    made = client.post("/api/v1/contacts/messages", said, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "WAITING")
    assert client.get(f"/api/v1/contacts/messages/{made.json()['id']}").json()["body"].endswith("您好")
    call = {"store_id": store.pk, "customer_id": customer_id, "channel": "phone", "direction": "out", "result": "reached"}
    logged = client.post("/api/v1/contacts/contacts", call, content_type="application/json")
    assert (logged.status_code, logged.json()["is_successful"]) == (201, True)
    assert client.get("/api/v1/contacts/contacts", {"store_id": store.pk}).json()["total"] == 1
    lines = client.get("/api/v1/contacts/timeline", {"customer_id": customer_id}).json()
    assert [one["kind"] for one in lines] == ["contacts.contact", "contacts.message"]
    assert client.get("/api/v1/contacts/timeline").status_code == 422
    make_contact(store, customer_id)
