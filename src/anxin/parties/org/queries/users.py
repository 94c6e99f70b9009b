"""Reads of users, their grants, sign-ins and tokens. A user is seen by whoever manages their store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models import ApiToken, Brand, Grant, Region, SignIn, SignInFailures, User
from anxin.parties.org.permissions import MANAGE_USERS
from anxin.parties.org.reach import may_see
from anxin.parties.org.roles import all_roles, departments, post_names
from anxin.parties.org.sign_in import name_key
from anxin.parties.org.stores import all_stores
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SHOWN_SIGN_INS = 10
USER = "user:"


def store_choices() -> list[tuple[int, str]]:
    """Stores for a filter."""
    return [(store.id, store.name) for store in all_stores().values()]


def role_choices() -> list[tuple[str, str]]:
    """Roles for a filter or form, without the customer, who has no desk."""
    return list(post_names().items())


def department_choices() -> list[tuple[str, str]]:
    """Departments for a filter or form, in the order of forms."""
    return [(one.code, one.label(get_language())) for one, _posts in departments()]


def grouped_role_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same roles by department, for a form."""
    language = get_language()
    return [(one.label(language), [(post.code, post.label(language)) for post in posts]) for one, posts in departments()]


@dataclass(frozen=True)
class UserFilter:
    """Filter of the user list."""

    text: str = filter_field(_("用户名或姓名"), default="")
    store_id: int | None = filter_field(_("门店"), choices=store_choices)
    role: str = filter_field(_("岗位"), choices=role_choices, default="")
    is_active: bool | None = filter_field(_("在用"))


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in a list."""

    id: int
    username: str
    display_name: str
    store_name: str
    roles: str
    is_active: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role in a scope; ``where`` names the scope."""

    id: int
    role: str
    role_label: str
    level: str
    scope_id: int
    where: str
    valid_from: date | None
    valid_to: date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One sign-in."""

    at: datetime
    address: str
    device: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without its secret; ``state`` is live, expired or revoked."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class UserCard:
    """A user with everything that their administrator sees."""

    id: int
    username: str
    display_name: str
    home_store_id: int | None
    store_name: str
    is_active: bool
    must_change_password: bool
    locked_until: datetime | None
    version: int
    grants: list[GrantRow]
    sign_ins: list[SignInRow]
    tokens: list[TokenRow]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """One's own account."""

    username: str
    display_name: str
    language: str
    home_desk: str
    must_change_password: bool
    grants: list[GrantRow]
    sign_ins: list[SignInRow]
    tokens: list[TokenRow]


@query(MANAGE_USERS)
def list_users(actor: Actor, wanted: UserFilter, order: Order, window: Window) -> RowPage[UserRow]:
    """Users of the stores in which the actor manages users."""
    users = User.objects.select_related("home_store")
    if not actor.may_in_group(MANAGE_USERS):
        users = users.filter(home_store_id__in=actor.stores_for(MANAGE_USERS))
    if wanted.text:
        users = users.filter(Q(username__icontains=wanted.text) | Q(display_name__icontains=wanted.text))
    if wanted.store_id is not None:
        users = users.filter(home_store_id=wanted.store_id)
    if wanted.role:
        users = users.filter(pk__in=Grant.objects.filter(role=wanted.role).values("user_id"))
    if wanted.is_active is not None:
        users = users.filter(is_active=wanted.is_active)
    fields = {"username": "username", "display_name": "display_name", "last_login": "last_login"}
    total = users.count()
    rows = list(users.order_by(*order.as_order_by(fields))[window.offset : window.offset + window.limit])
    roles = _roles_of(rows)
    return RowPage(
        [
            UserRow(
                row.pk,
                row.username,
                row.display_name,
                row.home_store.name if row.home_store else "",
                "、".join(roles.get(row.pk, ())),
                row.is_active,
                row.last_login,
            )
            for row in rows
        ],
        total,
    )


