"""The pages of staff."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import Store, User
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.parties.people.commands import correct_shift
from anxin.parties.people.queries import (
    find_running_shift,
    get_employee,
    list_absences,
    list_employees,
    list_roster,
    list_shifts_of,
    list_substitutions,
)
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.idempotency.models import IdempotentAnswer

pytestmark = pytest.mark.django_db


def signed_in(store: Store, post: str = "hr_manager") -> tuple[Client, Actor]:
    user = make_user(store, post)
    client = Client()
    client.force_login(user)
    return client, actor_for(user)


def test_hiring_from_the_page_keeps_what_was_typed_when_it_is_refused() -> None:
    store = make_store()
    client, actor = signed_in(store)
    said = {"number": "A1", "name": "张三", "post": "technician", "joined_on": "2026-11-01", "is_full_time": "on"}
    refused = client.post("/people/hire/", {**said, "joined_on": "2026-13-01"})
    assert refused.status_code == 422
    assert "张三" in refused.content.decode()
    assert client.post("/people/hire/", said).status_code == 303
    (one,) = list_employees(actor, store.pk)
    again = client.post("/people/hire/", said)
    assert (again.status_code, "这个工号已有人使用" in again.content.decode()) == (422, True)
    page = client.get("/people/").content.decode()
    assert "张三" in page
    assert "R-IN04" in page
    assert "张三" in client.get(f"/people/{one.id}/").content.decode()
    assert client.get("/people/?format=xlsx").status_code == 200


def test_a_colleague_is_added_with_account_posts_and_skills_on_one_page() -> None:
    store = make_store()
    client, actor = signed_in(store, "administrator")
    said = {
        "number": "A7",
        "name": "李四",
        "post": "technician",
        "extra_posts": ["quality_inspector"],
        "skills": ["mechanical"],
        "joined_on": "2026-11-01",
    }
    assert "兼任岗位" in client.get("/people/add/").content.decode()
    refused = client.post("/people/add/", {**said, "joined_on": "2026-13-01"})
    assert (refused.status_code, "李四" in refused.content.decode()) == (422, True)
    done = client.post("/people/add/", said)
    page = done.content.decode()
    assert (done.status_code, done["Cache-Control"]) == (200, "no-store")
    (one,) = list_employees(actor, store.pk, ["technician"])
    assert (one.name, one.extra_posts, one.skills) == ("李四", ("quality_inspector",), {"mechanical"})
    user = User.objects.get(username="A7")
    assert one.user_id == user.pk
    assert user.must_change_password
    assert {(each.role, each.level, each.scope_id) for each in user.grants.all()} == {
        ("technician", "store", store.pk),
        ("quality_inspector", "store", store.pk),
    }
    password = re.search(r"<code>(.+?)</code>", page)
    assert password
    assert user.check_password(password[1])


def test_a_colleague_sent_twice_is_added_once_and_the_password_is_kept_nowhere() -> None:
    store = make_store()
    client, actor = signed_in(store, "administrator")
    assert 'name="post_key"' in client.get("/people/add/").content.decode()
    said = {"name": "李四", "post": "technician", "joined_on": "2026-11-01", "number": "A7", "post_key": "k"}
    first = client.post("/people/add/", said)
    password = re.search(r"<code>(.+?)</code>", first.content.decode())
    assert password
    again = client.post("/people/add/", said)
    (one,) = list_employees(actor, store.pk, ["technician"])
    assert (again.status_code, again["Location"]) == (303, f"/people/{one.id}/?added=1")
    assert "没有重复添加" in client.get(again["Location"]).content.decode()
    assert not IdempotentAnswer.objects.filter(body__contains=password[1]).exists()
    user = {"username": "zs", "display_name": "张三", "home_store_id": store.pk, "post_key": "u"}
    made, twice = (client.post("/settings/users/new/", user) for _tap in range(2))
    assert (made.status_code, twice.status_code) == (200, 303)
    assert "没有重复建" in client.get(twice["Location"]).content.decode()


def test_changing_an_old_version_gives_409_with_the_differences() -> None:
    store = make_store()
    client, actor = signed_in(store)
    one = make_employee(store, "technician", number="A1", name="张三")
    said = {"number": "A1", "name": "张三", "post": "technician", "joined_on": "2020-01-01", "version": "1"}
    assert client.get(f"/people/{one.pk}/change/").status_code == 200
    assert client.post(f"/people/{one.pk}/change/", {**said, "level": "高级"}).status_code == 303
    refused = client.post(f"/people/{one.pk}/change/", {**said, "level": "中级"})
    assert (refused.status_code, "高级" in refused.content.decode()) == (409, True)
    assert get_employee(actor, one.pk).level == "高级"


def test_skills_shifts_and_leaving_are_entered_on_the_page_of_the_person() -> None:
    store = make_store()
    client, actor = signed_in(store)
    one = make_employee(store, "technician")
    skill = {"code": "high_voltage", "certificate": "HV-9", "valid_to": "2030-01-01"}
    assert client.post(f"/people/{one.pk}/skills/", skill).status_code == 303
    assert client.post(f"/people/{one.pk}/skills/", {"code": "cooking"}).status_code == 422
    assert client.post(f"/people/{one.pk}/skills/high_voltage/drop/").status_code == 303
    shift = {"clocked_in_at": "2026-11-02T08:00", "clocked_out_at": "2026-11-02T17:00", "reason": "忘打卡"}
    assert client.post(f"/people/{one.pk}/shifts/", shift).status_code == 303
    assert client.post(f"/people/{one.pk}/shifts/", shift).status_code == 409
    assert len(list_shifts_of(actor, one.pk)) == 1
    assert client.post(f"/people/{one.pk}/leave/", {"left_on": "2019-01-01"}).status_code == 422
    assert client.post(f"/people/{one.pk}/leave/", {"left_on": "2026-11-03"}).status_code == 303
    assert "离职" in client.get(f"/people/{one.pk}/").content.decode()


def test_the_roster_of_a_week_is_saved_copied_and_shows_absences() -> None:
    store = make_store()
    client, actor = signed_in(store, "service_manager")
    one = make_employee(store, "technician", name="李四")
    cells = {f"cell_{one.pk}_20261116": "08:00-17:00", f"cell_{one.pk}_20261117": "rest", f"cell_{one.pk}_20261118": ""}
    address = "/people/roster/?week=2026-11-16"
    assert client.post(address, {**cells, "week": "2026-11-18"}).status_code == 303
    monday = store_info(store.pk).clock.day(clock.now()).replace(year=2026, month=11, day=16)
    assert len(list_roster(actor, store.pk, monday, monday + timedelta(days=6))) == 2
    assert client.post("/people/roster/copy/", {"week": "2026-11-23"}).status_code == 303
    assert len(list_roster(actor, store.pk, monday, monday + timedelta(days=13))) == 4
    away = {"employee_id": one.pk, "kind": "sick", "starts_on": "2026-11-16", "ends_on": "2026-11-16", "week": "2026-11-16"}
    assert client.post("/people/absences/", away).status_code == 303
    assert client.post("/people/absences/", away).status_code == 409
    page = client.get(address).content.decode()
    assert "病假" in page
    assert "08:00-17:00" in page
    (absence,) = list_absences(actor, store.pk, monday, monday)
    assert client.post(f"/people/absences/{absence.id}/cancel/", {"week": "2026-11-16"}).status_code == 303
    assert client.post(address, {f"cell_{one.pk}_x": "rest"}).status_code == 422
    assert client.get("/people/roster/?week=nonsense").status_code == 200


def test_a_substitute_is_appointed_and_released() -> None:
    store = make_store()
    client, actor = signed_in(store, "service_manager")
    one, other = make_employee(store), make_employee(store)
    today = store_info(store.pk).clock.day(clock.now())
    said = {"employee_id": one.pk, "substitute_id": other.pk, "starts_on": today, "ends_on": today, "reason": "休假"}
    assert client.post("/people/substitutions/", said).status_code == 303
    assert client.post("/people/substitutions/", said).status_code == 409
    assert "休假" in client.get("/people/substitutions/").content.decode()
    (made,) = list_substitutions(actor, store.pk, today)
    assert client.post(f"/people/substitutions/{made.id}/end/").status_code == 303
    assert list_substitutions(actor, store.pk, today) == []


def test_one_clocks_oneself_from_the_page() -> None:
    store = make_store()
    user = make_user(store, "technician")
    one = make_employee(store, "technician", user=user)
    client = Client()
    client.force_login(user)
    assert "打上班卡" in client.get("/people/clock/").content.decode()
    assert client.post("/people/clock/in/", {"post_key": "c1"}).status_code == 303
    assert client.post("/people/clock/in/", {"post_key": "c1"}).status_code == 303
    assert find_running_shift(actor_for(user), one.pk) is not None
    assert client.post("/people/clock/in/").status_code == 409
    assert "打下班卡" in client.get("/people/clock/").content.decode()
    assert client.post("/people/clock/out/").status_code == 303
    assert client.post("/people/clock/sideways/").status_code == 404


def test_the_month_of_attendance_is_for_those_who_plan() -> None:
    store = make_store()
    employee = make_employee(store, "technician", name="李四")
    client, _actor = signed_in(store)
    assert "李四" in client.get("/people/attendance/?month=2026-11").content.decode()
    assert client.get("/people/attendance/?month=0000-99&format=xlsx").status_code == 200
    outsider, _actor = signed_in(store, "technician")
    assert outsider.get("/people/attendance/").status_code == 403
    assert outsider.get("/people/attendance/records/").status_code == 403
    assert outsider.get("/people/hire/").status_code == 403
    assert outsider.get("/people/add/").status_code == 403
    assert client.get("/people/add/")["Location"] == "/people/hire/"  # gives no access
    stranger, _actor = signed_in(make_store("NS"))
    assert stranger.get(f"/people/{employee.pk}/").status_code == 404


def test_the_attendance_record_names_every_day_with_its_hours() -> None:
    store = make_store()
    employee = make_employee(store, "technician", name="李四")
    client, actor = signed_in(store)
    span = {"clocked_in_at": AT - timedelta(hours=6), "clocked_out_at": AT + timedelta(hours=3)}
    correct_shift(actor=actor, employee_id=employee.pk, **span, reason="忘了打卡", at=AT + timedelta(hours=4))
    seen = client.get("/people/attendance/records/?month=2026-11").content.decode()
    assert "李四" in seen
    assert "540" in seen
    assert "忘了打卡" in seen
    sheet = client.get("/people/attendance/records/?month=2026-11&format=xlsx")
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")
