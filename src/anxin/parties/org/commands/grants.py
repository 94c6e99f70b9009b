"""Who may do what where: grants of roles in scopes, and departures from a role's default permissions (C.2)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from anxin.parties.org import actors
from anxin.parties.org.models import Grant, RolePermission, User
from anxin.parties.org.permissions import MANAGE_USERS
from anxin.parties.org.reach import ADMINISTRATOR, managed_user, require_scope, scope_exists
from anxin.parties.org.roles import all_roles, expand
from anxin.parties.org.rules import periods_in_order
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.permissions import all_permissions
from anxin.platform.references import DocumentRef


@dataclass(frozen=True, slots=True)
class GrantScope:
    """Where a role holds, and when: ``level`` group, region, brand or store; the group's ``scope_id`` is 0."""

    level: str
    scope_id: int = 0
    valid_from: date | None = None
    valid_to: date | None = None


class AlreadyGranted(Conflict):
    """The user has this role in this scope already."""

    code = "already_granted"
    default_message = _("该用户在这里已有这个岗位；要改日期请先收回，再重新授予。")


class LastAdministrator(Conflict):
    """Nobody would be left who manages users of the whole group."""

    code = "last_administrator"
    default_message = _("这是最后一位集团管理员；请先把管理员岗位授予另一个人。")


@command(MANAGE_USERS)
def grant_role(*, actor: Actor, user_id: int, role: str, scope: GrantScope, at: datetime) -> int:
    """Give a user a role in a scope, from a day to a day or without end; returns the grant's id.

    :raises NotFound: unknown user, or of another store
    :raises Denied: user or scope reaches beyond the actor's stores
    :raises Invalid: unknown role or scope, or the period ends before it begins
    :raises AlreadyGranted: the user has it
    """
    user = managed_user(actor, MANAGE_USERS, user_id)
    if role not in all_roles() or role == "customer":
        raise Invalid(_("请从列表里选岗位；客户不能登录员工端。"), field="role")
    if not scope_exists(scope.level, scope.scope_id):
        raise Invalid(_("没有这个集团、区域、品牌或门店，请重新选择范围。"), field="scope")
    require_scope(actor, MANAGE_USERS, scope.level, scope.scope_id)
    if not periods_in_order(scope.valid_from, scope.valid_to):
        raise Invalid(_("结束日不能早于开始日。"), field="valid_to")
    if not user.is_active:
        raise Conflict(_("账号已停用；请先启用再授予岗位。"))
    if Grant.objects.filter(user=user, role=role, level=scope.level, scope_id=scope.scope_id).exists():
        raise AlreadyGranted
    grant = write_grant(user, role, scope, actor_key=actor.key, at=at)
    audit.note(
        DocumentRef("org.user", user.pk),
        user.home_store_id,
        grant_id=grant.pk,
        role=role,
        level=scope.level,
        scope_id=scope.scope_id,
    )
    return grant.pk


@command(MANAGE_USERS)
def revoke_grant(*, actor: Actor, grant_id: int, at: datetime) -> None:
    """Take a role away from a user in one scope; it holds from the next request on. The history keeps the row.

    :raises NotFound: unknown, or of a user of another store
    :raises Denied: the user or the grant reaches beyond the actor's stores
    :raises LastAdministrator: nobody would be left to manage users
    """
    lock_administrators()
    grant = Grant.objects.filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    user = managed_user(actor, MANAGE_USERS, grant.user_id)
    require_scope(actor, MANAGE_USERS, grant.level, grant.scope_id)
    if grant.role == ADMINISTRATOR and grant.level == Grant.Level.GROUP:
        require_another_administrator(besides=user.pk)
    detail = {"grant_id": grant.pk, "role": grant.role, "level": grant.level, "scope_id": grant.scope_id}
    grant.delete()
    User.objects.filter(pk=user.pk).update(grants_version=F("grants_version") + 1)
    actors.forget()
    audit.note(DocumentRef("org.user", user.pk), user.home_store_id, **detail)


@command(MANAGE_USERS)
def set_role_permission(*, actor: Actor, role: str, permission: str, allowed: bool, at: datetime) -> None:
    """Let a role have a permission, or not, in the whole group; back to the default leaves no departure behind.

    :raises Invalid: unknown role or permission
    :raises Conflict: it would take the management of users away from administrators
    """
    actor.require_in_group(MANAGE_USERS)
    known = all_permissions()
    if role not in all_roles() or permission not in known:
        raise Invalid(_("没有这个岗位或权限。"), field="permission")
    if role == ADMINISTRATOR and permission == MANAGE_USERS and not allowed:
        raise Conflict(_("管理员必须保留维护用户的权限，否则没有人能再改权限。"))
    departures = RolePermission.objects.filter(role=role, permission=permission)
    if allowed is (role in expand(known[permission].default_roles)):
        departures.delete()
    else:
        RolePermission.objects.update_or_create(role=role, permission=permission, defaults={"allowed": allowed})
    holders = Grant.objects.filter(role=role).values("user_id")
    User.objects.filter(pk__in=holders).update(grants_version=F("grants_version") + 1)
    actors.forget()
    audit.note(None, None, role=role, permission=permission, allowed=allowed)


def write_grant(user: User, role: str, scope: GrantScope, *, actor_key: str, at: datetime) -> Grant:
    """Insert a grant inside a running command; the caller has checked the permission."""
    grant = Grant.objects.create(
        user=user,
        role=role,
        level=scope.level,
        scope_id=scope.scope_id,
        valid_from=scope.valid_from,
        valid_to=scope.valid_to,
        granted_by=actor_key,
        granted_at=at,
    )
    User.objects.filter(pk=user.pk).update(grants_version=F("grants_version") + 1)
    actors.forget()
    return grant


def lock_administrators() -> None:
    """Let two who take access away come one after the other: two administrators must not lock each other out at once.

    Users are locked in one order and before anything else is; what is read afterwards is what the first one left.
    """
    holders = Grant.objects.filter(role=ADMINISTRATOR, level=Grant.Level.GROUP).values("user_id")
    list(User.objects.select_for_update().filter(pk__in=holders).order_by("pk").values_list("pk", flat=True))


def require_another_administrator(*, besides: int) -> None:
    """Call :func:`lock_administrators` first.

    :raises LastAdministrator: this user is an administrator of the group, and no other active one is left
    """
    administrators = Grant.objects.filter(role=ADMINISTRATOR, level=Grant.Level.GROUP, user__is_active=True)
    holders = set(administrators.filter(valid_to=None).values_list("user_id", flat=True))
    if besides in holders and not holders - {besides}:
        raise LastAdministrator
