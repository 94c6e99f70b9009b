"""The acts of one reception on the phone: car, walk-around, interview, estimate, signature; shown by ``showing``."""

from dataclasses import replace

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.customers import permissions as customer_permissions
from anxin.parties.customers.commands import VehicleKnownElsewhere, change_vehicle
from anxin.parties.customers.queries import get_vehicle
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, Refusal, VersionConflict
from anxin.platform.files.uploads import read_upload
from anxin.platform.money import Money
from anxin.platform.text import clean_text
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post
from anxin.platform.ui.signing import posted_signature
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.web import words
from anxin.visit.reception.web.forms import InterviewForm, SignForm, VinForm, WalkAroundForm
from anxin.visit.reception.web.showing import act_of, address_of_step, show_reception, show_refusal
from anxin.visit.reception.web.walking import missing_words
from anxin.visit.repair_orders.commands import Confirmations, NewJob, add_job


@page(permissions.SEE)
def reception_page(request: PageRequest, number: str) -> HttpResponse:
    """One reception; ``?step=`` chooses the step, else the first that is open."""
    reception = queries.get_reception(request.actor, number)
    return show_reception(request, reception, request.GET.get("step", ""))


@act_of("car")
@page(customer_permissions.CHANGE)
def record_vin(request: PageRequest, number: str) -> HttpResponse:
    """Put the VIN that was missing into the vehicle's file, before papers are printed with it."""
    form = VinForm(request.POST)
    if not form.is_valid():
        return show_refusal(request, number, "car", form)
    vehicle = get_vehicle(request.actor, queries.get_reception(request.actor, number).row.vehicle_id)
    try:
        change_vehicle(
            actor=request.actor,
            vehicle_id=vehicle.id,
            data=replace(vehicle.data, vin=form.cleaned_data["vin"]),
            version=posted_version(request),
            at=clock.now(),
        )
    except VehicleKnownElsewhere:
        said = gettext("请核对车架号。没有抄错的话，集团内已有这辆车的档案：请记离店，再用这个车架号重新接车。")
        return show_refusal(request, number, "car", form, Invalid(said, field="vin"))
    except (Invalid, Conflict) as refusal:
        return show_refusal(request, number, "car", form, refusal)
    return redirect_after_post(request, reverse("reception", args=[number]), toast=Toast(gettext("车架号已存入车辆档案")))


@require_POST
@page(permissions.RECEIVE)
def add_photo(request: PageRequest, number: str) -> HttpResponse:
    """Keep one photo as it is shot; answers with its key."""
    photo = request.FILES.get("photo")
    if photo is None:
        return JsonResponse({"error": gettext("没有收到照片，请重拍。")}, status=422)
    label = request.POST.get("label", "")
    place = next((code for code, text in words.PLACES.items() if label in (code, str(text))), "")
    try:
        kept = commands.add_photo(
            actor=request.actor,
            number=number,
            data=read_upload(photo),
            place=place,
            at=clock.now(),
        )
    except Refusal as refusal:
        return JsonResponse({"error": refusal.shown}, status=refusal.status)
    return JsonResponse({"id": kept.key, "url": f"/files/{kept.key}/"})


@act_of("walk")
@page(permissions.RECEIVE)
def record_walk_around(request: PageRequest, number: str) -> HttpResponse:
    """Save the draft and go on to the interview."""
    form = WalkAroundForm(request.POST)
    if form.is_valid():
        try:
            commands.record_walk_around(
                actor=request.actor,
                number=number,
                seen=form.seen(request.POST.getlist("photos")),
                version=posted_version(request),
                at=clock.now(),
            )
        except (Invalid, VersionConflict) as refusal:
            return show_refusal(request, number, "walk", form, refusal)
        return redirect_after_post(request, address_of_step(number, "talk"), toast=_saved(request, number))
    return show_refusal(request, number, "walk", form)


@act_of("walk")
@page(permissions.RECEIVE)
def decline_walk_around(request: PageRequest, number: str) -> HttpResponse:
    """No walk-around, for a reason."""
    reason = request.POST.get("reason", "")
    commands.decline_walk_around(actor=request.actor, number=number, reason=reason, at=clock.now())
    return redirect_after_post(request, address_of_step(number, "talk"), toast=Toast(gettext("已记下原因")))


@act_of("talk")
@page(permissions.RECEIVE)
def record_interview(request: PageRequest, number: str) -> HttpResponse:
    """Keep what was said; the order is opened later."""
    form = InterviewForm(request.POST)
    if form.is_valid():
        try:
            _keep_interview(request, number, form)
        except (Invalid, Conflict) as refusal:
            return show_refusal(request, number, "talk", form, refusal)
        return redirect_after_post(request, address_of_step(number, "talk"), toast=Toast(gettext("问诊已存")))
    return show_refusal(request, number, "talk", form)


@act_of("talk")
@page(permissions.RECEIVE)
def open_order(request: PageRequest, number: str) -> HttpResponse:
    """Keep what was said and open the order: a package goes on to the signature, mere words to the estimate."""
    form = InterviewForm(request.POST)
    if not form.is_valid():
        return show_refusal(request, number, "talk", form)
    try:
        if "concerns" in request.POST:
            _keep_interview(request, number, form)
        commands.open_order_from_reception(
            actor=request.actor,
            number=number,
            jobs=_reworked(request, _wished_package(request) or _first_concern(form)),
            parking_place=request.POST.get("parking_place", "").strip()[:12],
            at=clock.now(),
        )
    except (Invalid, Conflict) as refusal:
        return show_refusal(request, number, "talk", form, refusal)
    return redirect_after_post(request, address_of_step(number, "sign" if request.POST.get("package") else "order"))


