"""How one reception looks at each of its steps, and how a refused act comes back with what was typed."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.customers import permissions as customer_permissions
from anxin.parties.customers.queries import find_consent_answer, get_vehicle
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import InvalidFields, Refusal
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.ui.formats import format_rate
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest
from anxin.resources.catalog.queries import PricedPackage, list_packages, package_parts
from anxin.visit.appointments.queries import needs_of
from anxin.visit.reception import permissions, queries
from anxin.visit.reception.commands.arriving import KIND
from anxin.visit.reception.lifecycle import HERE
from anxin.visit.reception.models import Reception
from anxin.visit.reception.parameters import BAY_SECONDS, GREETING_SECONDS, INTERVIEW_MINUTES
from anxin.visit.reception.web import words
from anxin.visit.reception.web.forms import InterviewForm, SignForm, VinForm
from anxin.visit.reception.web.walking import far_more_km, fill_walk, is_unfinished, missing_words
from anxin.visit.repair_orders import permissions as order_permissions
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.parameters import tolerance_of
from anxin.visit.repair_orders.permissions import AUTHORISE

View = Callable[..., HttpResponse]
BOOKED_KINDS = ("maintenance", "body_paint")
STEPS = {"car": _("车辆"), "walk": _("环车"), "talk": _("问诊"), "order": _("估价"), "sign": _("签字")}
PAGE = "reception/steps.html"


def show_reception(request: PageRequest, reception: queries.ReceptionView, step: str) -> HttpResponse:
    """The reception at a step, else at the first that is open."""
    return _render(request, reception, step if step in STEPS else _open_step(reception))


def show_refusal(request: PageRequest, number: str, step: str, form: Any, refusal: Refusal | None = None) -> HttpResponse:
    """The step again with every problem at its field, or above the form."""
    status = refusal.status if refusal is not None else 422
    problems: list[str] = []
    if isinstance(refusal, InvalidFields):
        for name, text in refusal.errors.items():
            if form is not None and name in form.fields:
                form.add_error(name, str(text))
            else:
                problems.append(str(text))
    elif refusal is not None and form is not None and refusal.field in form.fields:
        form.add_error(refusal.field, refusal.shown)
    elif refusal is not None:
        problems.append(refusal.shown)
    reception = queries.get_reception(request.actor, number)
    return _render(request, reception, step, form=form, problems=problems, status=status)


def _render(
    request: PageRequest,
    reception: queries.ReceptionView,
    step: str,
    *,
    form: Any = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Any = request.actor
    if step == "order" and not reception.row.order_number:
        step = "talk"  # the estimate begins with the interview
    codes = list(STEPS)
    steps = [
        {"code": code, "label": label, "state": "now" if code == step else "done" if _is_done(reception, code) else ""}
        for code, label in STEPS.items()
    ]
    context: dict[str, Any] = {
        "reception": reception,
        "row": reception.row,
        "sheet": reception.sheet,
        "step": step,
        "steps": steps,
        "next": codes[min(codes.index(step) + 1, len(codes) - 1)],
        "part": f"reception/step_{step}.html",
        "form": form,
        "problems": problems or [],
        "may": actor.may(permissions.RECEIVE, reception.row.store_id),
        "words": words,
    }
    context.update(_FILL[step](actor, reception, form))
    return render_page(request, PAGE, context, status=status)


def _fill_car(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    row = reception.row
    context: dict[str, Any] = _flags(actor, reception)
    context |= _beside(actor, reception)
    context |= _clocks(reception)
    context |= {"waits": Reception.Waits.choices if row.state in HERE else ()}
    context |= {"history": orders.history_of_vehicle(actor, row.vehicle_id, before=row.order_number, limit=5)}
    if not row.vin and actor.may(customer_permissions.CHANGE, row.store_id):
        context |= {"form": form or VinForm(), "vehicle_version": get_vehicle(actor, row.vehicle_id).version}
    return context


def _clocks(reception: queries.ReceptionView) -> dict[str, Any]:
    """What a gate measured against its limits (R-RC04, R-RC05); without a gate there is nothing."""
    limits = ((reception.greeted_seconds, GREETING_SECONDS), (reception.bay_seconds, BAY_SECONDS))
    given = [(seconds, value(limit, reception.row.store_id, clock.now())) for seconds, limit in limits]
    return {"clocks": [(label, *each) for label, each in zip((_("迎接"), _("进工位")), given, strict=True)]}


def _beside(actor: Any, reception: queries.ReceptionView) -> dict[str, Any]:
    """What may be given or suggested while the order is written."""
    row = reception.row
    is_open = row.order_number and row.order_state == "OPEN" and actor.may(permissions.RECEIVE, row.store_id)
    suggested = words.words_of_marks(reception.sheet.marks) if is_open and not reception.insurance_answer else ""
    return {
        "gifts": queries.gifts_of_reception(actor, row.number, clock.now()) if row.state in HERE else [],
        "suggested": suggested,
        "insurance_answers": Reception.Accident.choices,
    }


def _flags(actor: Any, reception: queries.ReceptionView) -> dict[str, Any]:
    """Only where the customer does not look at the screen to see or sign."""
    if not actor.may(permissions.FLAG, reception.row.store_id):
        return {}
    kinds = [(kind, label, words.FLAG_REASONS[kind]) for kind, label in queries.FLAG_KINDS]
    flags = queries.list_flags(actor, reception.row.number, clock.now())
    return {"may_flag": True, "flags": flags, "flag_kinds": kinds}


def _fill_walk(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    free = queries.list_free_lockers(actor, reception.row.store_id, clock.now())
    return fill_walk(actor, reception.sheet, form) | {"free_lockers": free, "km_more": far_more_km(reception)}


def _fill_talk(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    proposal = queries.propose_warranty(actor, reception.row.number) if not reception.row.order_number else None
    support = support_of(actor, reception)
    is_free = not reception.warranty and all(one.outcome for one in support["questions"])
    decided = proposal if proposal and is_free and proposal.answer != "unclear" else None
    initial = {
        "concerns": reception.concerns or reception.booked_complaint,
        "warranty": decided.answer if decided else reception.warranty,
        "warranty_words": decided.words if decided else reception.warranty_words,
        "waits": reception.row.waits,
        "service_contact": "",
    }
    shortest = value(INTERVIEW_MINUTES, reception.row.store_id, clock.now())
    minutes = reception.interview_minutes
    is_short = minutes is not None and minutes < shortest
    context = _asking(actor, reception, form or InterviewForm(initial=initial))
    context |= {"shortest": shortest, "is_short": is_short, "proposal": proposal, "support": support}
    if not reception.row.order_number:
        today = store_info(reception.row.store_id).clock.day(clock.now())
        context |= {
            "packages": _packages(actor, reception),
            "unsold": orders.list_unsold_items(actor, reception.row.vehicle_id, today)[:6],
            "promised_at": _expected(actor, reception),
            "earlier": orders.list_earlier_jobs(actor, reception.row.vehicle_id) if reception.row.lane == "rework" else [],
        }
    return context


def _expected(actor: Any, reception: queries.ReceptionView) -> datetime | None:
    """What would be promised now for what was booked, or for what this purpose usually takes."""
    row, now = reception.row, clock.now()
    kind = row.purpose if row.purpose in BOOKED_KINDS else "repair"
    on = store_info(row.store_id).clock.day(now)
    needs = needs_of(actor, row.store_id, kind=kind, package_code=reception.booked_package, advisor_id=None, on=on)
    booking = DocumentRef("appointments.appointment", reception.booking_id) if reception.booking_id else None
    return orders.expect_promise(
        row.store_id,
        needs.work,
        now,
        visit=DocumentRef(KIND, row.id),
        articles=package_parts(actor, row.store_id, [reception.booked_package]).get(reception.booked_package),
        laid_ready_for=booking,
        express=(row.purpose, reception.opened_at) if row.lane == "express" else None,
    )


def support_of(actor: Any, reception: queries.ReceptionView) -> dict[str, Any]:
    """Questions to the workshop's expert about the car (R-RC10)."""
    store_id, vehicle_id = reception.row.store_id, reception.row.vehicle_id
    return {
        "vehicle_id": vehicle_id,
        "questions": orders.list_technical_questions(actor, vehicle_id),
        "may_ask": actor.may(order_permissions.ASK_EXPERT, store_id),
        "may_answer": actor.may(order_permissions.ADVISE, store_id),
    }


