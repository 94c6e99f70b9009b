"""The library of difficult problems: searched by word, system and fault code, exported."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.technical import permissions, queries

COLUMNS = (
    Column("recorded_at", _("结案"), kind="time", sort="recorded_at"),
    Column("model_name", _("车型"), sort="model_name"),
    Column("system_label", _("系统")),
    Column("fault_codes", _("故障码"), wide_only=True),
    Column("symptom", _("现象")),
    Column("cause", _("原因")),
    Column("solution", _("处理结果"), wide_only=True),
    Column("store_name", _("门店"), wide_only=True),
)


@page(permissions.LEARN)
def list_library(request: PageRequest) -> HttpResponse:
    """What the whole group has learnt."""
    listing = read_list(request, queries.LibraryFilter, COLUMNS)
    listing = listing.with_page(queries.page_library(request.actor, listing.filter, listing.order, listing.window))
    if listing.wants_export:
        return listing.export(_("疑难问题库"))
    return render_page(request, "technical/library.html", {"list": listing}, partial=("table",))


@page(permissions.LEARN)
def show_entry(request: PageRequest, entry_id: int) -> HttpResponse:
    """One problem with its process."""
    entry = queries.get_library_entry(request.actor, entry_id)
    return render_page(request, "technical/library_entry.html", {"entry": entry})
