"""A new colleague in one go: account, posts, staff file, skills; all of it or nothing."""

from datetime import timedelta
from typing import Any

import pytest

from anxin.parties.org.models import Grant, User
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.parties.people.commands import EmployeeDetails, IncompatiblePosts, add_colleague
from anxin.parties.people.tests.factories import JOINED_ON, make_employee
from anxin.platform.errors import Denied, Invalid

pytestmark = pytest.mark.django_db
DETAILS = EmployeeDetails(number="A01", name="单雄信", post="technician", joined_on=JOINED_ON)


def nothing_was_made() -> bool:
    return not User.objects.filter(display_name="单雄信").exists()


def test_the_posts_begin_on_the_day_of_joining() -> None:
    store = make_store()
    later = AT.date() + timedelta(days=3)
    details = EmployeeDetails(number="A01", name="单雄信", post="technician", joined_on=later)
    made = add_colleague(actor=make_actor(store, "administrator"), store_id=store.pk, details=details, at=AT)
    assert made.username == "A01"
    assert Grant.objects.get(user_id=made.user_id).valid_from == later


def test_who_may_hire_but_not_give_access_makes_nothing() -> None:
    store = make_store()
    with pytest.raises(Denied):
        add_colleague(actor=make_actor(store, "hr_manager"), store_id=store.pk, details=DETAILS, at=AT)
    assert nothing_was_made()


@pytest.mark.parametrize(
    ("more", "field"),
    [({"username": "taken"}, "username"), ({"skills": ["cooking"]}, "code"), ({"details": "post"}, "role")],
)
def test_a_wrong_value_takes_everything_back(more: dict[str, object], field: str) -> None:
    store = make_store()
    make_user(store, username="taken")
    actor = make_actor(store, "administrator")
    given: dict[str, Any] = {"details": DETAILS, **more}
    if more.get("details") == "post":
        given["details"] = EmployeeDetails(number="A01", name="单雄信", post="juggler", joined_on=JOINED_ON)
    with pytest.raises(Invalid) as refused:
        add_colleague(actor=actor, store_id=store.pk, at=AT, **given)
    assert refused.value.field == field
    assert nothing_was_made()


def test_a_staff_number_that_is_taken_makes_no_account() -> None:
    store = make_store()
    make_employee(store, number="A01")
    actor = make_actor(store, "administrator")
    with pytest.raises(Invalid) as refused:
        add_colleague(actor=actor, store_id=store.pk, details=DETAILS, username="shan", at=AT)
    assert refused.value.field == "number"
    assert nothing_was_made()


def test_posts_that_exclude_each_other_are_refused() -> None:
    store = make_store()
    actor = make_actor(store, "administrator")
    posts: dict[str, Any] = {"post": "insurance_advisor", "extra_posts": ("service_advisor",)}
    details = EmployeeDetails(number="A01", name="单雄信", joined_on=JOINED_ON, **posts)
    with pytest.raises(IncompatiblePosts):
        add_colleague(actor=actor, store_id=store.pk, details=details, at=AT)
    assert nothing_was_made()
