"""Users: list, one user's posts, password and sessions (M01.03).

An answer that shows a one-time password is not kept (``ShownOnce``): the same form sent again leads to the person.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org import commands, queries
from anxin.parties.org.commands import CreatedUser, GrantScope
from anxin.parties.org.permissions import MANAGE_USERS
from anxin.parties.org.queries.users import grouped_role_choices, scope_names
from anxin.parties.org.reach import covers
from anxin.parties.org.stores import all_stores
from anxin.parties.org.web.stores import DAY_INPUT
from anxin.platform import clock
from anxin.platform.errors import Conflict
from anxin.platform.ui.forms import attempt, set_choices, submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, ShownOnce, page

TEMPLATE = "org/user.html"
ADDED_ALREADY = "added"
COLUMNS = (
    Column("username", _("工号"), sort="username"),
    Column("display_name", _("姓名"), sort="display_name"),
    Column("store_name", _("门店")),
    Column("roles", _("岗位"), wide_only=True),
    Column("last_login", _("上次登录"), kind="time", sort="last_login", wide_only=True),
)


class UserForm(forms.Form):
    """A user; the sign-in name only when new."""

    username = forms.CharField(label=_("工号或手机号"), max_length=40, help_text=_("登录时用，以后不能改"))
    display_name = forms.CharField(label=_("姓名"), max_length=40)
    home_store_id = forms.TypedChoiceField(label=_("所属门店"), coerce=int)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = actor.stores_for(MANAGE_USERS)
        choices = [(store.id, store.name) for store in all_stores().values() if store.id in mine]
        set_choices(self, "home_store_id", choices)


class GrantForm(forms.Form):
    """A post in a scope."""

    role = forms.ChoiceField(label=_("岗位"))
    scope = forms.ChoiceField(label=_("范围"))
    valid_from = forms.DateField(label=_("从"), required=False, widget=DAY_INPUT)
    valid_to = forms.DateField(label=_("到"), required=False, widget=DAY_INPUT)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Nothing is chosen beforehand: a post granted by mistake is a hole.
        set_choices(self, "role", [("", "—"), *grouped_role_choices()])
        set_choices(self, "scope", scope_choices(actor, MANAGE_USERS))


def scope_choices(actor: Any, permission: str, levels: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Scopes in which the actor holds the permission as ``level:id``, the narrowest first."""
    wanted = levels or ("store", "brand", "region", "group")
    named = [(scope, name) for scope, name in scope_names().items() if scope[0] in wanted]
    named.sort(key=lambda each: wanted.index(each[0][0]))
    return [(f"{level}:{number}", name) for (level, number), name in named if covers(actor, permission, level, number)]


@page(MANAGE_USERS)
def users(request: PageRequest) -> HttpResponse:
    """The users of the actor's stores."""
    listing = read_list(request, queries.UserFilter, COLUMNS, default_sort="username")
    rows = queries.list_users(request.actor, listing.filter, listing.order, listing.window)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(_("用户"))
    return render_page(request, "org/users.html", {"list": listing}, partial="table")


@page(MANAGE_USERS)
def new_user(request: PageRequest) -> HttpResponse:
    """Add a user, then show the one-time password once: a second tap leads to the new user."""
    actor = request.actor
    form = UserForm(request.POST or None, actor=actor, initial={"home_store_id": request.store_id})
    if request.method == "POST":
        made = attempt(form, lambda given: commands.create_user(actor=actor, at=clock.now(), **given))
        if made is not None:
            address = f"{reverse('user', args=[made.id])}?{ADDED_ALREADY}=1"
            return ShownOnce(_show_password(request, made), redirect_after_post(request, address))
    return render_page(request, "org/new_user.html", {"form": form}, status=422 if form.errors else 200)


@page(MANAGE_USERS)
def user(request: PageRequest, user_id: int) -> HttpResponse:
    """One user: name and store, posts, password, sessions, tokens."""
    actor = request.actor
    context = _user(request, user_id)
    if request.method != "POST":
        return render_page(request, TEMPLATE, {**context(), "password_was_shown": ADDED_ALREADY in request.GET})
    form = UserForm(request.POST, actor=actor)
    del form.fields["username"]

    def act(given: Any) -> int:
        version = posted_version(request)
        return commands.change_user(actor=actor, user_id=user_id, expected_version=version, at=clock.now(), **given)

    return submit(request, form, act, back=(TEMPLATE, context), url=request.path, toast=_("已保存"))


