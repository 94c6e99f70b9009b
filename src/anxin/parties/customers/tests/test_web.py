"""The pages: what they show, what a form keeps, what they never show."""

import re

import pytest
from django.test import Client

from anxin.parties.customers import queries
from anxin.parties.customers.models import Consent
from anxin.parties.customers.tests.factories import make_customer, make_vehicle, make_vin
from anxin.parties.org.models import Store, User
from anxin.parties.org.tests.factories import actor_for, make_store, make_user
from anxin.platform.audit.models import AuditEntry
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.scope import reading
from anxin.platform.ui.pages import POST_KEY_FIELD

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def user(store: Store) -> User:
    return make_user(store, "after_sales_manager")


@pytest.fixture
def browser(user: User, client: Client) -> Client:
    client.force_login(user)
    return client


def test_lists_and_pages_show_masked_phones_only(store: Store, browser: Client) -> None:
    owner = make_customer(store, "张小明", phone="13812345678")
    vehicle = make_vehicle(store, owner_id=owner, plate="粤BD12345")
    own = (f"/customers/{owner}/", f"/vehicles/{vehicle}/", f"/customers/{owner}/change/")
    for address in ("/customers/", "/vehicles/", *own):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert "13812345678" not in page.content.decode(), address
        assert "138 1234 5678" not in page.content.decode(), address
    assert "138 **** 5678" in browser.get(f"/customers/{owner}/").content.decode()
    assert browser.get("/vehicles/?format=xlsx").content.startswith(b"PK")
    assert browser.get("/customers/?format=xlsx").content.startswith(b"PK")


def test_the_phone_is_shown_for_a_reason_which_is_logged_and_kept_nowhere_else(
    store: Store, browser: Client, user: User
) -> None:
    owner = make_customer(store, phone="13812345678")
    assert browser.post(f"/customers/{owner}/reveal-phone/", {}).status_code == 422
    shown = browser.post(f"/customers/{owner}/reveal-phone/", {"reason": "follow_up"})
    assert "138 1234 5678" in shown.content.decode()
    page = browser.get(f"/customers/{owner}/").content.decode()
    form = re.search(r'action="/customers/\d+/reveal-phone/".*?</form>', page, re.DOTALL)
    assert form is not None
    assert POST_KEY_FIELD not in form[0]
    browser.post(f"/customers/{owner}/reveal-phone/", {"reason": "follow_up", POST_KEY_FIELD: "a"})
    browser.post(f"/customers/{owner}/copy/", {POST_KEY_FIELD: "b"})
    assert not IdempotentAnswer.objects.exists()
    with reading(actor_for(user)):
        logged = AuditEntry.objects.filter(command="customers.reveal_phone").values_list("detail", flat=True)
        assert list(logged) == [{"reason": "follow_up"}] * 2


def test_registering_keeps_what_was_typed_when_it_is_refused(browser: Client, user: User) -> None:
    refused = browser.post("/customers/new/", {"name": "李四", "kind": "private", "phone": "1381234"})
    assert refused.status_code == 422
    assert 'value="李四"' in refused.content.decode()
    made = browser.post("/customers/new/", {"name": "李四", "kind": "private", "phone": "13812345679"})
    assert made.status_code == 303
    again = browser.post("/customers/new/", {"name": "李四", "kind": "private", "phone": "13812345679"})
    assert again.status_code == 409
    assert [hit.name for hit in queries.search_customers(actor_for(user), "5679")] == ["李四"]


def test_changing_with_an_empty_phone_keeps_the_phone_and_an_old_version_is_a_conflict(
    store: Store, browser: Client, user: User
) -> None:
    owner = make_customer(store, "张三", phone="13812345670")
    sent = {"name": "张三丰", "kind": "private", "phone": "", "version": "1"}
    assert browser.post(f"/customers/{owner}/change/", sent).status_code == 303
    card = queries.get_customer(actor_for(user), owner)
    assert (card.name, card.masked_phone, card.version) == ("张三丰", "138 **** 5670", 2)
    stale = browser.post(f"/customers/{owner}/change/", {**sent, "name": "张四", "phone": "13812345671"})
    assert stale.status_code == 409
    assert ("138 **** 5670" in stale.content.decode(), "13812345670" in stale.content.decode()) == (True, False)
    assert queries.get_customer(actor_for(user), owner).name == "张三丰"


