"""The first run: an empty database leads to one form, which works once (mock-up 12b)."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from anxin.parties.org.commands import AlreadyInstalled, Installation, install_group, remove_holiday, set_holiday
from anxin.parties.org.models import Grant, Group, Holiday, Store, User
from anxin.parties.org.queries import SetupStepState, all_stores, calendar_of, list_setup_steps, system_actor
from anxin.parties.org.setup_steps import IMPORTS
from anxin.parties.org.stores import forget
from anxin.parties.org.tests.factories import AT, PASSWORD, actor_for, make_bay, make_store, make_user
from anxin.platform.actor import ANONYMOUS
from anxin.platform.calendar.public_holidays import load_public_holidays
from anxin.platform.errors import Denied, Invalid
from anxin.platform.importing.models import ImportRun
from anxin.platform.importing.registry import kinds_for
from anxin.platform.scope import unit_of_work

pytestmark = pytest.mark.django_db

GIVEN = Installation(
    group_name="安心集团",
    brand_code="DZ",
    brand_name="大众",
    tier="mid",
    store_code="lg",
    store_name="深圳龙岗店",
    username="admin",
    display_name="管理员",
    password=PASSWORD,
)
FORM = {
    "group_name": "安心集团",
    "brand_name": "大众",
    "tier": "mid",
    "store_name": "深圳龙岗店",
    "store_code": "LG",
    "plate_prefix": "粤B",
    "display_name": "管理员",
    "username": "admin",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


def test_every_address_of_an_empty_database_leads_to_the_first_run() -> None:
    for address in ("/", "/sign-in/", "/settings/", "/account/"):
        assert Client().get(address)["Location"] == "/first-run/"
    assert Client().get("/first-run/").status_code == 200


def test_the_form_makes_everything_and_signs_the_administrator_in() -> None:
    browser = Client()
    answer = browser.post("/first-run/", FORM)
    assert answer["Location"] == "/start/"
    page = browser.get("/start/")
    assert page.status_code == 200
    assert [line["step"].code for line in page.context["lines"]][:3] == ["store", "calendar", "places"]
    store = next(iter(all_stores().values()))
    assert (store.code, store.name, store.brand_name) == ("LG", "深圳龙岗店", "大众")
    assert calendar_of(store.id).is_open(AT)
    assert Grant.objects.get().role == "administrator"


def test_a_second_use_of_the_form_changes_nothing() -> None:
    Client().post("/first-run/", FORM)
    again = Client().post("/first-run/", {**FORM, "username": "intruder"})
    assert again["Location"] == "/"
    assert not User.objects.filter(username="intruder").exists()
    with pytest.raises(AlreadyInstalled):
        install_group(actor=system_actor("first_run"), installation=replace(GIVEN, username="x1"), at=AT)


def test_the_command_is_not_for_anybody_who_calls() -> None:
    with pytest.raises(Denied):
        install_group(actor=ANONYMOUS, installation=GIVEN, at=AT)


@pytest.mark.parametrize(
    ("field", "value"),
    [("password", "12345"), ("store_code", "太长的代码"), ("username", "a b"), ("tier", "low"), ("group_name", " ")],
)
def test_a_wrong_value_is_refused_and_nothing_is_made(field: str, value: str) -> None:
    wrong = {name: getattr(GIVEN, name) for name in GIVEN.__dataclass_fields__} | {field: value}
    with pytest.raises(Invalid):
        install_group(actor=system_actor("first_run"), installation=Installation(**wrong), at=AT)
    assert not Group.objects.exists()
    assert not Store.objects.exists()
    assert not User.objects.exists()


def test_the_form_keeps_what_was_typed_when_the_passwords_differ() -> None:
    answer = Client().post("/first-run/", {**FORM, "password_again": "other"})
    assert answer.status_code == 422
    assert "深圳龙岗店" in answer.content.decode()


def test_the_checklist_tells_the_real_state() -> None:
    store = make_store("LG")
    actor = actor_for(make_user(store, "administrator", level="group"))
    before = {step.code: step.state.done for step in list_setup_steps(actor, store.pk)}
    assert not before["places"]
    assert not before["calendar"]
    make_bay(store, "01")
    call_command("sync_reference", verbosity=0)
    after = {step.code: step.state.done for step in list_setup_steps(actor, store.pk)}
    assert (after["places"], after["calendar"]) == (True, True)
    assert "kpi" not in after  # nothing is shown that cannot be done yet


def test_the_store_step_waits_for_what_papers_print_and_names_it() -> None:
    store = make_store("LG")
    actor = actor_for(make_user(store, "administrator", level="group"))

    def state(**given: str) -> SetupStepState:
        Store.objects.filter(pk=store.pk).update(**given)
        forget()
        return next(step.state for step in list_setup_steps(actor, store.pk) if step.code == "store")

    missing = state(company="深圳恒途汽车", tax_number="91440300", phone="")
    assert (missing.done, str(missing.text)) == (False, "还缺服务电话，单据上要印")
    assert state(phone="0755-0000 0000").done


def test_an_import_step_leads_to_a_sheet_that_the_administrator_may_import() -> None:
    store = make_store("LG")
    user = make_user(store, "administrator", level="group")
    offered = {kind.code for kind in kinds_for(actor_for(user))}
    assert {code for kinds in IMPORTS.values() for code in kinds} <= offered
    client = Client()
    client.force_login(user)
    assert "/imports/?kind=catalog_articles" in client.get("/start/").content.decode()


def test_an_import_step_tells_progress_and_is_done_when_rows_came_in() -> None:
    store = make_store("LG")
    actor = actor_for(make_user(store, "administrator", level="group"))

    def state() -> SetupStepState:
        return next(step.state for step in list_setup_steps(actor, store.pk) if step.code == "customers")

    given = {"kind": "customers", "file_name": "x.xlsx", "uploaded_by": "user:1", "uploaded_at": AT, "step_started_at": AT}
    assert not state().done
    with unit_of_work(actor, "test", writable=True), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.history', 'on', true)")
        run = ImportRun.objects.create(store_id=store.pk, state="WRITING", rows_done=3, rows_total=8, **given)
    assert "3 / 8" in str(state().text)
    with unit_of_work(actor, "test", writable=True):
        run.state, run.created_rows = "DONE", 8
        run.save()
    assert (state().done, str(state().text)) == (True, "已导入 8 行")


def test_seeding_is_idempotent_and_overwrites_nothing_that_people_edited() -> None:
    store = make_store("LG")
    admin = actor_for(make_user(store, "administrator", level="group"))
    call_command("sync_reference", verbosity=0)
    days = load_public_holidays().list_days()
    assert Holiday.objects.count() == len(days)
    renamed, removed = days[0].on, days[1].on
    set_holiday(actor=admin, store_id=None, day=renamed, kind="makeup", name="改过", at=AT)
    remove_holiday(actor=admin, store_id=None, day=removed, at=AT)
    call_command("sync_reference", verbosity=0)
    assert Holiday.objects.count() == len(days)
    assert Holiday.objects.get(day=renamed).name == "改过"
    assert calendar_of(store.pk).holidays.find_day(removed) is None
