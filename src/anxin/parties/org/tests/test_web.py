"""Every page of the organisation: who may open it, what it does, what it refuses."""

import pytest
from django.test import Client
from django.urls import reverse

from anxin.parties.org.models import Brand, Store, User
from anxin.parties.org.queries import get_store_hours, store_info
from anxin.parties.org.tests.factories import actor_for, make_bay, make_store, make_user

pytestmark = pytest.mark.django_db

PAGES = [
    "settings",
    "numbering",
    "units",
    "edit_group",
    "new_region",
    "new_brand",
    "stores",
    "new_store",
    "users",
    "new_user",
    "access",
    "roles",
    "parameters",
    "audit",
    "account",
    "own_password",
    "start",
]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_for_an_administrator(client: Client, name: str, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(reverse(name))
    assert answer.status_code == 200, answer.content.decode()[:500]


def test_every_page_about_one_thing_opens(client: Client, store: Store, admin: User) -> None:
    make_bay(store, "01")
    brand = Brand.objects.get()
    region = store.region
    assert region is not None
    for name, given in [
        ("store_settings", [store.pk]),
        ("store_hours", [store.pk]),
        ("store_calendar", [store.pk]),
        ("store_places", [store.pk]),
        ("user", [admin.pk]),
        ("role", ["service_advisor"]),
        ("edit_brand", [brand.pk]),
        ("edit_region", [region.pk]),
        ("parameter", ["org.sign_in_tries"]),
        ("parameter", ["org.complaint_closing"]),
    ]:
        answer = client.get(reverse(name, args=given))
        assert answer.status_code == 200, (name, answer.content.decode()[:500])


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("account", "own_password")])
def test_no_page_of_the_settings_opens_for_a_technician(store: Store, name: str) -> None:
    browser = Client()
    browser.force_login(make_user(store, "technician"))
    assert browser.get(reverse(name)).status_code == 403


def test_strangers_are_led_to_the_sign_in_page_and_back(store: Store, admin: User) -> None:
    answer = Client().get("/settings/?x=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Fsettings%2F%3Fx%3D1"


def test_a_store_of_somebody_else_is_not_found(store: Store) -> None:
    other = make_store("NS")
    browser = Client()
    browser.force_login(make_user(store, "administrator"))
    assert browser.get(reverse("store_settings", args=[store.pk])).status_code == 200
    assert browser.get(reverse("store_settings", args=[other.pk])).status_code == 404


def test_a_store_is_changed_and_a_changed_version_is_refused_with_both_values(client: Client, store: Store) -> None:
    address = reverse("store_settings", args=[store.pk])
    form = {
        "name": "龙岗店",
        "brand_id": store.brand_id,
        "region_id": store.region_id or "",
        "time_zone": "Asia/Shanghai",
        "day_starts_at": "00:00",
        "plate_prefix": "粤B",
        "is_active": "on",
    }
    assert client.post(address, {**form, "version": 1}).status_code == 303
    assert store_info(store.pk).name == "龙岗店"
    late = client.post(address, {**form, "name": "龙岗一店", "version": 1})
    assert late.status_code == 409
    assert "龙岗店" in late.content.decode()
    assert store_info(store.pk).name == "龙岗店"


def test_opening_hours_are_typed_as_people_write_them_and_mistakes_keep_what_was_typed(
    client: Client, store: Store, admin: User
) -> None:
    address = reverse("store_hours", args=[store.pk])
    week = {f"weekday_{day}": "08:00-12:00 13:30—18:00" for day in range(6)}
    assert client.post(address, week).status_code == 303
    hours = get_store_hours(actor_for(admin), store.pk)
    assert [len(day.spans) for day in hours] == [2, 2, 2, 2, 2, 2, 0]
    wrong = client.post(address, {**week, "weekday_2": "8点到18点"})
    assert wrong.status_code == 422
    assert "8点到18点" in wrong.content.decode()
    overlapping = client.post(address, {**week, "weekday_3": "08:00-12:00 11:00-18:00"})
    assert overlapping.status_code == 422


def test_a_store_closes_on_a_day_and_opens_again(client: Client, store: Store) -> None:
    address = reverse("store_calendar", args=[store.pk])
    assert client.post(address, {"day": "2026-11-23", "kind": "closed", "name": "盘点"}).status_code == 303
    assert "盘点" in client.get(address, {"month": "2026-11"}).content.decode()
    removed = client.post(reverse("remove_day", args=[store.pk]), {"day": "2026-11-23"})
    assert removed.status_code == 303
    assert "盘点" not in client.get(address, {"month": "2026-11"}).content.decode()


def test_a_bay_is_added_retired_and_the_last_one_stays(client: Client, store: Store) -> None:
    address = reverse("store_places", args=[store.pk])
    assert client.post(address, {"place": "bay", "code": "01", "kind": "general"}).status_code == 303
    assert client.post(address, {"place": "bay", "code": "01", "kind": "general"}).status_code == 422
    page = client.get(address)
    bay = page.context["places"].bays[0]
    refused = client.post(reverse("switch_place", args=[store.pk]), {"place": "bay", "place_id": bay.id, "act": "retire"})
    assert refused.status_code == 409
    client.post(address, {"place": "bay", "code": "02", "kind": "paint"})
    done = client.post(reverse("switch_place", args=[store.pk]), {"place": "bay", "place_id": bay.id, "act": "retire"})
    assert done.status_code == 303
    assert [row.is_active for row in client.get(address).context["places"].bays] == [True, False]
