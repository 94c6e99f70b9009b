"""Pages of the register of suppliers."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anxin.holdings.purchasing import commands, permissions, queries
from anxin.holdings.purchasing.web.forms import SupplierForm
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, Status, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

FORM = "purchasing/supplier.html"


def _active(row: queries.SupplierRow) -> Status:
    return Status("ok", gettext("在用")) if row.is_active else Status("off", gettext("停用"))


COLUMNS = (
    Column("name", _("名称"), sort="name"),
    Column("code", _("代码"), sort="code"),
    Column("kind_label", _("类型")),
    Column("genuine", _("供原厂件"), lambda row: gettext("是") if row.deals_genuine else gettext("否"), wide_only=True),
    Column("lead_days", _("通常几天到货"), kind="integer", sort="lead_days", wide_only=True),
    Column("tax_percent", _("发票税率（百分数）"), kind="number", wide_only=True),
    Column("contact", _("联系人"), wide_only=True),
    Column("phone", _("电话"), wide_only=True),
    Column("active", _("状态"), _active, kind="status"),
)


@require_safe
@page(permissions.SEE)
def suppliers(request: PageRequest) -> HttpResponse:
    """The register."""
    listing = read_list(request, queries.SupplierFilter, COLUMNS)
    found = queries.page_suppliers(request.actor, request.store_id, listing.filter, listing.order, listing.window, url=_url)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("供应商"), about=store_info(request.store_id).name)
    may_keep = request.actor.may(permissions.KEEP_SUPPLIERS, request.store_id)
    context = {"list": listing, "may_keep": may_keep}
    return render_page(request, "purchasing/suppliers.html", context, partial=("table",))


@page(permissions.KEEP_SUPPLIERS)
def new_supplier(request: PageRequest) -> HttpResponse:
    """Register a supplier."""
    if request.method != "POST":
        return render_page(request, FORM, {"form": SupplierForm(), "may_keep": True})
    form, actor, store_id = SupplierForm(request.POST), request.actor, request.store_id

    def act(_given: Mapping[str, Any]) -> commands.KeptSupplier:
        return commands.add_supplier(actor=actor, store_id=store_id, terms=form.terms(), at=clock.now())

    back = (FORM, lambda: {"may_keep": True})
    return submit(request, form, act, back=back, url=lambda kept: _url(kept.id), toast=_("供应商已登记"))


@page(permissions.SEE)
def supplier(request: PageRequest, supplier_id: int) -> HttpResponse:
    """One supplier, to look at or to change."""
    row = queries.get_supplier(request.actor, supplier_id)
    may_keep = request.actor.may(permissions.KEEP_SUPPLIERS, row.store_id)
    if request.method != "POST":
        known = {name: getattr(row, name) for name in SupplierForm.base_fields}
        form = SupplierForm(initial=known)
        return render_page(request, FORM, {"form": form, "row": row, "version": row.version, "may_keep": may_keep})
    request.actor.require(permissions.KEEP_SUPPLIERS, row.store_id)
    form = SupplierForm(request.POST)
    by: dict[str, Any] = {
        "actor": request.actor,
        "supplier_id": supplier_id,
        "version": posted_version(request),
        "at": clock.now(),
    }

    def act(_given: Mapping[str, Any]) -> commands.KeptSupplier:
        return commands.change_supplier(terms=form.terms(), **by)

    def context() -> dict[str, Any]:
        return {"row": row, "version": row.version, "may_keep": may_keep}

    return submit(request, form, act, back=(FORM, context), url=_url(supplier_id), toast=_("供应商已保存"))


def _url(supplier_id: int) -> str:
    return reverse("supplier", args=[supplier_id])
