"""Stores: list and details (M01.01)."""

from dataclasses import fields
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org import commands, queries
from anxin.parties.org.commands import StoreDetails
from anxin.parties.org.permissions import MANAGE_UNITS
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.ui.forms import set_choices, submit
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "org/store.html"
DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME_INPUT = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class StoreForm(forms.Form):
    """What people enter about a store."""

    code = forms.CharField(label=_("门店代码"), max_length=6, help_text=_("印在每张单号上，以后不能改"))
    name = forms.CharField(label=_("门店名称"), max_length=40)
    brand_id = forms.TypedChoiceField(label=_("品牌"), coerce=int)
    region_id = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)
    company = forms.CharField(label=_("公司全称"), max_length=80, required=False)
    tax_number = forms.CharField(label=_("纳税人识别号"), max_length=20, required=False)
    opened_on = forms.DateField(label=_("开业日期"), required=False, widget=DAY_INPUT)
    address = forms.CharField(label=_("地址"), max_length=120, required=False)
    phone = forms.CharField(label=_("电话"), max_length=24, required=False)
    plate_prefix = forms.CharField(label=_("本地车牌前缀"), max_length=2, initial="粤B", required=False)  # i18n: data
    time_zone = forms.CharField(label=_("时区"), max_length=40, initial="Asia/Shanghai")
    day_starts_at = forms.TimeField(
        label=_("营业日起点"), initial="00:00", widget=TIME_INPUT, help_text=_("此时刻之前的业务算前一天")
    )
    is_active = forms.BooleanField(
        label=_("营业中"), required=False, initial=True, help_text=_("停业的店取消勾选：当天是最后一天，以前的指标不变")
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "brand_id", [(each.id, each.name) for each in queries.list_brands(actor)])
        regions = [(each.id, each.name) for each in queries.list_regions(actor)]
        set_choices(self, "region_id", [("", "—"), *regions])


@page(MANAGE_UNITS)
def stores(request: PageRequest) -> HttpResponse:
    """The stores that the actor manages."""
    actor = request.actor
    mine = actor.stores_for(MANAGE_UNITS)
    rows = [store for store in queries.list_stores(actor) if store.id in mine]
    return render_page(request, "org/stores.html", {"stores": rows, "may_add": actor.may_in_group(MANAGE_UNITS)})


@page(MANAGE_UNITS)
def new_store(request: PageRequest) -> HttpResponse:
    """Add a store."""
    actor = request.actor
    actor.require_in_group(MANAGE_UNITS)
    form = StoreForm(request.POST or None, actor=actor)
    context = {"form": form, "title": _("新增门店"), "back": reverse("stores"), "version": None}
    if request.method != "POST":
        return render_page(request, "ui/edit.html", context)

    def act(given: Any) -> int:
        return commands.create_store(actor=actor, details=StoreDetails(**given), at=clock.now())

    toast = _("门店已建好；请接着填营业时间和工位")
    return submit(request, form, act, back=("ui/edit.html", lambda: context), url=reverse("stores"), toast=toast)


@page(MANAGE_UNITS)
def store_settings(request: PageRequest, store_id: int) -> HttpResponse:
    """What is known about a store."""
    actor = request.actor
    store = managed_store(actor, store_id)
    initial = {each.name: getattr(store, each.name) for each in fields(StoreDetails)}
    form = StoreForm(request.POST or None, actor=actor, initial=initial)
    form.fields["code"].disabled = True
    context = {"form": form, "store": store, "version": store.version, "tab": "store_settings"}
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)

    def act(given: Any) -> int:
        return commands.change_store(
            actor=actor,
            store_id=store_id,
            details=StoreDetails(**given),
            expected_version=posted_version(request),
            at=clock.now(),
        )

    return submit(request, form, act, back=(TEMPLATE, lambda: context), url=request.path, toast=_("已保存"))


def managed_store(actor: Any, store_id: int) -> queries.StoreCard:
    """A store that the actor manages.

    :raises NotFound: unknown, or somebody else's
    """
    if store_id not in actor.stores_for(MANAGE_UNITS):
        raise NotFound
    return queries.get_store(actor, store_id)
