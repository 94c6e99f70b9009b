"""The organisation over the API: the same acts as on the settings pages, with versions, keys and one-time passwords."""

import pytest
from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import ApiToken, Grant, Store, StoreHours, User
from anxin.parties.org.tests.factories import actor_for, make_region, make_store, make_user
from anxin.platform import clock
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db
JSON = "application/json"
ORG = "/api/v1/org"


@pytest.fixture
def store() -> Store:
    return make_store("LG", region=make_region())


def client_of(user: User) -> Client:
    made = issue_api_token(actor=actor_for(user), name="t", scopes=["*"], days=30, at=clock.now())
    return Client(headers={"Authorization": f"Bearer {made.token}"})


@pytest.fixture
def client(store: Store) -> Client:
    return client_of(make_user(store, "administrator", level="group"))


def test_a_brand_is_changed_with_its_version(client: Client) -> None:
    (brand,) = client.get(f"{ORG}/brands").json()
    address, said = f"{ORG}/brands/{brand['id']}", {"name": "大众", "tier": "high"}
    stale = client.put(address, said, content_type=JSON, headers={"If-Match": '"9"'})
    assert stale.status_code == 409
    done = client.put(address, said, content_type=JSON, headers={"If-Match": f'"{brand["version"]}"'})
    assert (done.status_code, done.json()["version"], done["ETag"]) == (200, brand["version"] + 1, '"2"')
    assert client.get(f"{ORG}/brands").json()[0]["tier"] == "high"


def test_a_region_comes_once_for_a_key(client: Client) -> None:
    key = {"Idempotency-Key": "region-1"}
    made = [client.post(f"{ORG}/regions", {"name": "西北"}, content_type=JSON, headers=key) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json() == made[1].json()
    taken = client.post(f"{ORG}/regions", {"name": "西北"}, content_type=JSON)
    assert (taken.status_code, taken.json()["field"]) == (422, "name")


def test_places_hours_and_special_days_of_a_store_are_set(client: Client, store: Store) -> None:
    bay = client.post(f"{ORG}/stores/{store.pk}/bays", {"code": "01", "kind": "general"}, content_type=JSON).json()["id"]
    assert client.put(f"{ORG}/bays/{bay}", {"kind": "express"}, content_type=JSON).status_code == 200
    last = client.post(f"{ORG}/places/bay/{bay}/retire")
    assert last.status_code == 409
    assert client.post(f"{ORG}/stores/{store.pk}/bays", {"code": "02", "kind": "wash"}, content_type=JSON).status_code == 201
    assert client.post(f"{ORG}/places/bay/{bay}/retire").status_code == 200
    shown = client.get(f"{ORG}/stores/{store.pk}/places").json()["bays"]
    assert {(one["code"], one["kind"], one["is_active"]) for one in shown} == {
        ("01", "express", False),
        ("02", "wash", True),
    }
    spans = [
        {"weekday": 0, "opens_at": "08:30", "closes_at": "12:00"},
        {"weekday": 0, "opens_at": "13:00", "closes_at": "18:00"},
    ]
    assert client.put(f"{ORG}/stores/{store.pk}/hours", {"spans": spans}, content_type=JSON).status_code == 200
    assert StoreHours.objects.across_stores(reason="test").filter(store_id=store.pk).count() == 2
    day = f"{ORG}/special-days/2026-12-24"
    closed = client.put(f"{day}?store_id={store.pk}", {"kind": "closed"}, content_type=JSON)
    assert closed.status_code == 201
    assert client.delete(f"{day}?store_id={store.pk}").status_code == 200
    assert client.delete(day).status_code == 404


def test_a_one_time_password_is_answered_and_never_kept(client: Client, store: Store) -> None:
    said = {"username": "LG0217", "display_name": "王小明", "home_store_id": store.pk}
    key = {"Idempotency-Key": "user-1"}
    made = client.post(f"{ORG}/users", said, content_type=JSON, headers=key).json()
    assert User.objects.get(pk=made["id"]).check_password(made["initial_password"])
    again = client.post(f"{ORG}/users", said, content_type=JSON, headers=key)
    assert again.status_code == 422
    grant = {"role": "technician", "level": "store", "scope_id": store.pk}
    granted = client.post(f"{ORG}/users/{made['id']}/grants", grant, content_type=JSON)
    assert granted.status_code == 201
    card = client.get(f"{ORG}/users/{made['id']}").json()
    assert [one["role"] for one in card["grants"]] == ["technician"]
    assert client.delete(f"{ORG}/grants/{granted.json()['id']}").status_code == 200
    assert not Grant.objects.filter(user_id=made["id"]).exists()
    assert client.post(f"{ORG}/users/{made['id']}/deactivate").status_code == 200
    assert client.post(f"{ORG}/users/{made['id']}/reset-password").status_code == 409
    assert client.post(f"{ORG}/users/{made['id']}/reactivate").json()["username"] == "LG0217"
    assert client.get(f"{ORG}/users", {"text": "王小明"}).json()["total"] == 1


def test_a_limit_is_set_and_withdrawn_before_it_holds(client: Client) -> None:
    value = {"level": "group", "value": 30, "valid_from": "2199-01-01", "reason": "试行"}
    made = client.post(f"{ORG}/parameters/customers.proof_tries/values", value, content_type=JSON)
    assert made.status_code == 201
    assert client.delete(f"{ORG}/parameter-values/{made.json()['id']}").status_code == 200
    wrong = client.post(f"{ORG}/parameters/customers.proof_tries/values", {**value, "value": {"a": 1}}, content_type=JSON)
    assert wrong.status_code == 422


def test_who_manages_nothing_is_refused_and_a_token_can_be_given_up(store: Store) -> None:
    user = make_user(store, "general_manager")
    client = client_of(user)
    assert client.put(f"{ORG}/group", {"name": "别的集团"}, content_type=JSON).status_code == 403
    assert (
        client.post(
            f"{ORG}/users", {"username": "x1", "display_name": "x", "home_store_id": store.pk}, content_type=JSON
        ).status_code
        == 403
    )
    assert client.put(f"{ORG}/me/language", {"language": "en"}, content_type=JSON).status_code == 200
    with reading(actor_for(user)):
        assert User.objects.get(pk=user.pk).language == "en"
    token = ApiToken.objects.get(user=user)
    assert client.delete(f"{ORG}/tokens/{token.pk}").status_code == 200
    assert client.get(f"{ORG}/me").status_code == 401
