"""Users, their grants and tokens (M01.03). A grant is a role in a scope; it expands to (permission, store)."""

from typing import ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models.units import Store
from anxin.platform.scoped import VersionedRow


class User(AbstractBaseUser, VersionedRow):
    """A person who signs in. ``grants_version`` counts every change of grants; ``session_epoch`` ends all sessions."""

    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    home_store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+", null=True)
    home_desk = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, blank=True)
    grants_version = models.PositiveIntegerField(default=1)
    session_epoch = models.PositiveIntegerField(default=1)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects: ClassVar[UserManager["User"]] = UserManager()  # type: ignore[assignment]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        return f"{super()._get_session_auth_hash(secret=secret)}:{self.session_epoch}"  # type: ignore[misc]


@pghistory.track()
class Grant(models.Model):
    """A role that a user holds in a scope, from a day to a day (C.2)."""

    class Level(models.TextChoices):
        GROUP = "group", _("集团")
        REGION = "region", _("区域")
        BRAND = "brand", _("品牌")
        STORE = "store", _("门店")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    level = models.CharField(max_length=6, choices=Level.choices)
    scope_id = models.IntegerField(default=0)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    granted_by = models.CharField(max_length=80)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "level", "scope_id"], name="grant_once"),
        ]


@pghistory.track()
class RolePermission(models.Model):
    """A departure from a role's default permissions: added or taken away for the whole group."""

    role = models.CharField(max_length=40)
    permission = models.CharField(max_length=80)
    allowed = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="role_permission_once")]


class ApiToken(models.Model):
    """A bearer token of a user, narrowed to scopes; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)


class SignInFailures(models.Model):
    """Failed tries in a row under one key: a name (hashed, known or not) or an address. Survives processes."""

    key = models.CharField(max_length=80, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)


class SignIn(models.Model):
    """One successful sign-in, shown to its user and to whoever manages users (M01.03)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_user"), models.Index(fields=["at"], name="sign_in_at")]
