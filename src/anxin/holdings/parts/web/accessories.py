"""The accessories catalogue (FORM-58): by class with price and what is there, and printed for the display."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, TypedDict

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anxin.holdings.parts import permissions, queries
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.documents.inputs import DocumentHead, StoreHead
from anxin.platform.money import Money
from anxin.platform.ui.late import pdf_file
from anxin.platform.ui.lists import Column, Window, read_list, wants_export
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import AccessorySet, list_accessory_sets

MOST_PRINTED = 2_000
COLUMNS = (
    Column("number", _("配件号")),
    Column("name", _("名称")),
    Column("price", _("含税售价 元"), kind="money"),
    Column("free", _("本店可用")),
)
EXPORTED = (
    Column("part_class", _("分类")),
    Column("number", _("配件号")),
    Column("name", _("名称")),
    Column("price", _("含税售价 元"), kind="money"),
    Column("free", _("本店可用"), kind="number"),
    Column("unit", _("单位")),
    Column("display_place", _("陈列位置")),
)


class Group(NamedTuple):
    """A class of accessories with the sets that begin with one of it."""

    name: str
    sets: Sequence[AccessorySet]
    rows: Sequence[queries.AccessoryRow]


class PrintedAccessory(TypedDict):
    """A line of the paper; a set says what is in it where an article says its display place."""

    number: str
    name: str
    unit: str
    place: str
    price: Money


class PrintedGroup(TypedDict):
    title: str
    rows: list[PrintedAccessory]


class AccessoryCatalogue(TypedDict):
    """parts/accessory_catalogue."""

    document: DocumentHead
    store: StoreHead
    note: str
    groups: list[PrintedGroup]


@page(permissions.SEE)
def accessories(request: PageRequest) -> HttpResponse:
    """The accessories of the present store by class, with what is there of each."""
    actor, store_id = request.actor, request.store_id
    store = store_info(store_id)
    today = store.clock.day(clock.now())
    listing = read_list(request, queries.AccessoryFilter, EXPORTED if wants_export(request) else COLUMNS)
    found = queries.accessory_catalogue(actor, store_id, listing.filter, today, listing.window)
    listing = listing.with_page(found.rows)
    if listing.wants_export:
        return listing.export(gettext("精品目录"), store.name)
    everything = sum(articles for _name, articles in found.classes)
    context = {
        "list": listing,
        "groups": _groups(found.rows.rows, _sets(request, listing.filter)),
        "tabs": [("", gettext("全部"), everything), *((name, name, n) for name, n in found.classes if name)],
        "standing": queries.stock_standing(actor, store_id, today),
        "store_name": store.name,
        "print_url": f"{reverse('print_accessories')}?{request.GET.urlencode()}",
    }
    return render_page(request, "parts/accessories.html", context, partial="table")


@require_safe
@page(permissions.SEE)
def print_accessories(request: PageRequest) -> HttpResponse:
    """What is filtered as PDF for the display: prices, no stock and no cost."""
    now = clock.now()
    store_id = request.store_id
    today = store_info(store_id).clock.day(now)
    wanted = read_list(request, queries.AccessoryFilter, COLUMNS).filter
    found = queries.accessory_catalogue(request.actor, store_id, wanted, today, Window(0, MOST_PRINTED))
    groups = _groups(found.rows.rows, _sets(request, wanted))
    data = catalogue_data(store_id, groups, now, left_out=found.rows.total - len(found.rows.rows))
    return pdf_file("parts/accessory_catalogue", data, f"accessories-{today.isoformat()}")


def catalogue_data(store_id: int, groups: Iterable[Group], at: datetime, left_out: int = 0) -> AccessoryCatalogue:
    """What the paper shows; ``left_out`` articles had no room on it."""
    store = store_info(store_id)
    local, day = store.clock.local(at), store.clock.day(at).isoformat()
    note = gettext("价格含税，%(day)s 有效。没有现货的可以预订，请问服务顾问。") % {"day": day}
    if left_out:
        note += gettext("另有 %(n)s 项没有印，请按分类分开打印。") % {"n": left_out}
    return {
        "document": {
            "title": gettext("精品目录"),
            "number": day,
            "issued_at": local.replace(microsecond=0).isoformat(),
        },
        "store": {"name": store.name, "address": store.address, "service_phone": store.phone},
        "note": note,
        "groups": [_printed(group) for group in groups],
    }


def _printed(group: Group) -> PrintedGroup:
    sets = [_line(one.code, one.name, gettext("套"), gettext("、").join(one.contents), one.price) for one in group.sets]
    rows = [_line(row.number, row.name, row.unit, row.display_place, row.price) for row in group.rows]
    return {"title": group.name or gettext("未分类"), "rows": [*rows, *sets]}


def _line(number: str, name: str, unit: str, place: str, price: Money) -> PrintedAccessory:
    return {"number": number, "name": name, "unit": unit, "place": place, "price": price}


def _sets(request: PageRequest, wanted: queries.AccessoryFilter) -> list[AccessorySet]:
    """Sets stand under their class; a text or what is there says nothing of them."""
    if wanted.text.strip() or wanted.in_stock:
        return []
    today = store_info(request.store_id).clock.day(clock.now())
    return list_accessory_sets(request.actor, request.store_id, today)


def _groups(rows: Iterable[queries.AccessoryRow], sets: Iterable[AccessorySet]) -> list[Group]:
    by_class: dict[str, list[AccessorySet]] = defaultdict(list)
    for one in sets:
        by_class[one.part_class].append(one)
    return [Group(name, by_class[name], list(some)) for name, some in groupby(rows, key=lambda row: row.part_class)]
