"""Signing in: lockout of names and addresses, its release, and that unknown names cannot be told apart (M01.03)."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.commands import deactivate_user, issue_api_token, reset_password
from anxin.parties.org.models import SignInFailures, User
from anxin.parties.org.sign_in import (
    SignInLocked,
    WrongPassword,
    authenticate,
    find_token,
    forget_old_sign_ins,
    record_sign_in,
)
from anxin.parties.org.tests.factories import AT, PASSWORD, actor_for, make_store, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(make_store("LG"), "service_advisor", username="LG0217")


def fail(username: str, times: int, address: str = "") -> list[int]:
    left = []
    for _number in range(times):
        with pytest.raises(WrongPassword) as refused:
            authenticate(username=username, password="wrong", at=AT, address=address)
        left.append(refused.value.details["left"])
    return left


def test_the_right_password_signs_in_whatever_the_case_of_the_name(user: User) -> None:
    assert authenticate(username="lg0217", password=PASSWORD, at=AT) == user


def test_the_fifth_failure_locks_the_name_even_for_the_right_password(user: User) -> None:
    assert fail("LG0217", 4) == [4, 3, 2, 1]
    with pytest.raises(SignInLocked) as locked:
        authenticate(username="LG0217", password="wrong", at=AT)
    assert locked.value.details["until"] == AT + timedelta(minutes=15)
    with pytest.raises(SignInLocked):
        authenticate(username="lg0217", password=PASSWORD, at=AT + timedelta(minutes=14))
    assert authenticate(username="LG0217", password=PASSWORD, at=AT + timedelta(minutes=16)) == user


def test_an_unknown_name_answers_and_locks_like_a_known_one(user: User) -> None:
    assert fail("nobody-here", 4) == [4, 3, 2, 1]
    with pytest.raises(SignInLocked):
        authenticate(username="nobody-here", password="wrong", at=AT)
    assert not SignInFailures.objects.filter(key__contains="nobody").exists()


def test_a_success_ends_the_run_of_failures_and_a_day_does_too(user: User) -> None:
    fail("LG0217", 4)
    authenticate(username="LG0217", password=PASSWORD, at=AT)
    assert fail("LG0217", 1) == [4]
    with pytest.raises(WrongPassword) as refused:
        authenticate(username="LG0217", password="wrong", at=AT + timedelta(hours=25))
    assert refused.value.details["left"] == 4


def test_an_address_that_tries_many_names_is_locked_for_all_of_them(user: User) -> None:
    for number in range(59):
        fail(f"guess{number}", 1, address="10.0.0.7")
    fail("guess59", 1, address="10.0.0.7")
    with pytest.raises(SignInLocked):
        authenticate(username="LG0217", password=PASSWORD, at=AT, address="10.0.0.7")
    assert authenticate(username="LG0217", password=PASSWORD, at=AT, address="10.0.0.8") == user


def test_an_administrator_lifts_a_lockout_by_resetting_the_password(user: User) -> None:
    admin = actor_for(make_user(make_store("LG"), "administrator", level="group"))
    fail("LG0217", 4)
    with pytest.raises(SignInLocked):
        authenticate(username="LG0217", password="wrong", at=AT)
    made = reset_password(actor=admin, user_id=user.pk, at=AT)
    assert authenticate(username="LG0217", password=made.initial_password, at=AT).must_change_password


def test_somebody_who_has_left_gets_the_answer_of_a_wrong_password(user: User) -> None:
    admin = actor_for(make_user(make_store("LG"), "administrator", level="group"))
    deactivate_user(actor=admin, user_id=user.pk, at=AT)
    with pytest.raises(WrongPassword):
        authenticate(username="LG0217", password=PASSWORD, at=AT)


def test_a_token_dies_with_its_user_and_at_its_end(user: User) -> None:
    store = make_store("LG")
    admin = actor_for(make_user(store, "administrator", level="group"))
    manager = make_user(store, "general_manager")
    issued = issue_api_token(actor=actor_for(manager), name="x", scopes=["*"], days=30, at=AT)
    assert find_token(issued.token, AT) is not None
    assert find_token(issued.token, AT + timedelta(days=31)) is None
    deactivate_user(actor=admin, user_id=manager.pk, at=AT)
    assert find_token(issued.token, AT) is None


def test_old_sign_ins_and_failures_are_forgotten(user: User) -> None:
    record_sign_in(user, address="10.0.0.7", device="x", at=AT)
    fail("LG0217", 1)
    forget_old_sign_ins(AT + timedelta(days=200))
    assert not SignInFailures.objects.exists()


def test_the_page_says_how_many_tries_remain_and_keeps_the_name(user: User) -> None:
    answer = Client().post("/sign-in/", {"username": "LG0217", "password": "wrong"})
    assert answer.status_code == 422
    assert "还可以试 4 次" in answer.content.decode()
    assert 'value="LG0217"' in answer.content.decode()


def test_the_page_answers_429_when_locked(user: User) -> None:
    for _number in range(5):
        Client().post("/sign-in/", {"username": "LG0217", "password": "wrong"})
    answer = Client().post("/sign-in/", {"username": "LG0217", "password": PASSWORD})
    assert answer.status_code == 429


def test_a_foreign_address_is_not_followed_after_signing_in(user: User) -> None:
    given = {"username": "LG0217", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/sign-in/", given)["Location"] == "/"


def test_the_language_comes_with_the_user(user: User) -> None:
    User.objects.filter(pk=user.pk).update(language="en")
    answer = Client().post("/sign-in/", {"username": "LG0217", "password": PASSWORD})
    assert answer.cookies["django_language"].value == "en"


@pytest.mark.parametrize("sent", [{"data": {"post_key": "k"}}, {"headers": {"Idempotency-Key": "k"}}])
def test_a_key_beside_the_password_does_not_take_the_count_of_failures_back(
    user: User, sent: dict[str, dict[str, str]]
) -> None:
    given = {"username": "LG0217", "password": "wrong", **sent.get("data", {})}
    answers = [Client().post("/sign-in/", given, headers=sent.get("headers", {})).status_code for _try in range(6)]
    assert answers == [422, 422, 422, 422, 429, 429]


def test_a_letter_that_the_database_folds_into_another_is_no_second_spelling_of_a_name(user: User) -> None:
    make_user(user.home_store, username="lihui")
    for spelling in ("lıhui", "lihuı", "ſihui"):
        with pytest.raises(WrongPassword):
            authenticate(username=spelling, password=PASSWORD, at=AT)
