"""The day of appointments: list, booking, and the steps of one appointment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import list_employees
from anxin.platform import clock
from anxin.platform.documents.contributions import contributions_to
from anxin.platform.errors import Conflict, Invalid, InvalidFields, NotFound
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.capacity.queries import Offer
from anxin.resources.catalog.queries import list_packages
from anxin.visit.appointments import commands, permissions, queries
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.web.days import day_of
from anxin.visit.appointments.web.forms import BookingForm, MoveForm
from anxin.visit.appointments.web.no_shows import asked_since, given_reason

DAY = "appointments/day.html"
ADVISORS = ("service_advisor", "front_desk_supervisor", "service_supervisor", "insurance_advisor", "advisor_assistant")


@page(permissions.SEE)
def day_page(request: PageRequest) -> HttpResponse:
    """Appointments of a day by time, what is free, and the booking form."""
    day = day_of(request)
    return _render(request, day, _form(request, wanted_at=_slot(request, day)))


@page(permissions.SEE)
def appointment_page(request: PageRequest, appointment_id: int) -> HttpResponse:
    """Where a task about an appointment leads: its row on the list of its day."""
    row = queries.get_appointment_by_id(request.actor, appointment_id)
    day = store_info(row.store_id).clock.day(row.wanted_at)
    return redirect(f"{_address(day)}#appointment_{appointment_id}")


@require_POST
@page(permissions.BOOK)
def book(request: PageRequest) -> HttpResponse:
    """Book from the form; a refused one comes back with everything typed."""
    form = _form(request, request.POST)
    day = day_of(request)
    offers: Sequence[Offer] = ()
    if form.is_valid():
        given = dict(form.cleaned_data)
        car = commands.CarWish(**{name: given.pop(name) for name in ("plate", "customer_name", "phone", "model_name")})
        try:
            kept = commands.book_appointment(
                actor=request.actor,
                store_id=request.store_id,
                booking=commands.Booking(car=car, **given),
                at=clock.now(),
            )
        except (Invalid, commands.AlreadyBooked) as refusal:
            _explain(form, refusal)
            offers = refusal.offers if isinstance(refusal, commands.SlotFull) else ()
        else:
            toast = Toast(gettext("已预约 %(number)s") % {"number": kept.number})
            on = store_info(request.store_id).clock.day(kept.wanted_at)
            return redirect_after_post(request, _address(on), toast=toast)
    return _render(request, day, form, offers=offers, status=422)


@require_POST
@page(permissions.SEE)
def step(request: PageRequest, number: str, verb: str) -> HttpResponse:
    """Arrive, miss, cancel or move one appointment, or record what came of the reminding call."""
    actor, at = request.actor, clock.now()
    version = posted_version(request)
    words = {
        "arrive": gettext("已登记到店"),
        "miss": gettext("已记未到店"),
        "cancel": gettext("已取消预约"),
        "move": gettext("已改期"),
        "remind": gettext("已登记提醒结果"),
    }
    if verb == "arrive":
        kept = commands.mark_arrived(actor=actor, number=number, at=at)
    elif verb == "miss":
        kept = commands.mark_no_show(actor=actor, number=number, at=at, **given_reason(request))
    elif verb == "cancel":
        reason = request.POST.get("reason", "")
        kept = commands.cancel_appointment(actor=actor, number=number, reason=reason, version=version, at=at)
    elif verb in ("move", "remind"):
        try:
            kept = _moved(request, number, at) if verb == "move" else _reminded(request, number, at)
        except (Invalid, commands.AlreadyBooked) as refusal:
            return _move_again(request, number, refusal)
    else:
        raise NotFound
    on = store_info(queries.get_appointment(actor, number).store_id).clock.day(kept.wanted_at)
    said = words[verb]
    if kept.plate_number is not None and verb == "arrive":
        said = gettext("已登记到店，请放 %(n)d 号预约牌") % {"n": kept.plate_number}
    return redirect_after_post(request, _address(on), toast=Toast(said))


def _moved(request: PageRequest, number: str, at: datetime) -> commands.KeptAppointment:
    version = posted_version(request)
    return commands.move_appointment(
        actor=request.actor, number=number, wanted_at=_moved_to(request), version=version, at=at
    )


def _reminded(request: PageRequest, number: str, at: datetime) -> commands.KeptAppointment:
    result = request.POST.get("result", "")
    report = commands.ReminderReport(
        result,
        request.POST.get("reason", "") if result == "cancelled" else request.POST.get("words", ""),
        _moved_to(request) if result == "moved" else None,
    )
    version = posted_version(request)
    return commands.record_reminder(actor=request.actor, number=number, report=report, version=version, at=at)


@dataclass(frozen=True, slots=True)
class Moving:
    """A move that was refused: which booking, what was typed, why not, and the times that can be kept instead."""

    number: str
    typed: str
    message: str
    offers: Sequence[Offer]


def _moved_to(request: PageRequest) -> datetime:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Invalid(gettext("请填改到的日期和时间。"), field="wanted_at", rule="M04.01")
    moment: datetime = form.cleaned_data["wanted_at"]
    return moment


def _move_again(request: PageRequest, number: str, refusal: Invalid | Conflict) -> HttpResponse:
    row = queries.get_appointment(request.actor, number)
    offers = refusal.offers if isinstance(refusal, commands.SlotFull) else ()
    moving = Moving(number, request.POST.get("wanted_at", ""), refusal.shown, offers)
    day = store_info(row.store_id).clock.day(row.wanted_at)
    return _render(request, day, _form(request), moving=moving, status=422)


def _render(
    request: PageRequest,
    day: date,
    form: BookingForm,
    *,
    offers: Sequence[Offer] = (),
    moving: Moving | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, store_id = request.actor, request.store_id
    rows = queries.list_appointments(actor, store_id, day)
    now = clock.now()
    today = store_info(store_id).clock.day(now)
    wants_parts = day >= today and any(row.package_code for row in rows)
    picks = {one.row.id: one for one in queries.list_pre_picks(actor, store_id, day, now)} if wants_parts else {}
    given = contributions_to("appointments.rows", actor, rows)
    context = {
        "day": day,
        "now": now,
        "today": today,
        "chosen": _slot(request, day),
        "before": _address(day - timedelta(days=1)),
        "after": _address(day + timedelta(days=1)),
        "rows": [(row, picks.get(row.id), given.get("deposits", {}).get(row.id)) for row in rows],
        "booked": rows,
        "receive": given.get("receive", ""),
        "expected": sum(row.state == "BOOKED" for row in rows),
        "slots": [slot for slot in queries.list_slots(actor, store_id, day) if day != today or slot.starts_at > now],
        "form": form,
        "offers": offers,
        "moving": moving,
        "endangered": queries.find_endangered(actor, store_id, clock.now()) if rows else frozenset(),
        "unexplained": queries.count_unexplained(actor, store_id, asked_since(store_id, today)),
        "reasons": Appointment.NoShowReason.choices,
        "may_book": actor.may(permissions.BOOK, store_id),
        "may_arrive": actor.may(permissions.ARRIVE, store_id),
        "province": store_info(store_id).plate_prefix[:1],
        "address": _address(day),
    }
    return render_page(request, DAY, context, status=status)


def _form(request: PageRequest, data: Any = None, *, wanted_at: datetime | None = None) -> BookingForm:
    actor, store_id = request.actor, request.store_id
    today = store_info(store_id).clock.day(clock.now())
    staff = list_employees(actor, store_id, posts=ADVISORS, on=today) if actor.may("people.see", store_id) else []
    packages = [(each.code, f"{each.name} {each.price}") for each in list_packages(actor, store_id, only_board=True)]
    # Another page may say whom the booking is for: ?plate=…&channel=counter.
    given = {name: request.GET[name][:12] for name in ("plate", "channel") if name in request.GET}
    advisors = [(one.id, one.name) for one in staff]
    return BookingForm(data, advisors=advisors, packages=packages, wanted_at=wanted_at, given=given)


def _slot(request: PageRequest, day: date) -> datetime | None:
    """The slot that was tapped, ``?at=10:30``."""
    try:
        at = time.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return None
    return store_info(request.store_id).clock.at(day, at)


def _explain(form: BookingForm, refusal: Invalid | Conflict) -> None:
    if isinstance(refusal, InvalidFields):
        for name, text in refusal.errors.items():
            form.add_error(name if name in form.fields else None, str(text))
        return
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)


def _address(day: date) -> str:
    return f"{reverse('appointments')}?day={day.isoformat()}"
