"""The staff list, one person, hiring, changing, leaving, skills."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org.permissions import MANAGE_USERS
from anxin.parties.org.queries import list_teams, store_info, store_users
from anxin.parties.people import commands, permissions, queries
from anxin.parties.people.commands import EmployeeDetails
from anxin.parties.people.web import forms
from anxin.platform import clock
from anxin.platform.ui.forms import attempt, submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, ShownOnce, page

LIST, DETAIL, EDIT = "people/staff.html", "people/employee.html", "ui/edit.html"
ADD, ADDED = "people/add_colleague.html", "people/added_colleague.html"
ADDED_ALREADY = "added"
COLUMNS = (
    Column("name", _("姓名"), sort="name"),
    Column("number", _("工号"), sort="number", wide_only=True),
    Column("post_label", _("岗位"), sort="post"),
    Column("level", _("等级"), wide_only=True),
    Column("joined_on", _("入职"), kind="day", sort="joined", wide_only=True),
)


@page(permissions.SEE)
def list_staff(request: PageRequest) -> HttpResponse:
    """The staff of the store, with what is wrong with the staffing."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, queries.EmployeeFilter, COLUMNS, default_sort="name")
    rows = queries.page_employees(actor, store_id, listing.filter, listing.order, listing.window)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(str(_("员工")))
    today = store_info(store_id).clock.day(clock.now())
    findings = queries.check_staffing(actor, store_id, today)
    may_manage = actor.may(permissions.MANAGE, store_id)
    may_add = may_manage and actor.may(MANAGE_USERS, store_id)
    context = {"list": listing, "findings": findings, "may_manage": may_manage, "may_add": may_add}
    return render_page(request, LIST, context, partial="table")


@page(permissions.MANAGE)
def hire_employee(request: PageRequest) -> HttpResponse:
    """A new employee of the store at hand."""
    actor, store_id = request.actor, request.store_id
    form = _employee_form(request, store_id, None)
    context = {"form": form, "title": _("新员工"), "back": reverse("people")}
    if request.method != "POST":
        return render_page(request, EDIT, context)

    def act(given: Any) -> Any:
        return commands.hire_employee(actor=actor, store_id=store_id, details=EmployeeDetails(**given), at=clock.now())

    return submit(request, form, act, back=(EDIT, lambda: context), url=reverse("people"), toast=_("已入职"))


@page(permissions.MANAGE)
def add_colleague(request: PageRequest) -> HttpResponse:
    """A new colleague who signs in; then the one-time password, once: a second tap leads to the new colleague."""
    actor, store_id = request.actor, request.store_id
    if not actor.may(MANAGE_USERS, store_id):
        return HttpResponseRedirect(reverse("hire_employee"))
    today = store_info(store_id).clock.day(clock.now())
    form = forms.ColleagueForm(request.POST or None, initial={"joined_on": today})

    def act(given: Any) -> Any:
        said = dict(given)
        username, skills = said.pop("username"), said.pop("skills")
        details = EmployeeDetails(**said)
        return commands.add_colleague(
            actor=actor, store_id=store_id, details=details, username=username, skills=skills, at=clock.now()
        )

    made = attempt(form, act) if request.method == "POST" else None
    if made is None:
        return render_page(request, ADD, {"form": form}, status=422 if form.errors else 200)
    response = render_page(request, ADDED, {"made": made})
    response["Cache-Control"] = "no-store"
    return ShownOnce(response, redirect_after_post(request, f"{reverse('employee', args=[made.id])}?{ADDED_ALREADY}=1"))


@page(permissions.SEE)
def show_employee(request: PageRequest, employee_id: int) -> HttpResponse:
    """One person."""
    context = context_of(request, employee_id)()
    return render_page(request, DETAIL, {**context, "password_was_shown": ADDED_ALREADY in request.GET})


