"""Pages of count sheets: the list with what is due, opening one, and one sheet to count by, look over and print."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.holdings.parts.queries import levels_of
from anxin.holdings.stocktaking import commands, permissions, queries
from anxin.holdings.stocktaking.lifecycle import APPROVED, CANCELLED, COUNTING, SHEET, SUBMITTED
from anxin.holdings.stocktaking.web.forms import (
    CauseForm,
    CountForm,
    NothingForm,
    OpenForm,
    ReasonForm,
    SubmitForm,
)
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.text import compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.formats import format_quantity
from anxin.platform.ui.forms import submit
from anxin.platform.ui.late import pdf_file
from anxin.platform.ui.lists import Column, ListPage, Status, Window, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import ArticleRow, find_scanned, get_article

ONE, NEW = "stocktaking/sheet.html", "stocktaking/open.html"
LEVELS = {COUNTING: "run", SUBMITTED: "wait", APPROVED: "ok", CANCELLED: "off"}
MOST_PRINTED = 2000
COLUMNS = (
    Column("number", _("盘点单号"), sort="number"),
    Column("kind_label", _("种类"), wide_only=True),
    Column("scope", _("范围"), wide_only=True),
    Column("opened_at", _("开单"), kind="time", sort="opened_at", wide_only=True),
    Column("counted", _("已盘"), kind="integer"),
    Column("lines", _("共"), kind="integer"),
    Column("different", _("有差异"), kind="integer", wide_only=True),
    Column("gains", _("盘盈 元（不含税）"), kind="money", sort="gains", wide_only=True),
    Column("losses", _("盘亏 元（不含税）"), kind="money", sort="losses", wide_only=True),
    Column("state_label", _("状态"), lambda row: Status(LEVELS[row.state], row.state_label), kind="status"),
)


def _standing(row: Any) -> Status:
    if row.second_wanted:
        return Status("risk", gettext("要复盘"))
    if row.counted is None:
        return Status("wait", gettext("还没盘"))
    if row.difference:
        return Status("late" if row.needs_cause and not row.cause else "risk", gettext("有差异"))
    return Status("ok", gettext("已盘"))


LINE_COLUMNS = (
    Column("name", _("配件")),
    Column("bin", _("库位"), lambda row: row.bin or "—"),
    Column("number", _("配件号"), wide_only=True),
    Column("counted", _("实盘"), kind="number"),
    Column("standing", _("进度"), _standing, kind="status"),
    Column("counted_by", _("谁盘的"), wide_only=True),
    Column("counted_at", _("什么时候"), kind="time", wide_only=True),
)
BOOK_COLUMNS = (
    Column("book", _("当时账面"), kind="number", wide_only=True),
    Column("difference", _("差异"), kind="number"),
    Column("worth", _("差异金额 元（不含税）"), kind="money", wide_only=True),
    Column("cause_label", _("原因"), wide_only=True),
)


@dataclass(frozen=True)
class PrintFilter:
    """Which bins are printed."""

    bin: str = filter_field(_("库位"), default="")


@require_safe
@page(permissions.SEE)
def count_sheets(request: PageRequest) -> HttpResponse:
    """The store's count sheets, and how many articles are due for counting."""
    actor, store_id = request.actor, request.store_id
    sees = queries.sees_books(actor, store_id)
    listing = read_list(request, queries.SheetFilter, [one for one in COLUMNS if sees or one.code not in queries.OF_BOOKS])
    found = queries.page_sheets(actor, store_id, listing.filter, listing.order, listing.window, url=_url)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("盘点单"), about=store_info(store_id).name)
    context = {
        "list": listing,
        "due": queries.cycle_due(actor, store_id, clock.now()),
        "may_lead": actor.may(permissions.LEAD, store_id),
    }
    return render_page(request, "stocktaking/sheets.html", context, partial=("table",))


