"""Pages of users, access, parameters and the audit trail: what they do, what they refuse."""

import pytest
from django.test import Client
from django.urls import reverse

from anxin.parties.org.models import ApiToken, Grant, Store, User
from anxin.parties.org.tests.factories import PASSWORD, actor_for, make_store, make_user

pytestmark = pytest.mark.django_db


def test_a_new_user_changes_the_one_time_password_before_anything_else(client: Client, store: Store) -> None:
    given = {"username": "LG0217", "display_name": "王小明", "home_store_id": store.pk}
    shown = client.post(reverse("new_user"), given)
    assert shown.status_code == 200
    password = shown.context["made"].initial_password
    user = User.objects.get(username="LG0217")
    granted = {"role": "administrator", "scope": f"store:{store.pk}"}
    assert client.post(reverse("grant_role", args=[user.pk]), granted).status_code == 303

    browser = Client()
    signed_in = browser.post("/sign-in/", {"username": "lg0217", "password": password})
    assert signed_in.status_code == 302
    assert browser.get("/settings/")["Location"] == "/account/password/"
    changed = browser.post(
        "/account/password/",
        {"old_password": password, "new_password": PASSWORD, "new_password_again": PASSWORD},
    )
    assert changed.status_code == 303
    assert browser.get("/settings/").status_code == 200


def test_a_weak_password_is_refused_with_the_reason(client: Client) -> None:
    given = {"old_password": PASSWORD, "new_password": "123", "new_password_again": "123"}
    assert client.post("/account/password/", given).status_code == 422


def test_a_post_is_granted_once_and_revoked(client: Client, store: Store) -> None:
    user = make_user(store)
    given = {"role": "service_advisor", "scope": f"store:{store.pk}", "valid_to": "2027-01-31"}
    address = reverse("grant_role", args=[user.pk])
    assert client.post(address, given).status_code == 303
    assert client.post(address, given).status_code == 409
    grant = Grant.objects.get(user=user)
    assert client.post(reverse("revoke_grant", args=[user.pk, grant.pk])).status_code == 303
    assert not Grant.objects.filter(user=user).exists()


def test_a_deactivated_user_is_signed_out_at_the_next_request(client: Client, store: Store) -> None:
    user = make_user(store, "administrator")
    browser = Client()
    browser.force_login(user)
    assert browser.get("/settings/").status_code == 200
    assert client.post(reverse("deactivate_user", args=[user.pk])).status_code == 303
    assert browser.get("/settings/").status_code == 302


def test_signing_out_everywhere_ends_open_sessions(client: Client, store: Store) -> None:
    user = make_user(store, "administrator")
    browser = Client()
    browser.force_login(user)
    client.post(reverse("end_sessions", args=[user.pk]))
    assert browser.get("/settings/").status_code == 302


def test_a_token_is_shown_once_works_and_is_revoked(client: Client, admin: User) -> None:
    given = {"name": "报表", "scopes": ["org"], "days": "30"}
    shown = client.post(reverse("issue_api_token"), given)
    token = shown.context["made"].token
    assert token in shown.content.decode()
    assert token not in client.get("/account/").content.decode()
    api = Client(headers={"Authorization": f"Bearer {token}"})
    me = api.get("/api/v1/org/me").json()
    assert me["username"] == "admin"
    assert "org.manage_users" in me["permissions"]
    assert [each["code"] for each in api.get("/api/v1/org/stores").json()] == ["LG"]
    codes = [each["code"] for each in api.get("/api/v1/org/parameters", {"text": "M01.03"}).json()]
    assert codes == ["customers.proof_tries", "org.address_tries", "org.lockout_minutes", "org.sign_in_tries"]
    row = ApiToken.objects.get()
    assert client.post(reverse("revoke_api_token", args=[row.pk])).status_code == 303
    assert api.get("/api/v1/org/me").status_code == 401


def test_a_parameter_gets_a_value_and_a_value_out_of_bounds_is_refused(client: Client, store: Store) -> None:
    address = reverse("parameter", args=["org.sign_in_tries"])
    today = "2099-01-01"
    given = {"value": "7", "scope": f"store:{store.pk}", "valid_from": today, "reason": "新人多"}
    assert client.post(address, given).status_code == 303
    assert "新人多" in client.get(address).content.decode()
    assert client.post(address, {**given, "value": "99"}).status_code == 422
    assert client.post(address, {**given, "valid_from": "2020-01-01"}).status_code == 422


