"""The hand-over: explain, sign, give the key back."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.ui.signing import posted_signature
from anxin.platform.web import PageRequest, page
from anxin.visit.billing.queries import is_customer_share_paid
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.commands import NextService, NoteWish, Precaution, ReturnedPart
from anxin.visit.reception.web import words
from anxin.visit.reception.web.forms import DeliveryForm
from anxin.visit.repair_orders import queries as orders

PAGE = "reception/delivery.html"
BLANK_LINES = 2


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
    parts = [
        ReturnedPart(*line) for line in _lines(request, "part", "part_quantity", "part_disposal") if line[0] and line[2]
    ]
    return NoteWish(
        tuple(precautions),
        tuple(_next_service(line) for line in coming if line[0]),
        tuple(parts),
        form.cleaned_data["follow_up_note"] if "follow_up_note" in request.POST else None,
        form.cleaned_data["is_explained"],
        form.cleaned_data["is_locker_returned"],
        form.cleaned_data["is_set_removed"],
        {"yes": True, "no": False}.get(form.cleaned_data["is_very_satisfied"]),
        form.cleaned_data["unsatisfied_words"],
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
    if note is None:
        day = store_info(order.head.store_id).clock.day(clock.now())
        draft = queries.draft_delivery_note(actor, order, day)
        posted, reception = form is not None, queries.find_reception_of_order(actor, number)
        context |= {
            "form": form or DeliveryForm(initial={"follow_up_note": draft.follow_up_note, "is_set_removed": True}),
            "draft": draft,
            "precautions": _lines(request, "service", "precaution")
            if posted
            else [(service, words.precaution_for(service)) for service in draft.services],
            "coming": _lines(request, "next_service", "next_on", "next_km", "next_cost", "next_minutes")
            if posted
            else [
                (gettext("保养"), draft.next_service_on.isoformat(), draft.next_service_km or "", "", ""),
                *[("", "", "", "", "")] * BLANK_LINES,
            ],
            "parts": _lines(request, "part", "part_quantity", "part_disposal")
            if posted
            else [(name, quantity, str(words.OLD_PARTS[draft.old_parts])) for name, quantity in draft.parts],
            "locker": queries.find_locker(actor, number),
            "has_set": reception is not None and reception.sheet.protective_set == "laid",
            "is_paid": is_customer_share_paid(actor, number) if actor.may("billing.see", order.head.store_id) else True,
            "may": actor.may(permissions.DELIVER, order.head.store_id),
        }
    return render_page(request, PAGE, context, status=status)
