"""The register of contacts, and entering one."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import commands, permissions, queries
from anxin.parties.contacts.models import Channel, ContactRecord
from anxin.parties.customers.queries import get_customer
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

EDIT = "ui/edit.html"
COLUMNS = (
    Column("at", _("时间"), kind="time", sort="at"),
    Column("customer_name", _("客户")),
    Column("plate", _("车牌"), kind="plate", wide_only=True),
    Column("channel_label", _("方式")),
    Column("direction_label", _("方向"), wide_only=True),
    Column("result_label", _("结果")),
    Column("words", _("要点"), wide_only=True),
    Column("employee_name", _("经办"), wide_only=True),
)


class ContactForm(forms.Form):
    """A call, visit or letter."""

    channel = forms.ChoiceField(label=_("方式"), choices=Channel.choices, widget=forms.RadioSelect)
    direction = forms.ChoiceField(label=_("方向"), choices=ContactRecord.Direction.choices, widget=forms.RadioSelect)
    result = forms.ChoiceField(label=_("结果"), choices=ContactRecord.Result.choices)
    words = forms.CharField(label=_("要点"), max_length=2000, required=False, widget=forms.Textarea)


@page(permissions.SEE)
def list_contacts(request: PageRequest) -> HttpResponse:
    """Calls, visits and letters of the store."""
    listing = read_list(request, queries.ContactFilter, COLUMNS, default_sort="-at")
    rows = queries.page_contacts(request.actor, request.store_id, listing.filter, listing.order, listing.window)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(str(_("联系记录")))
    return render_page(request, "contacts/contacts.html", {"list": listing}, partial="table")


@page(permissions.LOG)
def log_contact(request: PageRequest, customer_id: int) -> HttpResponse:
    """Enter a contact with a customer."""
    actor, store_id = request.actor, request.store_id
    customer = get_customer(actor, customer_id)
    form = ContactForm(request.POST or None, initial={"channel": "phone", "direction": "out", "result": "reached"})
    context = {"form": form, "title": _("登记联系：%(name)s") % {"name": customer.name}, "back": reverse("contacts")}
    if request.method != "POST":
        return render_page(request, EDIT, context)

    def act(given: Any) -> Any:
        return commands.log_contact(
            actor=actor,
            store_id=store_id,
            customer_id=customer_id,
            vehicle_id=None,
            subject=None,
            at=clock.now(),
            **given,
        )

    return submit(request, form, act, back=(EDIT, lambda: context), url=reverse("contacts"), toast=_("联系已登记"))
