"""Bays, parking places, departments and teams of a store (M01.01)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org import commands, queries
from anxin.parties.org.commands import PlaceKind
from anxin.parties.org.models import Bay
from anxin.parties.org.permissions import MANAGE_UNITS
from anxin.parties.org.web.stores import managed_store
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.ui.forms import attempt, set_choices
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "org/store_places.html"


class BayForm(forms.Form):
    """A new bay."""

    code = forms.CharField(label=_("编号"), max_length=12)
    kind = forms.ChoiceField(label=_("类型"), choices=Bay.Kind.choices)
    is_high_voltage = forms.BooleanField(label=_("可做高压作业"), required=False)


class ParkingPlaceForm(forms.Form):
    """A new parking place."""

    code = forms.CharField(label=_("编号"), max_length=12)


class DepartmentForm(forms.Form):
    """A new department."""

    name = forms.CharField(label=_("名称"), max_length=40)


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label=_("名称"), max_length=40)
    department_id = forms.TypedChoiceField(label=_("部门"), coerce=int, empty_value=None, required=False)


FORMS: dict[str, type[forms.Form]] = {
    "bay": BayForm,
    "parking_place": ParkingPlaceForm,
    "department": DepartmentForm,
    "team": TeamForm,
}
ADD: dict[str, Callable[..., int]] = {
    "bay": commands.add_bay,
    "parking_place": commands.add_parking_place,
    "department": commands.add_department,
    "team": commands.add_team,
}


@page(MANAGE_UNITS)
def store_places(request: PageRequest, store_id: int) -> HttpResponse:
    """All places of a store, with a form for a new one of each kind."""
    actor = request.actor
    store = managed_store(actor, store_id)
    kind = request.POST.get("place", "")
    if request.method == "POST" and kind not in FORMS:
        raise NotFound
    shown = queries.get_store_places(actor, store_id)
    made = {name: _form(name, request.POST if name == kind else None, shown) for name in FORMS}

    def render(status: int) -> HttpResponse:
        context = {"store": store, "tab": "store_places", "places": shown, "forms": made}
        return render_page(request, TEMPLATE, context, status=status)

    if request.method != "POST":
        return render(200)

    def act(given: Any) -> int:
        return ADD[kind](actor=actor, store_id=store_id, at=clock.now(), **given)

    if attempt(made[kind], act) is None:
        return render(422)
    return redirect_after_post(request, request.path, toast=Toast(str(_("已新增"))))


@require_POST
@page(MANAGE_UNITS)
def switch_place(request: PageRequest, store_id: int) -> HttpResponse:
    """Retire a place, or restore it."""
    try:
        kind, place_id = PlaceKind(request.POST.get("place", "")), int(request.POST.get("place_id", ""))
    except ValueError:
        raise NotFound from None
    act = commands.retire_place if request.POST.get("act") == "retire" else commands.restore_place
    act(actor=request.actor, kind=kind, place_id=place_id, at=clock.now())
    return redirect_after_post(request, reverse("store_places", args=[store_id]), toast=Toast(str(_("已保存"))))


def _form(name: str, posted: Any, shown: queries.StorePlaces) -> forms.Form:
    form = FORMS[name](posted, auto_id=f"{name}_%s")
    if name == "team":
        departments = [(each.id, each.name) for each in shown.departments if each.is_active]
        set_choices(form, "department_id", [("", "—"), *departments])
    return form
