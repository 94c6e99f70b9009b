"""Users: creation, recovery, own password, deactivation (M01.03). Nothing here writes names into the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from anxin.parties.org import actors
from anxin.parties.org.commands.checked import cleaned, refuse_duplicate
from anxin.parties.org.commands.grants import lock_administrators, require_another_administrator
from anxin.parties.org.events import UserDeactivated
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.permissions import DEACTIVATE_USERS, MANAGE_USERS
from anxin.parties.org.reach import managed_user
from anxin.parties.org.rules import USERNAME, make_initial_password
from anxin.parties.org.sign_in import forget_failures
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.ui.navigation import entries_for

LANGUAGES = ("", "zh-hans", "en")
SHORTEST_PASSWORD = 10


@dataclass(frozen=True, slots=True)
class CreatedUser:
    """A new user, or one with a reset password; the password is shown once and kept nowhere in clear."""

    id: int
    username: str
    initial_password: str


@command(MANAGE_USERS)
def create_user(
    *, actor: Actor, username: str, display_name: str, home_store_id: int, language: str = "", at: datetime
) -> CreatedUser:
    """Add a user of a store with a one-time password that must be changed at the first sign-in.

    :raises Invalid: the name is taken or has other characters than letters, digits and ``. _ @ -``
    :raises NotFound: the actor may not manage users of that store
    """
    if home_store_id not in actor.stores_for(MANAGE_USERS):
        raise NotFound
    password = make_initial_password()
    user = write_user(username, display_name, home_store_id, language)
    user.set_password(password)
    user.must_change_password = True
    user.save()
    audit.note(_subject(user), home_store_id)
    return CreatedUser(user.pk, user.username, password)


@command(MANAGE_USERS)
def change_user(
    *, actor: Actor, user_id: int, display_name: str, home_store_id: int, expected_version: int | None, at: datetime
) -> int:
    """Change a user's shown name and home store; returns the new version.

    :raises NotFound: unknown, or of another store
    :raises Denied: the user reaches beyond the actor's stores
    :raises VersionConflict: somebody else changed it since
    """
    user = managed_user(actor, MANAGE_USERS, user_id)
    if home_store_id not in actor.stores_for(MANAGE_USERS):
        raise Invalid(_("请选您管理范围内的门店。"), field="home_store_id")
    name = cleaned(display_name, "display_name", 40)
    require_version(user, expected_version, {str(_("姓名")): (user.display_name, name)})
    user.display_name, user.home_store_id = name, home_store_id
    user.grants_version += 1
    user.save()
    audit.note(_subject(user), user.home_store_id, home_store_id=home_store_id)
    return user.version


@command(MANAGE_USERS)
def reset_password(*, actor: Actor, user_id: int, at: datetime) -> CreatedUser:
    """Give a user a new one-time password: ends the sessions and lifts a lockout.

    :raises NotFound: unknown, or of another store
    :raises Denied: the user reaches beyond the actor's stores
    :raises Conflict: the user is deactivated
    """
    user = managed_user(actor, MANAGE_USERS, user_id)
    if not user.is_active:
        raise Conflict(_("账号已停用；请先启用再重置密码。"))
    password = make_initial_password()
    user.set_password(password)
    user.must_change_password = True
    user.session_epoch += 1
    user.save()
    forget_failures(user.username)
    audit.note(_subject(user), user.home_store_id)
    return CreatedUser(user.pk, user.username, password)


@command(MANAGE_USERS)
def end_sessions(*, actor: Actor, user_id: int, at: datetime) -> None:
    """Sign a user out everywhere, for a lost phone.

    :raises NotFound: unknown, or of another store
    :raises Denied: the user reaches beyond the actor's stores
    """
    user = managed_user(actor, MANAGE_USERS, user_id)
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    audit.note(_subject(user), user.home_store_id)


@command(DEACTIVATE_USERS)
def deactivate_user(*, actor: Actor, user_id: int, at: datetime) -> None:
    """Lock a user out for good: sessions and tokens are dead from the next request on.

    :raises NotFound: unknown, or of another store
    :raises Denied: the user reaches beyond the actor's stores
    :raises Conflict: oneself
    :raises LastAdministrator: nobody would be left to manage users
    """
    lock_administrators()
    user = managed_user(actor, DEACTIVATE_USERS, user_id)
    if actor.kind == "user" and actor.id == user_id:
        raise Conflict(_("不能停用自己的账号；请另一位管理员来做。"))
    if not user.is_active:
        return
    require_another_administrator(besides=user_id)
    user.is_active = False
    user.session_epoch += 1
    user.grants_version += 1
    user.version += 1
    user.save()
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    actors.forget()
    audit.note(_subject(user), user.home_store_id)
    events.publish(UserDeactivated(store_id=user.home_store_id, user_id=user.pk), at=at)


@command(MANAGE_USERS)
def reactivate_user(*, actor: Actor, user_id: int, at: datetime) -> CreatedUser:
    """Let a user sign in again, with a new one-time password; tokens stay revoked.

    :raises NotFound: unknown, or of another store
    :raises Denied: the user reaches beyond the actor's stores
    """
    user = managed_user(actor, MANAGE_USERS, user_id)
    password = make_initial_password()
    user.set_password(password)
    user.is_active = user.must_change_password = True
    user.session_epoch += 1
    user.grants_version += 1
    user.version += 1
    user.save()
    forget_failures(user.username)
    audit.note(_subject(user), user.home_store_id)
    return CreatedUser(user.pk, user.username, password)


@command(None)
def set_own_password(*, actor: Actor, old_password: str, new_password: str, at: datetime) -> None:
    """Change one's own password; every other session of the user ends.

    :raises Denied: not a signed-in user
    :raises Invalid: the old one is wrong, or the new one is too weak or the same
    """
    user = _self(actor)
    if not check_password(old_password, user.password):
        raise Invalid(_("原密码不对。"), field="old_password")
    if old_password == new_password:
        raise Invalid(_("新密码要和原密码不同。"), field="new_password")
    check_strength(new_password, user)
    user.set_password(new_password)
    user.must_change_password = False
    user.session_epoch += 1
    user.save()
    audit.note(_subject(user), user.home_store_id)


@command(None)
def change_own_language(*, actor: Actor, language: str, at: datetime) -> None:
    """Choose the language in which one's screens open: ``zh-hans``, ``en``, or empty for the browser's choice.

    :raises Denied: not a signed-in user
    :raises Invalid: another language
    """
    if language not in LANGUAGES:
        raise Invalid(_("请选简体中文或英文。"), field="language")
    user = _self(actor)
    user.language = language
    user.save(update_fields=["language"])
    audit.note(_subject(user), user.home_store_id, language=language)


@command(None)
def change_own_home_desk(*, actor: Actor, desk: str, at: datetime) -> None:
    """Choose the entry of the rail that opens after signing in; empty leaves it to the posts.

    :raises Denied: not a signed-in user
    :raises Invalid: not an entry that one sees
    """
    user = _self(actor)
    if desk and desk not in {entry.code for entry in entries_for(actor)}:
        raise Invalid(_("请从列表里选一个您能打开的页面。"), field="desk")
    user.home_desk = desk
    user.save(update_fields=["home_desk"])
    audit.note(_subject(user), user.home_store_id, home_desk=desk)


def write_user(username: str, display_name: str, home_store_id: int | None, language: str = "") -> User:
    """An unsaved user with checked names; the caller has checked the permission and sets the password.

    :raises Invalid: a name is missing, malformed or taken
    """
    username = cleaned(username, "username", 40)
    if not USERNAME.fullmatch(username):
        raise Invalid(_("用户名用工号或手机号：2 到 40 位字母、数字或 . _ @ -。"), field="username")
    if language not in LANGUAGES:
        raise Invalid(_("请选简体中文或英文。"), field="language")
    refuse_duplicate(User, "username__iexact", username)
    name = cleaned(display_name, "display_name", 40)
    return User(username=username, display_name=name, home_store_id=home_store_id, language=language)


def check_strength(password: str, user: User, field: str = "new_password") -> None:
    """:raises Invalid: too short, too common, or like the user's name"""
    if len(password) > 128 or "\x00" in password:
        raise Invalid(_("密码最多 128 位。"), field=field)
    if len(password) < SHORTEST_PASSWORD:
        # Said here: Django has no Chinese for its own sentence.
        raise Invalid(_("密码至少 %(shortest)s 位。") % {"shortest": SHORTEST_PASSWORD}, field=field)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Invalid(" ".join(weak.messages), field=field) from None


def _self(actor: Actor) -> User:
    if actor.kind != "user" or actor.id is None:
        raise Denied
    user = User.objects.select_for_update().filter(pk=actor.id, is_active=True).first()
    if user is None:
        raise Denied
    return user


def _subject(user: User) -> DocumentRef:
    return DocumentRef("org.user", user.pk)
