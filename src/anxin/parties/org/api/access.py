"""Users, their posts and tokens, roles and parameters on the wire. An answer with a password is never kept."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.parties.org import commands, queries
from anxin.parties.org.api.shared import Command, Day, OrgChangedOut, OrgRowOut, RowId, Text, carry_out, change, make
from anxin.parties.org.commands import GrantScope, SetParameter
from anxin.parties.org.queries import UserFilter
from anxin.platform.api import Body, actor_of, expected_version, read, write
from anxin.platform.errors import NotFound
from anxin.platform.ui.lists import Order, Window

router = Router(tags=["org"])

Code = Annotated[str, Field(max_length=80, pattern=r"^[a-z_.]+$")]


class UserChangeIn(Body):
    """A user's shown name and home store."""

    display_name: Text
    home_store_id: RowId


class UserIn(UserChangeIn):
    """A new user."""

    username: Text
    language: Literal["", "zh-hans", "en"] = ""


class GrantIn(Body):
    """A post in a scope; the group's ``scope_id`` is 0."""

    role: Code
    level: Literal["group", "region", "brand", "store"]
    scope_id: Annotated[int, Field(ge=0, le=2_147_483_647)] = 0
    valid_from: Day | None = None
    valid_to: Day | None = None


class RolePermissionIn(Body):
    """Whether the role holds the permission in the whole group."""

    allowed: bool


class LanguageIn(Body):
    """The language of one's screens; empty is the browser's choice."""

    language: Literal["", "zh-hans", "en"]


class HomeDeskIn(Body):
    """The entry of the rail that opens after signing in; empty leaves it to the posts."""

    desk: Text


class ParameterValueIn(Body):
    """A value for one scope from a day on; money in fen, deadlines as mappings."""

    level: Literal["group", "brand", "store"]
    scope_id: Annotated[int, Field(ge=0, le=2_147_483_647)] = 0
    value: Any
    valid_from: Day
    reason: Text = ""


class OneTimePasswordOut(OrgRowOut):
    """The user with a one-time password, answered this once."""

    username: str
    initial_password: str


class UserOut(OrgRowOut):
    """A user in a list."""

    username: str
    display_name: str
    store_name: str
    roles: str
    is_active: bool


class UserListOut(Schema):
    """A page of users and the count of all."""

    items: list[UserOut]
    total: int


class GrantOut(OrgRowOut):
    """A post in a scope."""

    role: str
    level: str
    scope_id: int
    valid_from: date | None
    valid_to: date | None
    is_current: bool


class UserCardOut(OrgChangedOut):
    """A user with the posts."""

    username: str
    display_name: str
    home_store_id: int | None
    is_active: bool
    must_change_password: bool
    grants: list[GrantOut]


class UserQuery(Schema):
    """What the list of users may be narrowed by."""

    text: Text = ""
    store_id: RowId | None = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/users", response=UserListOut)
def list_users(request: HttpRequest, asked: Query[UserQuery]) -> Any:
    """Users of the stores in which the caller manages users, by sign-in name."""
    wanted = UserFilter(text=asked.text, store_id=asked.store_id)

    def run() -> Any:
        page = queries.list_users(actor_of(request), wanted, Order("username"), Window(asked.offset, asked.limit))
        return {"items": page.rows, "total": page.total}

    return read(request, run)


@router.get("/users/{user_id}", response=UserCardOut)
def get_user(request: HttpRequest, user_id: RowId) -> Any:
    """One user with the posts."""
    return read(request, lambda: queries.get_user(actor_of(request), user_id))


@router.post("/users", response={201: OneTimePasswordOut})
def create_user(request: HttpRequest, payload: UserIn) -> HttpResponse:
    """Add a user with a one-time password. The answer is not kept for a key."""
    return _with_password(request, commands.create_user, status=201, **payload.dict())


@router.put("/users/{user_id}", response=OrgChangedOut)
def change_user(request: HttpRequest, user_id: RowId, payload: UserChangeIn) -> HttpResponse:
    """Change a user's shown name and home store; send the version as If-Match."""
    given = {"user_id": user_id, "expected_version": expected_version(request), **payload.dict()}
    return change(request, commands.change_user, user_id, **given)


