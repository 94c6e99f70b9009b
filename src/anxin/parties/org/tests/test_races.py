"""Two or more at the same moment, on real transactions."""

from collections.abc import Callable
from typing import Any

from anxin.parties.org.commands import deactivate_user, revoke_grant
from anxin.parties.org.models import Grant, SignInFailures, User
from anxin.parties.org.sign_in import authenticate
from anxin.parties.org.tests.factories import AT, PASSWORD, actor_for, make_store, make_user

Race = Callable[..., list[Any]]


def two_administrators() -> list[User]:
    store = make_store("LG")
    return [make_user(store, "administrator", level="group") for _ in range(2)]


def names(results: list[Any]) -> list[str]:
    return sorted(type(each).__name__ for each in results)


def test_two_administrators_who_deactivate_each_other_at_once_leave_one(race: Race) -> None:
    one, other = two_administrators()
    by_one, by_other = actor_for(one), actor_for(other)
    results = race(
        lambda: deactivate_user(actor=by_one, user_id=other.pk, at=AT),
        lambda: deactivate_user(actor=by_other, user_id=one.pk, at=AT),
    )
    assert names(results) == ["LastAdministrator", "NoneType"]
    assert User.objects.filter(is_active=True).count() == 1


def test_two_administrators_who_take_each_others_role_at_once_leave_one(race: Race) -> None:
    one, other = two_administrators()
    by_one, by_other = actor_for(one), actor_for(other)
    of_one, of_other = (Grant.objects.get(user=each).pk for each in (one, other))
    results = race(
        lambda: revoke_grant(actor=by_one, grant_id=of_other, at=AT),
        lambda: revoke_grant(actor=by_other, grant_id=of_one, at=AT),
    )
    assert names(results) == ["LastAdministrator", "NoneType"]
    assert Grant.objects.count() == 1


def test_of_many_wrong_passwords_at_once_no_more_are_looked_at_than_one_after_the_other(race: Race) -> None:
    make_user(make_store("LG"), "service_advisor", username="LG0217")
    results = race(*(lambda: authenticate(username="LG0217", password="wrong", at=AT, address="10.0.0.7"),) * 12)
    # The fifth is looked at, too, and says at once that the name is locked now.
    assert names(results) == ["SignInLocked"] * 8 + ["WrongPassword"] * 4
    assert names(race(lambda: authenticate(username="LG0217", password=PASSWORD, at=AT))) == ["SignInLocked"]
    assert SignInFailures.objects.get(key="address:10.0.0.7").failures == 5
