"""The plain dispatch page: jobs that nobody has beside the day of every bay and technician."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import skill_label
from anxin.platform import clock
from anxin.platform.calendar.rules import CalendarNeverOpens
from anxin.platform.errors import Conflict, Invalid, NotFound, Refusal
from anxin.platform.parameters import value
from anxin.platform.ui.filters import YEARS
from anxin.platform.ui.formats import format_time, plate_or_vin
from anxin.platform.ui.pages import Toast, not_modified, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import OpenJobRow, list_open_jobs
from anxin.visit.workshop import commands, permissions, queries, rules
from anxin.visit.workshop.covering import missing
from anxin.visit.workshop.parameters import SHORTEST_PLAN
from anxin.visit.workshop.queries import WORK_BAYS, BayPlan, DayPlan, JobOnFloor, TechnicianPlan
from anxin.visit.workshop.web.forms import PlanForm

TEMPLATE = "workshop/dispatch.html"


@dataclass(frozen=True, slots=True)
class Offer:
    """A technician or bay with when it is free for the job; ``is_out`` when it cannot take it today, ``is_busy`` when
    another car has it now, ``has_car`` that another job of the order is there, ``distance`` how ill a bay suits it."""

    id: int
    label: str
    free_from: datetime
    busy: tuple[tuple[datetime, datetime], ...] = ()
    is_out: bool = False
    is_busy: bool = False
    has_car: bool = False
    distance: int = 0
    hours: Decimal = Decimal(0)


@page(permissions.DISPATCH)
def dispatch(request: PageRequest) -> HttpResponse:
    """Jobs to place, the day of bays and technicians, and with ``?job=`` the form of one job."""
    context = _context(request)
    if context["job"] is not None:
        context["form"] = _form(context, None)
    return render_page(request, TEMPLATE, context, partial=("floor",))


@page(permissions.SEE)
def floor_version(request: PageRequest) -> HttpResponse:
    """What the open page polls: 304 while nothing moved."""
    return not_modified(request, queries.floor_version(request.actor, store_of(request)))


@require_POST
@page(permissions.DISPATCH)
def place_job(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Dispatch the job, or move it when somebody has it."""
    context = _context(request, job_id)
    if context["job"] is None or context["job"].number != number:
        raise NotFound
    form = _form(context, request.POST)
    context["form"] = form
    if not form.is_valid():
        return render_page(request, TEMPLATE, context, status=422)
    act = commands.move_job if context["placed"] else commands.dispatch_job
    try:
        done = act(actor=request.actor, number=number, job_id=job_id, plan=form.plan(), at=clock.now())
    except commands.PlacingChanged as refusal:
        # What stands now takes the place of what was typed over an older plan.
        context["form"] = form = _form(context, _form(context, None).initial)
        return _refused(request, context, form, refusal)
    except (Invalid, Conflict) as refusal:
        return _refused(request, context, form, refusal)
    words = _("已派工，同车还没开工的 %(n)s 项往后移了") % {"n": done.moved_behind} if done.moved_behind else _("已派工")
    return redirect_after_post(request, _address(context["day"]), Toast(words))


