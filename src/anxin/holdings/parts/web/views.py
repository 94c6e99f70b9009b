"""Pages of the parts counter: stock, one article's movements, receiving, counting, reversing."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import commands, permissions, queries
from anxin.holdings.parts.web.forms import CountForm, ReceiptForm, ReversalForm, TypedLine
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid, Refusal
from anxin.platform.money import Money
from anxin.platform.ui.addresses import DocumentName, name_documents
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import Toast, posted_key, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import price_parts

COLUMNS = (
    Column("number", _("配件号"), sort="number"),
    Column("name", _("名称"), sort="name"),
    Column("on_hand", _("库存"), kind="number", sort="on_hand"),
    Column("unit", _("单位"), wide_only=True),
    Column("unit_cost", _("成本单价 元（不含税）"), kind="money", wide_only=True),
    Column("value", _("库存金额 元（不含税）"), kind="money", sort="value", wide_only=True),
    Column("price", _("含税售价 元"), kind="money"),
    Column("main_bin", _("库位"), sort="bin"),
    Column("oldest_on", _("最早入库"), kind="day", sort="oldest", wide_only=True),
    Column("moved_at", _("最近变动"), kind="time", sort="moved", wide_only=True),
)
ENTRY_COLUMNS = (
    Column("at", _("时间"), kind="time"),
    Column("reason_label", _("原因")),
    Column("quantity", _("数量"), kind="number"),
    Column("on_hand_after", _("结存"), kind="number"),
    Column("cost", _("成本 元（不含税）"), kind="money", wide_only=True),
    Column("document", _("单据"), wide_only=True),
    Column("note", _("说明"), wide_only=True),
)
FORM = "parts/form.html"
ARTICLE = "parts/article.html"


class Linked:
    """A stock row with the address of its article's page."""

    def __init__(self, row: queries.StockRow) -> None:
        self._row = row
        self.url = reverse("parts_article", args=[row.article_id])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


class Moved:
    """A movement with the name of its document in place of the reference."""

    def __init__(self, row: queries.EntryRow, document: DocumentName | None) -> None:
        self._row, self.document = row, document

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


@page(permissions.SEE)
def stock(request: PageRequest) -> HttpResponse:
    """What the present store has on hand."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, queries.StockFilter, COLUMNS, default_sort="name")
    found = queries.list_stock(actor, store_id, listing.filter, listing.order, listing.window)
    listing = listing.with_page(RowPage([Linked(row) for row in found.rows], found.total, found.sums))
    if listing.wants_export:
        return listing.export(gettext("配件库存"))
    context = {"list": listing, "store_name": store_info(store_id).name, **_rights(request)}
    return render_page(request, "parts/stock.html", context, partial="table")


@page(permissions.SEE)
def article(request: PageRequest, article_id: int) -> HttpResponse:
    """One article's stock and movements."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, queries.EntryFilter, ENTRY_COLUMNS)
    found = queries.list_entries(actor, store_id, article_id, listing.filter, listing.window)
    names = name_documents(actor, [one.document for one in found.rows])
    listing = listing.with_page(RowPage([Moved(one, names.get(one.document)) for one in found.rows], found.total))
    row = queries.get_stock(actor, store_id, article_id)
    if listing.wants_export:
        return listing.export(row.number)
    context = {
        "list": listing,
        "stock": row,
        "store_name": store_info(store_id).name,
        "bins": queries.bins_of(actor, store_id, [article_id]).get(article_id, ()),
        "layers": queries.layers_of(actor, store_id, article_id),
        "levels": queries.levels_of(actor, store_id, [article_id]).get(article_id),
        **_rights(request),
    }
    return render_page(request, ARTICLE, context, partial="table")