@page(permissions.LEAD)
def open_sheet(request: PageRequest) -> HttpResponse:
    """Open a sheet."""
    form = OpenForm(request.POST or None)
    if request.method != "POST":
        return render_page(request, NEW, {"form": form})

    def act(said: Any) -> commands.OpenedSheet:
        least = said["least_value"]
        scope = commands.Scope(
            by=said["by"],
            first_bin=said["first_bin"],
            last_bin=said["last_bin"],
            part_class=said["part_class"],
            least_value=Money.yuan(least) if least is not None else None,
            days=said["days"],
            article_ids=_ids(request, said["numbers"]) if said["by"] == "chosen" else (),
        )
        return _opened(request, said["kind"], scope, said["note"])

    done_words = _("盘点单已开，可以边走边盘，不用停止收发料")
    return submit(request, form, act, back=(NEW, dict), url=lambda done: _url(done.id), toast=done_words)


@require_POST
@page(permissions.LEAD)
def open_share(request: PageRequest) -> HttpResponse:
    """Open the sheet of today's share of the cycle."""
    done = _opened(request, "cycle", commands.Scope("share"), "")
    return redirect_after_post(request, _url(done.id), toast=Toast(gettext("今天的循环盘点单已开")))


@require_safe
@page(permissions.SEE)
def count_sheet(request: PageRequest, count_id: int) -> HttpResponse:
    """One sheet: the field for the scanner, the lines by bin, and the next steps."""
    listing, context = sheet_context(request, count_id)
    if listing.wants_export:
        return listing.export(context["row"].number, about=store_info(request.store_id).name)
    return render_page(request, ONE, context, partial=("table",))


@require_safe
@page(permissions.SEE)
def print_sheet(request: PageRequest, count_id: int) -> HttpResponse:
    """What is to be counted on paper, by bin; without what the ledger has where counts are blind."""
    wanted = read_list(request, PrintFilter, ()).filter
    row = queries.get_sheet(request.actor, count_id)
    blind = queries.is_blind(row.store_id)
    lines = queries.page_lines(
        request.actor, count_id, queries.LineFilter(bin=wanted.bin), Window(0, MOST_PRINTED), blind=blind
    )
    if lines.total > MOST_PRINTED:
        words = _("一次最多打印 2000 行，请选库位范围再打印。")
        raise Invalid(words, field="bin", rule="M14.01")
    store, now = store_info(row.store_id), clock.now()
    heads = [gettext("库位"), gettext("配件号"), gettext("名称"), gettext("单位")]
    heads += [] if blind else [gettext("账面")]
    data = {
        "document": {
            "title": gettext("盘点表"),
            "number": row.number,
            "issued_at": timezone.localtime(now).isoformat(),
        },
        "store": {"name": store.name, "address": store.address, "service_phone": store.phone},
        "heads": [*heads, gettext("实盘"), gettext("备注")],
        "rows": [
            [
                line.bin or "—",
                line.number,
                line.name,
                line.unit,
                *([] if blind else [format_quantity(line.book) if line.book is not None else ""]),
                "",
                gettext("复盘") if line.second_wanted else "",
            ]
            for line in lines.rows
        ],
        "notes": [f"{row.scope} {wanted.bin}".strip(), gettext("盘点人：        复盘人：        日期：")],
    }
    return pdf_file("documents/work_list", data, f"count-{row.number}")