@query(MANAGE_USERS)
def get_user(actor: Actor, user_id: int) -> UserCard:
    """A user with grants, last sign-ins and tokens.

    :raises NotFound: unknown, or at home in another store
    """
    user = User.objects.select_related("home_store").filter(pk=user_id).first()
    if user is None or not may_see(actor, MANAGE_USERS, user):
        raise NotFound
    failures = SignInFailures.objects.filter(key=name_key(user.username), locked_until__gt=clock.now()).first()
    return UserCard(
        user.pk,
        user.username,
        user.display_name,
        user.home_store_id,
        user.home_store.name if user.home_store else "",
        user.is_active,
        user.must_change_password,
        failures.locked_until if failures else None,
        user.version,
        list_grants(user.pk),
        _sign_ins(user.pk),
        _tokens(user.pk),
    )


@query(None)
def get_own_account(actor: Actor) -> OwnAccount:
    """The actor's own account.

    :raises NotFound: not a user
    """
    user = User.objects.filter(pk=actor.id).first() if actor.kind == "user" and actor.id is not None else None
    if user is None:
        raise NotFound
    return OwnAccount(
        user.username,
        user.display_name,
        user.language,
        user.home_desk,
        user.must_change_password,
        list_grants(user.pk),
        _sign_ins(user.pk),
        _tokens(user.pk),
    )


@query(None)
def list_user_names(actor: Actor, user_ids: Iterable[int]) -> Mapping[int, str]:
    """Shown names of users by id, for lines that say who did something."""
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("pk", "display_name"))


def names_by_key(actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """The name behind each key of an actor (``user:7``); the program itself and people whom the reader may not see are
    left out."""
    ids = {key: int(key.removeprefix(USER)) for key in keys if key.startswith(USER)}
    names = list_user_names(actor, set(ids.values())) if ids else {}
    return {key: names[user_id] for key, user_id in ids.items() if user_id in names}


def list_grants(user_id: int) -> list[GrantRow]:
    """A user's grants, inside a query."""
    names = scope_names()
    today = GROUP_CLOCK.day(clock.now())
    return [
        GrantRow(
            row.pk,
            row.role,
            all_roles()[row.role].label(get_language()) if row.role in all_roles() else row.role,
            row.level,
            row.scope_id,
            names.get((row.level, row.scope_id), "?"),
            row.valid_from,
            row.valid_to,
            (row.valid_from is None or row.valid_from <= today) and (row.valid_to is None or today <= row.valid_to),
        )
        for row in Grant.objects.filter(user_id=user_id).order_by("pk")
    ]


def scope_names() -> dict[tuple[str, int], str]:
    """Names of all scopes, inside a query."""
    names = {("group", 0): str(_("全集团"))}
    names.update({("region", pk): name for pk, name in Region.objects.values_list("pk", "name")})
    names.update({("brand", pk): name for pk, name in Brand.objects.values_list("pk", "name")})
    names.update({("store", store.id): store.name for store in all_stores().values()})
    return names


def _roles_of(users: Iterable[User]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    language = get_language()
    for row in Grant.objects.filter(user__in=list(users)).order_by("pk"):
        label = all_roles()[row.role].label(language) if row.role in all_roles() else row.role
        labels = found.setdefault(row.user_id, [])
        if label not in labels:
            labels.append(label)
    return found


def _sign_ins(user_id: int) -> list[SignInRow]:
    rows: QuerySet[SignIn] = SignIn.objects.filter(user_id=user_id).order_by("-at")[:SHOWN_SIGN_INS]
    return [SignInRow(row.at, row.address, row.device) for row in rows]


def _tokens(user_id: int) -> list[TokenRow]:
    now = clock.now()
    return [
        TokenRow(
            row.pk,
            row.name,
            tuple(row.scopes),
            row.created_at,
            row.expires_at,
            row.last_used_at,
            "revoked" if row.revoked_at else "expired" if row.expires_at and row.expires_at <= now else "live",
        )
        for row in ApiToken.objects.filter(user_id=user_id).order_by("-pk")[:50]
    ]
