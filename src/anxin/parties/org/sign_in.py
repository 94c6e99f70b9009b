"""Signing in: argon2 check, lockout after failures, and which user stands behind a session or a token."""

import hashlib
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.parameters import LOCKOUT_MINUTES, SIGN_IN_TRIES
from anxin.platform.errors import Denied, Invalid
from anxin.platform.parameters import value

# Checked when the user is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY = make_password("nobody")


class SignInLocked(Denied):
    """Too many failures; says until when."""

    code = "sign_in_locked"


class WrongPassword(Invalid):
    """Wrong name or password; ``left`` tries remain before the lockout."""

    code = "wrong_password"


def authenticate(*, username: str, password: str, at: datetime) -> User:
    """The user with this name and password. Failures count across processes and lock the name for a while.

    :raises SignInLocked: too many failures
    :raises WrongPassword: wrong name or password, or the person has left
    """
    tries = value(SIGN_IN_TRIES, None, at.date())
    minutes = value(LOCKOUT_MINUTES, None, at.date())
    with transaction.atomic():
        user = User.objects.select_for_update().filter(username=username).first()
        if user is None or not user.is_active:
            check_password(password, _NOBODY)
            raise WrongPassword(_("用户名或密码不对。"), field="password", left=None)
        if user.locked_until and at < user.locked_until:
            raise SignInLocked(_("连续输错，已暂时锁定，请稍后再试或找管理员重置。"), until=user.locked_until)
        if check_password(password, user.password):
            if user.failed_sign_ins or user.locked_until:
                user.failed_sign_ins, user.locked_until = 0, None
                user.save(update_fields=["failed_sign_ins", "locked_until"])
            return user
        user.failed_sign_ins += 1
        left = max(tries - user.failed_sign_ins, 0)
        if left == 0:
            user.failed_sign_ins, user.locked_until = 0, at + timedelta(minutes=minutes)
        user.save(update_fields=["failed_sign_ins", "locked_until"])
    raise WrongPassword(_("用户名或密码不对。"), field="password", left=left)


def digest(token: str) -> str:
    """Hash under which a token is kept; tokens are long random strings, so one round suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_token(token: str, at: datetime) -> ApiToken | None:
    """The live token with its user, or None; a person who has left has no live tokens."""
    found = ApiToken.objects.select_related("user").filter(digest=digest(token), revoked_at=None).first()
    if found is None or not found.user.is_active or (found.expires_at and found.expires_at <= at):
        return None
    if found.last_used_at is None or at - found.last_used_at > timedelta(minutes=5):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return found
