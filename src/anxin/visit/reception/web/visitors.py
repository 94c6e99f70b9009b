"""People without a car to leave: in with one tap, who is next, and the register of a day."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import list_duty
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.web.forms import VisitorForm

COLUMNS = (
    Column("came_at", _("到店"), kind="time", sort="came_at"),
    Column("purpose_label", _("来访目的")),
    Column("name", _("姓名")),
    Column("masked_phone", _("电话"), wide_only=True),
    Column("host_name", _("找谁")),
    Column("greeted_at", _("接待"), kind="time", wide_only=True),
    Column("left_at", _("离店"), kind="time"),
)


@page(permissions.VISITORS)
def visitors(request: PageRequest) -> HttpResponse:
    """Register somebody, see who waits and who is to receive them, and look a day up."""
    if request.method == "POST":
        return _register(request)
    return _render(request, VisitorForm())


@require_POST
@page(permissions.VISITORS)
def greet(request: PageRequest, visitor_id: int) -> HttpResponse:
    """Whoever acts receives the visitor."""
    commands.greet_visitor(actor=request.actor, visitor_id=visitor_id, at=clock.now())
    return redirect_after_post(request, reverse("visitors"), toast=Toast(gettext("由您接待")))


@require_POST
@page(permissions.VISITORS)
def leave(request: PageRequest, visitor_id: int) -> HttpResponse:
    """The visitor left."""
    commands.end_visit(actor=request.actor, visitor_id=visitor_id, at=clock.now())
    return redirect_after_post(request, reverse("visitors"), toast=Toast(gettext("已记离店")))


def _register(request: PageRequest) -> HttpResponse:
    form = VisitorForm(request.POST)
    form.offer(_hosts(request))
    if form.is_valid():
        try:
            commands.register_visitor(actor=request.actor, store_id=request.store_id, at=clock.now(), **form.cleaned_data)
        except (Invalid, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            return redirect_after_post(request, reverse("visitors"), toast=Toast(gettext("访客已登记")))
    return _render(request, form, status=422)


def _render(request: PageRequest, form: VisitorForm, status: int = 200) -> HttpResponse:
    actor, store_id, now = request.actor, request.store_id, clock.now()
    listing = read_list(request, queries.VisitorFilter, COLUMNS, default_sort="came_at")
    page_of_rows = queries.page_visitors(actor, store_id, listing.filter, listing.order, listing.window, now)
    listing = listing.with_page(page_of_rows)
    if listing.wants_export:
        return listing.export(_("访客登记"))
    form.offer(_hosts(request))
    context = {"list": listing, "form": form, "here": queries.list_visitors_here(actor, store_id, now)}
    return render_page(request, "reception/visitors.html", context, partial=("table",), status=status)


def _hosts(request: PageRequest) -> list[tuple[int, str]]:
    day = store_info(request.store_id).clock.day(clock.now())
    return [(one.employee_id, one.name) for one in list_duty(request.actor, request.store_id, day)]