@require_POST
@page(permissions.DISPATCH)
def recall_job(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Take the job off the board."""
    commands.recall_job(actor=request.actor, number=number, job_id=job_id, at=clock.now())
    back = f"{reverse('workshop:board')}?day={read_day(request.GET.get('day', ''), _today(request)).isoformat()}"
    return redirect_after_post(request, back, Toast(_("已撤回派工")))


def _refused(request: PageRequest, context: dict[str, Any], form: PlanForm, refusal: Refusal) -> HttpResponse:
    field = {"bay_id": "bay", "ends_at": "hours", "starts_at": "planned_from"}.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, refusal.shown)
    return render_page(request, TEMPLATE, context, status=refusal.status)


def store_of(request: PageRequest) -> int:
    """The store in which the person stands."""
    store_id: int | None = request.store_id
    if not store_id:
        raise NotFound
    return store_id


def _context(request: PageRequest, job_id: int | None = None) -> dict[str, Any]:
    actor = request.actor
    store_id, now = store_of(request), clock.now()
    today = store_info(store_id).clock.day(now)
    day = read_day(request.GET.get("day", ""), today)
    wanted = job_id or read_number(request.GET.get("job", ""))
    unplaced = queries.unplaced_jobs(actor, store_id, queries.led_team(actor, store_id, day))
    found = list_open_jobs(actor, store_id, [wanted]) if wanted else []
    job = found[0] if found and found[0].state in ("OPEN", "IN_PROGRESS") else None
    return {
        "day": day,
        "today": today,
        "yesterday": day - timedelta(days=1),
        "tomorrow": day + timedelta(days=1),
        "now": now,
        "unplaced": unplaced,
        "plan": queries.day_plan(actor, store_id, day),
        "job": job,
        "placed": queries.find_placed_job(actor, job.job_id) if job else None,
        "version": queries.floor_version(actor, store_id),
        "store_id": store_id,
    }


def _form(context: dict[str, Any], posted: Any) -> PlanForm:
    job: OpenJobRow = context["job"]
    plan: DayPlan = context["plan"]
    placed: JobOnFloor | None = context["placed"]
    start = _earliest(context["store_id"], plan.day, context["today"], context["now"])
    length = rules.planned_end(start, job.hours, 1, value(SHORTEST_PLAN, context["store_id"], plan.day)) - start
    is_today = plan.day == context["today"]
    people = sorted(
        (_offer(one, job, start, length, is_today=is_today) for one in plan.technicians),
        key=lambda offer: (offer.is_out, offer.is_busy, not offer.has_car, offer.free_from, offer.hours),
    )
    bays = sorted(
        (_bay_offer(one, job, start, length, is_today=is_today) for one in plan.bays if _fits(one, job)),
        key=lambda offer: (offer.is_busy, not offer.has_car, offer.distance, offer.free_from),
    )
    context["best"] = _first_free(people)
    context["all_busy"] = any(one.is_busy and not one.is_out for one in people)
    return PlanForm(
        posted,
        technicians=[(str(one.id), one.label) for one in people],
        bays=[(str(one.id), one.label) for one in bays],
        initial=_initial(placed, job.hours, people, bays, start, length),
    )


def _initial(
    placed: JobOnFloor | None, hours: Decimal, people: list[Offer], bays: list[Offer], start: datetime, length: timedelta
) -> dict[str, Any]:
    if placed is not None:
        span = placed.planned_to - placed.planned_from if placed.planned_to and placed.planned_from else length
        span += missing(hours, placed.covered_minutes, len(placed.technician_ids))
        return {
            "technicians": [str(number) for number in placed.technician_ids],
            "bay": str(placed.bay_id or ""),
            "planned_from": placed.planned_from or start,
            "hours": _hours(span),
            "seen": placed.stand,
        }
    best, bay = _first_free(people), _first_free(bays)
    return {
        "technicians": [str(best.id)] if best else [],
        "bay": str(bay.id) if bay else "",
        "planned_from": rules.first_free(
            [span for one in (best, bay) if one for span in one.busy], max(start, best.free_from) if best else start, length
        ),
        "hours": _hours(length),
        "seen": 0,
    }


def _first_free(offers: list[Offer]) -> Offer | None:
    return next((one for one in offers if not one.is_out and not one.is_busy), None)


def _busy(place: TechnicianPlan | BayPlan, job: OpenJobRow) -> tuple[tuple[datetime, datetime], ...]:
    """What is in the way of a job: not its own plan, nor its car's jobs that nobody has begun and that come after it."""
    own = [block for block in place.blocks if block.number == job.number and block.job_state == "OPEN"]
    is_placed = any(block.job_id == job.job_id for block in place.blocks)
    gone = {block.job_id for block in own if is_placed} | {job.job_id}
    return tuple((block.starts_at, block.ends_at) for block in place.blocks if block.job_id not in gone)


def _offer(person: TechnicianPlan, job: OpenJobRow, start: datetime, length: timedelta, *, is_today: bool) -> Offer:
    busy = _busy(person, job)
    free = rules.free_on_shift(busy, person.shift, start, length)
    lacking = rules.missing_skills(job.skills, job.is_high_voltage, {person.id: person.skills})
    missing = " / ".join(sorted(skill_label(skill) for skills in lacking.values() for skill in skills))
    is_running = is_today and person.running_since is not None
    # Two cars without a plate are not one.
    is_at_this_car = is_running and (
        person.running_number == job.number or (bool(job.plate) and person.running_plate == job.plate)
    )
    words = [person.name, _("已排 %(hours)s h") % {"hours": person.hours}]
    if is_running:
        words.append(_("正在施工 %(plate)s") % {"plate": plate_or_vin(person.running_plate, person.running_vin)})
    if not person.is_on_duty:
        words.append(_("当天不当班"))
    elif free is None:
        is_over = person.shift is not None and person.shift[1] <= start
        words.append(_("已下班") if is_over else _("当班时间已排满"))
    elif person.shift and start < person.shift[0]:
        words.append(_("%(time)s 上班") % {"time": format_time(person.shift[0])})
    if missing:
        words.append(_("缺%(skills)s") % {"skills": missing})
    is_out = bool(missing) or not person.is_on_duty or free is None
    if free is not None and not is_out and not is_running:
        words.append(_free_words(free, start, is_today=is_today))
    has_car = is_at_this_car or _has_car(person, job)
    is_busy = is_running and not is_at_this_car
    return Offer(person.id, " · ".join(words), free or start, busy, is_out, is_busy, has_car, hours=person.hours)


def _bay_offer(bay: BayPlan, job: OpenJobRow, start: datetime, length: timedelta, *, is_today: bool) -> Offer:
    busy = _busy(bay, job)
    free = rules.first_free(busy, start, length)
    distance = rules.bay_distance(bay.kind, bay.is_high_voltage, job.skills, job.is_high_voltage)
    is_taken = is_today and bay.standing_number not in ("", job.number)
    words = [bay.code]
    if is_taken:
        words.append(_("%(plate)s 在上面") % {"plate": plate_or_vin(bay.standing_plate, bay.standing_vin)})
    if not is_taken or free > start:
        words.append(_free_words(free, start, is_today=is_today))
    has_car = _has_car(bay, job) or bay.standing_number == job.number
    return Offer(bay.id, " · ".join(words), free, busy, is_busy=is_taken, has_car=has_car, distance=distance)


def _free_words(free: datetime, start: datetime, *, is_today: bool) -> str:
    if is_today and free == start:
        return _("现在有空")
    return _("%(time)s 起有空") % {"time": format_time(free)}


def _has_car(place: TechnicianPlan | BayPlan, job: OpenJobRow) -> bool:
    return any(block.number == job.number for block in place.blocks)


def _fits(bay: BayPlan, job: OpenJobRow) -> bool:
    return bay.kind in WORK_BAYS and (bay.is_high_voltage or not job.is_high_voltage)


def _earliest(store_id: int, day: date, today: date, now: datetime) -> datetime:
    if day <= today:
        return rules.next_mark(now)
    first = store_info(store_id).clock.bounds(day)[0]
    try:
        return calendar_of(store_id).next_opening(first)
    except CalendarNeverOpens:
        return first


def _hours(span: timedelta) -> Decimal:
    return Decimal(str(span.total_seconds() / 3600)).quantize(Decimal("0.01"))


def _today(request: PageRequest) -> date:
    return store_info(store_of(request)).clock.day(clock.now())


def read_day(given: str, today: date) -> date:
    """A day out of an address; today where it is none."""
    try:
        day = date.fromisoformat(given) if given else today
    except ValueError:
        return today
    # The neighbours of the first and the last day that there is cannot be computed.
    return day if day.year in YEARS else today


def read_number(given: str) -> int | None:
    """An id out of an address; None where it is none."""
    return int(given) if given.isdecimal() and len(given) < 19 else None


def _address(day: date) -> str:
    return f"{reverse('workshop:dispatch')}?day={day.isoformat()}"