@page(permissions.MANAGE)
def change_employee(request: PageRequest, employee_id: int) -> HttpResponse:
    """Change what is known of a person."""
    actor = request.actor
    card = queries.get_employee(actor, employee_id)
    form = _employee_form(request, card.store_id, card)
    back = reverse("employee", args=[employee_id])
    context = {"form": form, "title": card.name, "back": back, "version": card.version}
    if request.method != "POST":
        return render_page(request, EDIT, context)

    def act(given: Any) -> Any:
        return commands.change_employee(
            actor=actor,
            employee_id=employee_id,
            details=EmployeeDetails(**given),
            version=posted_version(request),
            at=clock.now(),
        )

    return submit(request, form, act, back=(EDIT, lambda: context), url=back, toast=_("已保存"))


@require_POST
@page(permissions.MANAGE)
def leave_employee(request: PageRequest, employee_id: int) -> HttpResponse:
    """The person has left."""
    actor = request.actor

    def act(given: Any) -> Any:
        return commands.leave_employee(actor=actor, employee_id=employee_id, at=clock.now(), **given)

    return submit(
        request,
        forms.LeaveForm(request.POST),
        act,
        back=(DETAIL, context_of(request, employee_id)),
        name="leave_form",
        url=reverse("employee", args=[employee_id]),
        toast=_("已登记离职，账号已停用，任务已移交"),
    )


@require_POST
@page(permissions.MANAGE)
def set_skill(request: PageRequest, employee_id: int) -> HttpResponse:
    """Add or renew a skill."""
    actor = request.actor

    def act(given: Any) -> Any:
        return commands.set_skill(actor=actor, employee_id=employee_id, at=clock.now(), **given)

    return submit(
        request,
        forms.SkillForm(request.POST),
        act,
        back=(DETAIL, context_of(request, employee_id)),
        name="skill_form",
        url=reverse("employee", args=[employee_id]),
        toast=_("技能已保存"),
    )


@require_POST
@page(permissions.MANAGE)
def drop_skill(request: PageRequest, employee_id: int, code: str) -> HttpResponse:
    """Take a skill away."""
    commands.drop_skill(actor=request.actor, employee_id=employee_id, code=code, at=clock.now())
    return redirect_after_post(request, reverse("employee", args=[employee_id]), toast=Toast(str(_("技能已取消"))))


def context_of(request: PageRequest, employee_id: int) -> Callable[[], dict[str, Any]]:
    """What the page of one person shows."""
    actor = request.actor

    def context() -> dict[str, Any]:
        card = queries.get_employee(actor, employee_id)
        today = store_info(card.store_id).clock.day(clock.now())
        acting = queries.deputy_of(actor, employee_id, today)
        may_plan = actor.may(permissions.PLAN_ROSTER, card.store_id)
        shifts = queries.list_shifts_of(actor, employee_id) if may_plan else []
        return {
            "employee": card,
            "today": today,
            "acting_name": queries.names_of(actor, [acting]).get(acting, "") if acting != employee_id else "",
            "may_manage": actor.may(permissions.MANAGE, card.store_id) and card.left_on is None,
            "may_plan": may_plan,
            "shifts": shifts,
            "skill_form": forms.SkillForm(),
            "leave_form": forms.LeaveForm(initial={"left_on": today}),
            "shift_form": forms.ShiftForm(shifts=shifts),
        }

    return context


def _employee_form(request: PageRequest, store_id: int, card: queries.EmployeeCard | None) -> forms.EmployeeForm:
    actor = request.actor
    staff = queries.list_employees(actor, store_id)
    taken = {one.user_id for one in staff} - {card.user_id if card else None}
    users = [(user_id, name) for user_id, name in store_users(actor, store_id) if user_id not in taken]
    teams = [(team.id, team.name) for team in list_teams(actor, store_id)]
    given: dict[str, Any] = {"staff": staff, "users": users, "card": card, "teams": teams}
    return forms.EmployeeForm(request.POST, **given) if request.method == "POST" else forms.EmployeeForm(**given)
