"""The front page of the settings; group, brands and regions; number series."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org import commands, queries
from anxin.parties.org.models import Brand
from anxin.parties.org.permissions import MANAGE_UNITS, OPEN_SETTINGS
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

UNITS = "org/units.html"
EDIT = "ui/edit.html"


class NameForm(forms.Form):
    """A group's or region's name."""

    name = forms.CharField(label=_("名称"), max_length=80)


class BrandForm(forms.Form):
    """A brand; the code only when it is new."""

    code = forms.CharField(label=_("代码"), max_length=12, help_text=_("字母和数字，以后不能改"))
    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=40, required=False)
    tier = forms.ChoiceField(
        label=_("档次"), choices=Brand.Tier.choices, widget=forms.RadioSelect, help_text=_("决定各项限额的默认值")
    )


@page(OPEN_SETTINGS)
def settings(request: PageRequest) -> HttpResponse:
    """Where everything is set."""
    actor = request.actor
    parts = ("manage_units", "manage_users", "see_access", "see_audit")
    return render_page(request, "org/settings.html", {"may": {part: actor.may(f"org.{part}") for part in parts}})


@page(OPEN_SETTINGS)
def numbering(request: PageRequest) -> HttpResponse:
    """The last number of every series."""
    series = queries.list_number_series(request.actor)
    return render_page(request, "org/numbering.html", {"series": series})


@page(MANAGE_UNITS)
def units(request: PageRequest) -> HttpResponse:
    """Group, regions and brands."""
    return render_page(request, UNITS, _units(request))


@page(MANAGE_UNITS)
def edit_group(request: PageRequest) -> HttpResponse:
    """Rename the group."""
    group = queries.get_group(request.actor)
    form = NameForm(request.POST or None, initial={"name": group.name})
    return _edit(
        request,
        form,
        _("集团"),
        group.version,
        lambda given: commands.change_group(
            actor=request.actor,
            name=given["name"],
            expected_version=posted_version(request),
            at=clock.now(),
        ),
    )


@page(MANAGE_UNITS)
def edit_region(request: PageRequest, region_id: int | None = None) -> HttpResponse:
    """Add a region, or rename one."""
    region = _one(queries.list_regions(request.actor), region_id)
    form = NameForm(request.POST or None, initial={"name": region.name if region else ""})

    def act(given: Any) -> int:
        shared = {"actor": request.actor, "name": given["name"], "at": clock.now()}
        if region is None:
            return commands.create_region(**shared)
        return commands.change_region(**shared, region_id=region.id, expected_version=posted_version(request))

    return _edit(request, form, _("区域"), region.version if region else None, act)


@page(MANAGE_UNITS)
def edit_brand(request: PageRequest, brand_id: int | None = None) -> HttpResponse:
    """Add a brand, or change one."""
    brand = _one(queries.list_brands(request.actor), brand_id)
    names = ("code", "name", "name_en", "tier")
    initial = {name: getattr(brand, name) for name in names} if brand else {"tier": Brand.Tier.MID}
    form = BrandForm(request.POST or None, initial=initial)
    if brand is not None:
        del form.fields["code"]

    def act(given: Any) -> int:
        shared = {**given, "actor": request.actor, "at": clock.now()}
        if brand is None:
            return commands.create_brand(**shared)
        return commands.change_brand(**shared, brand_id=brand.id, expected_version=posted_version(request))

    return _edit(request, form, _("品牌"), brand.version if brand else None, act)


def _edit(request: PageRequest, form: forms.Form, title: Any, version: int | None, act: Any) -> HttpResponse:
    context = {"form": form, "title": title, "version": version, "back": reverse("units")}
    if request.method != "POST":
        return render_page(request, EDIT, context)
    return submit(request, form, act, back=(EDIT, lambda: context), url=reverse("units"), toast=_("已保存"))


def _units(request: PageRequest) -> dict[str, Any]:
    actor = request.actor
    return {
        "group": queries.get_group(actor),
        "regions": queries.list_regions(actor),
        "brands": queries.list_brands(actor),
        "may_change": actor.may_in_group(MANAGE_UNITS),
    }


def _one(rows: Any, row_id: int | None) -> Any:
    if row_id is None:
        return None
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound
