"""Who may do what where (C.2): every grant spelled out as permissions, and every role with its permissions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.actors import permissions_of_roles, stores_in_scope
from anxin.parties.org.models import Grant
from anxin.parties.org.permissions import SEE_ACCESS
from anxin.parties.org.queries.users import role_choices, scope_names, store_choices
from anxin.parties.org.roles import all_roles, expand
from anxin.parties.org.stores import all_stores
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.permissions import Permission, all_permissions
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window


def permission_choices() -> list[tuple[str, str]]:
    """Permissions for a filter."""
    return [(code, f"{permission.label}（{code}）") for code, permission in sorted(all_permissions().items())]


@dataclass(frozen=True)
class AccessFilter:
    """Filter of the access list."""

    person: str = filter_field(_("人员"), default="")
    store_id: int | None = filter_field(_("门店"), choices=store_choices)
    role: str = filter_field(_("岗位"), choices=role_choices, default="")
    permission: str = filter_field(_("权限"), choices=permission_choices, default="")


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One person may do one thing in one scope, by one role."""

    user_id: int
    username: str
    display_name: str
    role_label: str
    where: str
    permission: str
    permission_label: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role with the number of people who hold it."""

    code: str
    source: str
    label: str
    permission_count: int
    holder_count: int


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A permission of one role: held now, and held by default."""

    code: str
    module: str
    label: str
    held: bool
    held_by_default: bool
    shared: bool


def role_label(code: str) -> str:
    """A role's name in the language of the screen."""
    role = all_roles().get(code)
    return role.label(get_language()) if role else code


@query(SEE_ACCESS)
def list_access(actor: Actor, wanted: AccessFilter, window: Window, on: date) -> RowPage[AccessRow]:
    """Everything that active people may do on a day, in the stores in which the actor may see it."""
    held = permissions_of_roles()
    grants = [grant for grant in _grants(actor, wanted, on) if held.get(grant.role)]
    known = all_permissions()
    shown = {
        role: sorted(code for code in codes if code in known and wanted.permission in ("", code))
        for role, codes in held.items()
    }
    total = sum(len(shown[grant.role]) for grant in grants)
    rows = islice(_spelled_out(grants, shown, known), window.offset, window.offset + window.limit)
    return RowPage(list(rows), total)


@query(SEE_ACCESS)
def list_roles(actor: Actor) -> list[RoleRow]:
    """All roles in the order of the sources."""
    held = permissions_of_roles()
    holders: dict[str, set[int]] = {}
    for role, user_id in Grant.objects.filter(user__is_active=True).values_list("role", "user_id"):
        holders.setdefault(role, set()).add(user_id)
    return [
        RoleRow(code, role.source, role.label(get_language()), len(held[code]), len(holders.get(code, ())))
        for code, role in all_roles().items()
    ]


@query(SEE_ACCESS)
def get_role(actor: Actor, code: str) -> list[PermissionRow]:
    """Every permission there is, and whether the role holds it.

    :raises NotFound: unknown role
    """
    if code not in all_roles():
        raise NotFound
    held = permissions_of_roles()[code]
    return [
        PermissionRow(
            each.code,
            each.code.partition(".")[0],
            str(each.label),
            each.code in held,
            code in expand(each.default_roles),
            each.shared,
        )
        for _code, each in sorted(all_permissions().items())
    ]


def _grants(actor: Actor, wanted: AccessFilter, on: date) -> list[Grant]:
    grants = Grant.objects.filter(user__is_active=True).select_related("user")
    grants = grants.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    if wanted.role:
        grants = grants.filter(role=wanted.role)
    if wanted.person:
        named = Q(user__username__icontains=wanted.person) | Q(user__display_name__icontains=wanted.person)
        grants = grants.filter(named)
    seen = actor.stores_for(SEE_ACCESS)
    stores = list(all_stores().values())
    reached = {
        pair: stores_in_scope(*pair, stores) & seen for pair in set(grants.values_list("level", "scope_id").order_by())
    }
    return [
        grant
        for grant in grants.order_by("user__username", "pk")
        if (under := reached[(grant.level, grant.scope_id)]) and (wanted.store_id is None or wanted.store_id in under)
    ]


def _spelled_out(grants: list[Grant], shown: dict[str, list[str]], known: dict[str, Permission]) -> Iterator[AccessRow]:
    names = scope_names()
    labels = {role: role_label(role) for role in shown}
    for grant in grants:
        for code in shown[grant.role]:
            yield AccessRow(
                grant.user_id,
                grant.user.username,
                grant.user.display_name,
                labels[grant.role],
                names.get((grant.level, grant.scope_id), "?"),
                code,
                str(known[code].label),
                grant.valid_from,
                grant.valid_to,
            )