def sheet_context(request: PageRequest, count_id: int) -> tuple[ListPage[queries.LineFilter], dict[str, Any]]:
    """What the page of a sheet shows: its lines, what was scanned, and the forms of the next steps."""
    actor = request.actor
    row = queries.get_sheet(actor, count_id)
    sees = queries.sees_books(actor, row.store_id)
    wanted = queries.LineFilter if sees else queries.BlindLineFilter
    listing = read_list(request, wanted, (*LINE_COLUMNS, *(BOOK_COLUMNS if sees else ())))
    here = reverse("count_sheet", args=[count_id])

    def url(article_id: int) -> str:
        return f"{here}?{urlencode(_kept(request) | {'article': str(article_id)})}"

    found = queries.page_lines(actor, count_id, listing.filter, listing.window, url=url)
    listing = listing.with_page(found)
    may_count = row.state == COUNTING and actor.may(permissions.COUNT, row.store_id)
    context = {
        "list": listing,
        "row": row,
        "here": here,
        "level": LEVELS[row.state],
        "sees": sees,
        "may_count": may_count,
        "forms": _forms(request, row),
        **_scanned(request, row, may_count),
    }
    return listing, context


def _scanned(request: PageRequest, row: queries.SheetRow, may_count: bool) -> dict[str, Any]:
    """The article that was scanned or chosen, to be counted; or several that the code may mean; or that there is none."""
    code, chosen = request.GET.get("code", ""), request.GET.get("article", "")
    if not (code.strip() or chosen.isdecimal()):
        return {}
    found: list[ArticleRow] = []
    if chosen.isdecimal():
        found = [get_article(request.actor, int(chosen[:12]))]
    elif code.strip():
        found = find_scanned(request.actor, row.store_id, [code]).get(code, [])
    if len(found) != 1:
        return {"code": code, "meant": found, "is_bin": not found and _is_bin(request, row, code)}
    article = found[0]
    line = queries.get_line(request.actor, row.id, article.id)
    made: dict[str, Any] = {"article": article, "line": line}
    if line is not None:
        made["counts"] = queries.list_counts(request.actor, row.id, article.id)
    if may_count:
        made["count_form"] = CountForm(initial={"article_id": article.id})
    if line and line.difference and row.state == COUNTING and request.actor.may(permissions.LEAD, row.store_id):
        made["cause_form"] = CauseForm(initial={"article_id": article.id, "cause": line.cause, "note": line.note})
    levels = levels_of(request.actor, row.store_id, [article.id]).get(article.id)
    return made | {"counted_on": levels.counted_on if levels else None}


def _is_bin(request: PageRequest, row: queries.SheetRow, code: str) -> bool:
    wanted = queries.LineFilter(bin=compact(code))
    return bool(queries.page_lines(request.actor, row.id, wanted, Window(0, 1)).rows)


def _forms(request: PageRequest, row: queries.SheetRow) -> dict[str, Any]:
    may = {
        "submit": (permissions.LEAD, SubmitForm),
        "approve": (permissions.APPROVE_SMALL, NothingForm),
        "send_back": (permissions.APPROVE_SMALL, ReasonForm),
        "cancel": (permissions.LEAD, ReasonForm),
    }
    return {
        verb: kind(auto_id=f"{verb}_%s")
        for verb, (permission, kind) in may.items()
        if SHEET.allows(verb, row.state) and request.actor.may(permission, row.store_id)
    }


def _opened(request: PageRequest, kind: str, scope: commands.Scope, note: str) -> commands.OpenedSheet:
    return commands.open_sheet(
        actor=request.actor, store_id=request.store_id, kind=kind, scope=scope, note=note, at=clock.now()
    )


def _ids(request: PageRequest, numbers: list[str]) -> tuple[int, ...]:
    known = find_scanned(request.actor, request.store_id, numbers)
    missing = [one for one in numbers if one not in known]
    if missing:
        words = gettext("目录里没有这些配件号：%(numbers)s。请改正，或先添加到配件目录。")
        raise Invalid(words % {"numbers": gettext("、").join(missing[:10])}, field="numbers", rule="M14.01")
    return tuple(known[one][0].id for one in numbers)


def _kept(request: PageRequest) -> dict[str, str]:
    """What stays of the list's filter when a line is chosen."""
    return {name: request.GET[name] for name in ("bin", "number", "standing", "page") if request.GET.get(name)}


def _url(sheet_id: int) -> str:
    return reverse("count_sheet", args=[sheet_id])
