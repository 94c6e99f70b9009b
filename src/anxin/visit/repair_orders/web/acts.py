"""Forms that change an order; each shows itself on GET and calls one command on POST."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.money import ZERO, Money
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog import queries as catalog
from anxin.visit.repair_orders import commands, permissions, queries
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.web.forms import (
    CancelForm,
    HeadForm,
    ItemChangeForm,
    JobForm,
    JobWordsForm,
    PromiseForm,
    SignedJobForm,
)
from anxin.visit.repair_orders.web.propose import back_address

MOST_DIGITS = 19


@page(permissions.CHANGE)
def add_job(request: PageRequest, number: str) -> HttpResponse:
    """Add a job: a package by one tap, or a concern in the customer's words."""
    head = queries.get_order_head(request.actor, number)
    packages = catalog.list_packages(request.actor, head.store_id)
    tiles = [(package.code, f"{package.name} · ¥{package.price}") for package in packages]
    earlier = queries.list_earlier_jobs(request.actor, head.vehicle_id, before=head.id)
    initial = {"package_code": request.GET.get("package", "")}
    kind = JobForm if head.state == OPEN else SignedJobForm
    form = kind(request.POST or None, packages=tiles, earlier=earlier, initial=initial)

    def act(given: Mapping[str, Any]) -> object:
        job = NewJob(given["title"], given["complaint"], given["package_code"], rework_of=given.get("rework_of"))
        why = form.take_why(dict(given)) if isinstance(form, SignedJobForm) else None
        return commands.add_job(actor=request.actor, number=number, job=job, why=why, at=clock.now())

    return _form_page(request, head, form, _("加项目"), act, _("项目已加上"))


