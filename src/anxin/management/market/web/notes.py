"""Market notes: the register, a new one, and one with its answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.market import commands, permissions, queries
from anxin.management.market.web.forms import AnswerForm, NoteForm, fresh
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

COLUMNS = (
    Column("about", _("对象")),
    Column("kind_label", _("类别")),
    Column("words", _("情况")),
    Column("source", _("怎么知道的"), wide_only=True),
    Column("seen_on", _("看到的日期"), kind="day", sort="seen_on"),
    Column("author", _("登记人"), wide_only=True),
    Column("entered_at", _("登记时间"), kind="time", sort="entered_at", wide_only=True),
    Column("answer", _("答复"), wide_only=True),
    Column("answered_by", _("答复人"), wide_only=True),
    Column("answered_at", _("答复时间"), kind="time", sort="answered_at", wide_only=True),
)


@require_safe
@page(permissions.SEE)
def list_notes(request: PageRequest) -> HttpResponse:
    """The register: filter in the address, spreadsheet (R-KP13)."""
    listing = read_list(request, queries.NoteFilter, COLUMNS)
    rows = queries.page_market_notes(
        request.actor, request.store_id, listing.filter, listing.order, listing.window, url=_url
    )
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(_("市场情况"))
    context = {"list": listing, "may_note": request.actor.may(permissions.NOTE, request.store_id)}
    return render_page(request, "market/notes.html", context, partial=("table",))


@page(permissions.NOTE)
def note_market(request: PageRequest) -> HttpResponse:
    """Note what was heard."""
    template = "market/note_market.html"
    if request.method != "POST":
        return render_page(request, template, {"form": fresh(store_info(request.store_id).clock.day(clock.now()))})
    form = NoteForm(request.POST)
    by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "at": clock.now()}

    def act(_given: Mapping[str, Any]) -> Any:
        return commands.note_market(note=form.note(), **by)

    url = reverse("market:notes")
    return submit(request, form, act, back=(template, dict), url=url, toast=_("已登记，售后经理会看到"))


@require_safe
@page(permissions.SEE)
def show_note(request: PageRequest, note_id: int) -> HttpResponse:
    """One note, and the form of its answer for whoever answers."""
    return render_page(request, "market/note.html", _context(request, note_id))


@require_POST
@page(permissions.ANSWER)
def answer_note(request: PageRequest, note_id: int) -> HttpResponse:
    """What follows from it."""
    form = AnswerForm(request.POST)
    by: dict[str, Any] = {"actor": request.actor, "note_id": note_id, "at": clock.now()}

    def context() -> dict[str, Any]:
        found = _context(request, note_id)
        # Somebody else was first: the form is no longer on the page, what it was told must be.
        return found if found["form"] else {**found, "unplaced": form}

    return submit(
        request,
        form,
        lambda given: commands.answer_market_note(**given, **by),
        back=("market/note.html", context),
        url=_url(note_id),
        toast=_("已答复"),
    )


def _context(request: PageRequest, note_id: int) -> dict[str, Any]:
    row = queries.get_market_note(request.actor, note_id)
    may_answer = row.answered_at is None and request.actor.may(permissions.ANSWER, row.store_id)
    form: forms.Form | None = AnswerForm() if may_answer else None
    return {"row": row, "form": form}


def _url(note_id: int) -> str:
    return reverse("market:note", args=[note_id])
