"""A workbook on its way in: upload, what it would change, take it or leave it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.files.uploads import read_at_most
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.figures import commands, permissions, queries
from anxin.resources.figures.lifecycle import CHECKED, FIGURE_SHEET
from anxin.resources.figures.web import labels
from anxin.resources.figures.web.downloads import download_months
from anxin.resources.figures.words import name_of

CHANGES = {
    "new": ("run", gettext_lazy("新增")),
    "changed": ("risk", gettext_lazy("改动")),
    "same": ("", gettext_lazy("没有变化")),
}
COUNTS = (
    ("new", gettext_lazy("新增")),
    ("changed", gettext_lazy("改动")),
    ("same", gettext_lazy("没有变化")),
    ("gaps", gettext_lazy("缺")),
    ("outliers", gettext_lazy("异常")),
)
MOST_SHOWN = 500


@page(permissions.ENTER)
def check_monthly_history(request: PageRequest) -> HttpResponse:
    """Upload a workbook; what is wrong is told by its cell, and nothing is kept then (M30.08)."""
    if request.method != "POST":
        return render_page(request, "figures/check.html", {})
    upload, at = request.FILES.get("file"), clock.now()
    try:
        if upload is None:
            raise Invalid(_("请选择要导入的文件。"), field="file")
        content = read_at_most(upload, commands.largest_workbook(request.store_id, at))
        found = commands.check_monthly_history(
            actor=request.actor, store_id=request.store_id, file_name=upload.name or "", content=content, at=at
        )
    except Invalid as refusal:
        return render_page(request, "figures/check.html", {"error": refusal.message}, status=422)
    if found.sheet_id is None:
        context = {"problems": [one.words_in(_) for one in found.problems], "file_name": upload.name}
        return render_page(request, "figures/check.html", context, status=422)
    notes = len(found.problems)
    toast = Toast(_("读到 %(n)s 个数，%(notes)s 条提示") % {"n": found.cells, "notes": notes})
    return redirect_after_post(request, reverse("figures:sheet", args=[found.sheet_id]), toast=toast)


@require_safe
@page(permissions.ENTER)
def show_sheet(request: PageRequest, sheet_id: int) -> HttpResponse:
    """What a checked workbook would change, odd ones and gaps first."""
    sheet = queries.get_figure_sheet(request.actor, sheet_id)
    context = {
        "sheet": sheet,
        "state": _(FIGURE_SHEET.labels[sheet.state]),
        "is_open": sheet.state == CHECKED,
        "taken": sheet.taken,
        "counts": [(label, sheet.counts[name]) for name, label in COUNTS if sheet.taken is None or name not in CHANGES],
        "rows": [_row(one) for one in sheet.cells[:MOST_SHOWN]],
        "more": max(0, len(sheet.cells) - MOST_SHOWN),
        "to_write": sheet.counts["new"] + sheet.counts["changed"],
    }
    return render_page(request, "figures/sheet.html", context)


@require_POST
@page(permissions.ENTER)
def import_monthly_history(request: PageRequest, sheet_id: int) -> HttpResponse:
    """Take a checked workbook."""
    done = commands.import_monthly_history(actor=request.actor, sheet_id=sheet_id, at=clock.now())
    toast = Toast(_("已导入 %(n)s 个数，%(same)s 个没有变化") % {"n": done.written, "same": done.unchanged})
    return redirect_after_post(request, reverse("figures:sheet", args=[sheet_id]), toast=toast)


@require_POST
@page(permissions.ENTER)
def drop_monthly_history(request: PageRequest, sheet_id: int) -> HttpResponse:
    """Leave a checked workbook."""
    commands.drop_monthly_history(actor=request.actor, sheet_id=sheet_id, at=clock.now())
    return redirect_after_post(request, reverse("figures:year"), Toast(_("没有导入，数都没有变。要导入请重新上传文件。")))


@require_safe
@page(permissions.ENTER)
def download_template(request: PageRequest) -> HttpResponse:
    """The empty workbook of a year, with how to fill it in."""
    year = store_info(request.store_id).clock.day(clock.now()).year
    return download_months(year, {}, _("月度数据模板"))


def _row(one: queries.SheetCell) -> dict[str, Any]:
    level, words = CHANGES[one.change]
    return {
        "month": f"{one.month:%Y-%m}",
        "name": name_of(one.kind),
        "value": labels.say_value(one.kind, one.value),
        "before": labels.shown(one.kind, one.before),
        "level": level,
        "words": words,
        "is_outlier": one.is_outlier,
        "is_gap": one.is_gap,
        "place": one.place,
    }
