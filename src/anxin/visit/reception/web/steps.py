"""The steps of one reception on the phone: car, walk-around, interview, estimate, signature."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.customers.queries import find_consent_answer
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, InvalidFields, Refusal, VersionConflict
from anxin.platform.files.uploads import read_upload
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.ui.signing import posted_signature
from anxin.platform.web import page
from anxin.resources.catalog.queries import list_packages
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.commands.ordering import usual_promise
from anxin.visit.reception.parameters import INTERVIEW_MINUTES
from anxin.visit.reception.web import words
from anxin.visit.reception.web.forms import InterviewForm, SignForm, WalkAroundForm
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import Confirmations, NewJob

STEPS = {"car": _("车辆"), "walk": _("环车"), "talk": _("问诊"), "order": _("估价"), "sign": _("签字")}
PAGE = "reception/steps.html"


@page(permissions.SEE)
def reception_page(request: HttpRequest, number: str) -> HttpResponse:
    """One reception; ``?step=`` chooses the step, else the first that is open."""
    reception = queries.get_reception(request.actor, number)  # type: ignore[attr-defined]
    step = request.GET.get("step", "")
    return _render(request, reception, step if step in STEPS else _open_step(reception))


@require_POST
@page(permissions.RECEIVE)
def add_photo(request: HttpRequest, number: str) -> HttpResponse:
    """Keep one photo as it is shot; answers with its key."""
    photo = request.FILES.get("photo")
    if photo is None:
        return JsonResponse({"error": gettext("没有收到照片，请重拍。")}, status=422)
    label = request.POST.get("label", "")
    place = next((code for code, text in words.PLACES.items() if label in (code, str(text))), "")
    try:
        kept = commands.add_photo(
            actor=request.actor,  # type: ignore[attr-defined]
            number=number,
            data=read_upload(photo),
            place=place,
            at=clock.now(),
        )
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=refusal.status)
    return JsonResponse({"id": kept.key, "url": f"/files/{kept.key}/"})


@require_POST
@page(permissions.RECEIVE)
def record_walk_around(request: HttpRequest, number: str) -> HttpResponse:
    """Save the draft and go on to the interview."""
    form = WalkAroundForm(request.POST)
    if form.is_valid():
        try:
            commands.record_walk_around(
                actor=request.actor,  # type: ignore[attr-defined]
                number=number,
                seen=form.seen(request.POST.getlist("photos")),
                version=posted_version(request),
                at=clock.now(),
            )
        except (Invalid, VersionConflict) as refusal:
            return _refused(request, number, "walk", form, refusal)
        return redirect_after_post(request, _address(number, "talk"), toast=Toast(gettext("环车检查已存")))
    return _refused(request, number, "walk", form)


@require_POST
@page(permissions.RECEIVE)
def decline_walk_around(request: HttpRequest, number: str) -> HttpResponse:
    """No walk-around, for a reason."""
    reason = request.POST.get("reason", "")
    commands.decline_walk_around(actor=request.actor, number=number, reason=reason, at=clock.now())  # type: ignore[attr-defined]
    return redirect_after_post(request, _address(number, "talk"), toast=Toast(gettext("已记下原因")))


@require_POST
@page(permissions.RECEIVE)
def record_interview(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what was said and go on to the estimate."""
    form = InterviewForm(request.POST)
    if form.is_valid():
        try:
            commands.record_interview(
                actor=request.actor,  # type: ignore[attr-defined]
                number=number,
                version=posted_version(request),
                at=clock.now(),
                **form.cleaned_data,
            )
        except (Invalid, VersionConflict) as refusal:
            return _refused(request, number, "talk", form, refusal)
        return redirect_after_post(request, _address(number, "order"))
    return _refused(request, number, "talk", form)


@require_POST
@page(permissions.RECEIVE)
def open_order(request: HttpRequest, number: str) -> HttpResponse:
    """Open the order with a package, or with the customer's words, and go on to the signature."""
    code = request.POST.get("package", "")[:24]
    title = request.POST.get(f"title_{code}", "")[:80] if code else ""
    jobs = [NewJob(title or code, package_code=code)] if code else []
    try:
        commands.open_order_from_reception(
            actor=request.actor,  # type: ignore[attr-defined]
            number=number,
            jobs=jobs,
            parking_place=request.POST.get("parking_place", "").strip()[:12],
            at=clock.now(),
        )
    except Invalid as refusal:
        return _refused(request, number, "order", None, refusal)
    return redirect_after_post(request, _address(number, "sign"))


