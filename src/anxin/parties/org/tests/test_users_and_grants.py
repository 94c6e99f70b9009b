"""Users, grants, roles and tokens: done, refused, denied; and nobody reaches beyond their own stores (M01.03)."""

import uuid
from datetime import UTC, date, datetime, time
from functools import partial

import pytest
from django.db import connection

from anxin.parties.org import actors, commands
from anxin.parties.org.commands import AlreadyGranted, GrantScope, LastAdministrator
from anxin.parties.org.events import UserDeactivated
from anxin.parties.org.middleware import actor_for_token, request_id_of
from anxin.parties.org.models import ApiToken, Grant, RolePermission, Store, User
from anxin.parties.org.queries import list_holders
from anxin.parties.org.queries.users import list_grants
from anxin.parties.org.roles import all_roles, departments
from anxin.parties.org.tests.factories import (
    AT,
    PASSWORD,
    actor_for,
    grant_to,
    make_brand,
    make_region,
    make_store,
    make_user,
)
from anxin.platform import clock
from anxin.platform.actor import ANONYMOUS, Actor
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return make_store("LG", region=make_region())


@pytest.fixture
def admin(store: Store) -> Actor:
    return actor_for(make_user(store, "administrator", username="admin", level="group"))


def test_a_grant_begins_at_midnight_of_the_group(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user(store)
    grant = grant_to(user, "cashier", store)
    Grant.objects.filter(pk=grant.pk).update(valid_from=date(2026, 11, 21))
    for at, reaches in ((time(15, 59), False), (time(16, 0), True)):
        actors.forget()
        monkeypatch.setattr(clock, "now", partial(datetime.combine, date(2026, 11, 20), at, UTC))
        assert bool(actor_for_token(user, []).store_ids) is reaches
        assert list_grants(user.pk)[0].is_current is reaches


def test_a_callers_request_id_is_taken_as_such_or_not_at_all() -> None:
    trace = uuid.uuid4()
    assert (request_id_of(str(trace)), request_id_of(trace.hex)) == (f"caller:{trace}", f"caller:{trace.hex}")
    for given in ("", "13800138000", "44030119900101001X", "user:1 did it", "a" * 64, f"{trace}\n"):
        made = request_id_of(given)
        assert len(made) == 32
        assert made not in ("", given)


def test_a_new_user_gets_a_password_that_is_kept_nowhere(store: Store, admin: Actor) -> None:
    made = commands.create_user(actor=admin, username="LG0217", display_name="王 小明", home_store_id=store.pk, at=AT)
    user = User.objects.get(pk=made.id)
    assert user.must_change_password
    assert user.check_password(made.initial_password)
    with reading(admin):
        entry = AuditEntry.objects.get(command="org.create_user")
    assert (entry.subject_kind, entry.subject_id, entry.store_id) == ("org.user", made.id, store.pk)
    assert "LG0217" not in str(entry.detail)
    assert "王" not in str(entry.detail)


@pytest.mark.parametrize("username", ["", "a", "有 空格", "x" * 41, "ADMIN"])
def test_a_bad_or_taken_sign_in_name_is_refused(store: Store, admin: Actor, username: str) -> None:
    with pytest.raises(Invalid) as refused:
        commands.create_user(actor=admin, username=username, display_name="甲", home_store_id=store.pk, at=AT)
    assert refused.value.field == "username"
    assert User.objects.count() == 1


def test_who_in_the_store_may_is_named_and_nobody_of_another_store(store: Store) -> None:
    advisor = actor_for(make_user(store, "service_advisor"))
    manager, other = make_user(store, "service_manager"), make_store("FT")
    make_user(other, "service_manager")
    grant_to(make_user(store, "service_advisor"), "group_after_sales", level="group")
    with reading(advisor):
        named = [one.name for one in list_holders(advisor, store.pk, "kpi.see")]
        assert (named, list_holders(advisor, other.pk, "kpi.see")) == ([manager.display_name], [])
    manager.is_active = False
    manager.save()
    with reading(advisor):
        assert list_holders(advisor, store.pk, "kpi.see") == []


def test_an_advisor_may_not_make_users(store: Store) -> None:
    advisor = actor_for(make_user(store, "service_advisor"))
    with pytest.raises(Denied):
        commands.create_user(actor=advisor, username="u1", display_name="甲", home_store_id=store.pk, at=AT)


def test_a_stores_administrator_manages_the_own_store_only(store: Store, admin: Actor) -> None:
    other = make_store("NS")
    local = actor_for(make_user(store, "administrator"))
    stranger = make_user(other, "service_advisor")
    with pytest.raises(NotFound):
        commands.create_user(actor=local, username="u1", display_name="甲", home_store_id=other.pk, at=AT)
    with pytest.raises(NotFound):
        commands.reset_password(actor=local, user_id=stranger.pk, at=AT)
    own = make_user(store)
    with pytest.raises(Denied):
        commands.grant_role(actor=local, user_id=own.pk, role="technician", scope=GrantScope("store", other.pk), at=AT)
    commands.grant_role(actor=local, user_id=own.pk, role="technician", scope=GrantScope("store", store.pk), at=AT)
    assert actor_for(own).store_ids == {store.pk}


def test_a_stores_administrator_cannot_take_over_somebody_who_reaches_further(store: Store, admin: Actor) -> None:
    make_store("NS")
    local = actor_for(make_user(store, "administrator"))
    assert admin.id is not None
    for act in (commands.reset_password, commands.deactivate_user, commands.end_sessions):
        with pytest.raises(Denied):
            act(actor=local, user_id=admin.id, at=AT)
    own = make_user(store)
    with pytest.raises(Denied):
        commands.grant_role(actor=local, user_id=own.pk, role="administrator", scope=GrantScope("group"), at=AT)
    with pytest.raises(Denied):
        commands.set_role_permission(actor=local, role="service_advisor", permission="org.see_audit", allowed=True, at=AT)


def test_a_grant_holds_between_its_days(store: Store, admin: Actor) -> None:
    user = make_user(store)
    day = AT.date()
    scope = GrantScope("store", store.pk, valid_from=day.replace(day=21))
    commands.grant_role(actor=admin, user_id=user.pk, role="cashier", scope=scope, at=AT)
    assert actor_for(user).store_ids == frozenset()
    with pytest.raises(AlreadyGranted):
        commands.grant_role(actor=admin, user_id=user.pk, role="cashier", scope=GrantScope("store", store.pk), at=AT)
    wrong = GrantScope("brand", store.brand_id, valid_from=day, valid_to=day.replace(day=1))
    with pytest.raises(Invalid):
        commands.grant_role(actor=admin, user_id=user.pk, role="cashier", scope=wrong, at=AT)


@pytest.mark.parametrize(
    ("role", "level", "scope_id"),
    [("no_such_role", "store", 0), ("customer", "group", 0), ("cashier", "store", 999_999), ("cashier", "planet", 1)],
)
def test_an_unknown_role_or_scope_is_refused(store: Store, admin: Actor, role: str, level: str, scope_id: int) -> None:
    user = make_user(store)
    with pytest.raises(Invalid):
        commands.grant_role(actor=admin, user_id=user.pk, role=role, scope=GrantScope(level, scope_id), at=AT)


def test_a_revoked_grant_holds_no_longer_and_its_history_stays(store: Store, admin: Actor) -> None:
    user = make_user(store, "service_advisor")
    assert actor_for(user).store_ids == {store.pk}
    commands.revoke_grant(actor=admin, grant_id=Grant.objects.get(user=user).pk, at=AT)
    assert actor_for(user).store_ids == frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label FROM org_grantevent WHERE user_id = %s ORDER BY pgh_id", [user.pk])
        assert cursor.fetchone()[0] == "insert"


def test_the_last_administrator_stays(store: Store, admin: Actor) -> None:
    assert admin.id is not None
    grant = Grant.objects.get(user_id=admin.id)
    with pytest.raises(LastAdministrator):
        commands.revoke_grant(actor=admin, grant_id=grant.pk, at=AT)
    second = make_user(store, "administrator", level="group")
    with pytest.raises(Conflict):
        commands.deactivate_user(actor=admin, user_id=admin.id, at=AT)
    commands.deactivate_user(actor=admin, user_id=second.pk, at=AT)
    third = make_user(store, "hr_manager", level="group")
    with pytest.raises(LastAdministrator):
        commands.deactivate_user(actor=actor_for(third), user_id=admin.id, at=AT)


def test_deactivation_kills_tokens_and_is_announced(store: Store, admin: Actor) -> None:
    user = make_user(store, "general_manager")
    commands.issue_api_token(actor=actor_for(user), name="报表", scopes=["org"], days=30, at=AT)
    commands.deactivate_user(actor=admin, user_id=user.pk, at=AT)
    assert ApiToken.objects.get().revoked_at == AT
    assert actor_for(user).store_ids == frozenset()
    with reading(admin):
        announced = StoredEvent.objects.get(name=UserDeactivated.name)
    assert announced.payload["user_id"] == user.pk
    with pytest.raises(Conflict):
        commands.reset_password(actor=admin, user_id=user.pk, at=AT)
    again = commands.reactivate_user(actor=admin, user_id=user.pk, at=AT)
    assert User.objects.get(pk=user.pk).check_password(again.initial_password)


def test_a_personnel_manager_deactivates_staff_of_the_own_store_but_makes_no_users(store: Store) -> None:
    other = make_user(make_store("NS"), "technician")
    personnel = actor_for(make_user(store, "hr_manager"))
    own = make_user(store, "technician")
    commands.deactivate_user(actor=personnel, user_id=own.pk, at=AT)
    assert not User.objects.get(pk=own.pk).is_active
    with pytest.raises(NotFound):
        commands.deactivate_user(actor=personnel, user_id=other.pk, at=AT)
    with pytest.raises(Denied):
        commands.reset_password(actor=personnel, user_id=own.pk, at=AT)


def test_an_own_password_needs_the_old_one_and_ends_other_sessions(store: Store) -> None:
    user = make_user(store, "technician")
    actor = actor_for(user)
    before = user.session_epoch
    with pytest.raises(Invalid) as refused:
        commands.set_own_password(actor=actor, old_password="x", new_password="Longgang-2027", at=AT)
    assert refused.value.field == "old_password"
    for weak in (PASSWORD, "1234567890", "short"):
        with pytest.raises(Invalid) as refused:
            commands.set_own_password(actor=actor, old_password=PASSWORD, new_password=weak, at=AT)
        assert refused.value.field == "new_password"
    commands.set_own_password(actor=actor, old_password=PASSWORD, new_password="Longgang-2027", at=AT)
    assert User.objects.get(pk=user.pk).session_epoch == before + 1
    with pytest.raises(Denied):
        commands.set_own_password(actor=ANONYMOUS, old_password="x", new_password="y", at=AT)


def test_a_users_name_is_changed_once_per_version(store: Store, admin: Actor) -> None:
    user = make_user(store)
    given = {"user_id": user.pk, "home_store_id": store.pk, "expected_version": 1, "at": AT}
    assert commands.change_user(actor=admin, display_name="新名", **given) == 2
    with pytest.raises(VersionConflict):
        commands.change_user(actor=admin, display_name="又一个", **given)


def test_departures_from_a_role_end_where_the_default_begins_again(store: Store, admin: Actor) -> None:
    give = {"role": "service_advisor", "permission": "org.see_audit", "at": AT}
    commands.set_role_permission(actor=admin, allowed=True, **give)
    assert RolePermission.objects.get().allowed
    commands.set_role_permission(actor=admin, allowed=False, **give)
    assert not RolePermission.objects.exists()
    with pytest.raises(Invalid):
        commands.set_role_permission(actor=admin, role="service_advisor", permission="no.such", allowed=True, at=AT)


def test_a_token_is_refused_without_scopes_with_unknown_ones_and_through_a_token(store: Store) -> None:
    actor = actor_for(make_user(store, "general_manager"))
    for scopes, days in (([], 30), (["nonsense"], 30), (["org"], 0), (["org"], 9999)):
        with pytest.raises(Invalid):
            commands.issue_api_token(actor=actor, name="x", scopes=scopes, days=days, at=AT)
    with pytest.raises(Denied):
        commands.issue_api_token(actor=actor_for(make_user(store, "technician")), name="x", scopes=["*"], days=1, at=AT)


def test_nobody_revokes_somebody_elses_token(store: Store, admin: Actor) -> None:
    owner = actor_for(make_user(store, "general_manager"))
    issued = commands.issue_api_token(actor=owner, name="x", scopes=["org"], days=30, at=AT)
    other = actor_for(make_user(store, "general_manager"))
    with pytest.raises(NotFound):
        commands.revoke_api_token(actor=other, token_id=issued.id, at=AT)
    with pytest.raises(NotFound):
        commands.revoke_api_token(actor=ANONYMOUS, token_id=issued.id, at=AT)
    commands.revoke_api_token(actor=admin, token_id=issued.id, at=AT)
    assert ApiToken.objects.get().revoked_at == AT


def test_a_brand_grant_reaches_a_store_that_joins_the_brand_later(store: Store) -> None:
    user = make_user(store, "brand_after_sales_director", level="brand")
    assert actor_for(user).store_ids == {store.pk}
    later = make_store("NS", make_brand())
    assert actor_for(user).store_ids == {store.pk, later.pk}
    assert grant_to(user, "audit_group", level="group").level == "group"


def test_every_post_stands_in_one_department() -> None:
    placed = [post.code for _department, posts in departments() for post in posts]
    assert sorted(placed) == sorted(set(all_roles()) - {"customer"})
