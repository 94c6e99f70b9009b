"""The parts counter: requests of the workshop by promise, and the one that is being served beside them (mock-up 06)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.holdings.parts.permissions import ISSUE, TELL
from anxin.holdings.parts.queries import demand_of_day
from anxin.parties.org.queries import store_info
from anxin.parties.work.queries import open_subjects
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_quantity
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.appointments.permissions import SEE as SEE_BOOKINGS
from anxin.visit.appointments.queries import PrePick, list_pre_picks, pick_day
from anxin.visit.parts_desk import commands, queries
from anxin.visit.parts_desk.parameters import REBOOK
from anxin.visit.repair_orders.commands import issue_order_parts

PAGE = "parts_desk/desk.html"
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AnswerForm(forms.Form):
    """How what is missing is got: ``how``, with the store or supplier after a colon."""

    how = forms.RegexField(
        r"^(transfer:\d{1,9}|(emergency|order):\d{0,9}|lost:)$", error_messages={"invalid": _("请选择怎么解决。")}
    )
    unit_price = forms.DecimalField(label=_("进价"), min_value=0, max_digits=10, decimal_places=2, required=False)
    expected_at = forms.DateTimeField(label=_("到货时间"), required=False, widget=MOMENT)
    words = forms.CharField(label=_("说明"), max_length=200, required=False)
    seen = forms.IntegerField(min_value=1, required=False)

    def way(self) -> commands.Way:
        """By whom."""
        how, _colon, given = self.cleaned_data["how"].partition(":")
        price = Money.yuan(self.cleaned_data["unit_price"] or 0)
        if how == "transfer":
            return commands.Way(from_store_id=int(given))
        return commands.Way(supplier_id=int(given), unit_price=price) if given else commands.Way()


@page(ISSUE)
def show_desk(request: PageRequest) -> HttpResponse:
    """Requests by promise; ``?order=`` is the one that is being served, else the first."""
    return render_page(
        request, PAGE, _context(request, request.GET.get("order", "").replace("\x00", "")), partial="requests"
    )


@require_POST
@page(ISSUE)
def scan_part(request: PageRequest, number: str) -> HttpResponse:
    """Issue the scanned part; the field waits for the next."""

    def act() -> str:
        done = commands.scan_part(actor=request.actor, number=number, code=request.POST.get("code", ""), at=clock.now())
        said = {"name": done.name, "n": format_quantity(done.quantity), "left": done.lines_left}
        if done.lines_left:
            return gettext("已发 %(name)s × %(n)s，还有 %(left)s 项") % said
        return gettext("已发 %(name)s × %(n)s，发齐了") % said

    return _acted(request, number, act)


@require_POST
@page(ISSUE)
def hand_out(request: PageRequest, number: str) -> HttpResponse:
    """Issue all that is open, in one tap."""

    def act() -> str:
        issue_order_parts(actor=request.actor, number=number, at=clock.now())
        return gettext("%(number)s 已发料") % {"number": number}

    return _acted(request, number, act)


@require_POST
@page(ISSUE)
def lay_order_ready(request: PageRequest, number: str) -> HttpResponse:
    """The parts of the order lie ready."""

    def act() -> str:
        place = request.POST.get("place", "")
        done = commands.lay_order_ready(actor=request.actor, number=number, place=place, at=clock.now())
        return gettext("已备好 %(n)s 项 %(place)s") % {"n": done.lines, "place": done.place}

    return _acted(request, number, act)


@require_POST
@page(ISSUE)
def put_back(request: PageRequest, number: str) -> HttpResponse:
    """They went back to the shelf."""

    def act() -> str:
        commands.put_back(actor=request.actor, number=number, at=clock.now())
        return gettext("已放回货架")

    return _acted(request, number, act)


@require_POST
@page(TELL)
def answer_shortage(request: PageRequest, number: str, item_id: int) -> HttpResponse:
    """What is missing is got like this, or lost."""
    form = AnswerForm(request.POST)

    def act() -> str:
        if not form.is_valid():
            raise Invalid(next(iter(form.errors.values()))[0], field=next(iter(form.errors)), rule="R-PT04")
        said = form.cleaned_data
        done = commands.answer_shortage(
            actor=request.actor,
            number=number,
            item_id=item_id,
            how=said["how"].partition(":")[0],
            expected_at=said["expected_at"],
            words=said["words"],
            way=form.way(),
            seen=said["seen"],
            at=clock.now(),
        )
        return gettext("%(name)s 已答复，顾问看得到") % {"name": done.name}

    return _acted(request, number, act)


@require_POST
@page(TELL)
def ask_rebooking(request: PageRequest, number: str) -> HttpResponse:
    """The advisor of a booking is to agree on another time; the order that is being served stays."""

    def act() -> str:
        commands.ask_rebooking(actor=request.actor, number=number, at=clock.now())
        return gettext("已请顾问改约，任务在他的待办里")

    return _acted(request, request.POST.get("order", "").replace("\x00", ""), act)


def _acted(request: PageRequest, number: str, act: Callable[[], str]) -> HttpResponse:
    """Back to the order with what was done; what is refused shows above it, and what was typed stays."""
    try:
        done = act()
    except (Invalid, Conflict) as refusal:
        context = _context(request, number) | {"problem": refusal.shown, "typed": request.POST}
        return render_page(request, PAGE, context, status=refusal.status)
    return redirect_after_post(request, f"{reverse('parts_desk:desk')}?{urlencode({'order': number})}", Toast(done))


def _context(request: PageRequest, wanted: str) -> dict[str, Any]:
    actor, store_id, now = request.actor, request.store_id, clock.now()
    local = store_info(store_id).clock
    requests = queries.list_requests(actor, store_id, now)
    first = requests[0].order.number if requests else ""
    chosen = _chosen(request, wanted or first)
    may_tell = actor.may(TELL, store_id)
    choices = queries.choices_for(actor, chosen, now) if chosen and may_tell else {}
    day, picks = _tomorrow(request)
    short_picks = [pick for pick in picks if pick.is_short]
    return {
        "requests": requests,
        "chosen": chosen,
        "now": now,
        "is_chosen": bool(wanted),
        "today": demand_of_day(actor, store_id, local.day(now)),
        "day": day,
        "picks": picks,
        "picked": sum(pick.ready_at is not None for pick in picks),
        "short_picks": short_picks,
        "asked": open_subjects(actor, store_id, REBOOK, among=[pick.row.id for pick in short_picks]),
        "parts_tomorrow": sum(len(pick.lines) for pick in picks),
        "short": [(line, choices.get(line.part.line.item_id)) for line in chosen.short] if chosen else [],
        "may_tell": may_tell,
        "ordered": commands.PURCHASES,
        "store_name": store_info(store_id).name,
    }


def _chosen(request: PageRequest, number: str) -> queries.OpenRequest | None:
    """The order at the counter; one of another store, or that is gone, is none."""
    if not number:
        return None
    try:
        found = queries.get_request(request.actor, number, clock.now())
    except NotFound:
        return None
    return found if found.order.store_id == request.store_id else None


def _tomorrow(request: PageRequest) -> tuple[Any, list[PrePick]]:
    if not request.actor.may(SEE_BOOKINGS, request.store_id):
        return None, []
    day = pick_day(request.store_id, clock.now())
    return day, list_pre_picks(request.actor, request.store_id, day, clock.now())
