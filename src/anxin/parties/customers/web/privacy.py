"""A look at the whole phone, consents, the copy of one's data and their erasure."""

import json
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.customers import commands, permissions, queries
from anxin.parties.customers.web.customers import customer_context
from anxin.parties.customers.web.forms import ConsentForm, add_refusal
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import page

PAGE = "customers/customer.html"


@require_POST
@page(permissions.REVEAL_PHONE, keeps_answer=False)
def reveal_phone(request: Any, customer_id: int) -> HttpResponse:
    """The page with the whole phone, once, after a reason was chosen."""
    try:
        shown = commands.reveal_phone(
            actor=request.actor, customer_id=customer_id, reason=request.POST.get("reason", ""), at=clock.now()
        )
    except Invalid as refusal:
        context = customer_context(request, customer_id, phone_error=refusal.message)
        return render_page(request, PAGE, context, status=422)
    return render_page(request, PAGE, customer_context(request, customer_id, revealed=shown))


@require_POST
@page(permissions.MANAGE_CONSENT)
def give_consent(request: Any, customer_id: int) -> HttpResponse:
    """Keep a consent."""
    form = ConsentForm(request.POST)
    if form.is_valid():
        try:
            commands.give_consent(
                actor=request.actor,
                store_id=store_for(request, customer_id, permissions.MANAGE_CONSENT),
                customer_id=customer_id,
                at=clock.now(),
                **form.cleaned_data,
            )
            return _back(request, customer_id, gettext("已登记授权"))
        except (Invalid, Conflict) as refusal:
            add_refusal(form, refusal)
    context = {**customer_context(request, customer_id), "form": form}
    return render_page(request, PAGE, context, status=422)


@require_POST
@page(permissions.MANAGE_CONSENT)
def withdraw_consent(request: Any, customer_id: int) -> HttpResponse:
    """End a consent at once."""
    commands.withdraw_consent(
        actor=request.actor,
        store_id=store_for(request, customer_id, permissions.MANAGE_CONSENT),
        customer_id=customer_id,
        purpose=request.POST.get("purpose", ""),
        at=clock.now(),
    )
    return _back(request, customer_id, gettext("已撤回授权"))


@require_POST
@page(permissions.COPY, keeps_answer=False)
def copy_personal_data(request: Any, customer_id: int) -> HttpResponse:
    """Everything that is kept about one person, as a file for that person."""
    copy = commands.copy_personal_data(actor=request.actor, customer_id=customer_id, at=clock.now())
    body = json.dumps(asdict(copy), ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="customer-{customer_id}.json"'
    return response


@require_POST
@page(permissions.ERASE)
def erase_customer(request: Any, customer_id: int) -> HttpResponse:
    """Erase what is personal, after the person at the screen confirmed it."""
    is_confirmed = request.POST.get("is_confirmed") == "1"
    try:
        commands.erase_customer(actor=request.actor, customer_id=customer_id, at=clock.now(), is_confirmed=is_confirmed)
    except Invalid as refusal:
        context = customer_context(request, customer_id, erase_error=refusal.message)
        return render_page(request, PAGE, context, status=422)
    return _back(request, customer_id, gettext("个人信息已删除"))


def store_for(request: Any, customer_id: int, permission: str) -> int:
    """Whose register it stands in: the store's at the screen, or another of the actor's that knows the customer."""
    known = queries.get_customer(request.actor, customer_id).store_ids
    mine = [one for one in known if request.actor.may(permission, one)]
    return int(request.store_id if request.store_id in mine or not mine else mine[0])


def _back(request: Any, customer_id: int, said: str) -> HttpResponse:
    return redirect_after_post(request, reverse("customer", args=[customer_id]), toast=Toast(said))