@page(permissions.CHANGE)
def change_job(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Change the three Cs of a job."""
    view = queries.get_repair_order(request.actor, number)
    job = next((each for each in view.jobs if each.id == job_id), None)
    if job is None:
        raise NotFound
    initial = {name: getattr(job, name) for name in ("title", "complaint", "cause", "correction")}
    form = JobWordsForm(request.POST or None, initial=initial)

    def act(given: Mapping[str, Any]) -> object:
        return commands.change_job(
            actor=request.actor,
            number=number,
            job_id=job_id,
            version=posted_version(request),
            at=clock.now(),
            **given,
        )

    return _form_page(request, view.head, form, _("修改项目"), act, _("已保存"), version=job.version)


@page(permissions.CHANGE)
def change_item(request: PageRequest, number: str, item_id: int) -> HttpResponse:
    """Change quantity, price, discount or payer of an item."""
    view = queries.get_repair_order(request.actor, number)
    item = next((each for job in view.jobs for each in job.items if each.id == item_id), None)
    if item is None:
        raise NotFound
    initial = {
        "position_words": item.position_words,
        "quantity": item.quantity,
        "unit_price": item.unit_price.as_yuan,
        "discount": item.discount.as_yuan,
        "payer": item.payer,
    }
    form = ItemChangeForm(request.POST or None, initial=initial)

    def act(given: Mapping[str, Any]) -> object:
        price = Money.yuan(given["unit_price"])
        discount = Money.yuan(given["discount"]) if given["discount"] is not None else ZERO
        return commands.change_item(
            actor=request.actor,
            number=number,
            item_id=item_id,
            version=posted_version(request),
            at=clock.now(),
            quantity=given["quantity"],
            unit_price=price if price != item.unit_price else None,
            payer=given["payer"],
            position_words=given["position_words"],
            discount=discount if discount != item.discount else None,
            words=given["words"],
        )

    return _form_page(
        request, view.head, form, _("修改明细：%(name)s") % {"name": item.name}, act, _("已保存"), version=item.version
    )


@require_POST
@page(permissions.CHANGE)
def remove_item(request: PageRequest, number: str, item_id: int) -> HttpResponse:
    """Take an undecided item off."""
    commands.remove_item(actor=request.actor, number=number, item_id=item_id, at=clock.now())
    return redirect_after_post(request, _detail(number), Toast(_("明细已删除")))


@require_POST
@page(permissions.CHANGE)
def remove_job(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Take a job off that no customer has seen yet."""
    commands.remove_job(actor=request.actor, number=number, job_id=job_id, at=clock.now())
    return redirect_after_post(request, back_address(request, number), Toast(_("项目已删除")))


@page(permissions.CHANGE)
def change_repair_order(request: PageRequest, number: str) -> HttpResponse:
    """Change kind, parking place and the hint for the follow-up."""
    head = queries.get_order_head(request.actor, number)
    initial = {"kind": head.kind, "parking_place": head.parking_place, "follow_up_suggestion": head.follow_up_suggestion}
    form = HeadForm(request.POST or None, initial=initial)

    def act(given: Mapping[str, Any]) -> object:
        return commands.change_repair_order(
            actor=request.actor,
            number=number,
            version=posted_version(request),
            at=clock.now(),
            **given,
        )

    return _form_page(request, head, form, _("工单信息"), act, _("已保存"), version=head.version)


@page(permissions.CHANGE)
def set_promise(request: PageRequest, number: str) -> HttpResponse:
    """Set the promise before the signature; after it the customer is told a new time, from the order's page."""
    head = queries.get_order_head(request.actor, number)
    if head.state != OPEN:
        return redirect_after_post(
            request, back_address(request, number), Toast(str(commands.PromiseAgreed.default_message), "late")
        )
    form = PromiseForm(request.POST or None, initial={"promised_at": _moment(request.GET.get("at", "")) or head.promised_at})

    def act(given: Mapping[str, Any]) -> object:
        return commands.set_promise(
            actor=request.actor,
            number=number,
            version=posted_version(request),
            at=clock.now(),
            **given,
        )

    return _form_page(request, head, form, _("承诺时间"), act, _("承诺已更新"), version=head.version)


@require_POST
@page(permissions.CHANGE)
def set_express_lane(request: PageRequest, number: str) -> HttpResponse:
    """Put a walk-in into the express lane, or take it out."""
    is_express = request.POST.get("is_express") == "yes"
    commands.set_express_lane(
        actor=request.actor, number=number, is_express=is_express, version=posted_version(request), at=clock.now()
    )
    return redirect_after_post(request, _detail(number), Toast(_("已转快速通道") if is_express else _("已改回一般通道")))


@require_POST
@page(permissions.AUTHORISE)
def decide_care(request: PageRequest, number: str) -> HttpResponse:
    """Keep the customer's word on a care product (R-RO15)."""
    ids = [int(one) for one in request.POST.getlist("item") if one.isdecimal() and len(one) < MOST_DIGITS]
    said = request.POST.get("said", "")
    agreed = said in ("sample", "effect")
    shown = said if agreed else ""
    commands.decide_care(actor=request.actor, number=number, item_ids=ids, agreed=agreed, shown=shown, at=clock.now())
    words = _("客户同意做养护") if agreed else _("已记下不做，下次再提醒")
    return redirect_after_post(request, back_address(request, number), Toast(words))


@require_POST
@page(permissions.CHANGE)
def sign_off_quotation(request: PageRequest, number: str) -> HttpResponse:
    """Sign the quotation off, or put it before the front-desk manager (R-RO17)."""
    done = commands.sign_off_quotation(actor=request.actor, number=number, at=clock.now())
    words = _("已交主管审核") if done.waiting_post else _("报价已审核")
    return redirect_after_post(request, _detail(number), Toast(words))


@page(permissions.CANCEL)
def cancel_repair_order(request: PageRequest, number: str) -> HttpResponse:
    """Call the order off, naming it."""
    head = queries.get_order_head(request.actor, number)
    form = CancelForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> object:
        return commands.cancel_repair_order(actor=request.actor, number=number, reason=given["reason"], at=clock.now())

    title = _("作废工单 %(number)s") % {"number": number}
    return _form_page(request, head, form, title, act, _("工单已作废"), is_final=True)


def _form_page(
    request: PageRequest,
    head: queries.OrderHead,
    form: forms.Form,
    title: str,
    act: Callable[[Mapping[str, Any]], object],
    done: str,
    *,
    version: int | None = None,
    is_final: bool = False,
) -> HttpResponse:
    """Show the form, or carry it out: 422 names the field, 409 shows field, now and yours; nothing typed is lost."""
    context = {"order": head, "form": form, "title": title, "version": version, "is_final": is_final}
    template = "repair_orders/form.html"
    if request.method != "POST":
        form.is_bound = False
        return render_page(request, template, context)
    back, url = (template, lambda: context), back_address(request, head.number)
    return submit(request, form, act, back=back, url=url, toast=done, partial="form")


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and clock.is_plausible(found) else None


def _detail(number: str) -> str:
    return reverse("repair_orders:detail", args=[number])
