"""Pages of the catalogue: lists, one row with its history, labour rates, the price board."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid, InvalidFields, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.ui.late import pdf_file
from anxin.platform.ui.lists import RowPage, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog import commands, permissions, queries
from anxin.resources.catalog.queries import LabourClass
from anxin.resources.catalog.web.board import board_data
from anxin.resources.catalog.web.forms import RateForm
from anxin.resources.catalog.web.kinds import KINDS, TABS, Kind, Linked

ROW = "catalog/row.html"
RATES = "catalog/rates.html"


@page()
def catalogue(request: PageRequest, kind: str = "operations") -> HttpResponse:
    """A list of operations, articles or packages."""
    known = _kind(kind)
    listing = read_list(request, known.filter_type, known.columns, default_sort="name")
    actor = request.actor
    found = known.list_rows(actor, listing.filter, listing.order, listing.window)
    listing = listing.with_page(RowPage([Linked(row, kind) for row in found.rows], found.total))
    if listing.wants_export:
        return listing.export(gettext(known.title))
    context = {"list": listing, "kind": kind, "title": known.title, "tabs": _tabs(), "may_change": _may_change(request)}
    return render_page(request, "catalog/list.html", {**context, "new_title": known.new_title}, partial="table")


@page()
def row(request: PageRequest, kind: str, row_id: int) -> HttpResponse:
    """One row: a form for those who may change it, its history for all."""
    known, actor = _kind(kind), request.actor
    if request.method == "POST":
        return _save(request, known, kind, row_id)
    shown = known.get_row(actor, row_id)
    form = known.form(
        initial=known.form.initial_of(shown),
        actor=actor,
        may_change=_may_change(request),
    )
    return render_page(request, ROW, _row_context(request, known, kind, row_id, form, shown.version))


@page(permissions.CHANGE)
def new_row(request: PageRequest, kind: str) -> HttpResponse:
    """Add a row."""
    known, actor = _kind(kind), request.actor
    actor.require_in_group(permissions.CHANGE)
    if request.method == "POST":
        return _save(request, known, kind, None)
    return render_page(request, ROW, _row_context(request, known, kind, None, known.form(actor=actor), None))


@page()
def rates(request: PageRequest) -> HttpResponse:
    """Labour rates that reach the present store, and a form for the next one."""
    actor, store_id = request.actor, request.store_id
    may = actor.may(permissions.CHANGE_RATES, store_id)
    if request.method != "POST":
        today = store_info(store_id).clock.day(clock.now())
        return render_page(request, RATES, _rates_context(request, RateForm(initial={"valid_from": today}), may))
    if not may:
        raise Denied
    form = RateForm(request.POST)
    if form.is_valid() and _set_rate(request, form):
        return redirect_after_post(request, reverse("catalog_rates"), toast=Toast(gettext("工时单价已保存")))
    return render_page(request, RATES, _rates_context(request, form, may), status=422)


@page()
def board(request: PageRequest) -> HttpResponse:
    """The price board of the present store, for a wall screen as well (R-RO11)."""
    actor, store_id = request.actor, request.store_id
    shown = queries.price_board(actor, store_id)
    context = {"board": shown, "tabs": _tabs(), "unpriced": gettext("、").join(shown.unpriced_classes)}
    return render_page(request, "catalog/board.html", context, partial="board")


@page()
def board_print(request: PageRequest) -> HttpResponse:
    """The price board as PDF, to be hung up (FORM-33)."""
    actor, store_id = request.actor, request.store_id
    shown = queries.price_board(actor, store_id)
    return pdf_file("catalog/price_board", board_data(shown, clock.now()), "price-board")


def _save(request: PageRequest, known: Kind, kind: str, row_id: int | None) -> HttpResponse:
    actor = request.actor
    form, version = known.form(request.POST, actor=actor), posted_version(request)
    context = _row_context(request, known, kind, row_id, form, version)
    if not form.is_valid():
        return render_page(request, ROW, context, status=422)
    said: dict[str, Any] = {"actor": actor, "terms": form.terms(), "at": clock.now()}
    try:
        if row_id is None:
            row_id = known.add(**said).id
        else:
            known.change(**said, version=version, **{f"{known.code}_id": row_id})
    except InvalidFields as refusal:
        for field, message in refusal.errors.items():
            form.add_error(field if field in form.fields else None, str(message))
        return render_page(request, ROW, context, status=422)
    except Invalid as refusal:
        form.add_error(known.code_field if refusal.field == "code" else None, str(refusal.message))
        return render_page(request, ROW, context, status=422)
    except VersionConflict as refusal:
        more = {"differences": form.named(dict(refusal.differences)), "version": refusal.details.get("now")}
        return render_page(request, ROW, {**context, **more}, status=409)
    url = reverse("catalog_row", args=[kind, row_id])
    return redirect_after_post(request, url, toast=Toast(gettext("已保存")))


def _row_context(
    request: PageRequest, known: Kind, kind: str, row_id: int | None, form: Any, version: int | None
) -> dict[str, Any]:
    actor = request.actor
    history = queries.list_history(actor, known.code, row_id) if row_id else []
    present = known.get_row(actor, row_id) if row_id else None
    fields = form.fields
    return {
        "form": form,
        "version": version,
        "kind": kind,
        "row_id": row_id,
        "list_title": known.title,
        "title": present.name if present else known.new_title,
        "sub_title": getattr(present, known.code_field, ""),
        "is_new": present is None,
        "may_change": _may_change(request),
        "history": [
            (line, [(fields[name].label, value) for name, value in line.values.items() if name in fields])
            for line in history
        ],
    }


def _rates_context(request: PageRequest, form: RateForm, may: bool) -> dict[str, Any]:
    store_id = request.store_id
    labels = dict(LabourClass.choices)
    rows = queries.list_rates(request.actor, store_id)
    return {
        "form": form,
        "may_change": may,
        "tabs": _tabs(),
        "store_name": store_info(store_id).name,
        "rates": [(labels.get(each.labour_class, each.labour_class), each) for each in rows],
    }


def _set_rate(request: PageRequest, form: RateForm) -> bool:
    store_id = request.store_id
    said = form.cleaned_data
    try:
        commands.set_labour_rate(
            actor=request.actor,
            labour_class=said["labour_class"],
            rate=Money.yuan(said["rate"]),
            valid_from=said["valid_from"],
            brand_id=store_info(store_id).brand_id if said["scope"] == "brand" else None,
            store_id=store_id if said["scope"] == "store" else None,
            at=clock.now(),
        )
    except Denied:
        form.add_error("scope", gettext("您只能设置本店的单价；本品牌和全集团的单价请联系集团管理员。"))
        return False
    except InvalidFields as refusal:
        for field, message in refusal.errors.items():
            form.add_error(field if field in form.fields else None, str(message))
        return False
    return True


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise NotFound
    return KINDS[code]


def _tabs() -> list[tuple[str, Any, str]]:
    addresses = {"rates": reverse("catalog_rates"), "board": reverse("catalog_board")}
    return [(code, title, addresses.get(code) or reverse("catalog", args=[code])) for code, title in TABS]


def _may_change(request: PageRequest) -> bool:
    return bool(request.actor.may_in_group(permissions.CHANGE))
