"""The outbox, one message, and writing one."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.contacts import commands, permissions, queries
from anxin.parties.contacts.parameters import FREE_MARKETING, FREE_SERVICE
from anxin.parties.customers.queries import get_customer
from anxin.platform import clock
from anxin.platform.ui.addresses import name_documents
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

EDIT = "ui/edit.html"
COLUMNS = (
    Column("queued_at", _("时间"), kind="time", sort="queued"),
    Column("customer_name", _("客户")),
    Column("template_label", _("模板"), wide_only=True),
    Column("channel_label", _("方式"), wide_only=True),
    Column("state_label", _("状态")),
    Column("body", _("内容"), wide_only=True),
)


class MessageForm(forms.Form):
    """A free text; its purpose decides which consent it needs."""

    purpose = forms.ChoiceField(
        label=_("用途"), choices=[("service", _("服务联系")), ("marketing", _("营销信息"))], widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("内容"), max_length=400, widget=forms.Textarea)


@page(permissions.SEE)
def list_messages(request: PageRequest) -> HttpResponse:
    """What was sent, what waits, what was kept back."""
    listing = read_list(request, queries.MessageFilter, COLUMNS, default_sort="-queued")
    rows = queries.page_messages(request.actor, request.store_id, listing.filter, listing.order, listing.window)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(str(_("消息")))
    return render_page(request, "contacts/messages.html", {"list": listing}, partial="table")


@page(permissions.SEE)
def show_message(request: PageRequest, message_id: int) -> HttpResponse:
    """One message."""
    actor = request.actor
    message = queries.get_message(actor, message_id)
    context = {
        "message": message,
        "subject": name_documents(actor, [message.subject]).get(message.subject),
        "may_deliver": actor.may(permissions.DELIVER, message.store_id),
    }
    return render_page(request, "contacts/message.html", context)


@require_POST
@page(permissions.DELIVER)
def retry_message(request: PageRequest, message_id: int) -> HttpResponse:
    """Send it again."""
    commands.retry_message(actor=request.actor, message_id=message_id, at=clock.now())
    return redirect_after_post(request, reverse("message", args=[message_id]), toast=Toast(str(_("已重新排队发送"))))


@require_POST
@page(permissions.DELIVER)
def hand_over_message(request: PageRequest, message_id: int) -> HttpResponse:
    """Posted, or told by phone."""
    commands.hand_over_message(actor=request.actor, message_id=message_id, at=clock.now())
    return redirect_after_post(request, reverse("message", args=[message_id]), toast=Toast(str(_("已标记为送达"))))


@page(permissions.SEND)
def queue_message(request: PageRequest, customer_id: int) -> HttpResponse:
    """Write to a customer."""
    actor, store_id = request.actor, request.store_id
    customer = get_customer(actor, customer_id)
    form = MessageForm(request.POST or None, initial={"purpose": "service"})
    context = {"form": form, "title": _("发消息：%(name)s") % {"name": customer.name}, "back": reverse("messages")}
    if request.method != "POST":
        return render_page(request, EDIT, context)

    def act(given: Any) -> Any:
        return commands.queue_message(
            actor=actor,
            store_id=store_id,
            customer_id=customer_id,
            purpose=given["purpose"],
            template=FREE_SERVICE if given["purpose"] == "service" else FREE_MARKETING,
            params={"text": given["text"]},
            subject=None,
            at=clock.now(),
        )

    return submit(
        request,
        form,
        act,
        back=(EDIT, lambda: context),
        url=reverse("messages"),
        toast=_("消息已进入发件箱；没有授权的会被拦截并写明原因"),
    )
