"""New cars: what is sold, who hands it over this week, and the checklist that the customer signs."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.holdings.vehicle_sales import commands, permissions, queries, rules
from anxin.parties.customers.queries import find_vehicle
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import list_employees
from anxin.platform import clock
from anxin.platform.documents.pictures import printable_picture
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.ui.formats import plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.ui.signing import posted_signature
from anxin.platform.web import PageRequest, page

SHOWN = timedelta(days=30)
ITEMS: dict[str, Any] = {
    "cards": _("名片和服务卡已交"),
    "precautions": _("用车注意事项已讲"),
    "maintenance": _("首保和保养提醒已讲"),
    "hotline": _("服务热线和救援电话已告知"),
    "introduced": _("已带客户认识售后部门"),
}


@page(permissions.SEE)
def new_cars(request: PageRequest) -> HttpResponse:
    """Cars to be handed over, those of the last weeks, this week's three, and the share introduced (R-DL13, R-DL14)."""
    problem, status = "", 200
    if request.method == "POST":
        try:
            kept = _register(request)
        except (Invalid, Conflict) as refusal:
            problem, status = refusal.shown, refusal.status
        else:
            toast = Toast(gettext("已登记"))
            return redirect_after_post(request, reverse("new_car", args=[kept.id]), toast=toast)
    actor, store_id = request.actor, request.store_id
    today = store_info(store_id).clock.day(clock.now())
    rows = queries.list_sold_cars(actor, store_id, today - SHOWN)
    may_plan = actor.may(permissions.PLAN_TEAM, store_id)
    context = {
        "waiting": [row for row in rows if row.handed_over_on is None],
        "done": [row for row in rows if row.handed_over_on is not None],
        "team": queries.find_team(actor, store_id, today),
        "share": queries.introduced_share(actor, store_id, today - SHOWN, today),
        "staff": list_employees(actor, store_id, on=today) if may_plan else [],
        "given": {"vin": request.POST.get("vin", ""), "planned_on": request.POST.get("planned_on") or today.isoformat()},
        "problem": problem,
        "may": {"sell": actor.may(permissions.SELL, store_id), "plan": may_plan},
    }
    return render_page(request, "vehicle_sales/new_cars.html", context, status=status)


@require_POST
@page(permissions.PLAN_TEAM)
def set_team(request: PageRequest) -> HttpResponse:
    """Name this week's three."""
    now = clock.now()
    chosen = [_number(request.POST.get(name, "")) for name in ("sales", "service", "relations")]
    try:
        commands.set_delivery_team(
            actor=request.actor,
            store_id=request.store_id,
            day=store_info(request.store_id).clock.day(now),
            sales_id=chosen[0],
            service_id=chosen[1],
            relations_id=chosen[2],
            at=now,
        )
    except Invalid as refusal:
        return redirect_after_post(request, reverse("new_cars"), toast=Toast(refusal.shown))
    return redirect_after_post(request, reverse("new_cars"), toast=Toast(gettext("本周小组已定")))


@page(permissions.SEE)
def new_car(request: PageRequest, sold_car_id: int) -> HttpResponse:
    """The checklist of a new car: to be gone through and signed, or as it was signed (FORM-44)."""
    actor = request.actor
    given = {code: request.POST.get(code, "") for code in rules.ITEMS}
    problem, status = "", 200
    if request.method == "POST":
        try:
            commands.hand_over_car(
                actor=actor,
                sold_car_id=sold_car_id,
                items={code: said == "yes" for code, said in given.items() if said in ("yes", "no")},
                words=request.POST.get("words", ""),
                signature=posted_signature(request),
                version=posted_version(request),
                at=clock.now(),
            )
        except (Invalid, Conflict) as refusal:
            problem, status = refusal.shown, refusal.status
        else:
            return redirect_after_post(request, request.path, toast=Toast(gettext("新车已交付")))
    car = queries.get_sold_car(actor, sold_car_id)
    today = store_info(car.store_id).clock.day(clock.now())
    context = {
        "car": car,
        "signed": queries.find_hand_over(actor, sold_car_id),
        "team": queries.find_team(actor, car.store_id, today),
        "items": [(code, label, given[code]) for code, label in ITEMS.items()],
        "words": request.POST.get("words", ""),
        "problem": problem,
        "may": {
            "hand_over": actor.may(permissions.HAND_OVER, car.store_id),
            "sell": actor.may(permissions.SELL, car.store_id),
            "waive": actor.may(permissions.WAIVE_INSPECTION, car.store_id),
        },
    }
    return render_page(request, "vehicle_sales/new_car.html", context, status=status)