@require_POST
@page(permissions.RECEIVE)
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """The customer signs walk-around and order; then the key tag can be printed."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return _refused(request, number, "sign", form)
    given = form.cleaned_data
    try:
        confirmed = Confirmations(
            given["promised_at"],
            given["old_parts"],
            given["wash"] == "yes",
            Money.yuan(given["total"]),
            given["service_contact"],
        )
        signed = commands.sign_order(
            actor=request.actor,  # type: ignore[attr-defined]
            number=number,
            confirmations=confirmed,
            signature=posted_signature(request),
            also_sheet=True,
            version=posted_version(request),
            at=clock.now(),
        )
    except ArithmeticError:
        return _refused(request, number, "sign", form, Invalid(gettext("请刷新后再签。")))
    except (Invalid, Conflict) as refusal:
        return _refused(request, number, "sign", form, refusal)
    toast = Toast(gettext("%(number)s 已签字") % {"number": signed.order_number})
    return redirect_after_post(request, _address(number, "car"), toast=toast)


@require_POST
@page(permissions.RECEIVE)
def release(request: HttpRequest, number: str) -> HttpResponse:
    """The car leaves without an order."""
    reason = request.POST.get("reason", "")
    commands.release_vehicle(actor=request.actor, number=number, reason=reason, at=clock.now())  # type: ignore[attr-defined]
    return redirect_after_post(request, reverse("reception_desk"), toast=Toast(gettext("已记离店")))


def _refused(request: HttpRequest, number: str, step: str, form: Any, refusal: Refusal | None = None) -> HttpResponse:
    status = refusal.status if refusal is not None else 422
    problems: list[str] = []
    if isinstance(refusal, InvalidFields):
        for name, text in refusal.errors.items():
            if form is not None and name in form.fields:
                form.add_error(name, str(text))
            else:
                problems.append(str(text))
    elif refusal is not None and form is not None and refusal.field in form.fields:
        form.add_error(refusal.field, str(refusal.message))
    elif refusal is not None:
        problems.append(str(refusal.message))
    reception = queries.get_reception(request.actor, number)  # type: ignore[attr-defined]
    return _render(request, reception, step, form=form, problems=problems, status=status)


def _render(
    request: HttpRequest,
    reception: queries.ReceptionView,
    step: str,
    *,
    form: Any = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
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
    return {"history": orders.history_of_vehicle(actor, row.vehicle_id, before=row.order_number, limit=5)}


def _fill_walk(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    sheet = reception.sheet
    shot = {photo.label for photo in sheet.photos}
    photos = [{"id": each.key, "url": each.thumb_url, "label": words.PLACES.get(each.label, "")} for each in sheet.photos]
    marks = [
        mark | {"zone_label": str(words.ZONES.get(mark["zone"], "")), "kind_label": str(words.MARK_KINDS[mark["kind"]])}
        for mark in sheet.marks
    ]
    return {
        "photos": photos,
        "marks": marks,
        "places": [text for code, text in words.PLACES.items() if code not in shot],
        "shot": len(words.PLACES) - len(sheet.missing_places),
        "value": form.data if form is not None else None,
    }


def _fill_talk(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    initial = {
        "concerns": reception.concerns or reception.booked_words,
        "warranty": reception.warranty,
        "warranty_words": reception.warranty_words,
        "started_at": clock.now().isoformat(),
        "service_contact": "",
    }
    shortest = value(INTERVIEW_MINUTES, reception.row.store_id, clock.now().date())
    minutes = reception.interview_minutes
    is_short = minutes is not None and minutes < shortest
    return {**_asking(actor, reception, form or InterviewForm(initial=initial)), "shortest": shortest, "is_short": is_short}


def _fill_order(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    row = reception.row
    if row.order_number:
        return {"order": orders.get_repair_order(actor, row.order_number), "packages": []}
    return {
        # What was booked comes first.
        "packages": sorted(
            list_packages(actor, row.store_id, model_name=row.model_name),
            key=lambda one: one.code != reception.booked_package,
        ),
        "unsold": orders.list_unsold_items(actor, row.vehicle_id)[:6],
        "promised_at": usual_promise(row.store_id, clock.now()),
    }


def _fill_sign(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    row = reception.row
    if not row.order_number:
        return {"order": None}
    order = orders.get_repair_order(actor, row.order_number)
    last = orders.find_last_choices(actor, row.vehicle_id)
    total = Money.sum(
        item.amount
        for job in order.jobs
        for item in job.items
        if item.payer == "customer" and item.decision in ("PRESENTED", "APPROVED")
    )
    promised = order.head.promised_at or clock.now() + timedelta(hours=3)
    initial = {
        "promised_at": promised,
        "old_parts": last.old_parts if last else "leave",
        "wash": "yes" if last is None or last.wants_wash else "no",
        "total": str(total),
        "service_contact": "",
    }
    return {"order": order, "total": total, **_asking(actor, reception, form or SignForm(initial=initial))}


def _asking(actor: Any, reception: queries.ReceptionView, form: Any) -> dict[str, Any]:
    known = find_consent_answer(actor, reception.row.customer_id, "service")
    form.know(known)
    return {"form": form, "known": known}


_FILL = {"car": _fill_car, "walk": _fill_walk, "talk": _fill_talk, "order": _fill_order, "sign": _fill_sign}


def _is_done(reception: queries.ReceptionView, step: str) -> bool:
    return {
        "car": True,
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


def _address(number: str, step: str) -> str:
    return f"{reverse('reception', args=[number])}?step={step}"