@require_POST
@page(MANAGE_USERS)
def grant_role(request: PageRequest, user_id: int) -> HttpResponse:
    """Give the user a post."""
    actor = request.actor
    form = GrantForm(request.POST, actor=actor)
    context = _user(request, user_id)

    def act(given: Any) -> int:
        level, _colon, number = given["scope"].partition(":")
        scope = GrantScope(level, int(number), given["valid_from"], given["valid_to"])
        return commands.grant_role(actor=actor, user_id=user_id, role=given["role"], scope=scope, at=clock.now())

    try:
        done = attempt(form, act)
    except Conflict as refusal:
        form.add_error(None, str(refusal.message))
        return render_page(request, TEMPLATE, {**context(), "grant_form": form}, status=409)
    if done is None:
        return render_page(request, TEMPLATE, {**context(), "grant_form": form}, status=422)
    return redirect_after_post(request, reverse("user", args=[user_id]), toast=Toast(str(_("岗位已授予，马上生效"))))


@require_POST
@page(MANAGE_USERS)
def revoke_grant(request: PageRequest, user_id: int, grant_id: int) -> HttpResponse:
    """Take a post away."""
    commands.revoke_grant(actor=request.actor, grant_id=grant_id, at=clock.now())
    return redirect_after_post(request, reverse("user", args=[user_id]), toast=Toast(str(_("岗位已收回，马上生效"))))


@require_POST
@page(MANAGE_USERS, keeps_answer=False)
def reset_password(request: PageRequest, user_id: int) -> HttpResponse:
    """Show a new one-time password once."""
    made = commands.reset_password(actor=request.actor, user_id=user_id, at=clock.now())
    return _show_password(request, made)


@require_POST
@page(MANAGE_USERS, keeps_answer=False)
def reactivate_user(request: PageRequest, user_id: int) -> HttpResponse:
    """Let the user in again, with a new one-time password."""
    made = commands.reactivate_user(actor=request.actor, user_id=user_id, at=clock.now())
    return _show_password(request, made)


@require_POST
@page(MANAGE_USERS)
def deactivate_user(request: PageRequest, user_id: int) -> HttpResponse:
    """Lock the user out."""
    commands.deactivate_user(actor=request.actor, user_id=user_id, at=clock.now())
    toast = Toast(str(_("账号已停用：会话和令牌已失效")))
    return redirect_after_post(request, reverse("user", args=[user_id]), toast=toast)


@require_POST
@page(MANAGE_USERS)
def end_sessions(request: PageRequest, user_id: int) -> HttpResponse:
    """Sign the user out everywhere."""
    commands.end_sessions(actor=request.actor, user_id=user_id, at=clock.now())
    return redirect_after_post(request, reverse("user", args=[user_id]), toast=Toast(str(_("已在所有设备上退出"))))


@require_POST
@page(MANAGE_USERS)
def revoke_user_token(request: PageRequest, user_id: int, token_id: int) -> HttpResponse:
    """Make one of the user's tokens invalid."""
    commands.revoke_api_token(actor=request.actor, token_id=token_id, at=clock.now())
    return redirect_after_post(request, reverse("user", args=[user_id]), toast=Toast(str(_("令牌已撤销"))))


def _user(request: PageRequest, user_id: int) -> Callable[[], dict[str, Any]]:
    actor = request.actor

    def context() -> dict[str, Any]:
        card = queries.get_user(actor, user_id)
        initial = {"display_name": card.display_name, "home_store_id": card.home_store_id}
        form = UserForm(actor=actor, initial=initial)
        del form.fields["username"]
        return {"user": card, "version": card.version, "form": form, "grant_form": GrantForm(actor=actor)}

    return context


def _show_password(request: PageRequest, made: CreatedUser) -> HttpResponse:
    response = render_page(request, "org/one_time_password.html", {"made": made})
    response["Cache-Control"] = "no-store"
    return response
