"""The list of customers, a customer's page, registering and changing."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anxin.parties.customers import commands, permissions, queries
from anxin.parties.customers.models import Consent, Customer
from anxin.parties.customers.rules import MASKED
from anxin.parties.customers.web.forms import ConsentForm, CustomerForm, add_refusal
from anxin.platform import clock
from anxin.platform.errors import Invalid, VersionConflict
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import page

FORM = "customers/customer_form.html"
KINDS = dict(Customer.Kind.choices)
COLUMNS = (
    Column("name", _("姓名"), sort="name"),
    Column("kind", _("性质"), lambda row: KINDS[row.kind]),
    Column("masked_phone", _("电话")),
    Column("trade", _("行业"), wide_only=True),
    Column("vehicle_count", _("车辆"), kind="integer"),
    Column("last_visit_at", _("最近到店"), kind="time", sort="last_visit_at"),
    Column("created_on", _("建档"), kind="day", sort="created_on", wide_only=True),
)


@require_safe
@page(permissions.SEE)
def list_customers(request: Any) -> HttpResponse:
    """Customers of the actor's stores; filters in the address, export of what is filtered."""
    listing = read_list(request, queries.CustomerFilter, COLUMNS, default_sort="-last_visit_at")
    listing = listing.with_page(queries.list_customers(request.actor, listing.filter, listing.order, listing.window))
    if listing.wants_export:
        return listing.export(gettext("客户"))
    context = {
        "list": listing,
        "may_lend": request.actor.may(permissions.LEND_FILES),
        "may_answer": request.actor.may(permissions.ANSWER_REQUESTS),
    }
    return render_page(request, "customers/customers.html", context, partial="table")


@require_safe
@page(permissions.SEE)
def customer(request: Any, customer_id: int) -> HttpResponse:
    """A customer with vehicles, consents and what other modules add."""
    return render_page(request, "customers/customer.html", customer_context(request, customer_id), partial=("consents",))


@page(permissions.REGISTER)
def register_customer(request: Any) -> HttpResponse:
    """The form of a new customer file; ``?vehicle=`` makes the customer that vehicle's owner."""
    if request.method != "POST":
        return render_page(request, FORM, {"form": CustomerForm(initial={"source": "visit"})})
    form = CustomerForm(request.POST)
    if not form.is_valid():
        return render_page(request, FORM, {"form": form}, status=422)
    try:
        kept = commands.register_customer(
            actor=request.actor,
            store_id=request.store_id,
            data=form.file(),
            at=clock.now(),
            allow_duplicate=request.POST.get("allow_duplicate") == "1",
        )
    except Invalid as refusal:
        add_refusal(form, refusal)
        return render_page(request, FORM, {"form": form}, status=422)
    except commands.CustomerAlreadyRegistered as known:
        return render_page(request, FORM, {"form": form, "known": known}, status=409)
    return redirect_after_post(request, reverse("customer", args=[kept.customer_id]), toast=Toast(gettext("已建档")))


@page(permissions.CHANGE)
def change_customer(request: Any, customer_id: int) -> HttpResponse:
    """The form of a known customer file."""
    known, version = queries.get_customer_data(request.actor, customer_id)
    context: dict[str, Any] = {"card": queries.get_customer(request.actor, customer_id), "version": version}
    if request.method != "POST":
        shown = {name: getattr(known, name) for name in CustomerForm.base_fields if name not in MASKED}
        return render_page(request, FORM, {**context, "form": CustomerForm(initial=shown)})
    form = CustomerForm(request.POST)
    if not form.is_valid():
        return render_page(request, FORM, {**context, "form": form}, status=422)
    try:
        commands.change_customer(
            actor=request.actor,
            customer_id=customer_id,
            data=form.file(),
            version=posted_version(request),
            at=clock.now(),
        )
    except Invalid as refusal:
        add_refusal(form, refusal)
        return render_page(request, FORM, {**context, "form": form}, status=422)
    except VersionConflict as conflict:
        labels = {str(form.fields[name].label): pair for name, pair in conflict.differences.items()}
        return render_page(request, FORM, {**context, "form": form, "differences": labels}, status=409)
    return redirect_after_post(request, reverse("customer", args=[customer_id]), toast=Toast(gettext("已保存")))


def customer_context(request: Any, customer_id: int, **more: Any) -> dict[str, Any]:
    """What the customer's page shows."""
    card = queries.get_customer(request.actor, customer_id)
    consents = queries.list_consents(request.actor, customer_id)
    live = {one.purpose: one for one in consents if one.withdrawn_at is None}
    refused = {one.purpose for one in consents} - set(live)
    return {
        "card": card,
        "kind": KINDS[card.kind],
        "source": dict(Customer.Source.choices).get(card.data.source, ""),
        "purposes": [(code, label, live.get(code), code in refused) for code, label in Consent.Purpose.choices],
        "form": ConsentForm(initial={"purpose": "service", "channel": "screen"}),
        "phone_reasons": commands.PHONE_REASONS.items(),
        "may": {name: request.actor.may(getattr(permissions, name)) for name in MAY},
        **more,
    }


MAY = ("CHANGE", "REGISTER", "REVEAL_PHONE", "MANAGE_CONSENT", "ERASE", "COPY", "LEND_FILES")
