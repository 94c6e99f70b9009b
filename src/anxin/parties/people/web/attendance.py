"""The shift clock and the month of attendance."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people import commands, permissions, queries
from anxin.parties.people.web.forms import ShiftForm
from anxin.parties.people.web.staff import DETAIL, context_of
from anxin.platform import clock as platform_clock
from anxin.platform.calendar.rules import add_months
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, ListPage, RowPage, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

COLUMNS = (
    Column("name", _("姓名")),
    Column("scheduled_days", _("应出勤（天）"), kind="integer"),
    Column("rest_days", _("休息（天）"), kind="integer"),
    Column("absent_days", _("缺勤（天）"), kind="integer"),
    Column("absenteeism", _("缺勤率"), kind="percent"),
    Column("unclocked_days", _("未打卡（天）"), kind="integer", wide_only=True),
    Column("effective_days", _("有效工作天数"), kind="number", wide_only=True),
    Column("clocked_minutes", _("打卡工时（分钟）"), kind="integer", wide_only=True),
)
RECORDS = (
    Column("worked_on", _("日期"), kind="day"),
    Column("employee_name", _("姓名")),
    Column("clocked_in_at", _("上班"), kind="time"),
    Column("clocked_out_at", _("下班"), kind="time"),
    Column("minutes", _("打卡工时（分钟）"), kind="integer"),
    Column("corrected_reason", _("更正原因")),
)


@page(permissions.CLOCK)
def show_clock(request: PageRequest) -> HttpResponse:
    """One's own clock."""
    actor = request.actor
    employee = queries.find_own_employee(actor)
    running = queries.find_running_shift(actor, employee.id) if employee else None
    return render_page(request, "people/clock.html", {"employee": employee, "running": running})


@require_POST
@page(permissions.CLOCK)
def clock(request: PageRequest, verb: str) -> HttpResponse:
    """Clock oneself in or out."""
    actor = request.actor
    chosen = {"in": (commands.clock_in, _("已打上班卡")), "out": (commands.clock_out, _("已打下班卡"))}.get(verb)
    employee = queries.find_own_employee(actor)
    if chosen is None or employee is None:
        raise Http404
    command, words = chosen
    command(actor=actor, employee_id=employee.id, at=platform_clock.now())
    return redirect_after_post(request, reverse("shift_clock"), toast=Toast(str(words)))


@page(permissions.PLAN_ROSTER)
def list_attendance(request: PageRequest) -> HttpResponse:
    """A month of the store (K-P13, K-E06, R-KP16)."""
    actor, store_id = request.actor, request.store_id
    now = platform_clock.now()
    today = store_info(store_id).clock.day(now)
    month = _month(request.GET.get("month", ""), today)
    rows = queries.attendance_of(actor, store_id, month, now)
    total = queries.sum_attendance(rows)
    sums: dict[str, Any] = {one.code: getattr(total, one.code) for one in COLUMNS if hasattr(total, one.code)}
    listing: ListPage[queries.EmployeeFilter] = read_list(request, queries.EmployeeFilter, COLUMNS)
    listing = listing.with_page(RowPage(rows, len(rows), sums))
    if listing.wants_export:
        return listing.export(f"{_('考勤')} {month:%Y-%m}")
    context = {
        "list": listing,
        "month": month,
        "before": add_months(month, -1),
        "after": add_months(month, 1) if add_months(month, 1) <= today else None,
    }
    return render_page(request, "people/attendance.html", context)


@page(permissions.PLAN_ROSTER)
def list_attendance_records(request: PageRequest) -> HttpResponse:
    """The attendance record of a month (FORM-36): who, which day, from when to when."""
    today = store_info(request.store_id).clock.day(platform_clock.now())
    month = _month(request.GET.get("month", ""), today)
    rows = queries.list_shifts(request.actor, request.store_id, month, add_months(month, 1) - timedelta(days=1))
    listing: ListPage[queries.EmployeeFilter] = read_list(request, queries.EmployeeFilter, RECORDS)
    window = listing.window
    listing = listing.with_page(RowPage(rows[window.offset : window.offset + window.limit], len(rows)))
    if listing.wants_export:
        return listing.export(f"{_('考勤纪录')} {month:%Y-%m}")
    return render_page(request, "people/attendance_records.html", {"list": listing, "month": month})


@require_POST
@page(permissions.PLAN_ROSTER)
def correct_shift(request: PageRequest, employee_id: int) -> HttpResponse:
    """Mend or add a shift of a person."""
    actor = request.actor
    form = ShiftForm(request.POST, shifts=queries.list_shifts_of(actor, employee_id))

    def act(given: Any) -> Any:
        return commands.correct_shift(actor=actor, employee_id=employee_id, at=platform_clock.now(), **given)

    return submit(
        request,
        form,
        act,
        back=(DETAIL, context_of(request, employee_id)),
        name="shift_form",
        url=reverse("employee", args=[employee_id]),
        toast=_("考勤已更正"),
    )


def _month(asked: str, today: date) -> date:
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        found = today
    return found.replace(day=1) if 2000 <= found.year <= today.year else today.replace(day=1)
