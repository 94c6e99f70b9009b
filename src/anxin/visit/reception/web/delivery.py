"""The hand-over: explain, sign, give the key back."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import direct_phone
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_duration, format_kilometres, format_money, format_period
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.ui.signing import posted_signature
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands as billing
from anxin.visit.billing.queries import is_customer_share_paid, list_deposits
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.commands import NextService, NoteWish, Precaution, ReturnedPart
from anxin.visit.reception.web import words
from anxin.visit.reception.web.forms import DeliveryForm
from anxin.visit.repair_orders import queries as orders

PAGE = "reception/delivery.html"
BLANK_LINES = 2
PART_FIELDS = ("part", "part_quantity", "part_disposal", "part_outcome")


@page(permissions.SEE)
def delivery_page(request: PageRequest, number: str) -> HttpResponse:
    """The delivery note of an order: to be explained and signed, or as it was signed."""
    if request.method == "POST":
        return _deliver(request, number)
    return _render(request, number)


def _deliver(request: PageRequest, number: str) -> HttpResponse:
    form = DeliveryForm(request.POST)
    problem = ""
    status = 422
    if form.is_valid():
        try:
            commands.deliver_vehicle(
                actor=request.actor,
                number=number,
                note=_note(request, form),
                signature=posted_signature(request),
                at=clock.now(),
            )
        except (Invalid, Conflict) as refusal:
            status = refusal.status
            if refusal.field in form.fields:
                form.add_error(refusal.field, refusal.shown)
            else:
                problem = refusal.shown
        else:
            toast = Toast(gettext("已交车 %(number)s") % {"number": number})
            return redirect_after_post(request, request.path, toast=toast)
    return _render(request, number, form=form, problem=problem, status=status)


def _note(request: PageRequest, form: DeliveryForm) -> NoteWish:
    precautions = [Precaution(service, said) for service, said in _lines(request, "service", "precaution") if service]
    coming = _lines(request, "next_service", "next_on", "next_km", "next_cost", "next_minutes")
    parts = [ReturnedPart(*line) for line in _lines(request, *PART_FIELDS) if line[0]]
    said = form.cleaned_data["rating"]
    return NoteWish(
        tuple(precautions),
        tuple(_next_service(line) for line in coming if line[0]),
        tuple(parts),
        form.cleaned_data["follow_up_note"] if "follow_up_note" in request.POST else None,
        is_locker_returned=form.cleaned_data["is_locker_returned"],
        is_set_removed=form.cleaned_data["is_set_removed"],
        is_accompanied=form.cleaned_data["is_accompanied"],
        call_time=form.cleaned_data["call_time"],
        rating=int(said) if said else None,
        unsatisfied_words=form.cleaned_data["unsatisfied_words"],
    )


def _next_service(line: tuple[str, ...]) -> NextService:
    service, day, kilometres, cost, minutes = line
    try:
        return NextService(
            service,
            date.fromisoformat(day) if day else None,
            int(kilometres.replace(",", "")) if kilometres else None,
            Money.yuan(cost.replace(",", "")) if cost else None,
            int(minutes) if minutes else None,
        )
    except (ValueError, ArithmeticError):
        said = gettext("下次保养“%(service)s”的日期、里程、费用或用时写法不对，请改。") % {"service": service}
        raise Invalid(said, rule="R-DL02") from None


def _lines(request: PageRequest, *names: str) -> list[tuple[str, ...]]:
    columns = [[text.strip() for text in request.POST.getlist(name)] for name in names]
    longest = max((len(column) for column in columns), default=0)
    return [tuple(column[row] if row < len(column) else "" for column in columns) for row in range(min(longest, 60))]


def _render(
    request: PageRequest, number: str, *, form: DeliveryForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    actor: Any = request.actor
    order = orders.get_repair_order(actor, number)
    note = queries.find_delivery_note(actor, number)
    context: dict[str, Any] = {"order": order, "head": order.head, "note": note, "problem": problem, "words": words}
    context |= {"rating": queries.find_rating(actor, number), "phone": _direct_phone(actor, order.head)}
    may = context["may"] = actor.may(permissions.DELIVER, order.head.store_id)
    if note is None:
        context |= _draft(request, order, form)
    else:
        left = queries.find_send_off(actor, number)
        context |= {"left": left, "may_see_off": may and not (left and left.is_escorted)}
        context["sums"] = queries.totals(note.next_services)
    lines = (note or context["draft"]).lines
    context["lines"] = [(line, format_period(line.quality_days, line.quality_km)) for line in lines]
    return render_page(request, PAGE, context, status=status)


def _draft(request: PageRequest, order: orders.RepairOrderView, form: DeliveryForm | None) -> dict[str, Any]:
    actor, number, head = request.actor, order.head.number, order.head
    draft = queries.draft_delivery_note(actor, order, store_info(head.store_id).clock.day(clock.now()))
    reception = queries.find_reception_of_order(actor, number)
    shown = {
        "form": form or DeliveryForm(initial={"follow_up_note": draft.follow_up_note, "is_set_removed": True}),
        "draft": draft,
        "precautions": draft.precautions,
        "coming": [_coming(each) for each in draft.coming],
        "blank": [("", "", "", "", "")] * BLANK_LINES,
        "parts": [(part.name, part.quantity, part.disposal, part.outcome) for part in draft.parts],
        "sums": queries.totals(draft.coming),
        "total": Money.sum(line.amount for line in draft.lines if line.payer == "customer"),
        "locker": queries.find_locker(actor, number),
        "has_set": reception is not None and reception.sheet.protective_set == "laid",
        "missing": [(step.label, _page_of(step.page, number)) for step in _steps_ahead(actor, head)],
        "is_paid": is_customer_share_paid(actor, number) if actor.may("billing.see", head.store_id) else True,
        "standing": _standing(actor, head),
    }
    if form is not None:
        shown["precautions"] = _lines(request, "service", "precaution")
        coming = _lines(request, "next_service", "next_on", "next_km", "next_cost", "next_minutes")
        shown["coming"] = [line for line in coming if line[0]]
        shown["parts"] = _lines(request, *PART_FIELDS)
    return shown


def _steps_ahead(actor: Actor, head: orders.OrderHead) -> list[billing.MissingStep]:
    """What else the store wants before this car leaves; nothing before there is a settlement (R-DL12)."""
    if head.state != "SETTLED" or not actor.may("billing.see", head.store_id):
        return []
    return billing.steps_ahead(actor, head.number, head.store_id, clock.now())


def _standing(actor: Actor, head: orders.OrderHead) -> Money:
    """What of a deposit the settled bills did not need."""
    if head.state != "SETTLED" or not actor.may("billing.see", head.store_id):
        return Money(0)
    return Money.sum(one.balance for one in list_deposits(actor, head.number))


def _page_of(name: str, number: str) -> str:
    """Where a step is done, with the way back here."""
    return f"{reverse(name, args=[number])}?next={reverse('delivery', args=[number])}" if name else ""


def _coming(each: queries.NextServiceRow) -> tuple[Any, ...]:
    """The fields of a line as they are typed, and last the line in words."""
    day, cost = each.due_on.isoformat() if each.due_on else "", str(each.cost) if each.cost else ""
    words = [
        day,
        format_kilometres(each.due_km) if each.due_km else "",
        f"¥ {format_money(each.cost)}" if each.cost else "",
        format_duration(each.minutes) if each.minutes else "",
    ]
    return each.service, day, each.due_km or "", cost, each.minutes or "", " · ".join(filter(None, words))


def _direct_phone(actor: Actor, head: orders.OrderHead) -> str:
    return direct_phone(actor, head.advisor_id) or store_info(head.store_id).phone


@require_POST
@page(permissions.DELIVER)
def see_off(request: PageRequest, number: str) -> HttpResponse:
    """The car was escorted to the gate, in one tap (R-DL08)."""
    commands.see_off(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, reverse("delivery", args=[number]), toast=Toast(gettext("已送到门口")))