def _packages(actor: Any, reception: queries.ReceptionView) -> list[PricedPackage]:
    """What the car may get; what was booked comes first."""
    return sorted(
        list_packages(actor, reception.row.store_id, model_name=reception.row.model_name),
        key=lambda one: one.code != reception.booked_package,
    )


def _fill_order(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    order = orders.get_repair_order(actor, reception.row.order_number)
    can_add = order.head.state == "OPEN" and actor.may(permissions.RECEIVE, reception.row.store_id)
    return _beside(actor, reception) | {
        "order": order,
        "can_add": can_add,
        "packages": _packages(actor, reception) if can_add else [],
        "earlier": orders.list_earlier_jobs(actor, reception.row.vehicle_id, before=order.head.id) if can_add else [],
        "back": address_of_step(reception.row.number, "order"),
    }


def _fill_sign(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    row = reception.row
    if not row.order_number:
        return {"order": None}
    order = orders.get_repair_order(actor, row.order_number)
    counted = [item for job in order.jobs for item in job.items if item.decision in ("PRESENTED", "APPROVED")]
    last = orders.find_last_choices(actor, row.vehicle_id)
    total = Money.sum(item.customer_amount for item in counted)
    initial = {
        "promised_at": order.head.promised_at,
        "old_parts": last.old_parts if last else "leave",
        "wash": "yes" if last is None or last.wants_wash else "no",
        "total": str(total),
        "waits": row.waits,
        "service_contact": "",
    }
    tolerance = format_rate(tolerance_of(row.store_id, None, clock.now()))
    may = actor.may(AUTHORISE, row.store_id)
    choosing = {"can": {"authorise": may}, "here": address_of_step(row.number, "sign")}
    shown = choosing | {
        "order": order,
        "outlook": orders.get_outlook(actor, row.order_number, clock.now()),
        "km_more": far_more_km(reception),
        "has_lines": bool(counted),
        "is_unfinished": is_unfinished(reception),
        "missing": missing_words(reception.sheet),
        "total": total,
        "tolerance": tolerance,
    }
    return shown | _asking(actor, reception, form or SignForm(initial=initial))


def _asking(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    known = find_consent_answer(actor, reception.row.customer_id, "service")
    form.know(known)
    return {"form": form, "known": known}


_FILL = {"car": _fill_car, "walk": _fill_walk, "talk": _fill_talk, "order": _fill_order, "sign": _fill_sign}


def _is_done(reception: queries.ReceptionView, step: str) -> bool:
    return {
        "car": bool(reception.row.vin),
        "walk": reception.sheet.recorded_at is not None or reception.sheet.state != "DRAFT",
        "talk": reception.interview_ended_at is not None,
        "order": bool(reception.row.order_number),
        "sign": reception.row.order_state not in ("", "OPEN"),
    }[step]


def _open_step(reception: queries.ReceptionView) -> str:
    if reception.row.state != "ARRIVED" and _is_done(reception, "sign"):
        return "car"
    if not _is_done(reception, "walk"):
        return "walk"
    return next((step for step in ("talk", "order", "sign") if not _is_done(reception, step)), "car")


def act_of(step: str) -> Callable[[View], View]:
    """An address that is posted to; whoever reloads it after a refusal is brought back to its step."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, number: str) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return HttpResponseRedirect(address_of_step(number, step))
            return require_POST(view)(request, number)

        return run

    return wrap


def address_of_step(number: str, step: str) -> str:
    """Where a step of a reception is shown."""
    return f"{reverse('reception', args=[number])}?step={step}"