@router.post("/users/{user_id}/reset-password", response=OneTimePasswordOut)
def reset_password(request: HttpRequest, user_id: RowId) -> HttpResponse:
    """Give a user a new one-time password. The answer is not kept for a key."""
    return _with_password(request, commands.reset_password, user_id=user_id)


@router.post("/users/{user_id}/reactivate", response=OneTimePasswordOut)
def reactivate_user(request: HttpRequest, user_id: RowId) -> HttpResponse:
    """Let a user sign in again, with a one-time password. The answer is not kept for a key."""
    return _with_password(request, commands.reactivate_user, user_id=user_id)


@router.post("/users/{user_id}/deactivate", response=OrgRowOut)
def deactivate_user(request: HttpRequest, user_id: RowId) -> HttpResponse:
    """Lock a user out: sessions and tokens are dead at once."""
    return carry_out(request, commands.deactivate_user, user_id, user_id=user_id)


@router.post("/users/{user_id}/end-sessions", response=OrgRowOut)
def end_sessions(request: HttpRequest, user_id: RowId) -> HttpResponse:
    """Sign a user out everywhere."""
    return carry_out(request, commands.end_sessions, user_id, user_id=user_id)


@router.post("/users/{user_id}/grants", response={201: OrgRowOut})
def grant_role(request: HttpRequest, user_id: RowId, payload: GrantIn) -> HttpResponse:
    """Give a user a post in a scope."""
    scope = GrantScope(payload.level, payload.scope_id, payload.valid_from, payload.valid_to)
    return make(request, commands.grant_role, user_id=user_id, role=payload.role, scope=scope)


@router.delete("/grants/{grant_id}", response=OrgRowOut)
def revoke_grant(request: HttpRequest, grant_id: RowId) -> HttpResponse:
    """Take a post away from a user."""
    return carry_out(request, commands.revoke_grant, grant_id, grant_id=grant_id)


@router.delete("/tokens/{token_id}", response=OrgRowOut, operation_id="revoke_token")
def revoke_api_token(request: HttpRequest, token_id: RowId) -> HttpResponse:
    """Make a token invalid at once: one's own, or that of a user whom one manages."""
    return carry_out(request, commands.revoke_api_token, token_id, token_id=token_id)


@router.put("/roles/{role}/permissions/{permission}", response=OrgRowOut)
def set_role_permission(request: HttpRequest, role: Code, permission: Code, payload: RolePermissionIn) -> HttpResponse:
    """Let a role have a permission, or not, in the whole group; the answer's id is 0."""
    given = {"role": role, "permission": permission, "allowed": payload.allowed}
    return carry_out(request, commands.set_role_permission, 0, **given)


@router.put("/me/language", response=OrgRowOut)
def change_own_language(request: HttpRequest, payload: LanguageIn) -> HttpResponse:
    """Choose the language of one's own screens."""
    return carry_out(request, commands.change_own_language, _own_id(request), language=payload.language)


@router.put("/me/home-desk", response=OrgRowOut)
def change_own_home_desk(request: HttpRequest, payload: HomeDeskIn) -> HttpResponse:
    """Choose which page opens after signing in."""
    return carry_out(request, commands.change_own_home_desk, _own_id(request), desk=payload.desk)


@router.post("/parameters/{code}/values", response={201: OrgRowOut})
def set_parameter(request: HttpRequest, code: Code, payload: ParameterValueIn) -> HttpResponse:
    """Set a limit for the group, a brand or a store from a day on."""
    return make(request, commands.set_parameter, change=SetParameter(code, **payload.dict()))


@router.delete("/parameter-values/{value_id}", response=OrgRowOut)
def withdraw_parameter(request: HttpRequest, value_id: RowId) -> HttpResponse:
    """Take back a value that does not hold yet."""
    return carry_out(request, commands.withdraw_parameter, value_id, value_id=value_id)


def _own_id(request: HttpRequest) -> int:
    own = actor_of(request).id
    if own is None:
        raise NotFound
    return own


def _with_password(request: HttpRequest, command: Command, *, status: int = 200, **given: Any) -> HttpResponse:
    run = {"actor": actor_of(request), **given}
    return write(request, OneTimePasswordOut, lambda at: command(at=at, **run), status=status, keeps_answer=False)