def test_a_vehicle_is_registered_for_its_owner_changed_and_given_to_another(
    store: Store, browser: Client, user: User
) -> None:
    owner, buyer = make_customer(store, "甲"), make_customer(store, "乙丙")
    bad = browser.post(f"/vehicles/new/?owner={owner}", {"vin": "LSV123", "plate": "粤B12345"})
    assert bad.status_code == 422
    made = browser.post(f"/vehicles/new/?owner={owner}", {"vin": make_vin(1), "plate": "粤B12345", "model_name": "朗逸"})
    vehicle = int(made.headers["Location"].strip("/").split("/")[-1])
    assert browser.get(f"/vehicles/{vehicle}/change/").status_code == 200
    changed = browser.post(f"/vehicles/{vehicle}/change/", {"vin": make_vin(1), "plate": "粤B54321", "version": "1"})
    assert changed.status_code == 303
    found = browser.post(f"/vehicles/{vehicle}/set-party/", {"role": "driver", "text": "乙丙"})
    assert (found.status_code, f'value="{buyer}"' in found.content.decode()) == (422, True)
    browser.post(f"/vehicles/{vehicle}/set-party/", {"role": "driver", "customer_id": str(buyer)})
    card = queries.get_vehicle(actor_for(user), vehicle)
    assert ([one.plate for one in card.plates], card.owner_id) == (["粤B54321", "粤B12345"], owner)
    assert {(one.role, one.customer_id) for one in card.parties} == {("owner", owner), ("driver", buyer)}


def test_consent_is_given_and_withdrawn_on_the_customers_page(store: Store, browser: Client, user: User) -> None:
    owner, actor = make_customer(store), actor_for(user)
    given = browser.post(f"/customers/{owner}/give-consent/", {"purpose": "marketing", "channel": "paper"})
    assert given.status_code == 303
    assert queries.may_contact(actor, owner, "marketing")
    assert browser.post(f"/customers/{owner}/give-consent/", {"purpose": "marketing", "channel": "paper"}).status_code == 422
    browser.post(f"/customers/{owner}/withdraw-consent/", {"purpose": "marketing"})
    assert not queries.may_contact(actor, owner, "marketing")
    assert browser.post(f"/customers/{owner}/withdraw-consent/", {"purpose": "a\x00b"}).status_code == 422


def test_the_answer_of_another_stores_customer_stands_in_that_store(store: Store, client: Client) -> None:
    there = make_store("NS")
    user, owner = make_user(store, "after_sales_manager", level="group"), make_customer(there)
    client.force_login(user)
    for act in ("give", "withdraw"):
        answer = client.post(f"/customers/{owner}/{act}-consent/", {"purpose": "service", "channel": "paper"})
        assert answer.status_code == 303, act
    with reading(actor_for(user)):
        logged = AuditEntry.objects.filter(command__in=["customers.give_consent", "customers.withdraw_consent"])
        assert set(logged.values_list("store_id", flat=True)) <= {there.pk, None}
        assert {one.store_id for one in Consent.objects.across_stores(reason="test")} == {there.pk}


def test_one_hit_opens_at_once_and_several_are_grouped(store: Store, browser: Client) -> None:
    vehicle = make_vehicle(store, plate="粤B98765", owner_id=make_customer(store, "欧阳娜"))
    make_vehicle(store, plate="粤B88765")
    assert browser.get("/search/?q=98765").headers["Location"] == f"/vehicles/{vehicle}/"
    page = browser.get("/search/?q=8765").content.decode()
    assert page.count("ax-plate") >= 2
    assert "欧阳娜" in browser.get("/search/?q=oyn").content.decode()
    hits = browser.get("/search/?q=8765", headers={"HX-Request": "true"}).content.decode()
    assert hits.strip().startswith('<div class="ax-stack" id="hits"')
    assert browser.get("/search/?q=").status_code == 200
    assert browser.get("/search/?q=%00%25").status_code == 200


def test_attaching_and_privacy_pages_answer(store: Store, browser: Client) -> None:
    there = make_store("NS")
    vehicle = make_vehicle(there, vin=make_vin(3))
    assert browser.get("/vehicles/attach/").status_code == 200
    assert browser.post("/vehicles/attach/", {"vin": make_vin(4)}).status_code == 422
    assert browser.get(f"/vehicles/{vehicle}/").status_code == 404
    assert browser.post("/vehicles/attach/", {"vin": make_vin(3)}).headers["Location"] == f"/vehicles/{vehicle}/"
    owner = make_customer(store, "张小明")
    assert "张小明" in browser.post(f"/customers/{owner}/copy/").content.decode()
    assert browser.post(f"/customers/{owner}/erase/").status_code == 422
    assert browser.post(f"/customers/{owner}/erase/", {"is_confirmed": "1"}).status_code == 303
    assert "张小明" not in browser.get(f"/customers/{owner}/").content.decode()


def test_where_a_car_was_sold_is_said_only_when_it_is_known(store: Store, browser: Client) -> None:
    unasked, own = make_vehicle(store), make_vehicle(store, model_name="途观 L", is_own_sold=True, sold_store_id=store.pk)
    page = browser.get(f"/vehicles/{unasked}/").content.decode()
    assert "他店销售" not in page
    assert "本店销售" not in page
    assert "本店销售" in browser.get(f"/vehicles/{own}/").content.decode()
