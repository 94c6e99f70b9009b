"""Opening hours and the calendar of a store (M01.07)."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org import commands, queries
from anxin.parties.org.models import Holiday
from anxin.parties.org.permissions import MANAGE_UNITS
from anxin.parties.org.stores import store_info
from anxin.parties.org.web.stores import DAY_INPUT, managed_store
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.text import to_half_width
from anxin.platform.ui.forms import set_choices, submit
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

HOURS = "org/store_hours.html"
CALENDAR = "org/store_calendar.html"
WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class HoursForm(forms.Form):
    """One line for each weekday, such as ``08:00-12:00 13:30-18:00``; empty is closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, label in enumerate(WEEKDAYS):
            self.fields[f"weekday_{weekday}"] = forms.CharField(label=label, max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Each line as pairs of times."""
        read: dict[str, Any] = {}
        for name, text in list(self.cleaned_data.items()):
            try:
                read[name] = _read_spans(text)
            except ValueError:
                self.add_error(name, forms.ValidationError(_("请写成 08:00-18:00；分上下午就写两段，中间空一格。")))
        return read


class DayForm(forms.Form):
    """A special day."""

    day = forms.DateField(label=_("日期"), widget=DAY_INPUT)
    kind = forms.ChoiceField(label=_("这一天"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("说明"), max_length=40, required=False)

    def __init__(self, *args: Any, may_change_group: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Holiday.Kind
        own = [kinds.CLOSED, kinds.OPEN]
        shared = [kinds.HOLIDAY, kinds.MAKEUP] if may_change_group else []
        set_choices(self, "kind", [(each.value, each.label) for each in own + shared])


@page(MANAGE_UNITS)
def store_hours(request: PageRequest, store_id: int) -> HttpResponse:
    """The weekly opening hours."""
    actor = request.actor
    store = managed_store(actor, store_id)
    hours = queries.get_store_hours(actor, store_id)
    initial = {f"weekday_{each.weekday}": " ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in each.spans) for each in hours}
    form = HoursForm(request.POST or None, initial=initial)
    context = {"form": form, "store": store, "tab": "store_hours"}
    if request.method != "POST":
        return render_page(request, HOURS, context)

    def act(given: Any) -> int:
        wanted = {weekday: given[f"weekday_{weekday}"] for weekday in range(7)}
        return commands.set_store_hours(actor=actor, store_id=store_id, hours=wanted, at=clock.now())

    return submit(request, form, act, back=(HOURS, lambda: context), url=request.path, toast=_("营业时间已保存"))


@page(MANAGE_UNITS)
def store_calendar(request: PageRequest, store_id: int) -> HttpResponse:
    """A month of the store's calendar, and the form for a special day."""
    actor = request.actor
    store = managed_store(actor, store_id)
    may_change_group = actor.may_in_group(MANAGE_UNITS)
    form = DayForm(request.POST or None, may_change_group=may_change_group)
    month = _month(request.GET.get("month", ""), store_id)

    def context() -> dict[str, Any]:
        days = queries.list_calendar(actor, store_id, month)
        return {
            "store": store,
            "tab": "store_calendar",
            "form": form,
            "month": month,
            "previous": f"{month - dt.timedelta(days=1):%Y-%m}",
            "next": f"{month + dt.timedelta(days=31):%Y-%m}",
            "weekdays": WEEKDAYS,
            "weeks": _weeks(days),
            "special": [day for day in days if day.public_kind or day.store_kind],
            "may_change_group": may_change_group,
            "english": get_language() == "en",
        }

    if request.method != "POST":
        return render_page(request, CALENDAR, context())

    def act(given: Any) -> int:
        scope = store_id if given["kind"] in (Holiday.Kind.CLOSED, Holiday.Kind.OPEN) else None
        return commands.set_holiday(actor=actor, store_id=scope, **given, at=clock.now())

    return submit(request, form, act, back=(CALENDAR, context), url=request.get_full_path(), toast=_("日历已更新"))


@require_POST
@page(MANAGE_UNITS)
def remove_day(request: PageRequest, store_id: int) -> HttpResponse:
    """Make a special day plain again."""
    managed_store(request.actor, store_id)
    try:
        day = dt.date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Invalid(_("日期要写成 2026-10-01。"), field="day") from None
    scope = None if request.POST.get("scope") == "group" else store_id
    commands.remove_holiday(actor=request.actor, store_id=scope, day=day, at=clock.now())
    url = f"{reverse('store_calendar', args=[store_id])}?month={day:%Y-%m}"
    return redirect_after_post(request, url, toast=Toast(str(_("已恢复为平常日"))))


def _read_spans(text: str) -> list[tuple[dt.time, dt.time]]:
    spans = []
    for part in to_half_width(text).replace("—", "-").replace("–", "-").replace(",", " ").split():
        found = SPAN.fullmatch(part)
        if found is None:
            raise ValueError(part)
        a, b, c, d = map(int, found.groups())
        spans.append((dt.time(a, b), dt.time(c, d)))
    return spans


def _month(asked: str, store_id: int) -> dt.date:
    try:
        return dt.datetime.strptime(asked, "%Y-%m").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return store_info(store_id).clock.day(clock.now()).replace(day=1)


def _weeks(days: list[queries.CalendarDay]) -> list[list[queries.CalendarDay | None]]:
    cells: list[queries.CalendarDay | None] = [None] * days[0].day.weekday()
    cells.extend(days)
    cells.extend([None] * (-len(cells) % 7))
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]
