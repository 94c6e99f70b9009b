"""A form counts for the store for which it was opened, wherever the switcher stands when it is sent."""

import pytest
from django.test import Client
from django.urls import reverse

from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import make_store, make_user

pytestmark = pytest.mark.django_db
DEPARTMENT = {"place": "department", "name": "机修部"}


@pytest.fixture
def both(client: Client, store: Store) -> Store:
    """The other store, of the same group, which the administrator has in view."""
    other = make_store("NS", name="南山店")
    client.post("/switch-store/", {"store_id": other.pk, "next": "/"})
    return other


def in_view(client: Client) -> int:
    return int(client.get("/settings/").context["request"].store_id)


def test_a_form_of_another_store_switches_back_to_it(client: Client, store: Store, both: Store) -> None:
    assert in_view(client) == both.pk
    sent = client.post(reverse("store_places", args=[store.pk]), {**DEPARTMENT, "form_store": str(store.pk)})
    assert sent.status_code == 303
    shown = client.get("/settings/")
    assert shown.context["request"].store_id == store.pk
    assert f"这张表是为{store.name}打开的，现在又切回{store.name}" in shown.content.decode()


def test_a_form_of_the_store_in_view_switches_nothing(client: Client, store: Store, both: Store) -> None:
    client.post(reverse("store_places", args=[store.pk]), {**DEPARTMENT, "form_store": str(both.pk)})
    assert in_view(client) == both.pk
    client.post(reverse("store_places", args=[store.pk]), {**DEPARTMENT, "name": "钣金部"})
    assert in_view(client) == both.pk


@pytest.mark.parametrize("given", ["", "x", "9" * 30, "0", "²"])
def test_a_form_of_a_store_that_was_taken_away_is_refused_and_writes_nothing(store: Store, given: str) -> None:
    other = make_store("NS")
    browser = Client()
    browser.force_login(make_user(store, "administrator"))
    address = reverse("store_places", args=[store.pk])
    answer = browser.post(address, {**DEPARTMENT, "form_store": given or str(other.pk)})
    assert answer.status_code == 409
    assert "什么都没有保存" in answer.content.decode()
    assert "机修部" not in browser.get(address).content.decode()
    under_htmx = browser.post(address, {**DEPARTMENT, "form_store": str(other.pk)}, headers={"HX-Request": "true"})
    assert under_htmx.status_code == 409
    assert in_view(browser) == store.pk