@page(permissions.RECEIVE)
def receive(request: PageRequest) -> HttpResponse:
    """Take goods into stock."""
    form = ReceiptForm(request.POST or None)

    def book(said: dict[str, Any], ids: Sequence[int]) -> None:
        commands.receive_stock(
            actor=request.actor,
            store_id=request.store_id,
            lines=[
                commands.ReceiptLine(article_id, line.figures[0], _yuan(line.figures[1]))
                for article_id, line in zip(ids, said["lines"], strict=True)
            ],
            reason=said["reason"],
            key=posted_key(request),
            at=clock.now(),
        )

    return _submit(request, form, _("配件入库"), _("入库"), book, gettext("已入库"))


@page(permissions.CORRECT)
def count(request: PageRequest) -> HttpResponse:
    """Book what was counted."""
    form = CountForm(request.POST or None)

    def book(said: dict[str, Any], ids: Sequence[int]) -> None:
        commands.correct_stock(
            actor=request.actor,
            store_id=request.store_id,
            lines=[
                commands.CountedLine(article_id, line.figures[0])
                for article_id, line in zip(ids, said["lines"], strict=True)
            ],
            note=said["note"],
            key=posted_key(request),
            at=clock.now(),
        )

    return _submit(request, form, _("盘点更正"), _("按实盘更正"), book, gettext("库存已按实盘更正"))


@page(permissions.CORRECT)
def reverse_entry(request: PageRequest, entry_id: int) -> HttpResponse:
    """Undo one movement by a new one."""
    actor = request.actor
    article_id, entry = queries.get_entry(actor, entry_id)
    back = reverse("parts_article", args=[article_id])
    form = ReversalForm(request.POST or None)
    context = {"form": form, "entry": entry, "back": back}
    if request.method != "POST":
        return render_page(request, "parts/reverse.html", context)
    if form.is_valid():
        try:
            commands.reverse_entry(actor=actor, entry_id=entry_id, note=form.cleaned_data["note"], at=clock.now())
            return redirect_after_post(request, back, toast=Toast(gettext("已冲正")))
        except Refusal as refusal:
            if refusal.status not in (409, 422):
                raise
            form.add_error("note" if refusal.field == "note" else None, str(refusal.message))
            return render_page(request, "parts/reverse.html", context, status=refusal.status)
    return render_page(request, "parts/reverse.html", context, status=422)


def _submit(
    request: PageRequest,
    form: forms.Form,
    title: Any,
    button: Any,
    book: Callable[[dict[str, Any], Sequence[int]], None],
    done: str,
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "store_name": _store_name(request)}
    if request.method != "POST":
        return render_page(request, FORM, context)
    if not form.is_valid():
        return render_page(request, FORM, context, status=422)
    try:
        book(form.cleaned_data, _article_ids(request, form.cleaned_data["lines"]))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return render_page(request, FORM, context, status=refusal.status)
    return redirect_after_post(request, reverse("parts_stock"), toast=Toast(done))


def _article_ids(request: PageRequest, lines: Sequence[TypedLine]) -> list[int]:
    actor, store_id = request.actor, request.store_id
    day = store_info(store_id).clock.day(clock.now())
    known = price_parts(actor, store_id, [line.number for line in lines], day)
    missing = [line.number for line in lines if line.number not in known]
    if missing:
        message = gettext("目录里没有这些配件号：%(numbers)s。请改正，或先添加到配件目录。")
        raise Invalid(message % {"numbers": gettext("、").join(missing[:10])}, field="lines", rule="M14.01")
    return [known[line.number].article_id for line in lines]


def _yuan(amount: Any) -> Money:
    try:
        return Money.yuan(amount)
    except ValueError:
        raise Invalid(gettext("成本单价最多两位小数。"), field="lines", rule="M14.01") from None


def _rights(request: PageRequest) -> dict[str, bool]:
    actor, store_id = request.actor, request.store_id
    return {
        "may_receive": actor.may(permissions.RECEIVE, store_id),
        "may_correct": actor.may(permissions.CORRECT, store_id),
    }


def _store_name(request: PageRequest) -> str:
    return store_info(request.store_id).name
