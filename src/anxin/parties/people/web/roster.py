"""The roster of a week, and absences."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people import commands, permissions, queries
from anxin.parties.people.commands import PlannedDuty
from anxin.parties.people.parameters import shift_presets
from anxin.parties.people.web.forms import AbsenceForm
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "people/roster.html"
REST = "rest"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person in the grid; ``chosen`` is the value of the control."""

    name: str
    day: date
    chosen: str
    options: tuple[tuple[str, str], ...]
    absence: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person's week."""

    employee_id: int
    name: str
    post_label: str
    cells: tuple[Cell, ...]


@page(permissions.SEE)
def show_roster(request: PageRequest) -> HttpResponse:
    """The week, and, for those who plan, its form."""
    actor, store_id = request.actor, request.store_id
    monday = _monday(request)
    if request.method != "POST":
        return render_page(request, TEMPLATE, _context(request, monday))
    known = {(one.employee_id, one.day): _code(one.starts_at, one.ends_at) for one in _week(request, monday)}
    duties = [
        duty
        for name in request.POST
        if (duty := _duty(name, request.POST[name])) is not None
        and known.get((duty.employee_id, duty.day)) != request.POST[name]
    ]
    commands.plan_roster(actor=actor, store_id=store_id, duties=duties, at=clock.now())
    words = _("已保存 %(count)s 格") % {"count": len(duties)}
    return redirect_after_post(request, _address(monday), toast=Toast(str(words)))


@require_POST
@page(permissions.PLAN_ROSTER)
def copy_week(request: PageRequest) -> HttpResponse:
    """Plan the week like the one before, where nothing is planned yet."""
    actor, store_id = request.actor, request.store_id
    monday = _monday(request)
    week = timedelta(days=7)
    planned = {(one.employee_id, one.day) for one in _week(request, monday)}
    active = {one.id for one in queries.list_employees(actor, store_id)}
    duties = [
        PlannedDuty(one.employee_id, one.day + week, one.starts_at, one.ends_at)
        for one in _week(request, monday - week)
        if one.employee_id in active and (one.employee_id, one.day + week) not in planned
    ]
    commands.plan_roster(actor=actor, store_id=store_id, duties=duties, at=clock.now())
    words = _("已照上周排好 %(count)s 格") % {"count": len(duties)}
    return redirect_after_post(request, _address(monday), toast=Toast(str(words)))


@require_POST
@page(permissions.PLAN_ROSTER)
def record_absence(request: PageRequest) -> HttpResponse:
    """Somebody is away."""
    actor, store_id = request.actor, request.store_id
    monday = _monday(request)
    form = AbsenceForm(request.POST, staff=queries.list_employees(actor, store_id))

    def act(given: Any) -> Any:
        return commands.record_absence(actor=actor, at=clock.now(), **given)

    return submit(
        request,
        form,
        act,
        back=(TEMPLATE, lambda: _context(request, monday)),
        url=_address(monday),
        toast=_("缺勤已登记，任务由 B 岗代理"),
    )


@require_POST
@page(permissions.PLAN_ROSTER)
def cancel_absence(request: PageRequest, absence_id: int) -> HttpResponse:
    """Take an absence back."""
    commands.cancel_absence(actor=request.actor, absence_id=absence_id, at=clock.now())
    return redirect_after_post(request, _address(_monday(request)), toast=Toast(str(_("缺勤已撤销"))))


def _context(request: PageRequest, monday: date) -> dict[str, Any]:
    actor, store_id = request.actor, request.store_id
    days = [monday + timedelta(days=number) for number in range(7)]
    staff = queries.list_employees(actor, store_id)
    absences = queries.list_absences(actor, store_id, days[0], days[-1])
    today = store_info(store_id).clock.day(clock.now())
    away = {(one.employee_id, day): one.label for one in absences for day in days if one.starts_on <= day <= one.ends_on}
    known = {(one.employee_id, one.day): _code(one.starts_at, one.ends_at) for one in _week(request, monday)}
    presets = [_code(*preset) for preset in shift_presets(store_id, today)]
    lines = [
        Line(
            one.id,
            one.name,
            one.post_label,
            tuple(_cell(one.id, day, known.get((one.id, day), ""), presets, away.get((one.id, day), "")) for day in days),
        )
        for one in staff
    ]
    return {
        "monday": monday,
        "days": days,
        "today": today,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "lines": lines,
        "absences": absences,
        "may_plan": actor.may(permissions.PLAN_ROSTER, store_id),
        "form": AbsenceForm(staff=staff, initial={"starts_on": today, "ends_on": today}),
    }


def _cell(employee_id: int, day: date, chosen: str, presets: list[str], absence: str) -> Cell:
    codes = [*presets, REST]
    if chosen and chosen not in codes:
        codes.insert(0, chosen)
    options = tuple((code, str(_("休")) if code == REST else code) for code in codes)
    # A planned day may be changed, not unplanned: what was promised to somebody stays visible.
    blank = () if chosen else (("", "—"),)
    return Cell(f"cell_{employee_id}_{day:%Y%m%d}", day, chosen, (*blank, *options), absence)


def _week(request: PageRequest, monday: date) -> list[queries.RosterCell]:
    actor, store_id = request.actor, request.store_id
    return queries.list_roster(actor, store_id, monday, monday + timedelta(days=6))


def _code(starts_at: time | None, ends_at: time | None) -> str:
    return f"{starts_at:%H:%M}-{ends_at:%H:%M}" if starts_at and ends_at else REST


def _duty(name: str, code: str) -> PlannedDuty | None:
    """The cell of a posted control; None for other fields and for cells that stay unplanned."""
    kind, _line, rest = name.partition("_")
    employee, _line, day = rest.partition("_")
    if kind != "cell" or not code:
        return None
    try:
        when = date.fromisoformat(day)
        if code == REST:
            return PlannedDuty(int(employee), when)
        starts, _dash, ends = code.partition("-")
        return PlannedDuty(int(employee), when, time.fromisoformat(starts), time.fromisoformat(ends))
    except ValueError:
        raise Invalid(field=name) from None


def _monday(request: PageRequest) -> date:
    today = store_info(request.store_id).clock.day(clock.now())
    asked = request.POST.get("week") or request.GET.get("week", "")
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = today
    day = day if abs((day - today).days) < 3660 else today
    return day - timedelta(days=day.weekday())


def _address(monday: date) -> str:
    return f"{reverse('roster')}?week={monday}"
