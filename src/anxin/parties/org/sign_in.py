"""Signing in: argon2 check, lockout of names and addresses, and which user stands behind a session or a token.

A name that nobody has behaves like any other: the same words, the same count of tries, the same lockout.
"""

import hashlib
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models import ApiToken, SignIn, SignInFailures, User
from anxin.parties.org.parameters import ADDRESS_TRIES, LOCKOUT_MINUTES, SIGN_IN_TRIES
from anxin.parties.org.rules import USERNAME
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Invalid, Refusal
from anxin.platform.parameters import value

# A run of failures ends after this pause, so that a typing mistake a week does not lock anybody.
COUNTING_HOURS = 24

COUNT = """
INSERT INTO org_signinfailures AS known (key, failures, last_failed_at) VALUES (%(key)s, 1, %(at)s)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN known.last_failed_at < %(since)s THEN 1
    WHEN known.locked_until > %(at)s THEN known.failures ELSE known.failures + 1 END,
  last_failed_at = %(at)s
RETURNING failures, coalesce(locked_until > %(at)s, false)
"""


class SignInLocked(Refusal):
    """Too many failures; ``details["until"]`` says until when."""

    status = 429
    code = "sign_in_locked"


class WrongPassword(Invalid):
    """Wrong name or password; ``details["left"]`` tries remain before the lockout."""

    code = "wrong_password"


def authenticate(*, username: str, password: str, at: datetime, address: str = "") -> User:
    """The user with this name and password. Failures count across processes and lock name and address for a while.

    :raises SignInLocked: too many failures
    :raises WrongPassword: wrong name or password, or the person has left
    """
    keys = _keys(username, address)
    _require_unlocked(keys, at)
    # Counted before the password is looked at: of many tries at once, no more are looked at than of one after the other.
    left = _count_try(keys, at)
    # Other letters than a name may have: the database would fold "ı" to "I", and each spelling would count by itself.
    is_name = USERNAME.fullmatch(username) is not None
    user = User.objects.filter(username__iexact=username, is_active=True).first() if is_name else None
    # An unknown name takes as long as a wrong password.
    if check_password(password[:128], user.password if user else _nobody()) and user is not None:
        SignInFailures.objects.filter(key=keys[0]).delete()
        SignInFailures.objects.filter(key__in=keys[1:], failures__gt=0).update(failures=F("failures") - 1)
        return user
    _lock(keys, left, at)
    if left[0] <= 0:
        _require_unlocked(keys, at)
    raise WrongPassword(_("用户名或密码不对。"), field="password", left=left[0])


def forget_failures(username: str) -> None:
    """Lift the lockout of a name: when an administrator resets the password."""
    SignInFailures.objects.filter(key=name_key(username)).delete()


def record_sign_in(user: User, *, address: str, device: str, at: datetime) -> None:
    """Keep when and from where somebody signed in."""
    SignIn.objects.create(user=user, at=at, address=address[:64], device=device[:200])


def forget_old_sign_ins(at: datetime) -> None:
    """Delete sign-ins after 180 days and failures after their run has ended."""
    SignIn.objects.filter(at__lt=at - timedelta(days=180)).delete()
    SignInFailures.objects.filter(last_failed_at__lt=at - timedelta(hours=2 * COUNTING_HOURS)).delete()


def digest(token: str) -> str:
    """Hash under which a token is kept; tokens are long random strings, so one round suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_token(token: str, at: datetime) -> ApiToken | None:
    """The live token with its user, or None; a person who has left has no live tokens."""
    found = next(iter(_tokens_of(digest(token))), None)
    if found is None or not found.user.is_active or (found.expires_at and found.expires_at <= at):
        return None
    if found.last_used_at is None or at - found.last_used_at > timedelta(minutes=5):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return found


@prepared
def _tokens_of(digest: str) -> QuerySet[ApiToken]:
    return ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None)


@cache
def _nobody() -> str:
    return make_password("nobody")


def name_key(username: str) -> str:
    """Key under which a name's failures count.

    Names may be phone numbers, and a wrong one may be a password typed into the wrong box: only a hash is kept.
    """
    return "name:" + hashlib.sha256(username.casefold().encode("utf-8", "replace")).hexdigest()


def _keys(username: str, address: str) -> list[str]:
    return [name_key(username), f"address:{address[:64]}"] if address else [name_key(username)]


def _require_unlocked(keys: list[str], at: datetime) -> None:
    locked = SignInFailures.objects.filter(key__in=keys, locked_until__gt=at).order_by("-locked_until").first()
    if locked is not None:
        raise SignInLocked(_("连续输错太多，已暂时锁定。请稍后再试，或找店内管理员重置密码。"), until=locked.locked_until)


def _count_try(keys: list[str], at: datetime) -> list[int]:
    """Count a try under every key; how many each has left after it.

    :raises SignInLocked: others used the last one up while this one came in
    """
    limits = [value(SIGN_IN_TRIES, None, at), value(ADDRESS_TRIES, None, at)]
    left: list[int] = []
    for key, limit in zip(keys, limits, strict=False):
        failures, is_locked = _count(key, at)
        if is_locked or failures > limit:
            _lock([key], [0], at)
            _require_unlocked([key], at)
        left.append(limit - failures)
    return left


def _lock(keys: list[str], left: list[int], at: datetime) -> None:
    until = at + timedelta(minutes=value(LOCKOUT_MINUTES, None, at))
    full = [key for key, tries in zip(keys, left, strict=True) if tries <= 0]
    if full:
        SignInFailures.objects.filter(key__in=full).exclude(locked_until__gt=at).update(failures=0, locked_until=until)


def _count(key: str, at: datetime) -> tuple[int, bool]:
    values: dict[str, Any] = {"key": key, "at": at, "since": at - timedelta(hours=COUNTING_HOURS)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        failures, is_locked = cursor.fetchone()
    return int(failures), bool(is_locked)