def test_a_promise_is_changed_with_its_unit(client: Client) -> None:
    address = reverse("parameter", args=["org.complaint_closing"])
    given = {"value": "2", "unit": "WORKING_DAYS", "scope": "group:0", "valid_from": "2099-01-01"}
    assert client.post(address, given).status_code == 303
    assert "2 工作日" in client.get(address).content.decode()
    only = client.get("/settings/parameters/", {"is_sla": "1"})
    assert {row.is_sla for row in only.context["list"].rows} == {True}


def test_the_access_list_is_filtered_and_exported(client: Client, store: Store) -> None:
    make_user(store, "service_advisor", display_name="李四")
    page = client.get("/settings/access/", {"permission": "org.manage_users"})
    assert {row.permission for row in page.context["list"].rows} == {"org.manage_users"}
    sheet = client.get("/settings/access/", {"permission": "org.manage_users", "format": "xlsx"})
    assert sheet.content[:2] == b"PK"


def test_a_role_gets_a_permission_for_the_whole_group(client: Client, store: Store) -> None:
    advisor = make_user(store, "service_advisor")
    assert not actor_for(advisor).may("org.see_audit")
    given = {"permission": "org.see_audit", "allowed": "1"}
    assert client.post(reverse("set_role_permission", args=["service_advisor"]), given).status_code == 303
    assert actor_for(advisor).may("org.see_audit", store.pk)
    kept = client.post(
        reverse("set_role_permission", args=["administrator"]), {"permission": "org.manage_users", "allowed": "0"}
    )
    assert kept.status_code == 409


def test_the_audit_page_shows_who_did_what_page_by_page(client: Client, store: Store) -> None:
    for number in range(55):
        client.post(reverse("store_places", args=[store.pk]), {"place": "parking_place", "code": f"P{number:03}"})
    first = client.get("/settings/audit/", {"command": "org.add_parking_place"})
    assert len(first.context["rows"]) == 50
    second = client.get(first.context["older"])
    assert len(second.context["rows"]) == 5
    assert second.context["older"] == ""
    assert client.get("/settings/audit/", {"after": "nonsense"}).status_code == 422
    one = first.context["rows"][0]
    assert len(client.get("/settings/audit/", {"subject": one.subject}).context["rows"]) == 1
    assert client.get("/settings/audit/", {"day": "2020-01-01"}).context["rows"] == []


def test_pages_stay_within_their_query_budget(client: Client, store: Store, django_assert_max_num_queries: object) -> None:
    for number in range(30):
        make_user(store, "service_advisor", "technician", username=f"many{number}")
    for address in ("/settings/", "/settings/users/", "/settings/access/", "/settings/parameters/", "/settings/audit/"):
        client.get(address)
        with django_assert_max_num_queries(18):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_the_audit_names_the_command_behind_a_form_with_a_post_key_and_does_it_once(client: Client, store: Store) -> None:
    form = {"place": "parking_place", "code": "P1", "post_key": "k-1"}
    address = reverse("store_places", args=[store.pk])
    assert client.post(address, form).status_code == 303
    assert client.post(address, form).status_code == 303
    shown = client.get("/settings/audit/", {"command": "org.add_parking_place"})
    assert [row.command for row in shown.context["rows"]] == ["org.add_parking_place"]


def test_a_refused_form_leaves_its_key_free(client: Client, store: Store) -> None:
    address = reverse("store_places", args=[store.pk])
    assert client.post(address, {"place": "bay", "code": "", "kind": "general", "post_key": "k-2"}).status_code == 422
    assert client.post(address, {"place": "bay", "code": "01", "kind": "general", "post_key": "k-2"}).status_code == 303


def test_unknown_addresses_and_refusals_are_pages_of_the_kit(client: Client) -> None:
    missing = client.get("/no-such-page/")
    assert missing.status_code == 404
    assert "没有找到" in missing.content.decode()


def test_the_store_is_switched_within_what_is_granted(client: Client, store: Store) -> None:
    other = make_store("NS", name="南山店")
    answer = client.post("/switch-store/", {"store_id": other.pk, "next": "/settings/parameters/"})
    assert answer["Location"] == "/settings/parameters/"
    assert "南山店" in client.get("/settings/parameters/").content.decode()
