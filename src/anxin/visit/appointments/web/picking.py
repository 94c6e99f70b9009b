"""The pre-pick list of the parts desk (M04.08, R-PT07): what tomorrow's bookings need, laid ready with one tap each."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.formats import format_quantity, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.appointments import commands, permissions, queries
from anxin.visit.appointments.web.days import day_of


@page(permissions.SEE)
def pre_pick_page(request: PageRequest) -> HttpResponse:
    """The bookings of a day with a package; the next day on which the store opens unless ``?day=`` is given."""
    day = _picked_day(request)
    picks = queries.list_pre_picks(request.actor, request.store_id, day, clock.now())
    context = {
        "day": day,
        "before": _address(day - timedelta(days=1)),
        "after": _address(day + timedelta(days=1)),
        "picks": picks,
        "ready": sum(pick.ready_at is not None for pick in picks),
        "may_pick": request.actor.may(permissions.PICK, request.store_id),
    }
    return render_page(request, "appointments/pre_pick.html", context)


@require_POST
@page(permissions.PICK)
def lay_ready(request: PageRequest, number: str) -> HttpResponse:
    """Tick or untick one booking."""
    is_ready, version = request.POST.get("ready") == "yes", posted_version(request)
    kept = commands.lay_parts_ready(actor=request.actor, number=number, is_ready=is_ready, version=version, at=clock.now())
    day = store_info(request.store_id).clock.day(kept.wanted_at)
    return redirect_after_post(request, _address(day), Toast(gettext("已备好") if is_ready else gettext("已放回货架")))


@page(permissions.SEE)
def pre_pick_pdf(request: PageRequest) -> HttpResponse:
    """The list on paper."""
    day, store = _picked_day(request), store_info(request.store_id)
    picks = queries.list_pre_picks(request.actor, request.store_id, day, clock.now())
    data = {
        "document": {
            "title": gettext("预约备料单"),
            "number": day.isoformat(),
            "issued_at": timezone.localtime(clock.now()).isoformat(),
        },
        "store": {"name": store.name, "address": store.address, "service_phone": store.phone},
        "heads": [
            gettext("时间"),
            gettext("车牌"),
            gettext("套餐"),
            gettext("配件"),
            gettext("数量"),
            gettext("可用"),
            gettext("备好"),
        ],
        "rows": [
            [
                timezone.localtime(pick.row.wanted_at).strftime("%H:%M") if first else "",
                plate_or_vin(pick.row.plate, pick.row.vin) if first else "",
                pick.row.package_name if first else "",
                f"{line.number} {line.name}",
                f"{format_quantity(line.quantity)} {line.unit}",
                "" if pick.ready_at else format_quantity(line.free),
                gettext("是") if pick.ready_at else "□",
            ]
            for pick in picks
            for first, line in ((place == 0, line) for place, line in enumerate(pick.lines))
        ],
        "notes": [],
    }
    return pdf_file("documents/work_list", data, f"pre-pick-{day}")


def _picked_day(request: PageRequest) -> date:
    if request.GET.get("day"):
        return day_of(request)
    return queries.pick_day(request.store_id, clock.now())


def _address(day: date) -> str:
    return f"{reverse('appointment_pre_pick')}?day={day.isoformat()}"