@act_of("order")
@page(permissions.RECEIVE)
def add_to_order(request: PageRequest, number: str) -> HttpResponse:
    """Add one more package, or one more concern in the customer's words, before the signature."""
    order = queries.get_reception(request.actor, number).row.order_number
    words = clean_text(request.POST.get("complaint", ""))
    jobs = _reworked(request, _wished_package(request) or [NewJob(words[:80], words)])
    try:
        if not order:
            raise commands.OrderNotOpened
        add_job(actor=request.actor, number=order, job=jobs[0], at=clock.now())
    except (Invalid, Conflict) as refusal:
        return show_refusal(request, number, "order", None, refusal)
    return redirect_after_post(request, address_of_step(number, "order"), toast=Toast(gettext("项目已加上")))


@act_of("sign")
@page(permissions.RECEIVE)
def sign(request: PageRequest, number: str) -> HttpResponse:
    """The customer signs walk-around and order; then the key tag can be printed."""
    form = SignForm(request.POST)
    if not form.is_valid():
        return show_refusal(request, number, "sign", form)
    given = form.cleaned_data
    try:
        _keep_waiting(request, number, given["waits"])
        confirmed = Confirmations(
            given["promised_at"],
            given["old_parts"],
            given["wash"] == "yes",
            _total(given["total"]),
            given["service_contact"],
        )
        if given["walk_declined"]:
            reason = str(words.WALK_DECLINED[given["walk_declined"]])
            commands.decline_walk_around(actor=request.actor, number=number, reason=reason, at=clock.now())
        signed = commands.sign_order(
            actor=request.actor,
            number=number,
            confirmations=confirmed,
            signature=posted_signature(request),
            also_sheet=True,
            version=posted_version(request),
            at=clock.now(),
        )
    except (Invalid, Conflict) as refusal:
        return show_refusal(request, number, "sign", form, refusal)
    toast = Toast(gettext("%(number)s 已签字") % {"number": signed.order_number})
    return redirect_after_post(request, address_of_step(number, "car"), toast=toast)


@act_of("car")
@page(permissions.RECEIVE)
def release(request: PageRequest, number: str) -> HttpResponse:
    """The car leaves without an order."""
    try:
        commands.release_vehicle(
            actor=request.actor,
            number=number,
            reason=request.POST.get("reason", ""),
            is_locker_returned=bool(request.POST.get("is_locker_returned")),
            at=clock.now(),
        )
    except (commands.LockerNotReturned, Invalid) as refusal:
        return show_refusal(request, number, "car", None, refusal)
    return redirect_after_post(request, reverse("reception_desk"), toast=Toast(gettext("已记离店")))


def _saved(request: PageRequest, number: str) -> Toast:
    missing = missing_words(queries.get_reception(request.actor, number).sheet)
    if not missing:
        return Toast(gettext("环车检查已存"))
    return Toast(gettext("环车检查已存，还差：%(missing)s") % {"missing": missing}, level="late")


def _total(shown: str) -> Money:
    """:raises Invalid: not an amount, so not what the page showed"""
    try:
        return Money.yuan(shown)
    except (ArithmeticError, ValueError):
        raise Invalid(gettext("请刷新后再签。"), rule="R-RO09") from None


@act_of("car")
@page(permissions.RECEIVE)
def choose_waiting(request: PageRequest, number: str) -> HttpResponse:
    """Where the customer waits, in one tap."""
    commands.choose_waiting(actor=request.actor, number=number, waits=request.POST.get("waits", ""), at=clock.now())
    return redirect_after_post(request, address_of_step(number, "car"), toast=Toast(gettext("已记下客户在哪里等")))


def _keep_waiting(request: PageRequest, number: str, waits: str) -> None:
    if waits:
        commands.choose_waiting(actor=request.actor, number=number, waits=waits, at=clock.now())


def _keep_interview(request: PageRequest, number: str, form: InterviewForm) -> None:
    given = dict(form.cleaned_data)
    waits = given.pop("waits")
    commands.record_interview(
        actor=request.actor,
        number=number,
        version=posted_version(request),
        at=clock.now(),
        **given,
    )
    _keep_waiting(request, number, waits)


def _reworked(request: PageRequest, jobs: list[NewJob]) -> list[NewJob]:
    """The same jobs, the first as doing again what was chosen of an earlier order."""
    earlier = request.POST.get("rework_of", "")
    if not jobs or not (earlier.isdecimal() and len(earlier) < 18):
        return jobs
    return [replace(jobs[0], rework_of=int(earlier)), *jobs[1:]]


def _first_concern(form: InterviewForm) -> list[NewJob]:
    said = next((line.strip() for line in form.cleaned_data["concerns"].splitlines() if line.strip()), "")
    return [NewJob(said[:80], said[:500])] if said else []


def _wished_package(request: PageRequest) -> list[NewJob]:
    code = request.POST.get("package", "")[:24]
    title = request.POST.get(f"title_{code}", "")[:80]
    return [NewJob(title or code, package_code=code)] if code else []