@require_POST
@page(permissions.SELL)
def cancel(request: PageRequest, sold_car_id: int) -> HttpResponse:
    """The sale fell through."""
    reason = request.POST.get("reason", "")
    commands.cancel_sold_car(actor=request.actor, sold_car_id=sold_car_id, reason=reason, at=clock.now())
    return redirect_after_post(request, reverse("new_cars"), toast=Toast(gettext("已取消")))


@require_POST
@page(permissions.WAIVE_INSPECTION)
def waive(request: PageRequest, sold_car_id: int) -> HttpResponse:
    """The car goes without a passed inspection."""
    reason, toast = request.POST.get("reason", ""), Toast(gettext("已放行"))
    try:
        commands.waive_new_car_inspection(actor=request.actor, sold_car_id=sold_car_id, reason=reason, at=clock.now())
    except (Invalid, Conflict) as refusal:
        toast = Toast(refusal.shown)
    return redirect_after_post(request, reverse("new_car", args=[sold_car_id]), toast=toast)


@page(permissions.SEE)
def checklist(request: PageRequest, sold_car_id: int) -> HttpResponse:
    """The signed checklist on paper (FORM-44)."""
    car = queries.get_sold_car(request.actor, sold_car_id)
    signed = queries.find_hand_over(request.actor, sold_car_id)
    if signed is None:
        raise NotFound(gettext("这辆新车还没有交付，请先交付再打印。"))
    store = store_info(car.store_id)
    at = store.clock.local(signed.at)
    data = {
        "document": {"title": gettext("新车交付清单"), "number": car.vin, "issued_at": at.isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "vin": car.vin,
        "plate": plate_or_vin(car.plate, car.vin),
        "model": car.model_name,
        "customer": car.customer_name,
        "handed_over_at": at.strftime("%Y-%m-%d %H:%M"),
        "team": [signed.sales_name, signed.service_name, signed.relations_name],
        "items": [
            {"label": str(ITEMS[code]), "result": gettext("做了") if done else gettext("没做")}
            for code, done in signed.items
        ],
        "words": " ".join(filter(None, [signed.words, _let_go(car)])),
        "signatures": [
            {
                "label": gettext("客户签字"),
                "signed_at": at.strftime("%Y-%m-%d %H:%M"),
                "picture": printable_picture(signed.signature),
            },
        ],
    }
    return pdf_file("vehicle_sales/new_car_checklist", data, f"{car.vin}-hand-over")


def _let_go(car: queries.SoldCarRow) -> str:
    return gettext("售前检查未合格放行：%(why)s") % {"why": car.waive_reason} if car.waive_reason else ""


def _register(request: PageRequest) -> commands.KeptSoldCar:
    """:raises Invalid: no car of the store with this VIN, one without an owner, or no day"""
    car = find_vehicle(request.actor, vin=request.POST.get("vin", ""))
    if car is None or car.owner_id is None:
        raise Invalid(gettext("没有找到这个车架号的车辆，或车辆还没有车主；请先在“车辆”里登记新车和车主。"), rule="R-DL13")
    try:
        planned_on = date.fromisoformat(request.POST.get("planned_on", ""))
    except ValueError:
        raise Invalid(gettext("请选择交车日期。"), rule="R-DL13") from None
    return commands.register_sold_car(
        actor=request.actor,
        store_id=request.store_id,
        vehicle_id=car.id,
        customer_id=car.owner_id,
        planned_on=planned_on,
        at=clock.now(),
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
