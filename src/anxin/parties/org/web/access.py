"""Who may do what where, and the permissions of every role (C.2)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org import commands, queries
from anxin.parties.org.permissions import MANAGE_USERS, SEE_ACCESS
from anxin.platform import clock
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

COLUMNS = (
    Column("display_name", _("姓名")),
    Column("username", _("工号"), wide_only=True),
    Column("role_label", _("岗位")),
    Column("where", _("范围")),
    Column("permission_label", _("可以")),
    Column("permission", _("权限代码"), wide_only=True),
    Column("valid_from", _("从"), kind="day", wide_only=True),
    Column("valid_to", _("到"), kind="day", wide_only=True),
)


@page(SEE_ACCESS)
def access(request: PageRequest) -> HttpResponse:
    """Every permission of every person, with the export."""
    actor = request.actor
    listing = read_list(request, queries.AccessFilter, COLUMNS)
    rows = queries.list_access(actor, listing.filter, listing.window, timezone.localdate(clock.now()))
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(_("谁在哪里可以做什么"))
    return render_page(request, "org/access.html", {"list": listing}, partial="table")


@page(SEE_ACCESS)
def roles(request: PageRequest) -> HttpResponse:
    """All roles."""
    return render_page(request, "org/roles.html", {"roles": queries.list_roles(request.actor)})


@page(SEE_ACCESS)
def role(request: PageRequest, code: str) -> HttpResponse:
    """What a role may do, by module, and where the group departs from the default."""
    actor = request.actor
    context = {
        "code": code,
        "label": queries.role_label(code),
        "permissions": queries.get_role(actor, code),
        "may_change": actor.may_in_group(MANAGE_USERS),
    }
    return render_page(request, "org/role.html", context)


@require_POST
@page(MANAGE_USERS)
def set_role_permission(request: PageRequest, code: str) -> HttpResponse:
    """Give a permission to a role, or take it away."""
    commands.set_role_permission(
        actor=request.actor,
        role=code,
        permission=request.POST.get("permission", ""),
        allowed=request.POST.get("allowed") == "1",
        at=clock.now(),
    )
    return redirect_after_post(request, reverse("role", args=[code]), toast=Toast(str(_("岗位权限已更新，马上生效"))))
